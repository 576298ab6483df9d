using Nacre.Compilation;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Fuzz.Cases;
using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Fuzz.Judging;

/// <summary>Runs a case compiled for this machine and by ONNX Runtime, and compares.</summary>
/// <param name="scale">How many times the tolerance of a single operator is allowed.</param>
internal sealed class Judge(double scale)
{
    public Verdict Of(FuzzCase drawn)
    {
        if (Reference.TryRun(drawn, out var refusal) is not { } expected)
            return new Verdict(VerdictKind.Refused, refusal!);
        var declared = drawn with { Model = DeclareOutputs(drawn.Model, expected) };
        var (actual, error) = TryRun(declared, Precision.Model);
        if (actual is null)
            return Explained(declared, error!, expected);
        var inputs = drawn.Inputs.Values.Where(i => i.ElementType is FloatType).Select(Closeness.Largest).DefaultIfEmpty().Max();
        if (Difference(actual, expected, inputs) is not { Text: { } text } difference)
            return new Verdict(VerdictKind.Agrees, "", expected);
        if (difference.IsRounding && IsNearerToExact(declared, actual, expected))
            return new Verdict(VerdictKind.Explained, "rounding: Nacre is at least as close to the result in f64", expected);
        if (Reference.TryRun(drawn, out _, optimize: false) is { } plain && Difference(actual, plain, inputs) is null)
            return new Verdict(VerdictKind.Explained, "ONNX Runtime gives Nacre's result when its graph optimisations are off", expected);
        return Explained(declared, text, expected);
    }

    private static Verdict Explained(FuzzCase drawn, string difference, IReadOnlyDictionary<string, TensorValue> expected) =>
        Explanations.Find(drawn, difference, expected) is { } reason ? new Verdict(VerdictKind.Explained, reason, expected) : new Verdict(VerdictKind.Unexplained, difference, expected);

    /// <summary>Models declare what they give: the element type always, the sizes half of the time.</summary>
    private static ModelProto DeclareOutputs(ModelProto model, IReadOnlyDictionary<string, TensorValue> values)
    {
        var declared = model.Clone();
        declared.Graph.Output.Clear();
        foreach (var (output, index) in model.Graph.Output.Select((o, i) => (o.Name, i)))
        {
            var value = ModelDraw.Declare(new Operand(output, TensorFiles.TypeOf(values[output]), [.. values[output].Shape.Dims]));
            if ((model.Graph.Node.Count + index) % 2 == 0)
                value.Type.TensorType.Shape = null;
            declared.Graph.Output.Add(value);
        }
        return declared;
    }

    /// <summary>The outputs by name, or what the compiler or the run says: any exception, for the case is valid.</summary>
    private static (IReadOnlyDictionary<string, TensorValue>? Outputs, string? Error) TryRun(FuzzCase drawn, Precision precision)
    {
        try
        {
            using var engine = Model.FromOnnx(drawn.ToBytes()).Compile(new CompileOptions { Precision = precision });
            using var session = engine.CreateSession();
            var outputs = session.Run(drawn.Inputs.ToDictionary(i => i.Key, i => ElementTypeMap.ToTensor(i.Value)));
            return (outputs.ToDictionary(o => o.Key, o => (TensorValue)ElementTypeMap.ToValue(o.Value)), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (null, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private Closeness? Difference(IReadOnlyDictionary<string, TensorValue> actual, IReadOnlyDictionary<string, TensorValue> expected, double inputs) => expected
        .Select(e => (e.Key, Value: Closeness.Of(actual[e.Key], e.Value, scale, inputs)))
        .Where(c => c.Value.Text is not null)
        .Select(c => c.Value with { Text = $"output '{c.Key}': {c.Value.Text}" })
        .OrderBy(c => c.IsRounding)
        .FirstOrDefault();

    private bool IsNearerToExact(FuzzCase drawn, IReadOnlyDictionary<string, TensorValue> actual, IReadOnlyDictionary<string, TensorValue> expected) =>
        TryRun(drawn, Precision.F64).Outputs is { } exact && expected.All(e => Closeness.IsNearer(actual[e.Key], e.Value, exact[e.Key], scale));
}
