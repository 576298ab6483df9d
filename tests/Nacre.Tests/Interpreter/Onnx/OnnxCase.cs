using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Onnx;
using Nacre.Frontends.Onnx;
using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Interpreter.Onnx;

/// <summary>A folder of ONNX's backend test suite: <c>model.onnx</c> and folders with inputs and expected outputs.</summary>
internal sealed record OnnxCase(string Folder)
{
    private const double RelativeTolerance = 1e-3;
    private const double AbsoluteTolerance = 1e-7;

    public string Name => Path.GetFileName(Folder);

    public static IEnumerable<OnnxCase> In(string suite) =>
        Directory.EnumerateDirectories(TestData.PathOf(suite)).Order(StringComparer.Ordinal).Where(d => File.Exists(Path.Combine(d, "model.onnx"))).Select(d => new OnnxCase(d));

    /// <summary>Evaluates the imported model on every set of inputs; why the first one fails, or null.</summary>
    public string? Failure()
    {
        try
        {
            var main = OnnxImporter.ImportFile(Path.Combine(Folder, "model.onnx")).Body.Operations.OfType<FuncOp>().Single();
            return Directory.EnumerateDirectories(Folder, "test_data_set_*").Select(set => Failure(main, set)).FirstOrDefault(f => f is not null);
        }
        catch (Exception e) when (e is DiagnosticException or InvalidOperationException or Nacre.Frontends.ModelFormatException)
        {
            return e.Message;
        }
    }

    private static string? Failure(FuncOp main, string set)
    {
        var inputs = main.FunctionType.Inputs.Select((type, i) => Read(Path.Combine(set, $"input_{i}.pb"), type)).ToArray();
        var actual = ReferenceInterpreter.Create().Run(main, inputs);
        for (var i = 0; i < actual.Count; i++)
        {
            var expected = Read(Path.Combine(set, $"output_{i}.pb"), main.FunctionType.Results[i]);
            if (Difference(expected, actual[i]) is { } difference)
                return $"output {i}: {difference}";
        }
        return null;
    }

    private static InterpreterValue Read(string file, IRType type) => Convert(OnnxValueReader.ReadFile(file, type switch
    {
        SequenceType => OnnxValueKind.Sequence,
        OptionalType => OnnxValueKind.Optional,
        MapType => OnnxValueKind.Map,
        _ => OnnxValueKind.Tensor,
    }));

    private static InterpreterValue Convert(OnnxValue value) => value switch
    {
        OnnxTensorValue { Elements: DenseStringElementsAttr text } => new StringTensorValue(text.Type.Shape, text.Strings),
        OnnxTensorValue tensor => TensorValue.FromAttr(tensor.Elements),
        OnnxSequenceValue sequence => new SequenceValue(sequence.Items.Map(Convert)),
        OnnxOptionalValue optional => new OptionalValue(optional.Value is { } item ? Convert(item) : null),
        OnnxMapValue map => new MapValue(map.Keys.Zip(map.Values, (k, v) => (k, Convert(v))).ToEquatableArray()),
        _ => throw new InvalidOperationException($"{value.GetType().Name} is not read"),
    };

    private static string? Difference(InterpreterValue expected, InterpreterValue actual) => (expected, actual) switch
    {
        (TensorValue x, TensorValue y) => Difference(x, y),
        (StringTensorValue x, StringTensorValue y) => x.Shape == y.Shape && x.Strings == y.Strings ? null : $"expected {x}, got {y}",
        (SequenceValue x, SequenceValue y) when x.Items.Count == y.Items.Count => x.Items.Zip(y.Items, Difference).FirstOrDefault(d => d is not null),
        (OptionalValue { Item: { } x }, OptionalValue { Item: { } y }) => Difference(x, y),
        (OptionalValue { Item: { } x }, not OptionalValue) => Difference(x, actual),
        (OptionalValue { Item: null }, OptionalValue { Item: null }) => null,
        _ => $"expected {expected}, got {actual}",
    };

    private static string? Difference(TensorValue expected, TensorValue actual)
    {
        if (expected.Type != actual.Type)
            return $"expected the type {expected.Type}, got {actual.Type}";
        for (var i = 0L; i < expected.Count; i++)
        {
            var (x, y) = (expected.DoubleAt(i), actual.DoubleAt(i));
            var isClose = x == y || (double.IsNaN(x) && double.IsNaN(y)) || Math.Abs(x - y) <= AbsoluteTolerance + RelativeTolerance * Math.Abs(x);
            if (!isClose)
                return $"element {i} of {expected.Type}: expected {x}, got {y}";
        }
        return null;
    }
}
