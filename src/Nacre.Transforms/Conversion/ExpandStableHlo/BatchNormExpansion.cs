using Nacre.IR;
using Nacre.Transforms.Conversion.ExpandComplex;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>Batch normalisation of floats, as the specification composes it of simpler operations (https://openxla.org/stablehlo/spec#batch_norm_training).</summary>
internal static class BatchNormExpansion
{
    public static Value[]? Inference(Hlo.BatchNormInferenceOp op, OpBuilder builder) => Features.Of(op, builder, op.FeatureIndex) is { } features
        ? [features.Normalized(op.Operand, op.Scale, op.Offset, op.Mean, op.Variance, op.Epsilon)] : null;

    /// <summary>Normalised by the batch's own mean and variance, which are results too.</summary>
    public static Value[]? Training(Hlo.BatchNormTrainingOp op, OpBuilder builder)
    {
        if (Features.Of(op, builder, op.FeatureIndex) is not { } features)
            return null;
        var mean = features.Mean(features.Whole(op.Operand));
        var centered = features.Whole(op.Operand) - features.Spread(mean);
        var variance = features.Mean(centered * centered);
        return [features.Normalized(op.Operand, op.Scale, op.Offset, mean, variance, op.Epsilon), mean, variance];
    }

    /// <summary>The gradients of operand, scale and offset.</summary>
    public static Value[]? Gradient(Hlo.BatchNormGradOp op, OpBuilder builder)
    {
        if (Features.Of(op, builder, op.FeatureIndex) is not { } features)
            return null;
        var gradient = features.Whole(op.GradOutput);
        var centered = features.Whole(op.Operand) - features.Spread(op.Mean);
        var shifted = features.Spread(op.Variance) + op.Epsilon;
        var deviation = shifted.Sqrt();
        var sum = features.Sum(gradient);
        var fromVariance = features.Spread(features.Sum(gradient * centered)) * centered / shifted;
        var direct = gradient * features.Count - features.Spread(sum) - fromVariance;
        var ofOperand = features.Spread(op.Scale) / deviation / features.Count * direct;
        return [ofOperand.Value, features.Sum(gradient * (centered / deviation)), sum];
    }

    /// <summary>A tensor of floats with a dimension of features.</summary>
    private sealed record Features(OpBuilder Builder, RankedTensorType Type, int Dimension)
    {
        /// <summary>Null where sizes are open or elements are no floats.</summary>
        public static Features? Of(Operation op, OpBuilder builder, long feature) =>
            op.Operands.Types.All(t => t is RankedTensorType { HasStaticShape: true, ElementType: FloatType }) ? new Features(builder, (RankedTensorType)op.Operand(0).Type, (int)feature) : null;

        /// <summary>How many elements each feature has.</summary>
        public double Count => (double)Type.Shape.ElementCount / Type.Shape[Dimension];

        public Real Whole(Value value) => new(Builder, value);

        public Real Spread(Value perFeature) => new(Builder, Hlo.BroadcastInDimOp.Create(Builder, Type, perFeature, (long[])[Dimension]).Result);

        public Value Sum(Real x)
        {
            long[] others = [.. Enumerable.Range(0, Type.Rank).Where(d => d != Dimension).Select(d => (long)d)];
            var zero = Hlo.ConstantOp.Splat(Builder, RankedTensorType.Get(Type.ElementType), 0).Output;
            return ((Operation)Hlo.ReduceOp.Create(Builder, x.Value, zero, others, Hlo.AddOp.Definition)).Result(0);
        }

        public Value Mean(Real x) => (Whole(Sum(x)) / Count).Value;

        /// <summary>scale · (x - mean) / √(variance + ε) + offset.</summary>
        public Value Normalized(Value x, Value scale, Value offset, Value mean, Value variance, double epsilon)
        {
            var normalized = (Whole(x) - Spread(mean)) / (Spread(variance) + epsilon).Sqrt();
            return (Spread(scale) * normalized + Spread(offset)).Value;
        }
    }
}
