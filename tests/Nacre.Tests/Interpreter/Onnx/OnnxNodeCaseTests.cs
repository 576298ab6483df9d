namespace Nacre.Tests.Interpreter.Onnx;

/// <summary>
/// The reference interpreter on ONNX's backend tests of single operators, as they are imported: no shape is known before, operators with a lowering are evaluated
/// through it, all others by rows of their own.
/// </summary>
public class OnnxNodeCaseTests
{
    private const string RandomNumbers = "the expected output holds random numbers of NumPy's generator";
    private const string ImageFormats = "pictures in this format are not decoded: no library for it is at hand";
    private const string Training = "an optimiser's step is not part of inference";
    private const string Rounding = "the expected output holds the rounding errors of one FFT library";

    /// <summary>Beginnings of the names of cases that fail, with the reason.</summary>
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["test_bernoulli"] = RandomNumbers,
        ["test_training_dropout"] = RandomNumbers,
        ["test_image_decoder_decode_webp"] = ImageFormats,
        ["test_image_decoder_decode_jpeg2k"] = ImageFormats,
        ["test_adagrad"] = Training,
        ["test_adam"] = Training,
        ["test_momentum"] = Training,
        ["test_nesterov_momentum"] = Training,
        ["test_dft_inverse"] = Rounding,
    };

    [DataFact("onnx-1.22/node")]
    public void NodeCasesGiveThePublishedOutputs() => Assert.DoesNotContain(
        OnnxCase.In("onnx-1.22/node").Where(c => !Expected.Keys.Any(c.Name.StartsWith)).Select(c => (c.Name, Failure: c.Failure())), c => c.Failure is not null);

    [DataFact("onnx-1.22/simple")]
    public void SimpleCasesGiveThePublishedOutputs() => Assert.DoesNotContain(
        OnnxCase.In("onnx-1.22/simple").Where(c => !c.Name.StartsWith("test_gradient", StringComparison.Ordinal)).Select(c => (c.Name, Failure: c.Failure())), c => c.Failure is not null);
}
