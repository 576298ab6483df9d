using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Reductions and running sums and products.</summary>
internal static class ReductionRows
{
    private delegate Value Reduction(HloBuilder hlo, Value x, IReadOnlyList<int> axes, bool keepDims);

    public static OnnxRows AddReductions(this OnnxRows rows) => rows
        .One<ReduceSumOp>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, Plain(ReduceKind.Sum)))
        .One<ReduceProdOp>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, Plain(ReduceKind.Product)))
        .One<ReduceMaxOp>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, Plain(ReduceKind.Max)))
        .One<ReduceMinOp>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, Plain(ReduceKind.Min)))
        .One<ReduceMeanOp>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, (hlo, x, axes, keep) => hlo.Mean(x, axes, keep)))
        // Σ|x|
        .One<ReduceL1Op>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, (hlo, x, axes, keep) => Sum(hlo, hlo.Abs(x), axes, keep)))
        // √Σx²
        .One<ReduceL2Op>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, (hlo, x, axes, keep) => InFloats(hlo, Sum(hlo, hlo.Square(x), axes, keep), hlo.Sqrt)))
        // Σx²
        .One<ReduceSumSquareOp>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, (hlo, x, axes, keep) => Sum(hlo, hlo.Square(x), axes, keep)))
        // ln Σx
        .One<ReduceLogSumOp>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, (hlo, x, axes, keep) => InFloats(hlo, Sum(hlo, x, axes, keep), hlo.Log)))
        .One<ReduceLogSumExpOp>((op, c) => Reduce(c, op.Data, op.Axes, op.Keepdims, op.NoopWithEmptyAxes, (hlo, x, axes, keep) => InFloats(hlo, x, v => LogSumExp(hlo, v, axes, keep))))
        .One<ArgMaxOp>((op, c) => ArgBest(c.Hlo, op.Data, Shapes.Axis(op.Axis, op.Data.Rank()), ReduceKind.Max, op.Keepdims != 0, op.SelectLastIndex != 0))
        .One<ArgMinOp>((op, c) => ArgBest(c.Hlo, op.Data, Shapes.Axis(op.Axis, op.Data.Rank()), ReduceKind.Min, op.Keepdims != 0, op.SelectLastIndex != 0))
        .One<CumSumOp>((op, c) => Cumulate(c, op.X, op.Axis, ReduceKind.Sum, op.Exclusive != 0, op.Reverse != 0))
        .One<CumProdOp>((op, c) => Cumulate(c, op.X, op.Axis, ReduceKind.Product, op.Exclusive != 0, op.Reverse != 0));

    private static Reduction Plain(ReduceKind kind) => (hlo, x, axes, keep) => hlo.Reduce(x, axes, kind, keep);

    private static Value Sum(HloBuilder hlo, Value x, IReadOnlyList<int> axes, bool keepDims) => hlo.Reduce(x, axes, ReduceKind.Sum, keepDims);

    /// <summary>A function of real numbers; integers go through f64 and are rounded toward zero.</summary>
    private static Value InFloats(HloBuilder hlo, Value x, Func<Value, Value> function) => x.IsFloat() ? function(x) : hlo.Convert(function(hlo.Convert(x, FloatType.F64)), x.Element());

    /// <summary>No or empty axes are all of them, or none with <c>noop_with_empty_axes</c>: then only the element-wise part is done.</summary>
    private static Value Reduce(OnnxLoweringContext c, Value x, Value axes, long keepDims, long noopWithEmptyAxes, Reduction reduction)
    {
        var given = OnnxLoweringContext.Optional(axes) is { } list ? c.Require(list, "the list of axes").ToIntegers() : [];
        return reduction(c.Hlo, x, Along(given, x.Rank(), noopWithEmptyAxes != 0), keepDims != 0);
    }

    /// <summary>The axes that a reduction is along.</summary>
    public static int[] Along(long[] given, int rank, bool noopWithEmptyAxes) => given.Length == 0 && !noopWithEmptyAxes ? Shapes.Range(0, rank) : Shapes.Axes(given, rank);

    /// <summary>m + ln Σe^(x - m) with the maximum m, or 0 where that is infinite.</summary>
    private static Value LogSumExp(HloBuilder hlo, Value x, IReadOnlyList<int> axes, bool keepDims)
    {
        var highest = hlo.Reduce(x, axes, ReduceKind.Max, keepDims: true);
        var shift = hlo.Select(hlo.Compare(Less, hlo.Abs(highest), double.PositiveInfinity), highest, hlo.SplatLike(highest, 0));
        var sum = hlo.Add(hlo.Log(Sum(hlo, hlo.Exp(hlo.Sub(x, shift)), axes, keepDims: true)), shift);
        return keepDims ? sum : hlo.Reshape(sum, [.. sum.Dims().Where((_, d) => !axes.Contains(d))]);
    }

    /// <summary>The first (or last) position of the best element along an axis; a NaN is the best.</summary>
    public static Value ArgBest(HloBuilder hlo, Value x, int axis, ReduceKind kind, bool keepDims, bool last)
    {
        var isBest = hlo.Compare(Equal, x, hlo.Reduce(x, [axis], kind, keepDims: true));
        if (x.IsFloat())
            isBest = hlo.Or(isBest, hlo.Compare(NotEqual, x, x));
        var positions = hlo.Iota(x.Tensor().WithElement(IntegerType.I64), axis);
        var candidates = hlo.Select(isBest, positions, hlo.SplatLike(positions, last ? -1 : x.Dims()[axis]));
        return hlo.Reduce(candidates, [axis], last ? ReduceKind.Max : ReduceKind.Min, keepDims);
    }

    /// <summary>Adds (or multiplies) the tensor shifted by 1, 2, 4 …: after n steps each element holds its 2ⁿ predecessors and itself.</summary>
    private static Value Cumulate(OnnxLoweringContext c, Value x, Value axis, ReduceKind kind, bool exclusive, bool reverse)
    {
        var along = Shapes.Axis(c.Require(axis, "the axis").IntegerAt(0), x.Rank());
        var size = x.Dims()[along];
        var result = exclusive && size > 0 ? Shift(c.Hlo, x, along, 1, kind, reverse) : x;
        for (var step = 1L; step < size; step *= 2)
            result = c.Hlo.Binary(HloBuilder.Combiner(kind), result, Shift(c.Hlo, result, along, step, kind, reverse));
        return result;
    }

    private static Value Shift(HloBuilder hlo, Value x, int axis, long step, ReduceKind kind, bool reverse)
    {
        var (low, high) = (new long[x.Rank()], new long[x.Rank()]);
        (low[axis], high[axis]) = reverse ? (-step, step) : (step, -step);
        return hlo.Pad(x, hlo.Neutral(kind, x.Element()), low, high);
    }
}
