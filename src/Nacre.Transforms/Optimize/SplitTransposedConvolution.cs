using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>
/// A transposed convolution, whose input's pixels stand s apart with zeros between them → a convolution of the input as it is. Pixel s·q + r of the result meets only every s-th
/// element of the window: out[s·q + r] = Σ_t x[q + t − low_r]·w[first_r + s·t] with first_r = (padding − r) mod s and low_r = (padding − r − first_r) / s. The s phases r of each dimension
/// become output features of one convolution, which then are moved to their pixels; no zero is multiplied.
/// </summary>
public sealed class SplitTransposedConvolution : RewritePattern<Hlo.ConvolutionOp>
{
    /// <summary>What is the same for all phases of a dimension.</summary>
    /// <param name="Stride">s, the number of phases.</param>
    /// <param name="Window">Elements of the original window.</param>
    /// <param name="Padding">Before the spread-out input.</param>
    /// <param name="Output">Pixels of the result.</param>
    /// <param name="Input">Pixels of the input.</param>
    /// <param name="Cropped">How many of these, at the beginning, only make the phases' windows cover each other better.</param>
    private sealed record Dimension(long Stride, long Window, long Padding, long Output, long Input, long Cropped = 0)
    {
        /// <summary>The dimension with as many pixels before the result as make the common window smallest.</summary>
        public Dimension Aligned() => Enumerable.Range(0, (int)Stride).Select(c => this with { Padding = Padding + c, Output = Output + c, Cropped = c }).MinBy(d => d.Length)!;

        /// <summary>The first element of the window that phase <paramref name="r"/> meets, how many, and how far before the input they begin.</summary>
        public (long First, long Count, long Low) Phase(long r)
        {
            var first = ((Padding - r) % Stride + Stride) % Stride;
            return (first, Math.Max(0, (Window - first + Stride - 1) / Stride), (Padding - r - first) / Stride);
        }

        private IEnumerable<(long First, long Count, long Low)> Phases => Enumerable.Range(0, (int)Stride).Select(r => Phase(r));

        /// <summary>The window that covers those of all phases.</summary>
        public long Low => Phases.Max(p => p.Low);
        public long Length => Math.Max(1, Phases.Max(p => p.Count - p.Low) + Low);

        /// <summary>Pixels of each phase; the last ones of some may lie beyond the result.</summary>
        public long PhasePixels => (Output + Stride - 1) / Stride;
        public long High => PhasePixels + Length - 1 - Input - Low;
    }

    /// <summary>Channels-last, so that the phases are features next to each other.</summary>
    public static bool Applies(Hlo.ConvolutionOp op) =>
        (op.LhsDilation?.Any(d => d != 1) ?? false) && op.BatchGroupCount == 1 && op.DimensionNumbers == ConvolutionToChannelsLast.ChannelsLastNumbers(op.DimensionNumbers.InputSpatialDimensions.Count)
        && Window.Of(op).All(w => w is { Stride: 1, Dilation: 1 }) && op.Operands.Append(op.Result).All(v => v.Type is RankedTensorType { HasStaticShape: true });

    protected override bool MatchAndRewrite(Hlo.ConvolutionOp op, PatternRewriter rewriter)
    {
        if (!Applies(op))
            return rewriter.NoMatch(op, "its input has no zeros between its pixels, or it has strides, dilations or batch groups besides");
        var (input, output) = (((RankedTensorType)op.Lhs.Type).Shape, ((RankedTensorType)op.Result.Type).Shape);
        Dimension[] dimensions = [.. Window.Of(op).Select((w, i) => new Dimension(op.LhsDilation!.Value[i], w.Size, w.PadLow, output[i + 1], input[i + 1]).Aligned())];
        var convolution = Convolve(rewriter, op, dimensions, Weights(rewriter, op, dimensions));
        rewriter.Replace(op, Arrange(rewriter, convolution, dimensions, op.FeatureGroupCount, output));
        return true;
    }

    /// <summary>[window…, features in, groups · phases · features out of a group].</summary>
    private static Value Weights(PatternRewriter rewriter, Hlo.ConvolutionOp op, Dimension[] dimensions)
    {
        var weights = PadConvolutionInput.Unreversed(rewriter, op);
        var type = (RankedTensorType)weights.Type;
        var (features, columns) = (type.Shape[type.Rank - 2], type.Shape[type.Rank - 1]);
        long[] window = [.. dimensions.Select(d => d.Length)];
        var zero = Hlo.ConstantOp.Create(rewriter, DenseElementsAttr.Splat(RankedTensorType.Get(type.ElementType), 0)).Output;
        var phases = new List<Value>();
        foreach (var phase in PhasesOf(dimensions))
        {
            var part = OfPhase(rewriter, weights, dimensions, phase, zero);
            phases.Add(Reshape(rewriter, part, [.. window, features, op.FeatureGroupCount, columns / op.FeatureGroupCount]));
        }
        var together = Hlo.ConcatenateOp.Create(rewriter, phases, window.Length + 2).Result;
        return Reshape(rewriter, together, [.. window, features, columns * phases.Count]);
    }

