using Nacre.Compilation;
using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Testing;

/// <summary>How exact outputs must be: |got − expected| ≤ atol + rtol·|expected|; the defaults are those of ONNX's own runner.</summary>
/// <param name="IsNetwork">Differences that rounding in many layers explains are none, see docs/testing.md.</param>
public sealed record Tolerance(double Rtol = 1e-3, double Atol = 1e-7, bool IsNetwork = true);

/// <summary>What became of a test case.</summary>
/// <param name="Failure">Null when it passed.</param>
/// <param name="Fallbacks">Kernels that ran on the interpreter.</param>
public sealed record TestOutcome(string Name, string? Failure, IReadOnlyList<KernelReport> Fallbacks)
{
    public bool Passed => Failure is null;
}

/// <summary>An ONNX test case: a folder with <c>model.onnx</c> and <c>test_data_set_N/{input,output}_I.pb</c>.</summary>
public sealed class TestCase(string folder)
{
    public string Name => Path.GetFileName(folder);

    /// <summary>The cases in a folder: itself, or those below it, by name.</summary>
    public static IEnumerable<TestCase> Find(string folder)
    {
        if (File.Exists(Path.Combine(folder, "model.onnx")))
            return [new TestCase(folder)];
        return Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(Find) : [];
    }

    public TestOutcome Run(CompileOptions options, Tolerance tolerance)
    {
        try
        {
            var model = Model.Load(Path.Combine(folder, "model.onnx"));
            using var engine = model.Compile(options);
            using var session = engine.CreateSession();
            var sets = Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal).ToArray();
            var failure = sets.Length == 0 ? "it has no test_data_set folder" : sets.Select(set => RunSet(model, session, set, tolerance)).FirstOrDefault(f => f is not null);
            return new TestOutcome(Name, failure, [.. session.LastKernels.Where(k => !k.IsCompiled)]);
        }
        catch (Exception e) when (e is NacreException or ModelFormatException or DiagnosticException)
        {
            return new TestOutcome(Name, e.Message, []);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A defect of Nacre must fail its case, not end the run.
            return new TestOutcome(Name, $"internal error: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}", []);
        }
    }

    private static string? RunSet(Model model, InferenceSession session, string set, Tolerance tolerance)
    {
        var inputs = model.Inputs.Select((p, i) => Read(set, "input", i, p)).ToArray();
        var expected = model.Outputs.Select((p, i) => File.Exists(FileOf(set, "output", i)) ? Read(set, "output", i, p) : null).ToArray();
        var isTensors = inputs.All(i => i is TensorValue or StringTensorValue);
        var actual = isTensors ? RunTensors(session, inputs, model) : session.RunValues(inputs);
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] is { } value && ValueComparer.Difference(actual[i], value, tolerance with { IsNetwork = tolerance.IsNetwork && AccumulatedRounding.IsPossible(model.Module) }) is { } difference)
                return $"output '{model.Outputs[i].Name}': {difference}";
        }
        return null;
    }

    private static IReadOnlyList<InterpreterValue> RunTensors(InferenceSession session, InterpreterValue[] inputs, Model model)
    {
        if (model.Outputs.Any(o => !o.TypeText.StartsWith("tensor", StringComparison.Ordinal)))
            return session.RunValues(inputs);
        var outputs = session.Run([.. inputs.Select(ElementTypeMap.ToTensor)]);
        return [.. outputs.Select(ElementTypeMap.ToValue)];
    }

    private static string FileOf(string set, string kind, int index) => Path.Combine(set, $"{kind}_{index}.pb");

    private static InterpreterValue Read(string set, string kind, int index, ModelPort port)
    {
        var valueKind = port.TypeText switch
        {
            var t when t.StartsWith("tensor", StringComparison.Ordinal) => OnnxValueKind.Tensor,
            var t when t.Contains("optional", StringComparison.OrdinalIgnoreCase) => OnnxValueKind.Optional,
            _ => OnnxValueKind.Sequence,
        };
        return Convert(OnnxValueReader.ReadFile(FileOf(set, kind, index), valueKind));
    }

    /// <summary>Reads a file with one TensorProto.</summary>
    public static HostTensor ReadTensor(string path) => ElementTypeMap.ToTensor(Convert(OnnxValueReader.ReadFile(path, OnnxValueKind.Tensor)));

    private static InterpreterValue Convert(OnnxValue value) => value switch
    {
        OnnxTensorValue { Elements: DenseStringElementsAttr text } => new StringTensorValue(text.Type.Shape, text.Strings),
        OnnxTensorValue tensor => TensorValue.FromAttr(tensor.Elements),
        OnnxSequenceValue sequence => new SequenceValue(sequence.Items.Map(Convert)),
        OnnxOptionalValue optional => new OptionalValue(optional.Value is null ? null : Convert(optional.Value)),
        _ => throw new NacreException(ExitCode.Unsupported, $"a test value of kind {value.GetType().Name} is not supported"),
    };
}
