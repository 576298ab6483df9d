using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Batch normalisation, as the specification composes it of simpler operations.</summary>
internal static class BatchNorm
{
    /// <summary>scale (x - mean) / sqrt(variance + epsilon) + offset, per feature.</summary>
    public static TensorValue Inference(TensorValue x, TensorValue scale, TensorValue offset, TensorValue mean, TensorValue variance, double epsilon, int feature)
    {
        TensorValue Spread(TensorValue perFeature) => Broadcast(perFeature, x.Shape, feature);
        var normalized = Arithmetic.Divide(Arithmetic.Subtract(x, Spread(mean)), Deviation(Spread(variance), epsilon));
        return Arithmetic.Add(Arithmetic.Multiply(Spread(scale), normalized), Spread(offset));
    }

    /// <summary>Normalises by the batch's own mean and variance and gives them too.</summary>
    public static TensorValue[] Training(TensorValue x, TensorValue scale, TensorValue offset, double epsilon, int feature)
    {
        var mean = Mean(x, feature);
        var centered = Arithmetic.Subtract(x, Broadcast(mean, x.Shape, feature));
        var variance = Mean(Arithmetic.Multiply(centered, centered), feature);
        return [Inference(x, scale, offset, mean, variance, epsilon, feature), mean, variance];
    }

    /// <summary>Gradients of operand, scale and offset.</summary>
    public static TensorValue[] Gradient(TensorValue x, TensorValue scale, TensorValue mean, TensorValue variance, TensorValue grad, double epsilon, int feature)
    {
        TensorValue Spread(TensorValue perFeature) => Broadcast(perFeature, x.Shape, feature);
        var centered = Arithmetic.Subtract(x, Spread(mean));
        var shifted = Shift(Spread(variance), epsilon);
        var deviation = Deviation(Spread(variance), epsilon);
        var count = TensorValue.Splat(x.Type, (double)x.Count / x.Shape[feature]);
        var fromMean = Spread(Sum(grad, feature));
        var fromVariance = Arithmetic.Divide(Arithmetic.Multiply(Spread(Sum(Arithmetic.Multiply(grad, centered), feature)), centered), shifted);
        var direct = Arithmetic.Subtract(Arithmetic.Subtract(Arithmetic.Multiply(grad, count), fromMean), fromVariance);
        var factor = Arithmetic.Divide(Arithmetic.Divide(Spread(scale), deviation), count);
        var normalized = Arithmetic.Divide(centered, deviation);
        return [Arithmetic.Multiply(factor, direct), Sum(Arithmetic.Multiply(grad, normalized), feature), Sum(grad, feature)];
    }

    private static TensorValue Shift(TensorValue variance, double epsilon) => Arithmetic.Add(variance, TensorValue.Splat(variance.Type, epsilon));

    private static TensorValue Deviation(TensorValue variance, double epsilon) => Elementwise.Real(Shift(variance, epsilon), Math.Sqrt);

    private static TensorValue Broadcast(TensorValue perFeature, Shape shape, int feature) => DataMovement.BroadcastInDim(perFeature, shape.Dims.ToArray(), [feature]);

    private static TensorValue Sum(TensorValue x, int feature)
    {
        long[] others = [.. Enumerable.Range(0, x.Rank).Where(d => d != feature).Select(d => (long)d)];
        var add = new LaneFunction([x.ElementType, x.ElementType], [x.ElementType], a => [Arithmetic.Add(a[0], a[1])]);
        return Reduction.Reduce([x], [TensorValue.Splat(RankedTensorType.Get(x.ElementType), 0)], others, add, KnownReduction.Add)[0];
    }

    private static TensorValue Mean(TensorValue x, int feature)
    {
        var sum = Sum(x, feature);
        return Arithmetic.Divide(sum, TensorValue.Splat(sum.Type, (double)x.Count / x.Shape[feature]));
    }
}