    private static Value OfPhase(PatternRewriter rewriter, Value weights, Dimension[] dimensions, long[] phase, Value zero)
    {
        var type = (RankedTensorType)weights.Type;
        var parts = dimensions.Select((d, i) => d.Phase(phase[i])).ToArray();
        if (parts.Any(p => p.Count == 0))
            return Hlo.ConstantOp.Create(rewriter, DenseElementsAttr.Splat(type.WithShape(new Shape([.. dimensions.Select(d => d.Length), .. type.Shape.Dims.TakeLast(2)])), 0)).Output;
        long[] whole = [0, 0], last = [.. type.Shape.Dims.TakeLast(2)], steps = [1, 1];
        var slice = Hlo.SliceOp.Create(
            rewriter, weights, [.. parts.Select(p => p.First), .. whole], [.. dimensions.Select(d => d.Window), .. last], [.. dimensions.Select(d => d.Stride), .. steps]).Result;
        long[] low = [.. dimensions.Select((d, i) => d.Low - parts[i].Low)];
        long[] high = [.. dimensions.Select((d, i) => d.Length - low[i] - parts[i].Count)];
        return Hlo.PadOp.Create(rewriter, slice, zero, [.. low, .. whole], [.. high, .. whole], [.. low.Select(_ => 0L), .. whole]).Result;
    }

    /// <summary>All combinations of phases, the last dimension's changing fastest.</summary>
    private static IEnumerable<long[]> PhasesOf(Dimension[] dimensions) => dimensions.Aggregate(
        (IEnumerable<long[]>)[[]], (combinations, d) => combinations.SelectMany(c => Enumerable.Range(0, (int)d.Stride).Select(r => (long[])[.. c, r])));

    private static Value Convolve(PatternRewriter rewriter, Hlo.ConvolutionOp op, Dimension[] dimensions, Value weights)
    {
        var (spatial, columns) = (dimensions.Length, ((RankedTensorType)weights.Type).Shape.Dims[^1]);
        var type = (RankedTensorType)op.Result.Type;
        var state = new OpState(op.Location);
        state.Operands.Add(op.Lhs);
        state.Operands.Add(weights);
        state.Attributes.AddRange(op.Attributes.Where(a => a.Name is not ("padding" or "lhs_dilation" or "window_reversal")));
        state.SetAttr("padding", DenseElementsAttr.OfIntegers(RankedTensorType.Get(IntegerType.I64, spatial, 2), [.. dimensions.SelectMany(d => new[] { d.Low, d.High })]));
        state.ResultTypes.Add(type.WithShape(new Shape([type.Shape[0], .. dimensions.Select(d => d.PhasePixels), columns])));
        return rewriter.Create(Hlo.ConvolutionOp.Definition, state).Results[0];
    }

    /// <summary>[n, q…, group, phase…, feature] → [n, q, phase, …, group, feature], cut to the result's size.</summary>
    private static Value Arrange(PatternRewriter rewriter, Value convolution, Dimension[] dimensions, long groups, Shape output)
    {
        var (spatial, features) = (dimensions.Length, output.Dims[^1] / groups);
        var parts = Reshape(rewriter, convolution, [output[0], .. dimensions.Select(d => d.PhasePixels), groups, .. dimensions.Select(d => d.Stride), features]);
        long[] order = [0, .. Enumerable.Range(0, spatial).SelectMany(i => new long[] { 1 + i, 2 + spatial + i }), 1 + spatial, 2 + 2 * spatial];
        long[] whole = [output[0], .. dimensions.Select(d => d.PhasePixels * d.Stride), output.Dims[^1]];
        var image = Reshape(rewriter, Permutations.Transpose(rewriter, parts, order), whole);
        if (output.Dims.SequenceEqual(whole))
            return image;
        long[] first = [0, .. dimensions.Select(d => d.Cropped), 0];
        return Hlo.SliceOp.Create(rewriter, image, first, [.. first.Zip(output.Dims, (start, size) => start + size)], [.. whole.Select(_ => 1L)]).Result;
    }

    private static Value Reshape(PatternRewriter rewriter, Value value, params long[] shape) =>
        Hlo.ReshapeOp.Create(rewriter, ((RankedTensorType)value.Type).WithShape(Shape.Of(shape)), value).Result;
}
