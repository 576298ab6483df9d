using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Losses of classifiers: scores [batch, class, …] against class numbers [batch, …].</summary>
internal static class LossRows
{
    public static OnnxRows AddLosses(this OnnxRows rows) => rows
        .One<NegativeLogLikelihoodLossOp>((op, c) => LogLikelihood(c, op.Input, op.Target, op.Weight, op.IgnoreIndex, op.Reduction))
        .Add<SoftmaxCrossEntropyLossOp>(CrossEntropy);

    private static IReadOnlyList<Value?> CrossEntropy(SoftmaxCrossEntropyLossOp op, OnnxLoweringContext c)
    {
        var logarithms = SoftmaxRows.LogSoftmax(c.Hlo, op.Scores, 1);
        return [LogLikelihood(c, logarithms, op.Labels, op.Weights, op.IgnoreIndex, op.Reduction), logarithms];
    }

    /// <summary>-weight[target] · input[target], where the weight of the ignored class is 0; the mean divides by the sum of the weights.</summary>
    private static Value LogLikelihood(OnnxLoweringContext c, Value input, Value target, Value weight, long? ignored, string reduction)
    {
        var hlo = c.Hlo;
        var isIgnored = ignored is { } label ? hlo.Compare(Equal, target, label) : null;
        var classes = isIgnored is null ? target : hlo.Select(isIgnored, hlo.SplatLike(target, 0), target);
        var picked = hlo.Reshape(IndexRows.GatherElements(hlo, input, hlo.Unsqueeze(classes, 1), 1), target.Dims());
        var weights = OnnxLoweringContext.Optional(weight) is { } given ? hlo.Gather(given, classes, 0) : hlo.SplatLike(picked, 1);
        if (isIgnored is not null)
            weights = hlo.Select(isIgnored, hlo.SplatLike(weights, 0), weights);
        var losses = hlo.Neg(hlo.Mul(picked, weights));
        return reduction switch
        {
            "none" => losses,
            "sum" => hlo.Reduce(losses, null, ReduceKind.Sum, keepDims: false),
            "mean" => hlo.Div(hlo.Reduce(losses, null, ReduceKind.Sum, keepDims: false), hlo.Reduce(weights, null, ReduceKind.Sum, keepDims: false)),
            _ => throw c.Cannot($"the reduction '{reduction}' is not known"),
        };
    }
}
