using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Operators that read or write at given positions. Negative positions count from the end.</summary>
internal static class IndexRows
{
    public static OnnxRows AddIndexing(this OnnxRows rows) => rows
        .One<GatherOp>(Gather)
        .One<GatherElementsOp>((op, c) => GatherElements(c.Hlo, op.Data, FromFront(c.Hlo, op.Indices, op.Data.Dims()[Axis(op.Axis, op.Data)]), Axis(op.Axis, op.Data)))
        .One<GatherNDOp>(GatherND)
        .One<ScatterElementsOp>((op, c) => ScatterElements(c, op.Data, op.Indices, op.Updates, Axis(op.Axis, op.Data), op.Reduction))
        .One<ScatterOp>((op, c) => ScatterElements(c, op.Data, op.Indices, op.Updates, Axis(op.Axis, op.Data), "none"))
        .One<ScatterNDOp>(ScatterND)
        .One<TensorScatterOp>(TensorScatter)
        .One<OneHotOp>(OneHot)
        .One<EyeLikeOp>(EyeLike)
        .One<TriluOp>(Trilu)
        .One<RangeOp>(Range)
        .Add<TopKOp>(TopK);

    private static int Axis(long axis, Value value) => Shapes.Axis(axis, value.Rank());

    /// <summary>Positions with negative ones counted from the front.</summary>
    private static Value FromFront(HloBuilder hlo, Value indices, long size) =>
        indices.IsUnsigned() ? indices : hlo.Select(hlo.Compare(Less, indices, 0), hlo.Add(indices, size), indices);

    private static Value Gather(GatherOp op, OnnxLoweringContext c)
    {
        var (hlo, axis) = (c.Hlo, Axis(op.Axis, op.Data));
        var size = op.Data.Dims()[axis];
        if (c.Constant(op.Indices) is not { } known)
            return hlo.Gather(op.Data, FromFront(hlo, op.Indices, size), axis);
        var positions = Array.ConvertAll(known.ToIntegers(), p => p < 0 ? p + size : p);
        if (positions.FirstOrDefault(p => p < 0 || p >= size, -1) is >= 0 and var outside)
            throw new OnnxMisfitException($"position {outside} lies outside a dimension of size {size}");
        if (IsRun(positions))
            return GatherRun(hlo, op, axis, positions);
        return hlo.Gather(op.Data, hlo.Const(DenseElementsAttr.OfIntegers(RankedTensorType.Get(IntegerType.I64, op.Indices.Dims()), positions)), axis);
    }

    private static bool IsRun(long[] positions) => positions.Length > 0 && positions.Select((p, i) => p - i).Distinct().Count() == 1;

    /// <summary>Neighbouring positions are a slice.</summary>
    private static Value GatherRun(HloBuilder hlo, GatherOp op, int axis, long[] positions)
    {
        var dims = op.Data.Dims();
        var part = hlo.SliceAxis(op.Data, axis, positions[0], positions[0] + positions.Length);
        return hlo.Reshape(part, [.. dims[..axis], .. op.Indices.Dims(), .. dims[(axis + 1)..]]);
    }

    /// <summary>For each position of <paramref name="indices"/> the element there, with the coordinate of <paramref name="axis"/> replaced by the index.</summary>
    public static Value GatherElements(HloBuilder hlo, Value x, Value indices, int axis)
    {
        // A gather takes slices of size 1, which an empty tensor does not have.
        if (indices.Tensor().Shape.ElementCount == 0)
            return hlo.Splat(indices.Tensor().WithElement(x.Element()), 0);
        long[] all = All(x.Rank());
        var numbers = new Hlo.GatherDimensionNumbersAttr([], all, [], [], all, x.Rank());
        return Hlo.GatherOp.Create(hlo.Ops, x, Coordinates(hlo, indices, axis), numbers, Ones(x.Rank())).Result;
    }

    private static long[] All(int rank) => [.. Enumerable.Range(0, rank).Select(i => (long)i)];
    private static long[] Ones(int rank) => [.. Enumerable.Repeat(1L, rank)];

    /// <summary>[…] → […, rank]: each position's coordinates, that of <paramref name="axis"/> replaced by the index.</summary>
    private static Value Coordinates(HloBuilder hlo, Value indices, int axis)
    {
        var rank = indices.Rank();
        var parts = Enumerable.Range(0, rank).Select(d => d == axis ? indices : hlo.Iota(indices.Tensor(), d));
        return hlo.Concat([.. parts.Select(p => hlo.Unsqueeze(p, rank))], rank);
    }

