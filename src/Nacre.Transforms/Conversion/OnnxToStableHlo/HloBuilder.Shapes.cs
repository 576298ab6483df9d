using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>How a reduction combines elements.</summary>
public enum ReduceKind { Sum, Product, Max, Min, And, Or }

// Operations that move elements, and those that combine them.
public sealed partial class HloBuilder
{
    public Value Reshape(Value x, params ReadOnlySpan<long> shape) => x.Dims().AsSpan().SequenceEqual(shape) ? x : Hlo.ReshapeOp.Create(ops, x, Shape.Of(shape)).Result;

    /// <summary>Result dimension i is dimension <c>permutation[i]</c>.</summary>
    public Value Transpose(Value x, params long[] permutation) =>
        permutation.SequenceEqual(Enumerable.Range(0, permutation.Length).Select(i => (long)i)) ? x : Hlo.TransposeOp.Create(ops, x, permutation).Result;

    /// <summary>Every <c>stride</c>-th element from start up to limit, for each dimension.</summary>
    public Value Slice(Value x, long[] starts, long[] limits, long[]? strides = null) =>
        Hlo.SliceOp.Create(ops, x, starts, limits, strides ?? [.. starts.Select(_ => 1L)]).Result;

    /// <summary>The elements from <paramref name="start"/> up to <paramref name="limit"/> of one dimension.</summary>
    public Value SliceAxis(Value x, int axis, long start, long limit, long stride = 1)
    {
        var starts = new long[x.Rank()];
        var limits = x.Dims();
        var strides = Enumerable.Repeat(1L, starts.Length).ToArray();
        (starts[axis], limits[axis], strides[axis]) = (start, limit, stride);
        return Slice(x, starts, limits, strides);
    }

    /// <summary>Puts a scalar around the elements; negative amounts cut elements off.</summary>
    public Value Pad(Value x, Value scalar, long[] low, long[] high, long[]? interior = null) =>
        Hlo.PadOp.Create(ops, x, scalar, low, high, interior ?? new long[low.Length]).Result;

    public Value Concat(IReadOnlyList<Value> parts, int axis) => parts.Count == 1 ? parts[0] : Hlo.ConcatenateOp.Create(ops, parts, axis).Result;

    public Value Reverse(Value x, params long[] dimensions) => Hlo.ReverseOp.Create(ops, x, dimensions).Result;

    /// <summary>Adds a dimension of size 1 at each of the sorted positions of the result.</summary>
    public Value Unsqueeze(Value x, params ReadOnlySpan<long> axes)
    {
        var dims = x.Dims().ToList();
        foreach (var axis in axes)
            dims.Insert((int)axis, 1);
        return Reshape(x, [.. dims]);
    }

    /// <summary>Repeats each slice of a dimension <paramref name="times"/> times, next to each other.</summary>
    public Value RepeatEach(Value x, int axis, long times)
    {
        if (times == 1)
            return x;
        var dims = x.Dims();
        long[] spread = [.. dims[..(axis + 1)], times, .. dims[(axis + 1)..]];
        var spreadTo = Enumerable.Range(0, dims.Length).Select(i => i <= axis ? i : i + 1L).ToArray();
        dims[axis] *= times;
        return Reshape(BroadcastAlong(x, spread, spreadTo), dims);
    }

    /// <summary>Combines along axes (all when null); they stay with size 1 when asked.</summary>
    public Value Reduce(Value x, IReadOnlyList<int>? axes, ReduceKind kind, bool keepDims)
    {
        var dims = x.Dims();
        long[] sorted = [.. (axes ?? [.. Enumerable.Range(0, dims.Length)]).Select(a => (long)a).Order()];
        if (sorted.Length == 0)
            return x;
        var reduced = Hlo.ReduceOp.Create(ops, x, Neutral(kind, x.Element()), sorted, Combiner(kind)).Result(0);
        return keepDims ? Reshape(reduced, [.. dims.Select((d, i) => sorted.Contains(i) ? 1 : d)]) : reduced;
    }

    /// <summary>The sum along axes divided by their number of elements.</summary>
    public Value Mean(Value x, IReadOnlyList<int>? axes, bool keepDims)
    {
        var dims = x.Dims();
        var count = (axes ?? [.. Enumerable.Range(0, dims.Length)]).Aggregate(1L, (n, a) => n * dims[a]);
        return Div(Reduce(x, axes, ReduceKind.Sum, keepDims), count);
    }

    /// <summary>Combines the elements of each window.</summary>
    public Value ReduceWindow(Value x, IReadOnlyList<Hlo.WindowDimension> window, ReduceKind kind) =>
        Hlo.ReduceWindowOp.Create(ops, [x], [Neutral(kind, x.Element())], window, Hlo.HloRegions.Binary(Combiner(kind))).Result(0);

    /// <summary>The scalar that changes nothing when combined.</summary>
    public Value Neutral(ReduceKind kind, IRType element) => kind switch
    {
        ReduceKind.Sum => Scalar(element, 0),
        ReduceKind.Product => Scalar(element, 1),
        ReduceKind.Max or ReduceKind.Or => Lowest(element),
        _ => Highest(element),
    };

    public static OpDefinition Combiner(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => Hlo.AddOp.Definition,
        ReduceKind.Product => Hlo.MulOp.Definition,
        ReduceKind.Max => Hlo.MaxOp.Definition,
        ReduceKind.Min => Hlo.MinOp.Definition,
        ReduceKind.And => Hlo.AndOp.Definition,
        _ => Hlo.OrOp.Definition,
    };

    /// <summary>
    /// The product of two tensors: batching dimensions come first in the result, then what neither batches nor contracts of <paramref name="a"/>, then of <paramref name="b"/>.
    /// </summary>
    public Value Dot(Value a, Value b, long[] batchA, long[] batchB, long[] contractA, long[] contractB, IRType? elementType = null) =>
        Hlo.DotGeneralOp.Create(ops, a, b, new Hlo.DotDimensionNumbersAttr(batchA, batchB, contractA, contractB), elementType).Result;

    /// <summary>The product of the last two dimensions; the leading ones, equal in both, are stacks of matrices.</summary>
    public Value MatMul(Value a, Value b, IRType? elementType = null) =>
        Hlo.DotGeneralOp.Create(ops, a, b, Hlo.DotDimensionNumbersAttr.MatMul(a.Rank() - 2), elementType).Result;

    /// <summary>Slices of one dimension at the given positions, which must lie inside: the result has the indices' dimensions in place of <paramref name="axis"/>.</summary>
    public Value Gather(Value x, Value indices, int axis)
    {
        var (dims, indexRank) = (x.Dims(), indices.Rank());
        var offsets = Enumerable.Range(0, dims.Length - 1).Select(i => i < axis ? i : (long)i + indexRank).ToArray();
        var numbers = new Hlo.GatherDimensionNumbersAttr(offsets, [axis], [], [], [axis], indexRank);
        dims[axis] = 1;
        return Hlo.GatherOp.Create(ops, x, indices, numbers, dims).Result;
    }
}
