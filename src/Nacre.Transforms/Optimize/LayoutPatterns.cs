using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>convolution in any layout → transpose ∘ convolution in channels-last layout ∘ transposes of its operands.</summary>
public sealed class ConvolutionToChannelsLast : RewritePattern<Hlo.ConvolutionOp>
{
    protected override bool MatchAndRewrite(Hlo.ConvolutionOp op, PatternRewriter rewriter)
    {
        var old = op.DimensionNumbers;
        var spatial = old.InputSpatialDimensions.Count;
        var wanted = ChannelsLastNumbers(spatial);
        if (old == wanted)
            return rewriter.NoMatch(op, "it is channels-last already");
        long[] input = [old.InputBatchDimension, .. old.InputSpatialDimensions, old.InputFeatureDimension];
        long[] kernel = [.. old.KernelSpatialDimensions, old.KernelInputFeatureDimension, old.KernelOutputFeatureDimension];
        long[] output = [old.OutputBatchDimension, .. old.OutputSpatialDimensions, old.OutputFeatureDimension];
        var result = (RankedTensorType)op.Result.Type;
        var state = new OpState(op.Location);
        state.Operands.Add(Permutations.Transpose(rewriter, op.Lhs, input));
        state.Operands.Add(Permutations.Transpose(rewriter, op.Rhs, kernel));
        state.Attributes.AddRange(op.Attributes);
        state.SetAttr("dimension_numbers", wanted);
        state.ResultTypes.Add(result.WithShape(Permutations.Permute(result.Shape, output)));
        var convolution = rewriter.Create(Hlo.ConvolutionOp.Definition, state);
        rewriter.Replace(op, Permutations.Transpose(rewriter, convolution.Results[0], Permutations.Inverse(output)));
        return true;
    }

    public static Hlo.ConvDimensionNumbersAttr ChannelsLastNumbers(int spatial)
    {
        EquatableArray<long> image = Enumerable.Range(1, spatial).Select(i => (long)i).ToArray();
        EquatableArray<long> window = Enumerable.Range(0, spatial).Select(i => (long)i).ToArray();
        return new Hlo.ConvDimensionNumbersAttr(0, spatial + 1, image, spatial, spatial + 1, window, 0, spatial + 1, image);
    }
}

/// <summary>
/// convolution with padding, a dilated input or a reversed window → convolution of a padded input (with reversed weights): loops then see rows that lie in memory.
/// </summary>
/// <param name="keepsPadding">Which convolutions may keep their padding, if that is all.</param>
public sealed class PadConvolutionInput(Func<Hlo.ConvolutionOp, bool> keepsPadding) : RewritePattern<Hlo.ConvolutionOp>
{
    protected override bool MatchAndRewrite(Hlo.ConvolutionOp op, PatternRewriter rewriter)
    {
        var window = Window.Of(op);
        var isDilated = op.LhsDilation?.Any(d => d != 1) ?? false;
        var isReversed = op.WindowReversal?.Any(r => r) ?? false;
        var isPadded = window.Any(w => w.PadLow != 0 || w.PadHigh != 0);
        if (!isDilated && !isReversed && !(isPadded && !keepsPadding(op)))
            return rewriter.NoMatch(op, "its input needs no padding");
        if (op.BatchGroupCount != 1)
            return rewriter.NoMatch(op, "it has batch groups");
        if (SplitTransposedConvolution.Applies(op))
            return rewriter.NoMatch(op, "it can do without zeros between the pixels");
        var state = new OpState(op.Location);
        state.Operands.Add(Pad(rewriter, op, window));
        state.Operands.Add(Unreversed(rewriter, op));
        state.Attributes.AddRange(op.Attributes.Where(a => a.Name is not ("padding" or "lhs_dilation" or "window_reversal")));
        state.ResultTypes.Add(op.Result.Type);
        rewriter.Replace(op, rewriter.Create(Hlo.ConvolutionOp.Definition, state).Results[0]);
        return true;
    }

    private static Value Pad(PatternRewriter rewriter, Hlo.ConvolutionOp op, Window[] window)
    {
        var type = (RankedTensorType)op.Lhs.Type;
        var (low, high, interior) = (new long[type.Rank], new long[type.Rank], new long[type.Rank]);
        for (var i = 0; i < window.Length; i++)
        {
            var d = (int)op.DimensionNumbers.InputSpatialDimensions[i];
            (low[d], high[d], interior[d]) = (window[i].PadLow, window[i].PadHigh, (op.LhsDilation?[i] ?? 1) - 1);
        }
        var zero = Hlo.ConstantOp.Create(rewriter, DenseElementsAttr.Splat(RankedTensorType.Get(type.ElementType), 0)).Output;
        return Hlo.PadOp.Create(rewriter, op.Lhs, zero, low, high, interior).Result;
    }

    /// <summary>The weights in the order in which the window meets them.</summary>
    internal static Value Unreversed(PatternRewriter rewriter, Hlo.ConvolutionOp op)
    {
        if (op.WindowReversal is not { } reversal || reversal.All(r => !r))
            return op.Rhs;
        var dims = op.DimensionNumbers.KernelSpatialDimensions.Where((_, i) => reversal[i]).ToArray();
        return Hlo.ReverseOp.Create(rewriter, op.Rhs, dims).Result;
    }
}

