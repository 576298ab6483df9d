using Nacre.Frontends.Onnx.Proto;
using Nacre.Fuzz.Cases;
using Nacre.Transforms.Interpreter;

namespace Nacre.Fuzz.Judging;

/// <summary>A known deviation of ONNX Runtime from the ONNX specification.</summary>
/// <param name="Op">The operator that deviates.</param>
/// <param name="Applies">Whether this node of the case, which gave this difference, is one of those.</param>
/// <param name="Reason">What ONNX Runtime does and what the specification says.</param>
internal sealed record Explanation(string Op, Func<ExplainedNode, bool> Applies, string Reason);

/// <summary>What an explanation looks at.</summary>
internal sealed record ExplainedNode(FuzzCase Case, NodeProto Node, string Difference, IReadOnlyDictionary<string, TensorValue> Expected);

/// <summary>The deviations of ONNX Runtime that are known, each as narrow as can be told from the case.</summary>
internal static class Explanations
{
    private static readonly Explanation[] Known =
    [
    ];

    /// <summary>Why a difference is not Nacre's; null where nothing is known.</summary>
    public static string? Find(FuzzCase drawn, string difference, IReadOnlyDictionary<string, TensorValue> expected) => drawn.Model.Graph.Node
        .SelectMany(node => Known.Where(e => e.Op == node.OpType && e.Applies(new ExplainedNode(drawn, node, difference, expected))))
        .FirstOrDefault()?.Reason;
}
