using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Resampling of images with constant sizes: axis by axis a selection of slices or a product with a constant matrix of weights.</summary>
internal static class ResizeRows
{
    public static OnnxRows AddResizing(this OnnxRows rows) => rows
        .One<ResizeOp>(Resize)
        .One<UpsampleOp>(Upsample);

    /// <summary>Samples at x / scale, the nearest one below.</summary>
    private static Value Upsample(UpsampleOp op, OnnxLoweringContext c)
    {
        var (dims, scales) = (op.X.Dims(), Doubles(c.Require(op.Scales, "the list of scales")));
        var sampling = new Sampling(op.Mode is "linear" or "bilinear" ? "linear" : "nearest", "asymmetric", "floor", -0.75, false, false);
        return ResizeAxes(c, op.X, [.. dims.Select((d, i) => new ResizeAxis(i, d, (long)Math.Floor(d * scales[i]), scales[i], 0, 1))], sampling, 0);
    }

    private static Value Resize(ResizeOp op, OnnxLoweringContext c)
    {
        var rank = op.X.Rank();
        var axes = op.Axes is { } given ? Shapes.Axes(given, rank) : Shapes.Range(0, rank);
        var sampling = new Sampling(
            op.Mode, op.CoordinateTransformationMode, op.NearestMode, op.CubicCoeffA, op.Antialias != 0, op.ExcludeOutside != 0);
        return ResizeAxes(c, op.X, Axes(op, c, axes), sampling, op.ExtrapolationValue);
    }

    private static ResizeAxis[] Axes(ResizeOp op, OnnxLoweringContext c, int[] axes)
    {
        var dims = op.X.Dims();
        var (starts, ends) = Region(op, c, axes.Length);
        if (Given(op.Scales) is { } scaleList)
        {
            var scales = Doubles(c.Require(scaleList, "the list of scales"));
            return [.. axes.Select((a, i) => new ResizeAxis(a, dims[a], (long)Math.Floor(dims[a] * Span(op, starts[i], ends[i]) * scales[i]), scales[i], starts[i], ends[i]))];
        }
        var sizes = (Given(op.Sizes) is { } sizeList ? c.Require(sizeList, "the list of sizes") : throw c.Cannot("it has neither scales nor sizes")).ToIntegers();
        if (op.KeepAspectRatioPolicy == "stretch")
            return [.. axes.Select((a, i) => new ResizeAxis(a, dims[a], sizes[i], (double)sizes[i] / dims[a], starts[i], ends[i]))];
        var ratios = axes.Select((a, i) => (double)sizes[i] / dims[a]);
        var ratio = op.KeepAspectRatioPolicy == "not_larger" ? ratios.Min() : ratios.Max();
        return [.. axes.Select((a, i) => new ResizeAxis(a, dims[a], (long)Math.Floor(ratio * dims[a] + 0.5), ratio, starts[i], ends[i]))];
    }

    private static double Span(ResizeOp op, double start, double end) => op.CoordinateTransformationMode == "tf_crop_and_resize" ? end - start : 1;

    /// <summary>An input that is there; older models give an empty one for none.</summary>
    private static Value? Given(Value value) => OnnxLoweringContext.Optional(value) is { } given && given.Tensor().Shape.ElementCount > 0 ? given : null;

    private static (double[] Starts, double[] Ends) Region(ResizeOp op, OnnxLoweringContext c, int count)
    {
        if (op.CoordinateTransformationMode != "tf_crop_and_resize" || Given(op.Roi) is not { } roi)
            return (new double[count], [.. Enumerable.Repeat(1.0, count)]);
        var bounds = Doubles(c.Require(roi, "the region"));
        return (bounds[..count], bounds[count..]);
    }

    private static double[] Doubles(ElementsAttr elements) => elements.ToDoubles();

    private static Value ResizeAxes(OnnxLoweringContext c, Value x, ResizeAxis[] axes, Sampling sampling, double outsideValue)
    {
        var hlo = c.Hlo;
        var exact = x.Element() is FloatType { Width: >= 32 } || sampling.Mode == "nearest" ? x : hlo.Convert(x, FloatType.F32);
        var result = exact;
        foreach (var axis in axes.Where(a => !a.IsIdentity(sampling)))
            result = sampling.Mode == "nearest" ? PickNearest(hlo, result, axis, sampling) : Weigh(hlo, result, axis, sampling);
        foreach (var axis in axes.Where(a => sampling.Coordinates == "tf_crop_and_resize" && a.Outside(sampling).Any(o => o)))
            result = MarkOutside(hlo, result, axis, sampling, outsideValue);
        return hlo.Convert(result, x.Element());
    }

    private static Value PickNearest(HloBuilder hlo, Value x, ResizeAxis axis, Sampling sampling)
    {
        var positions = axis.Nearest(sampling);
        var times = axis.Output / Math.Max(1, axis.Input);
        return times * axis.Input == axis.Output && positions.Select((p, i) => p == i / times).All(same => same)
            ? hlo.RepeatEach(x, axis.Axis, times)
            : hlo.Gather(x, hlo.I64(positions), axis.Axis);
    }

    /// <summary>Along the axis: Σ weight[out, in] · x[in].</summary>
    private static Value Weigh(HloBuilder hlo, Value x, ResizeAxis axis, Sampling sampling)
    {
        var weights = hlo.Reshape(hlo.Vector(x.Element(), axis.Weights(sampling)), axis.Output, axis.Input);
        var product = hlo.Dot(x, weights, [], [], [axis.Axis], [1]);
        var rank = x.Rank();
        return hlo.Transpose(product, [.. Enumerable.Range(0, rank).Select(d => d == axis.Axis ? rank - 1L : d < axis.Axis ? d : d - 1)]);
    }

    private static Value MarkOutside(HloBuilder hlo, Value x, ResizeAxis axis, Sampling sampling, double value)
    {
        var mask = hlo.Vector(IntegerType.I1, [.. axis.Outside(sampling).Select(o => o ? 1.0 : 0)]);
        return hlo.Select(hlo.Spread(mask, x, axis.Axis), hlo.SplatLike(x, value), x);
    }
}