    /// <summary>The last dimension of the indices holds the coordinates of the dimensions after the batching ones.</summary>
    private static Value GatherND(GatherNDOp op, OnnxLoweringContext c)
    {
        var (dims, batch, indexRank) = (op.Data.Dims(), (int)op.BatchDims, op.Indices.Rank());
        var depth = (int)op.Indices.Dims()[^1];
        var indices = NDFromFront(c.Hlo, op.Indices, dims.AsSpan(batch, depth));
        long[] batching = All(batch);
        long[] indexed = [.. Enumerable.Range(batch, depth).Select(i => (long)i)];
        long[] offsets = [.. Enumerable.Range(indexRank - 1, dims.Length - batch - depth).Select(i => (long)i)];
        var numbers = new Hlo.GatherDimensionNumbersAttr(offsets, indexed, batching, batching, indexed, indexRank - 1);
        long[] sizes = [.. Ones(batch + depth), .. dims[(batch + depth)..]];
        return Hlo.GatherOp.Create(c.Hlo.Ops, op.Data, indices, numbers, sizes).Result;
    }

    private static Value NDFromFront(HloBuilder hlo, Value indices, ReadOnlySpan<long> sizes)
    {
        var limits = hlo.Const(DenseElementsAttr.OfIntegers(RankedTensorType.Get(indices.Element(), sizes.Length), sizes));
        return hlo.Select(hlo.Compare(Less, indices, 0), hlo.Add(indices, limits), indices);
    }

    private static Value ScatterElements(OnnxLoweringContext c, Value data, Value indices, Value updates, int axis, string reduction)
    {
        var all = All(data.Rank());
        var coordinates = Coordinates(c.Hlo, FromFront(c.Hlo, indices, data.Dims()[axis]), axis);
        return Scatter(c, data, coordinates, updates, new Hlo.ScatterDimensionNumbersAttr([], all, [], [], all, data.Rank()), reduction);
    }

    /// <summary>Writes the updates into a vector.</summary>
    public static Value ScatterFlat(OnnxLoweringContext c, Value vector, Value positions, Value updates) =>
        ScatterElements(c, vector, c.Hlo.Reshape(positions, positions.Tensor().Shape.ElementCount), c.Hlo.Reshape(updates, updates.Tensor().Shape.ElementCount), 0, "none");

    private static Value ScatterND(ScatterNDOp op, OnnxLoweringContext c)
    {
        var (dims, indexRank) = (op.Data.Dims(), op.Indices.Rank());
        var depth = (int)op.Indices.Dims()[^1];
        long[] windows = [.. Enumerable.Range(indexRank - 1, dims.Length - depth).Select(i => (long)i)];
        var numbers = new Hlo.ScatterDimensionNumbersAttr(windows, All(depth), [], [], All(depth), indexRank - 1);
        return Scatter(c, op.Data, NDFromFront(c.Hlo, op.Indices, dims.AsSpan(0, depth)), op.Updates, numbers, op.Reduction);
    }

    private static Value Scatter(OnnxLoweringContext c, Value data, Value coordinates, Value updates, Hlo.ScatterDimensionNumbersAttr numbers, string reduction)
    {
        Hlo.RegionBody combine = reduction switch
        {
            "none" => (_, arguments) => [arguments[1]],
            "add" => Hlo.HloRegions.Binary(HloBuilder.Combiner(ReduceKind.Sum)),
            "mul" => Hlo.HloRegions.Binary(HloBuilder.Combiner(ReduceKind.Product)),
            "max" => Hlo.HloRegions.Binary(HloBuilder.Combiner(ReduceKind.Max)),
            "min" => Hlo.HloRegions.Binary(HloBuilder.Combiner(ReduceKind.Min)),
            _ => throw c.Cannot($"the reduction '{reduction}' is not known"),
        };
        return Hlo.ScatterOp.Create(c.Hlo.Ops, [data], coordinates, [updates], numbers, combine).Outputs[0];
    }

    /// <summary>Writes each batch's update into its cache along the axis, from the batch's index on; in mode "circular" around the end.</summary>
    private static Value TensorScatter(TensorScatterOp op, OnnxLoweringContext c)
    {
        var (hlo, axis) = (c.Hlo, Axis(op.Axis, op.PastCache));
        var size = op.PastCache.Dims()[axis];
        var positions = hlo.Iota(op.Update.Tensor().WithElement(IntegerType.I64), axis);
        if (OnnxLoweringContext.Optional(op.WriteIndices) is { } starts)
            positions = hlo.Add(positions, hlo.Spread(hlo.Convert(starts, IntegerType.I64), positions, 0));
        if (op.Mode == "circular")
            positions = hlo.Rem(positions, hlo.SplatLike(positions, size));
        return ScatterElements(c, op.PastCache, positions, op.Update, axis, "none");
    }

