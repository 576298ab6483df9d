using System.Globalization;
using Nacre.Comparison;
using Nacre.Compilation;
using Nacre.Imaging;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Tests.Cli;

namespace Nacre.Tests.Conformance;

/// <summary>
/// Whole models that JAX, PyTorch/XLA and IREE's importers wrote: every one is read, compiled to code alone, and gives what the interpreter gives. Weights that are arguments are seeded random
/// numbers. The two that take minutes on the interpreter are compared with <c>NACRE_FULL=1</c> only.
/// </summary>
public sealed class StableHloModelTests
{
    private const string Folder = "models/stablehlo", Bert = "gleason-exports/pt_bert", Chess = "gleason-exports/searchless_chess_9m";

    public static TheoryData<string> Small =>
    [
        "iree-samples/simple_abs.mlir", "iree-samples/mnist.mlir", "iree-e2e-models/collatz.mlir", "iree-e2e-models/edge_detection.mlir", "iree-e2e-models/fragment_000.mlir",
        "iree-e2e-models/fullyconnected.mlir", "iree-e2e-models/mnist_fake_weights.mlir", "iree-e2e-models/unidirectional_lstm.mlir",
    ];

    private static string PathOf(string model) => TestData.PathOf(Path.Combine(Folder, model));

    [DataTheory(Folder), MemberData(nameof(Small))]
    public void Compiled_code_agrees_with_the_interpreter(string model) => Compare(Model.Load(PathOf(model)));

    [FullDataTheory(Folder), InlineData(Bert), InlineData(Chess)]
    public void Transformers_agree_with_the_interpreter(string model) => Compare(Model.Load(PathOf(model + ".mlir")));

    /// <summary>The bytecode is a portable artifact of StableHLO 1.0.</summary>
    [DataTheory(Folder), InlineData(Bert), InlineData(Chess)]
    public void Text_and_bytecode_are_the_same_model(string model) =>
        Assert.Equal(TextOf(model + ".mlir"), TextOf(model + ".mlir.bc"));

    private static string TextOf(string model) => OpAsmPrinter.Print(Model.Load(PathOf(model)).Module, new PrintOptions());

    /// <summary>Nothing of the two transformers is left to the interpreter.</summary>
    [DataTheory(Folder), InlineData(Bert), InlineData(Chess)]
    public void Transformers_become_kernels_alone(string model)
    {
        var text = PhaseText.Emit(Model.Load(PathOf(model + ".mlir")), new CompileOptions(), CpuPipeline.Scheduled);
        Assert.DoesNotContain("nacre.kernel @", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" call @", text, StringComparison.Ordinal);
    }

    private static void Compare(Model model)
    {
        var random = new Random(1);
        var inputs = model.Inputs.Select(port => Input(port, random)).ToArray();
        using var interpreter = model.Compile(new CompileOptions { Target = CompileOptions.Interpreter });
        using var oracle = interpreter.CreateSession();
        var expected = oracle.Run(inputs);
        Assert.All(expected, e => Assert.All(e.AsSpan<float>().ToArray().Take(1000), v => Assert.True(float.IsFinite(v))));
        using var engine = model.Compile(new CompileOptions { Strict = true });
        using var session = engine.CreateSession();
        var actual = session.Run(inputs);
        Assert.True(oracle.LastRunWasInterpreted && !session.LastRunWasInterpreted);
        Assert.All(session.LastKernels, k => Assert.True(k.IsCompiled));
        Assert.All(engine.Outputs.Select((port, i) => PrecisionLoss.Between(port.Name, actual[i], expected[i])), loss => Assert.True(loss.Largest < 1e-4, loss.ToString()));
    }

    /// <summary>Numbers around zero whose sums over a matrix' rows stay near one; integers are indices and masks, which both may be 0 or 1.</summary>
    private static HostTensor Input(ModelPort port, Random random)
    {
        var tensor = HostTensor.Create(port.Type, [.. port.Shape!]);
        var scale = port.Shape!.Count < 2 ? 1 : (float)Math.Sqrt(3.0 / port.Shape.Max());
        if (port.Type == ElementType.I32)
            tensor.AsSpan<int>().Fill(i => random.Next(2));
        else
            tensor.AsSpan<float>().Fill(_ => (2 * random.NextSingle() - 1) * scale);
        return tensor;
    }