/// <summary>
/// A dot_general with one row per batch, x [batch…, 1, K], whose other side y would have to be transposed → y · x: a product of y's rows with a vector, which reads y as it lies.
/// (One step of a decoder multiplies its query with all keys.)
/// </summary>
public sealed class SwapRowVectorProduct : RewritePattern<Hlo.DotGeneralOp>
{
    protected override bool MatchAndRewrite(Hlo.DotGeneralOp op, PatternRewriter rewriter)
    {
        if (op.Lhs.Type is not RankedTensorType { HasStaticShape: true } row || op.Rhs.Type is not RankedTensorType { HasStaticShape: true })
            return rewriter.NoMatch(op, "a size is open");
        if (op.HasAttr("algorithm"))
            return rewriter.NoMatch(op, "its algorithm names the sides");
        var n = op.DotDimensionNumbers;
        // The dimensions of y by their numbers before a transpose.
        var transpose = op.Rhs.DefiningOp as Hlo.TransposeOp;
        var y = transpose?.Operand ?? op.Rhs;
        var shape = ((RankedTensorType)y.Type).Shape;
        long[] Before(IEnumerable<long> dims) => [.. dims.Select(d => transpose is null ? d : transpose.Permutation[(int)d])];
        var (batching, contracting) = (Before(n.RhsBatchingDimensions), Before(n.RhsContractingDimensions));
        var free = Before(Free(shape.Rank, n.RhsBatchingDimensions, n.RhsContractingDimensions));
        var isRow = Free(row.Rank, n.LhsBatchingDimensions, n.LhsContractingDimensions).All(d => row.Shape[(int)d] == 1);
        var liesWell = batching.Concat(free).Concat(contracting).Select((d, i) => d == i).All(same => same);
        if (!isRow || free.All(d => shape[(int)d] == 1) || !liesWell || y.DefiningOp is Hlo.ConstantOp)
            return rewriter.NoMatch(op, "its left side has several rows, or its right side has no columns that lie as rows");
        var result = (RankedTensorType)op.Result.Type;
        var swapped = result.WithShape(new Shape(batching.Concat(free).Select(d => shape[(int)d]).Concat(Enumerable.Repeat(1L, row.Rank - n.LhsBatchingDimensions.Count - n.LhsContractingDimensions.Count)).ToEquatableArray()));
        var state = new OpState(op.Location);
        state.Operands.Add(y);
        state.Operands.Add(op.Lhs);
        state.Attributes.AddRange(op.Attributes);
        state.SetAttr("dot_dimension_numbers", new Hlo.DotDimensionNumbersAttr(batching, n.LhsBatchingDimensions, contracting, n.LhsContractingDimensions));
        state.ResultTypes.Add(swapped);
        // The row's dimensions are of size one, so moving them moves no element.
        rewriter.Replace(op, Hlo.ReshapeOp.Create(rewriter, result, rewriter.Create(Hlo.DotGeneralOp.Definition, state).Results[0]).Result);
        return true;
    }

    private static IEnumerable<long> Free(int rank, EquatableArray<long> batching, EquatableArray<long> contracting) =>
        Enumerable.Range(0, rank).Select(d => (long)d).Where(d => !batching.Contains(d) && !contracting.Contains(d));
}

/// <summary>dot_general in any layout → dot_general of lhs [batch, M, K] and rhs [batch, K, N], transposed into that order.</summary>
public sealed class CanonicalizeDot : RewritePattern<Hlo.DotGeneralOp>
{
    protected override bool MatchAndRewrite(Hlo.DotGeneralOp op, PatternRewriter rewriter)
    {
        var n = op.DotDimensionNumbers;
        var (lhsRank, rhsRank) = (((RankedTensorType)op.Lhs.Type).Rank, ((RankedTensorType)op.Rhs.Type).Rank);
        var lhsFree = Free(lhsRank, n.LhsBatchingDimensions, n.LhsContractingDimensions);
        var rhsFree = Free(rhsRank, n.RhsBatchingDimensions, n.RhsContractingDimensions);
        long[] lhs = [.. n.LhsBatchingDimensions, .. lhsFree, .. n.LhsContractingDimensions];
        long[] rhs = [.. n.RhsBatchingDimensions, .. n.RhsContractingDimensions, .. rhsFree];
        if (Permutations.IsIdentity(lhs) && Permutations.IsIdentity(rhs))
            return rewriter.NoMatch(op, "its operands are in order");
        var batch = n.LhsBatchingDimensions.Count;
        var contracted = n.LhsContractingDimensions.Count;
        EquatableArray<long> batches = Range(0, batch);
        var numbers = new Hlo.DotDimensionNumbersAttr(batches, batches, Range(lhsRank - contracted, contracted), Range(batch, contracted));
        var state = new OpState(op.Location);
        state.Operands.Add(Permutations.Transpose(rewriter, op.Lhs, lhs));
        state.Operands.Add(Permutations.Transpose(rewriter, op.Rhs, rhs));
        state.Attributes.AddRange(op.Attributes);
        state.SetAttr("dot_dimension_numbers", numbers);
        state.ResultTypes.Add(op.Result.Type);
        rewriter.Replace(op, rewriter.Create(Hlo.DotGeneralOp.Definition, state).Results[0]);
        return true;
    }

    private static IEnumerable<long> Free(int rank, EquatableArray<long> batching, EquatableArray<long> contracting) =>
        Enumerable.Range(0, rank).Select(d => (long)d).Where(d => !batching.Contains(d) && !contracting.Contains(d));

    private static long[] Range(int start, int count) => [.. Enumerable.Range(start, count).Select(i => (long)i)];
}
