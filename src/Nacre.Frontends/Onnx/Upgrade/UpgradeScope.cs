using Nacre.Frontends.Onnx.Proto;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>
/// The place where one node is brought to its newest form: the node, what is known of its inputs, and the nodes that join it. Nodes that an upgrade
/// adds are already in the newest form.
/// </summary>
internal sealed class UpgradeScope(NodeProto node, ValueKinds kinds, NameSource names, string? file)
{
    private readonly List<NodeProto> _before = [];
    private readonly List<NodeProto> _after = [];
    private bool _removed;

    public NodeProto Node => node;

    /// <summary>The nodes that stand for the old node.</summary>
    public IEnumerable<NodeProto> Nodes => [.. _before, .. _removed ? [] : (NodeProto[])[node], .. _after];

    public ValueKind KindOf(string value) => kinds.Of(value);
    public TensorProto? ConstantOf(string value) => kinds.ConstantOf(value);

    /// <summary>Adds a node before the old one and returns the name of its result.</summary>
    public string Emit(string opType, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        var output = names.Fresh(node.Output.FirstOrDefault() ?? opType, opType);
        _before.Add(Make.Node(opType, node.Name, inputs, [output], attributes));
        return output;
    }

    public string Constant(TensorProto value) => Emit("Constant", [], Make.Tensor("value", value));
    public string Constant(params IEnumerable<long> values) => Constant(Make.Vector(values));

    /// <summary>A float scalar in the element type of <paramref name="like"/>.</summary>
    public string ScalarLike(float value, string like)
    {
        var type = kinds.Of(like).Type;
        if (type is DataType.Float or DataType.Float16 or DataType.Double)
            return Constant(Make.Scalar(value, type));
        return Emit("CastLike", [Constant(Make.Scalar(value, DataType.Float)), like]);
    }

    /// <summary>Lets another node compute output <paramref name="index"/>: returns the new name of the node's own output, for <see cref="EmitAfter"/> to read.</summary>
    public string Redirect(int index)
    {
        var name = names.Fresh(node.Output[index], node.OpType);
        node.Output[index] = name;
        return name;
    }

    /// <summary>Adds a node behind the old one that computes <paramref name="output"/>.</summary>
    public void EmitAfter(string opType, IEnumerable<string> inputs, string output, params IEnumerable<AttributeProto> attributes) =>
        _after.Add(Make.Node(opType, node.Name, inputs, [output], attributes));

    /// <summary>Puts a node of another type in the place of the old one.</summary>
    public void ReplaceBy(string opType, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        EmitAfter(opType, inputs, node.Output[0], attributes);
        _removed = true;
    }

    /// <summary>Sets input <paramref name="index"/>, leaving the optional ones before it omitted.</summary>
    public void SetInput(int index, string value)
    {
        while (node.Input.Count <= index)
            node.Input.Add("");
        node.Input[index] = value;
    }

    /// <summary>Turns an attribute that became an int64 vector input into that input.</summary>
    public void AttributeToInput(string attribute, int index)
    {
        if (node.Ints(attribute) is not { } values)
            return;
        node.Remove(attribute);
        SetInput(index, Constant(values));
    }

    /// <summary>Sets an attribute where the node has none: an old default that differs from today's.</summary>
    public void SetDefault(AttributeProto attribute)
    {
        if (!node.Has(attribute.Name))
            node.Attribute.Add(attribute);
    }

    public string FreshName(string hint) => names.Fresh(node.Output.FirstOrDefault() ?? node.OpType, hint);

    public ModelFormatException Unsupported(string why) => new(why, file, node: node.Describe());
}

/// <summary>Makes value names that the model does not use.</summary>
internal sealed class NameSource
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public void Reserve(IEnumerable<string> names) => _used.UnionWith(names);

    public string Fresh(string prefix, string hint)
    {
        var name = $"{prefix}/{hint}";
        for (var i = 1; !_used.Add(name); i++)
            name = $"{prefix}/{hint}_{i}";
        return name;
    }
}
