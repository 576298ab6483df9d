using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

/// <summary>
/// Operators that ONNX Runtime adds to ONNX: its domain <c>com.microsoft</c>, which its quantiser, optimiser and exporters write into models, and a few of the default domain
/// (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md). Those that are a published operator under another domain are renamed when the model is imported.
/// </summary>
internal static class ContribRows
{
    private const string Microsoft = "com.microsoft", Default = "ai.onnx";

    private static readonly ContribTable Table = new ContribTable()
        .AddActivations()
        .AddQuantized()
        .AddProducts()
        .AddNormalization()
        .AddAttention();

    public static OnnxRows AddContrib(this OnnxRows rows) => rows.Add<CustomOp>(Lower);

    /// <summary>Why nobody can compute a node; null for the operators that are known.</summary>
    public static string? WhyUnknown(CustomOp op)
    {
        if (op.Domain is not (Microsoft or Default))
            return $"the operator {op.Operator} is not known: its domain '{op.Domain}' is none of ai.onnx, ai.onnx.ml, ai.onnx.preview and com.microsoft";
        return Table.Find(op.OpType) is null ? $"the operator {op.Operator} is not known" : null;
    }

    private static IReadOnlyList<Value?> Lower(CustomOp op, OnnxLoweringContext c) =>
        WhyUnknown(op) is { } reason ? throw c.Cannot(reason) : Table.Find(op.OpType)!(new ContribNode(op, c));
}

/// <summary>Lowerings by operator name.</summary>
internal sealed class ContribTable
{
    private readonly Dictionary<string, ContribLowering> _rows = new(StringComparer.Ordinal);

    /// <summary>Adds an operator with several results.</summary>
    public ContribTable Add(string name, ContribLowering lower)
    {
        _rows.Add(name, lower);
        return this;
    }

    /// <summary>Adds an operator with one result.</summary>
    public ContribTable One(string name, Func<ContribNode, Value> lower) => Add(name, n => [lower(n)]);

    public ContribLowering? Find(string name) => _rows.GetValueOrDefault(name);
}
