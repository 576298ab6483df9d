using Nacre.Dialects.Onnx;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Normalisations. Statistics of half-precision inputs are taken in single precision.</summary>
internal static class NormalizationRows
{
    public static OnnxRows AddNormalization(this OnnxRows rows) => rows
        .Add<BatchNormalizationOp>(BatchNormalization)
        .One<InstanceNormalizationOp>(InstanceNormalization)
        .Add<LayerNormalizationOp>(LayerNormalization)
        .One<RMSNormalizationOp>(RmsNormalization)
        .One<GroupNormalizationOp>(GroupNormalization)
        .One<MeanVarianceNormalizationOp>(MeanVarianceNormalization)
        .One<LpNormalizationOp>(LpNormalization)
        .One<LRNOp>(LocalResponse);

    /// <summary>x at least in single precision.</summary>
    private static Value Widened(HloBuilder hlo, Value x) => x.Element() is FloatType { Width: < 32 } ? hlo.Convert(x, FloatType.F32) : x;

    private static (Value Centered, Value Mean, Value Variance) Moments(HloBuilder hlo, Value x, IReadOnlyList<int> axes)
    {
        var mean = hlo.Mean(x, axes, keepDims: true);
        var centered = hlo.Sub(x, mean);
        return (centered, mean, hlo.Mean(hlo.Square(centered), axes, keepDims: true));
    }

    /// <summary>x · s + (b - mean · s) with s = scale / √(variance + ε), one factor and one addend per channel.</summary>
    private static IReadOnlyList<Value?> BatchNormalization(BatchNormalizationOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var x = Widened(hlo, op.X);
        var element = x.Element();
        var (scale, offset, mean, variance) = (hlo.Convert(op.Scale, element), hlo.Convert(op.B, element), hlo.Convert(op.InputMean, element), hlo.Convert(op.InputVar, element));
        Value? runningMean = null, runningVariance = null;
        if (op.TrainingMode != 0)
        {
            var (batchMean, batchVariance) = BatchMoments(hlo, x);
            (runningMean, runningVariance) = (Blend(hlo, mean, batchMean, op), Blend(hlo, variance, batchVariance, op));
            (mean, variance) = (batchMean, batchVariance);
        }
        var factor = hlo.Mul(scale, hlo.Rsqrt(hlo.Add(variance, op.Epsilon)));
        var addend = hlo.Sub(offset, hlo.Mul(mean, factor));
        var channel = x.Rank() > 1 ? 1 : 0;
        var y = hlo.Add(hlo.Mul(x, hlo.Spread(factor, x, channel)), hlo.Spread(addend, x, channel));
        return [hlo.Convert(y, op.X.Element()), Like(hlo, runningMean, op.InputMean), Like(hlo, runningVariance, op.InputVar)];
    }

    private static Value? Like(HloBuilder hlo, Value? value, Value like) => value is null ? null : hlo.Convert(value, like.Element());

    private static (Value Mean, Value Variance) BatchMoments(HloBuilder hlo, Value x)
    {
        int[] axes = [.. Shapes.Range(0, x.Rank()).Where(i => i != 1)];
        var (_, mean, variance) = Moments(hlo, x, axes);
        return (hlo.Reshape(mean, x.Dims()[1]), hlo.Reshape(variance, x.Dims()[1]));
    }

    private static Value Blend(HloBuilder hlo, Value running, Value batch, BatchNormalizationOp op) =>
        hlo.Add(hlo.Mul(running, op.Momentum), hlo.Mul(batch, 1.0 - op.Momentum));

    private static Value InstanceNormalization(InstanceNormalizationOp op, OnnxLoweringContext c)
    {
        var x = Widened(c.Hlo, op.Input);
        return c.Hlo.Convert(Scaled(c.Hlo, Normalized(c.Hlo, x, PoolRows.SpatialAxes(x), op.Epsilon), op.Scale, op.B), op.Input.Element());
    }

    private static Value Normalized(HloBuilder hlo, Value x, int[] axes, double epsilon)
    {
        var (centered, _, variance) = Moments(hlo, x, axes);
        return hlo.Mul(centered, hlo.Rsqrt(hlo.Add(variance, epsilon)));
    }

    /// <summary>x · scale + bias, one of each per channel.</summary>
    private static Value Scaled(HloBuilder hlo, Value x, Value scale, Value bias) =>
        hlo.Add(hlo.Mul(x, hlo.Spread(hlo.Convert(scale, x.Element()), x, 1)), hlo.Spread(hlo.Convert(bias, x.Element()), x, 1));