    // Published results ---------------------------------------------------------------------------------------------------------------------------------------

    private static float[] Run(string model, params float[][] inputs)
    {
        using var engine = Model.Load(PathOf(model)).Compile();
        using var session = engine.CreateSession();
        return session.Run([.. inputs.Select((values, i) => HostTensor.FromArray(values, [.. engine.Inputs[i].Shape!]))])[0].AsSpan<float>().ToArray();
    }

    /// <summary>What the comments in the files say of their outputs: a row for each, digits as far as they go.</summary>
    [DataTheory(Folder)]
    [InlineData("iree-e2e-models/collatz.mlir", "31")]
    [InlineData("iree-e2e-models/fragment_000.mlir", "0 0 0 0 0 2.97 0 0 4.76 13.87 2.47 0 0 3.54 10.06 0 0 0 0 0 1.48 0 0.12 1.10 2.44")]
    [InlineData("iree-e2e-models/fullyconnected.mlir", "0 0 0 0 0 3.79 4.99 0.90 0 0 2.80 3.78 0.56 0 0 0 0 0 0 0 0.87 1.21 0.13 0 0")]
    [InlineData("iree-e2e-models/mnist_fake_weights.mlir", "0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1")]
    public void Published_outputs(string model, string expected)
    {
        float[][] inputs = model.Contains("fullyconnected", StringComparison.Ordinal) ? [[1, -2, -3, 4, -5], [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]]
            : model.Contains("mnist", StringComparison.Ordinal) ? [new float[784]] : [];
        var numbers = expected.Split(' ').Select(n => float.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var actual = Run(model, inputs);
        Assert.Equal(numbers.Length, actual.Length);
        // The digits are cut off, not rounded.
        Assert.All(numbers.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -1e-6, 0.01));
    }

    /// <summary>The network with its trained weights reads handwriting.</summary>
    [DataFact("inputs/mnist")]
    public void Mnist_reads_digits()
    {
        var files = Directory.GetFiles(TestData.PathOf("inputs/mnist"), "*.png");
        var right = files.Count(file =>
        {
            var scores = Run("iree-samples/mnist.mlir", Image.Load(file).ToTensorData(1, 28, 28, ImageLayout.Nhwc, 1f / 255));
            return Array.IndexOf(scores, scores.Max()) == Path.GetFileName(file)[0] - '0';
        });
        Assert.True(right >= 9, $"{right} of {files.Length} digits were read");
    }

    // The command ---------------------------------------------------------------------------------------------------------------------------------------------

    [DataTheory(Folder), InlineData("host"), InlineData("interpreter")]
    public void The_command_runs_them(string target)
    {
        var run = CommandRun.Of("run", PathOf("iree-e2e-models/collatz.mlir"), "--target", target);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        Assert.Contains("31", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [DataTheory(Folder), InlineData("iree-e2e-models/unidirectional_lstm.mlir"), InlineData("gleason-exports/searchless_chess_9m.mlir.bc")]
    public void The_command_prints_their_phases(string model)
    {
        var run = CommandRun.Of("compile", PathOf(model), "--emit", "optimized");
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        Assert.Contains("stablehlo.dot_general", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_with_several_public_functions_needs_a_main()
    {
        var error = Assert.Throws<NacreException>(() => Model.FromMlir("func.func @a() { return }\nfunc.func @b() { return }"));
        Assert.Contains("@a, @b", error.Message, StringComparison.Ordinal);
        Assert.Contains("no public function", Assert.Throws<NacreException>(() => Model.FromMlir("func.func private @a() { return }")).Message, StringComparison.Ordinal);
    }
}

file static class Spans
{
    public static void Fill<T>(this Span<T> values, Func<int, T> value)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = value(i);
    }
}
