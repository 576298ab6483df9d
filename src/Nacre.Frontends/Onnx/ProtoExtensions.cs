using Nacre.Frontends.Onnx.Proto;
using AttributeType = Nacre.Frontends.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace Nacre.Frontends.Onnx;

/// <summary>Questions about nodes that several steps ask.</summary>
internal static class ProtoExtensions
{
    public const string DefaultDomain = "ai.onnx";

    /// <summary>The domain with the empty name of the default domain written out.</summary>
    public static string NormalDomain(string domain) => domain.Length == 0 ? DefaultDomain : domain;

    public static bool IsDefaultDomain(this NodeProto node) => node.Domain is "" or DefaultDomain;

    /// <summary>The graphs that the node's attributes hold, e.g. the branches of an If.</summary>
    public static IEnumerable<GraphProto> Subgraphs(this NodeProto node) =>
        node.Attribute.SelectMany(a => a.Graphs.Concat(a.G is null ? [] : [a.G]));

    public static AttributeProto? Find(this NodeProto node, string attribute)
    {
        foreach (var candidate in node.Attribute)
        {
            if (candidate.Name == attribute)
                return candidate;
        }
        return null;
    }

    public static bool Has(this NodeProto node, string attribute) => node.Find(attribute) is not null;
    public static long Int(this NodeProto node, string attribute, long absent) => node.Find(attribute)?.I ?? absent;
    public static float Float(this NodeProto node, string attribute, float absent) => node.Find(attribute)?.F ?? absent;
    public static string String(this NodeProto node, string attribute, string absent) => node.Find(attribute)?.S.ToStringUtf8() ?? absent;
    public static long[]? Ints(this NodeProto node, string attribute) => node.Find(attribute) is { } a ? [.. a.Ints] : null;

    /// <summary>The name of input <paramref name="index"/>; empty when it is omitted.</summary>
    public static string InputOrEmpty(this NodeProto node, int index) => index < node.Input.Count ? node.Input[index] : "";

    public static void Remove(this NodeProto node, params ReadOnlySpan<string> attributes)
    {
        for (var i = node.Attribute.Count - 1; i >= 0; i--)
        {
            if (attributes.Contains(node.Attribute[i].Name))
                node.Attribute.RemoveAt(i);
        }
    }

    /// <summary>How a person finds the node: its type and its name, or its first output when it has no name.</summary>
    public static string Describe(this NodeProto node)
    {
        var name = node.Name.Length > 0 ? $"'{node.Name}'" : node.Output.FirstOrDefault(o => o.Length > 0) is { } output ? $"making '{output}'" : "without a name";
        return $"node {name} ({(node.IsDefaultDomain() ? "" : node.Domain + ".")}{node.OpType})";
    }

    /// <summary>The attribute's kind: as declared, or by the one field that is set (files of IR version 1 and 2 declare none).</summary>
    public static AttributeType Kind(this AttributeProto attribute) => attribute switch
    {
        { Type: not AttributeType.Undefined } => attribute.Type,
        { HasF: true } => AttributeType.Float,
        { HasI: true } => AttributeType.Int,
        { HasS: true } => AttributeType.String,
        { T: not null } => AttributeType.Tensor,
        { G: not null } => AttributeType.Graph,
        { Tp: not null } => AttributeType.TypeProto,
        { SparseTensor: not null } => AttributeType.SparseTensor,
        { Floats.Count: > 0 } => AttributeType.Floats,
        { Ints.Count: > 0 } => AttributeType.Ints,
        { Strings.Count: > 0 } => AttributeType.Strings,
        { Tensors.Count: > 0 } => AttributeType.Tensors,
        { Graphs.Count: > 0 } => AttributeType.Graphs,
        _ => AttributeType.Undefined,
    };
}
