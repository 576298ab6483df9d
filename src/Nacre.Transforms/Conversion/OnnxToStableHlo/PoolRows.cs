using Nacre.Dialects.Onnx;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Poolings: a window slides over the spatial dimensions, or covers them all.</summary>
internal static class PoolRows
{
    public static OnnxRows AddPooling(this OnnxRows rows) => rows
        .Add<MaxPoolOp>(MaxPool)
        .One<AveragePoolOp>(AveragePool)
        .One<LpPoolOp>(LpPool)
        .One<GlobalMaxPoolOp>((op, c) => c.Hlo.Reduce(op.X, SpatialAxes(op.X), ReduceKind.Max, keepDims: true))
        .One<GlobalAveragePoolOp>((op, c) => c.Hlo.Mean(op.X, SpatialAxes(op.X), keepDims: true))
        .One<GlobalLpPoolOp>((op, c) => Root(c.Hlo, c.Hlo.Reduce(Powers(c.Hlo, op.X, op.P), SpatialAxes(op.X), ReduceKind.Sum, keepDims: true), op.P));

    public static int[] SpatialAxes(Value x) => Shapes.Range(2, x.Rank());

    private static IReadOnlyList<Value?> MaxPool(MaxPoolOp op, OnnxLoweringContext c)
    {
        var attributes = new WindowAttributes(op.KernelShape.ToArray(), op.AutoPad, op.Strides, op.Dilations, op.Pads, op.CeilMode != 0).Checked(op.X.Rank() - 2);
        var window = attributes.All(op.X.Dims());
        return OnnxLoweringContext.IsWanted(op.Indices) ? MaxWithPosition(c.Hlo, op.X, window, op.StorageOrder != 0) : [c.Hlo.ReduceWindow(op.X, window, ReduceKind.Max)];
    }

    /// <summary>Carries each element's position in the whole input along; of equal elements the first wins.</summary>
    private static Value[] MaxWithPosition(HloBuilder hlo, Value x, Hlo.WindowDimension[] window, bool columnMajor)
    {
        var positions = Positions(hlo, x, columnMajor);
        var pooled = Hlo.ReduceWindowOp.Create(
            hlo.Ops, [x, positions], [hlo.Lowest(x.Element()), hlo.Highest(IntegerType.I64)], window,
            (builder, a) => Greater(new HloBuilder(builder), a[0], a[1], a[2], a[3]));
        return [pooled.Result(0), pooled.Result(1)];
    }

    private static IReadOnlyList<Value> Greater(HloBuilder hlo, Value best, Value bestAt, Value next, Value nextAt)
    {
        var isFirst = hlo.And(hlo.Compare(Equal, next, best), hlo.Compare(Less, nextAt, bestAt));
        var wins = hlo.Or(hlo.Compare(Hlo.ComparisonDirection.Greater, next, best), isFirst);
        return [hlo.Select(wins, next, best), hlo.Select(wins, nextAt, bestAt)];
    }

    /// <summary>The index of each element in the flattened tensor, the spatial dimensions in the order asked for.</summary>
    private static Value Positions(HloBuilder hlo, Value x, bool columnMajor)
    {
        var dims = x.Dims();
        var type = x.Tensor().WithElement(IntegerType.I64);
        var order = columnMajor ? [0, 1, .. Shapes.Range(2, dims.Length).Reverse()] : Shapes.Range(0, dims.Length);
        var stride = 1L;
        Value? sum = null;
        foreach (var dimension in order.Reverse())
        {
            var term = hlo.Mul(hlo.Iota(type, dimension), stride);
            sum = sum is null ? term : hlo.Add(sum, term);
            stride *= dims[dimension];
        }
        return sum!;
    }

    private static Value AveragePool(AveragePoolOp op, OnnxLoweringContext c)
    {
        var attributes = new WindowAttributes(op.KernelShape.ToArray(), op.AutoPad, op.Strides, op.Dilations, op.Pads, op.CeilMode != 0);
        return Average(c.Hlo, op.X, attributes, op.CountIncludePad != 0);
    }

    /// <summary>The mean of each window, over the elements of the input and, when asked, of the padding.</summary>
    public static Value Average(HloBuilder hlo, Value x, WindowAttributes attributes, bool includePadding)
    {
        var dims = x.Dims();
        var sum = hlo.ReduceWindow(x, attributes.Checked(dims.Length - 2).All(dims), ReduceKind.Sum);
        return hlo.Div(sum, Counts(hlo, sum, attributes, dims, includePadding));
    }

    /// <summary>How many elements each window holds: those of the input and, when asked, of the padding, but none behind it.</summary>
    private static Value Counts(HloBuilder hlo, Value sum, WindowAttributes attributes, long[] dims, bool includePadding)
    {
        Value? product = null;
        for (var i = 0; i < attributes.Kernel.Length; i++)
        {
            var counts = Counts(attributes, i, dims[i + 2], includePadding);
            var factor = counts.Distinct().Count() == 1 ? hlo.SplatLike(sum, counts[0]) : hlo.Spread(hlo.Vector(sum.Element(), counts), sum, i + 2);
            product = product is null ? factor : hlo.Mul(product, factor);
        }
        return product!;
    }

    private static double[] Counts(WindowAttributes attributes, int i, long input, bool includePadding)
    {
        var (low, high) = attributes.Padding(i, input);
        var (first, limit) = includePadding ? (-low, input + high) : (0, input);
        var counts = new double[attributes.Windows(i, input)];
        for (var window = 0; window < counts.Length; window++)
        {
            for (var tap = 0; tap < attributes.Kernel[i]; tap++)
            {
                var at = window * attributes.Stride(i) - low + tap * attributes.Dilation(i);
                counts[window] += at >= first && at < limit ? 1 : 0;
            }
        }
        return counts;
    }

    /// <summary>(Σ |x|ᵖ)^(1/p).</summary>
    private static Value LpPool(LpPoolOp op, OnnxLoweringContext c)
    {
        var attributes = new WindowAttributes(op.KernelShape.ToArray(), op.AutoPad, op.Strides, op.Dilations, op.Pads, op.CeilMode != 0).Checked(op.X.Rank() - 2);
        return Root(c.Hlo, c.Hlo.ReduceWindow(Powers(c.Hlo, op.X, op.P), attributes.All(op.X.Dims()), ReduceKind.Sum), op.P);
    }

    public static Value Powers(HloBuilder hlo, Value x, long p) => p switch
    {
        1 => hlo.Abs(x),
        2 => hlo.Square(x),
        _ => hlo.Pow(hlo.Abs(x), p),
    };

    public static Value Root(HloBuilder hlo, Value sum, long p) => p switch
    {
        1 => sum,
        2 => hlo.Sqrt(sum),
        _ => hlo.Pow(sum, 1.0 / p),
    };
}
