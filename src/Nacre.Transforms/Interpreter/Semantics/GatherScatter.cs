using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>How windows of a tensor are addressed by a tensor of start indices: shared by gather and scatter, in gather's words.</summary>
/// <param name="OffsetDims">Dimensions of the result (updates) that run inside a window.</param>
/// <param name="CollapsedSliceDims">Operand dimensions that a window has with size 1 and the result lacks.</param>
/// <param name="OperandBatchingDims">Operand dimensions that run together with <paramref name="StartIndicesBatchingDims"/>.</param>
/// <param name="StartIndexMap">The operand dimension that each element of an index vector is for.</param>
internal sealed record WindowAddressing(
    long[] OffsetDims, long[] CollapsedSliceDims, long[] OperandBatchingDims, long[] StartIndicesBatchingDims, long[] StartIndexMap, long IndexVectorDim)
{
    /// <summary>Operand dimensions that a window keeps.</summary>
    public long[] WindowDims(int operandRank) => [.. Range(operandRank).Where(d => !CollapsedSliceDims.Contains(d) && !OperandBatchingDims.Contains(d))];

    /// <summary>Dimensions of the result (updates) that count windows.</summary>
    public long[] BatchDims(int resultRank) => [.. Range(resultRank).Where(d => !OffsetDims.Contains(d))];

    /// <summary>Sizes of the start indices without the index vector: one window for each.</summary>
    public long[] BatchSizes(Shape indices) => [.. Range(indices.Rank).Where(d => d != IndexVectorDim).Select(d => indices[(int)d])];

    /// <summary>The unclamped start of the window at <paramref name="batchIndex"/> in every operand dimension.</summary>
    public void Start(TensorValue indices, long[] indexStrides, ReadOnlySpan<long> batchIndex, Span<long> start)
    {
        var offset = 0L;
        for (var i = 0; i < batchIndex.Length; i++)
            offset += batchIndex[i] * indexStrides[i < IndexVectorDim ? i : i + 1];
        start.Clear();
        var step = IndexVectorDim < indices.Rank ? indexStrides[IndexVectorDim] : 0;
        for (var i = 0; i < StartIndexMap.Length; i++)
            start[(int)StartIndexMap[i]] = NonWrapping(indices, offset + i * step);
        for (var i = 0; i < OperandBatchingDims.Length; i++)
            start[(int)OperandBatchingDims[i]] = batchIndex[(int)(StartIndicesBatchingDims[i] - (StartIndicesBatchingDims[i] < IndexVectorDim ? 0 : 1))];
    }

    /// <summary>An index above 2⁶³ is out of every bound, not negative.</summary>
    private static long NonWrapping(TensorValue indices, long at)
    {
        var value = indices.IntegerAt(at);
        return value < 0 && indices.ElementType.IsUnsigned() ? long.MaxValue / 2 : Math.Clamp(value, -(1L << 40), 1L << 40);
    }

    private static IEnumerable<long> Range(int count) => Enumerable.Range(0, count).Select(i => (long)i);
}

/// <summary>The gather and scatter of the StableHLO specification.</summary>
internal static class GatherScatter
{
    /// <summary>Collects one window of <paramref name="sliceSizes"/> per start index; starts are clamped so that windows lie inside the operand.</summary>
    public static TensorValue Gather(TensorValue operand, TensorValue indices, WindowAddressing addressing, ReadOnlySpan<long> sliceSizes)
    {
        var windowDims = addressing.WindowDims(operand.Rank);
        var batchSizes = addressing.BatchSizes(indices.Shape);
        var windowSizes = Pick(sliceSizes, windowDims);
        var type = new RankedTensorType(Combine(batchSizes, windowSizes, addressing.OffsetDims), operand.ElementType);
        if (operand.IsSplat)
            return new TensorValue(type, operand.Data);
        var result = TensorValue.NewBytes(type);
        var (operandStrides, resultStrides, indexStrides) = (operand.Shape.RowMajorStrides(), type.Shape.RowMajorStrides(), indices.Shape.RowMajorStrides());
        var window = new StridedView(0, Pick(operandStrides, windowDims));
        var placed = new StridedView(0, Pick(resultStrides, addressing.OffsetDims));
        var batchStrides = new StridedView(0, Pick(resultStrides, addressing.BatchDims(type.Rank)));
        var start = new long[operand.Rank];
        var source = operand.Bytes;
        for (var batch = new Odometer(batchSizes, batchStrides, batchStrides); batch.IsValid; batch.Next())
        {
            addressing.Start(indices, indexStrides, batch.Index, start);
            var offset = 0L;
            for (var d = 0; d < start.Length; d++)
                offset += Math.Clamp(start[d], 0, operand.Shape[d] - sliceSizes[d]) * operandStrides[d];
            Strided.Copy(source, window with { Offset = offset }, result, placed with { Offset = batch.First }, windowSizes, operand.ElementType.StorageBytes());
        }
        return new TensorValue(type, result);
    }

