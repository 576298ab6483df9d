using Nacre.Frontends.Onnx;
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
        // ConvTranspose: "output_shape[i] = input_shape[i] * strides[i]" for SAME_UPPER and SAME_LOWER.
        new("ConvTranspose", e => e.Node.String("auto_pad", "").StartsWith("SAME", StringComparison.Ordinal) && IsStrideWiderThanKernel(e.Node),
            "with auto_pad SAME, ONNX Runtime's ConvTranspose gives less than input size x stride where the stride is wider than the kernel"),
        // NegativeLogLikelihoodLoss, "mean": the sum of the losses is divided by the number of samples or the sum of their weights.
        .. ((string[])["NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"]).Select(op => new Explanation(op, e => e.Node.String("reduction", "mean") == "mean" && IsEmpty(e, e.Node.Input[1]),
            "ONNX Runtime gives 0 for the mean loss of no samples, which is 0 / 0")),
    ];

    private static bool IsEmpty(ExplainedNode e, string input) => e.Case.Inputs.TryGetValue(input, out var value) && value.Count == 0;

    private static bool IsStrideWiderThanKernel(NodeProto node)
    {
        var (kernel, strides, dilations) = (node.Ints("kernel_shape") ?? [], node.Ints("strides") ?? [], node.Ints("dilations") ?? []);
        return strides.Where((s, i) => s > (kernel[i] - 1) * (dilations.Length > 0 ? dilations[i] : 1) + 1).Any();
    }

    /// <summary>Why a difference is not Nacre's; null where nothing is known.</summary>
    public static string? Find(FuzzCase drawn, string difference, IReadOnlyDictionary<string, TensorValue> expected) => drawn.Model.Graph.Node
        .SelectMany(node => Known.Where(e => e.Op == node.OpType && e.Applies(new ExplainedNode(drawn, node, difference, expected))))
        .FirstOrDefault()?.Reason;
}
