using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Interpreter.Onnx;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Operators that read or write at positions, or give positions. A position outside is left to the reference semantics, which say so.</summary>
internal static class DirectIndexing
{
    public static OpEvaluators AddDirectIndexing(this OpEvaluators table) => table
        .Direct<GatherOp>((op, x) => Gather(x.Tensor(0), x.Tensor(1), Shapes.Axis(op.Axis, x.Tensor(0).Rank)))
        .Direct<GatherElementsOp>((op, x) => GatherElements(x.Tensor(0), x.Tensor(1), Shapes.Axis(op.Axis, x.Tensor(0).Rank)))
        .Direct<GatherNDOp>((op, x) => op.BatchDims == 0 ? GatherND(x.Tensor(0), x.Tensor(1)) : null)
        .Direct<ScatterElementsOp>((op, x) => op.Reduction == "none" ? ScatterElements(x.Tensor(0), x.Tensor(1), x.Tensor(2), Shapes.Axis(op.Axis, x.Tensor(0).Rank)) : null)
        .Direct<ScatterNDOp>((op, x) => op.Reduction == "none" ? ScatterND(x.Tensor(0), x.Tensor(1), x.Tensor(2)) : null)
        .Direct<NonZeroOp>((_, x) => NonZero(x.Tensor(0)))
        .DirectAll<TopKOp>(TopK);

    /// <summary>The positions counted from the front; null when one lies outside.</summary>
    private static long[]? FromFront(TensorValue indices, long size)
    {
        var positions = indices.ToIntegers();
        return FromFront(positions, size) ? positions : null;
    }