    /// <summary>For every update, in row-major order, the offset of the input's element that it changes; -1 when that lies outside.</summary>
    public static long[] ScatterTargets(Shape input, TensorValue indices, Shape updates, WindowAddressing addressing)
    {
        var windowDims = addressing.WindowDims(input.Rank);
        var batchDims = addressing.BatchDims(updates.Rank);
        var (inputStrides, indexStrides) = (input.RowMajorStrides(), indices.Shape.RowMajorStrides());
        var targets = new long[updates.ElementCount];
        var (start, batchIndex) = (new long[input.Rank], new long[batchDims.Length]);
        for (var update = new Odometer(updates); update.IsValid; update.Next())
        {
            for (var i = 0; i < batchIndex.Length; i++)
                batchIndex[i] = update.Index[(int)batchDims[i]];
            addressing.Start(indices, indexStrides, batchIndex, start);
            for (var i = 0; i < windowDims.Length; i++)
                start[windowDims[i]] += update.Index[(int)addressing.OffsetDims[i]];
            targets[update.Position] = TryOffset(start, input, inputStrides, out var target) ? target : -1;
        }
        return targets;
    }

    private static bool TryOffset(ReadOnlySpan<long> index, Shape shape, long[] strides, out long offset)
    {
        offset = 0;
        for (var d = 0; d < index.Length; d++)
        {
            if (index[d] < 0 || index[d] >= shape[d])
                return false;
            offset += index[d] * strides[d];
        }
        return true;
    }

    private static long[] Pick(ReadOnlySpan<long> values, long[] positions)
    {
        var picked = new long[positions.Length];
        for (var i = 0; i < picked.Length; i++)
            picked[i] = values[(int)positions[i]];
        return picked;
    }

    /// <summary>Sizes of the result: window sizes at <paramref name="offsetDims"/>, batch sizes at the others.</summary>
    private static long[] Combine(long[] batchSizes, long[] windowSizes, long[] offsetDims)
    {
        var dims = new long[batchSizes.Length + windowSizes.Length];
        var (batch, window) = (0, 0);
        for (var d = 0; d < dims.Length; d++)
            dims[d] = offsetDims.Contains(d) ? windowSizes[window++] : batchSizes[batch++];
        return dims;
    }

    /// <summary>The elements at <paramref name="offsets"/> as a 1-D tensor.</summary>
    public static TensorValue Take(TensorValue x, IReadOnlyList<long> offsets)
    {
        var type = RankedTensorType.Get(x.ElementType, offsets.Count);
        var size = x.ElementType.StorageBytes();
        var source = x.Bytes;
        var result = TensorValue.NewBytes(type);
        for (var i = 0; i < offsets.Count; i++)
            source.Slice((int)offsets[i] * size, size).CopyTo(result.AsSpan(i * size));
        return new TensorValue(type, result);
    }

    /// <summary>Writes the elements of <paramref name="values"/> to <paramref name="offsets"/> of <paramref name="target"/>.</summary>
    public static void Put(byte[] target, IReadOnlyList<long> offsets, TensorValue values)
    {
        var size = values.ElementType.StorageBytes();
        var source = values.Bytes;
        for (var i = 0; i < offsets.Count; i++)
            source.Slice(i * size, size).CopyTo(target.AsSpan((int)offsets[i] * size));
    }
}