    /// <summary>values[1] where the new axis' position is the index, values[0] elsewhere.</summary>
    private static Value OneHot(OneHotOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var depth = (long)c.Require(op.Depth, "the depth").DoubleAt(0);
        var axis = Shapes.Axis(op.Axis, op.Indices.Rank() + 1);
        var indices = hlo.Unsqueeze(FromFront(hlo, hlo.Convert(op.Indices, IntegerType.I64), depth), axis);
        var dims = indices.Dims();
        dims[axis] = depth;
        var isHot = hlo.Compare(Equal, hlo.Iota(RankedTensorType.Get(IntegerType.I64, dims), axis), indices);
        return hlo.Select(isHot, hlo.Reshape(hlo.SliceAxis(op.Values, 0, 1, 2)), hlo.Reshape(hlo.SliceAxis(op.Values, 0, 0, 1)));
    }

    private static Value EyeLike(EyeLikeOp op, OnnxLoweringContext c)
    {
        var element = op.Dtype is { } given ? OnnxElements.Of(given) : op.Input.Element();
        return c.Hlo.Convert(c.Hlo.Compare(Equal, Diagonals(c.Hlo, op.Input), op.K), element);
    }

    /// <summary>On which diagonal of the last two dimensions an element lies: column - row.</summary>
    private static Value Diagonals(HloBuilder hlo, Value like)
    {
        var type = RankedTensorType.Get(IntegerType.I64, like.Dims().AsSpan()[^2..]);
        return hlo.Sub(hlo.Iota(type, 1), hlo.Iota(type, 0));
    }

    private static Value Trilu(TriluOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var diagonals = Diagonals(hlo, op.Input);
        var k = OnnxLoweringContext.Optional(op.K) is { } given ? hlo.Reshape(given) : hlo.Scalar(IntegerType.I64, 0);
        return hlo.Select(hlo.Compare(op.Upper != 0 ? GreaterEqual : LessEqual, diagonals, k), op.Input, hlo.SplatLike(op.Input, 0));
    }

    /// <summary>How many elements a range has.</summary>
    /// <exception cref="OnnxLoweringException">The step is 0.</exception>
    public static long RangeCount(double start, double limit, double delta) =>
        delta == 0 ? throw new OnnxLoweringException("the step is 0") : (long)Math.Max(0, Math.Ceiling((limit - start) / delta));

    private static Value Range(RangeOp op, OnnxLoweringContext c)
    {
        var (start, limit, delta) = (c.Require(op.Start, "the start"), c.Require(op.Limit, "the limit"), c.Require(op.Delta, "the step"));
        var count = RangeCount(start.DoubleAt(0), limit.DoubleAt(0), delta.DoubleAt(0));
        var counter = c.Hlo.Iota(RankedTensorType.Get(op.Start.Element(), count), 0);
        return c.Hlo.Add(c.Hlo.Mul(counter, c.Hlo.Reshape(op.Delta)), c.Hlo.Reshape(op.Start));
    }

    /// <summary>A stable sort by the elements that moves their positions along; of equal elements the first wins.</summary>
    private static IReadOnlyList<Value?> TopK(TopKOp op, OnnxLoweringContext c)
    {
        var (hlo, axis) = (c.Hlo, Axis(op.Axis, op.X));
        var k = c.Require(op.K, "k").IntegerAt(0);
        if (k < 0 || k > op.X.Dims()[axis])
            throw c.Cannot($"the best {k} of {op.X.Dims()[axis]} elements do not exist");
        var direction = op.Largest != 0 ? Greater : Less;
        var positions = hlo.Iota(op.X.Tensor().WithElement(IntegerType.I64), axis);
        var sorted = Hlo.SortOp.Create(
            hlo.Ops, [op.X, positions], axis, isStable: true, (builder, arguments) => [Hlo.CompareOp.Create(builder, arguments[0], arguments[1], direction).Result]);
        return [hlo.SliceAxis(sorted.Outputs[0], axis, 0, k), hlo.SliceAxis(sorted.Outputs[1], axis, 0, k)];
    }
}