    private static IReadOnlyList<Value?> LayerNormalization(LayerNormalizationOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var x = hlo.Convert(op.X, Stash(op.X, op.StashType));
        var (centered, mean, variance) = Moments(hlo, x, Trailing(op.X, op.Axis));
        var inverse = hlo.Rsqrt(hlo.Add(variance, op.Epsilon));
        var y = hlo.Mul(hlo.Convert(hlo.Mul(centered, inverse), op.X.Element()), op.Scale);
        var stash = OnnxElements.Of(op.StashType);
        return [OnnxLoweringContext.Optional(op.B) is { } bias ? hlo.Add(y, bias) : y, hlo.Convert(mean, stash), hlo.Convert(inverse, stash)];
    }

    private static IRType Stash(Value x, long stashType) => x.Element() is FloatType { Width: > 32 } wide ? wide : OnnxElements.Of(stashType);
    private static int[] Trailing(Value x, long axis) => Shapes.Range(Shapes.Axis(axis, x.Rank()), x.Rank());

    /// <summary>x / √(mean(x²) + ε) · scale.</summary>
    private static Value RmsNormalization(RMSNormalizationOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var x = hlo.Convert(op.X, Stash(op.X, op.StashType));
        var inverse = hlo.Rsqrt(hlo.Add(hlo.Mean(hlo.Square(x), Trailing(op.X, op.Axis), keepDims: true), op.Epsilon));
        return hlo.Mul(hlo.Convert(hlo.Mul(x, inverse), op.Scale.Element()), op.Scale);
    }

    /// <summary>Each group of channels of each image has its own mean and variance.</summary>
    private static Value GroupNormalization(GroupNormalizationOp op, OnnxLoweringContext c)
    {
        var (hlo, dims) = (c.Hlo, op.X.Dims());
        if (dims.Length < 2 || op.NumGroups < 1 || dims[1] % op.NumGroups != 0)
            throw c.Cannot($"{op.X.Type} cannot fall into {op.NumGroups} groups");
        var grouped = hlo.Reshape(hlo.Convert(op.X, Stash(op.X, op.StashType)), [dims[0], op.NumGroups, dims[1] / op.NumGroups, .. dims[2..]]);
        var normalized = hlo.Reshape(Normalized(hlo, grouped, Shapes.Range(2, dims.Length + 1), op.Epsilon), dims);
        return hlo.Convert(Scaled(hlo, normalized, op.Scale, op.Bias), op.X.Element());
    }

    /// <summary>(x - mean) / (√variance + 10⁻⁹).</summary>
    private static Value MeanVarianceNormalization(MeanVarianceNormalizationOp op, OnnxLoweringContext c)
    {
        var axes = Shapes.Axes(op.Axes ?? [0, 2, 3], op.X.Rank());
        var (centered, _, variance) = Moments(c.Hlo, Widened(c.Hlo, op.X), axes);
        return c.Hlo.Convert(c.Hlo.Div(centered, c.Hlo.Add(c.Hlo.Sqrt(variance), 1e-9)), op.X.Element());
    }

    /// <summary>x / ‖x‖ along an axis; 0 where the norm is 0.</summary>
    private static Value LpNormalization(LpNormalizationOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var sum = hlo.Reduce(PoolRows.Powers(hlo, op.Input, op.P), [Shapes.Axis(op.Axis, op.Input.Rank())], ReduceKind.Sum, keepDims: true);
        var norm = hlo.BroadcastTo(PoolRows.Root(hlo, sum, op.P), op.Input.Dims());
        return hlo.Select(hlo.Compare(Equal, norm, 0), norm, hlo.Div(op.Input, norm));
    }

    /// <summary>x / (bias + α/size · Σ x²)^β, summed over <c>size</c> neighbouring channels.</summary>
    private static Value LocalResponse(LRNOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        Hlo.WindowDimension[] window = [.. Enumerable.Repeat(new Hlo.WindowDimension(1), op.X.Rank())];
        window[1] = new Hlo.WindowDimension(op.Size, PadLow: (op.Size - 1) / 2, PadHigh: op.Size / 2);
        var sum = hlo.ReduceWindow(hlo.Square(op.X), window, ReduceKind.Sum);
        var scale = hlo.Add(hlo.Mul(sum, op.Alpha / op.Size), op.Bias);
        // The usual exponent: y^0.75 = √(y·√y), two units in the last place at most. y is a sum of squares.
        var power = op is { Beta: 0.75f, Alpha: >= 0, Bias: >= 0 } ? hlo.Sqrt(hlo.Mul(scale, hlo.Sqrt(scale))) : hlo.Pow(scale, op.Beta);
        return hlo.Div(op.X, power);
    }
}