    /// <summary>Counts positions from the front, in place; whether all lie inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool FromFront(Span<long> positions, long size)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] < 0)
                positions[i] += size;
            if ((ulong)positions[i] >= (ulong)size)
                return false;
        }
        return true;
    }

    private static TensorValue? Gather(TensorValue x, TensorValue indices, int axis)
    {
        var lent = ArrayPool<long>.Shared.Rent((int)indices.Count);
        try
        {
            var positions = lent.AsSpan(0, (int)indices.Count);
            ElementCodec.ToIntegers(indices.ElementType, indices.Bytes, positions);
            return FromFront(positions, x.Shape[axis]) ? Gather(x, positions, indices.Shape, axis) : null;
        }
        finally
        {
            ArrayPool<long>.Shared.Return(lent);
        }
    }

    private static TensorValue Gather(TensorValue x, ReadOnlySpan<long> positions, Shape indices, int axis)
    {
        var (outer, size, inner) = x.Shape.Around(axis);
        Shape shape = (long[])[.. x.Shape.Dims.Span[..axis], .. indices.Dims, .. x.Shape.Dims.Span[(axis + 1)..]];
        var type = new RankedTensorType(shape, x.ElementType);
        if (x.IsSplat)
            return new TensorValue(type, x.Data);
        var bytes = TensorValue.NewBytes(type);
        BlockCopy.Gather(x.Data.Span, positions, outer, size, checked((int)(inner * x.ElementType.StorageBytes())), bytes);
        return new TensorValue(type, bytes);
    }

    /// <summary>For each position of <paramref name="indices"/> the place in <paramref name="x"/> with the coordinate of the axis replaced by the index.</summary>
    private static long[]? Places(TensorValue x, TensorValue indices, int axis)
    {
        if (indices.Rank != x.Rank || FromFront(indices, x.Shape[axis]) is not { } positions)
            return null;
        var strides = x.Shape.RowMajorStrides();
        var step = strides[axis];
        strides[axis] = 0;
        for (var o = new Odometer(indices.Shape.Dims.Span, new StridedView(0, strides), StridedView.Of(indices.Shape)); o.IsValid; o.Next())
            positions[o.Position] = o.First + positions[o.Position] * step;
        return Array.TrueForAll(positions, p => p < x.Count) ? positions : null;
    }

    private static TensorValue? GatherElements(TensorValue x, TensorValue indices, int axis) =>
        Places(x, indices, axis) is { } places ? Blocks(x, places, 1, indices.Shape) : null;

    private static TensorValue? ScatterElements(TensorValue x, TensorValue indices, TensorValue updates, int axis) =>
        updates.Shape == indices.Shape && Places(x, indices, axis) is { } places ? WithBlocks(x, places, 1, updates) : null;

    private static TensorValue? GatherND(TensorValue x, TensorValue indices) =>
        NDPlaces(x, indices, out var block, out var rest) is { } places ? Blocks(x, places, block, (long[])[.. indices.Shape.Dims.Span[..^1], .. rest]) : null;

    private static TensorValue? ScatterND(TensorValue x, TensorValue indices, TensorValue updates) =>
        NDPlaces(x, indices, out var block, out _) is { } places && updates.Count == places.Length * block ? WithBlocks(x, places, block, updates) : null;

    /// <summary>Where the slices that vectors of coordinates name begin, in blocks of <paramref name="block"/> elements.</summary>
    private static long[]? NDPlaces(TensorValue x, TensorValue indices, out long block, out long[] rest)
    {
        var depth = indices.Rank == 0 ? 0 : (int)indices.Shape[indices.Rank - 1];
        rest = depth <= x.Rank ? x.Shape.Dims.Span[depth..].ToArray() : [];
        block = Shapes.Product(rest);
        if (depth == 0 || depth > x.Rank)
            return null;
        var coordinates = indices.ToIntegers();
        var places = new long[coordinates.Length / depth];
        for (var i = 0; i < coordinates.Length; i++)
        {
            var size = x.Shape[i % depth];
            var coordinate = coordinates[i] < 0 ? coordinates[i] + size : coordinates[i];
            if (coordinate < 0 || coordinate >= size)
                return null;
            places[i / depth] = places[i / depth] * size + coordinate;
        }
        return places;
    }

    private static TensorValue Blocks(TensorValue x, long[] places, long block, Shape shape)
    {
        var type = new RankedTensorType(shape, x.ElementType);
        var bytes = TensorValue.NewBytes(type);
        BlockCopy.Gather(x.Bytes, places, 1, 0, checked((int)(block * x.ElementType.StorageBytes())), bytes);
        return new TensorValue(type, bytes);
    }

    private static TensorValue WithBlocks(TensorValue x, long[] places, long block, TensorValue updates)
    {
        var bytes = x.Bytes.ToArray();
        var source = updates.Bytes;
        var size = checked((int)(block * x.ElementType.StorageBytes()));
        for (var i = 0; i < places.Length; i++)
            source.Slice(i * size, size).CopyTo(bytes.AsSpan(checked((int)(places[i] * size))));
        return new TensorValue(x.Type, bytes);
    }

    /// <summary>The indices of the elements that are not zero, a column each.</summary>
    private static TensorValue? NonZero(TensorValue x)
    {
        var truth = Interpreter.Conversion.Convert(x, IntegerType.I1).As<byte>();
        var count = truth.Length - truth.Count((byte)0);
        var bytes = TensorValue.NewBytes(RankedTensorType.Get(IntegerType.I64, x.Rank, count));
        var rows = MemoryMarshal.Cast<byte, long>(bytes.AsSpan());
        Columns(truth, x.Shape.Dims.Span, x.Shape.RowMajorStrides(), rows, count);
        return new TensorValue(RankedTensorType.Get(IntegerType.I64, x.Rank, count), bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns(ReadOnlySpan<byte> truth, ReadOnlySpan<long> dims, ReadOnlySpan<long> strides, Span<long> rows, int count)
    {
        var column = 0;
        for (var i = 0; column < count; i++)
        {
            if (truth[i] == 0)
                continue;
            // The first dimension needs no remainder, and the last no division.
            for (var d = 0; d < strides.Length; d++)
            {
                var at = strides[d] == 1 ? i : i / strides[d];
                rows[d * count + column] = d == 0 ? at : at % dims[d];
            }
            column++;
        }
    }

    /// <summary>The best of each lane and where they were; of equal ones the first.</summary>
    private static InterpreterValue[]? TopK(TopKOp op, Values operands)
    {
        var x = operands.Tensor(0);
        if (x.ElementType != FloatType.F32 || x.IsSplat)
            return null;
        var axis = Shapes.Axis(op.Axis, x.Rank);
        var (outer, size, inner) = x.Shape.Around(axis);
        var k = operands.Tensor(1).ToInteger();
        if (k < 0 || k > size || size > int.MaxValue)
            return null;
        var places = new long[outer * k * inner];
        var positions = new long[places.Length];
        var order = new ulong[size];
        for (var lane = 0L; lane < outer * inner; lane++)
        {
            var (first, result) = (lane / inner * size * inner + lane % inner, lane / inner * k * inner + lane % inner);
            RankedOrder.Sort(x.Stored<float>()[(int)first..], (int)inner, op.Largest != 0, order);
            for (var i = 0L; i < k; i++)
            {
                positions[result + i * inner] = RankedOrder.Index(order[i]);
                places[result + i * inner] = first + positions[result + i * inner] * inner;
            }
        }
        Shape shape = x.Shape.With(axis, k);
        return [Blocks(x, places, 1, shape), Elements.OfIntegers(shape, positions)];
    }
}
