using Nacre.Frontends.Onnx.Proto;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Element type (Undefined when unknown) and rank (null when unknown) of a value.</summary>
internal readonly record struct ValueKind(DataType Type, int? Rank);

/// <summary>
/// What is known of the values of a graph from declarations, initialisers and operators that keep type and rank: enough to write old broadcasting and
/// float attributes in their new form. It is no shape inference: an upgrade that needs more computes it in the graph.
/// </summary>
internal sealed class ValueKinds(ValueKinds? outer = null)
{
    private static readonly HashSet<string> KeepsTypeAndRank =
    [
        "Abs", "Add", "AveragePool", "BatchNormalization", "Cast", "Ceil", "Clip", "Concat", "Conv", "ConvTranspose", "Crop", "Div", "Dropout", "Elu", "Exp",
        "Floor", "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool", "HardSigmoid", "Identity", "ImageScaler", "InstanceNormalization", "LRN", "LeakyRelu", "Log",
        "LpNormalization", "LpPool", "MaxPool", "Mul", "Neg", "PRelu", "Pad", "Reciprocal", "Relu", "Resize", "Scale", "ScaledTanh", "Selu", "Sigmoid", "Slice",
        "Softplus", "Softsign", "Split", "Sqrt", "Sub", "Sum", "Tanh", "ThresholdedRelu", "Transpose", "Upsample",
    ];

    private readonly Dictionary<string, ValueKind> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);

    public void Declare(GraphProto graph)
    {
        foreach (var tensor in graph.Initializer)
            DeclareConstant(tensor.Name, tensor);
        foreach (var value in graph.Input.Concat(graph.ValueInfo).Concat(graph.Output))
        {
            if (value.Type?.TensorType is { } type)
                _kinds.TryAdd(value.Name, new ValueKind(type.ElemType, type.Shape?.Dim.Count));
        }
    }

    private void DeclareConstant(string name, TensorProto tensor)
    {
        _kinds.TryAdd(name, new ValueKind(tensor.DataType, tensor.Dims.Count));
        _constants.TryAdd(name, tensor);
    }

    public ValueKind Of(string name) => _kinds.TryGetValue(name, out var kind) ? kind : outer?.Of(name) ?? default;

    /// <summary>The tensor behind an initialiser or Constant node; null for other values.</summary>
    public TensorProto? ConstantOf(string name) => _constants.GetValueOrDefault(name) ?? outer?.ConstantOf(name);

    /// <summary>Learns the kinds of the outputs of <paramref name="node"/>.</summary>
    public void Learn(NodeProto node)
    {
        if (!node.IsDefaultDomain() || node.Input.Count == 0 && node.OpType != "Constant")
            return;
        if (node.OpType == "Constant" && node.Find("value")?.T is { } tensor)
            DeclareConstant(node.Output[0], tensor);
        else if (node.OpType is "Flatten" or "Gemm")
            LearnAll(node, new ValueKind(Of(node.Input[0]).Type, 2));
        else if (node.OpType == "Reshape")
            LearnAll(node, new ValueKind(Of(node.Input[0]).Type, RankOfShape(node.InputOrEmpty(1))));
        else if (KeepsTypeAndRank.Contains(node.OpType))
            LearnAll(node, Result(node));
    }

    /// <summary>A shape of n sizes makes a tensor of rank n.</summary>
    private int? RankOfShape(string shape) => ConstantOf(shape)?.Dims is [var n] and [>= 0 and < int.MaxValue] ? (int)n : null;

    private void LearnAll(NodeProto node, ValueKind kind)
    {
        var outputs = node.OpType == "Split" ? node.Output.Count : Math.Min(1, node.Output.Count);
        for (var i = 0; i < outputs; i++)
            _kinds.TryAdd(node.Output[i], kind);
    }

    /// <summary>Broadcasting operators have the larger rank of their inputs; all others that of the first.</summary>
    private ValueKind Result(NodeProto node)
    {
        var first = Of(node.Input[0]);
        return node.OpType switch
        {
            "Cast" => first with { Type = (DataType)node.Int("to", 0) },
            "Add" or "Sub" or "Mul" or "Div" or "Sum" => first with { Rank = LargestRank(node) },
            _ => first,
        };
    }

    private int? LargestRank(NodeProto node)
    {
        var ranks = node.Input.Select(i => Of(i).Rank).ToArray();
        return ranks.Contains(null) ? null : ranks.Max();
    }
}
