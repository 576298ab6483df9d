using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Operations that only move elements; each is a copy between two strided views.</summary>
internal static class DataMovement
{
    /// <summary>Copies a box of <paramref name="source"/> to everywhere in a new tensor of the shape <paramref name="dims"/>.</summary>
    public static TensorValue Read(TensorValue source, StridedView view, long[] dims)
    {
        var type = new RankedTensorType(dims, source.ElementType);
        if (source.IsSplat)
            return new TensorValue(type, source.Data);
        var bytes = TensorValue.NewBytes(type);
        Strided.Copy(source.Bytes, view, bytes, StridedView.Of(type.Shape), dims, source.ElementType.StorageBytes());
        return new TensorValue(type, bytes);
    }

    /// <summary>Result dimension <c>broadcastDimensions[i]</c> runs along operand dimension i, which is repeated where its size is 1.</summary>
    public static TensorValue BroadcastInDim(TensorValue x, long[] dims, ReadOnlySpan<long> broadcastDimensions)
    {
        if (x.Count == 1)
            return new TensorValue(new RankedTensorType(dims, x.ElementType), x.Data);
        var source = x.Shape.RowMajorStrides();
        var strides = new long[dims.Length];
        for (var i = 0; i < broadcastDimensions.Length; i++)
            strides[broadcastDimensions[i]] = x.Shape[i] == 1 ? 0 : source[i];
        return Read(x, new StridedView(0, strides), dims);
    }

    /// <summary>Result dimension i is operand dimension <c>permutation[i]</c>.</summary>
    public static TensorValue Transpose(TensorValue x, ReadOnlySpan<long> permutation)
    {
        var source = x.Shape.RowMajorStrides();
        var (dims, strides) = (new long[x.Rank], new long[x.Rank]);
        for (var i = 0; i < dims.Length; i++)
            (dims[i], strides[i]) = (x.Shape[(int)permutation[i]], source[permutation[i]]);
        return Read(x, new StridedView(0, strides), dims);
    }

    /// <summary>Elements <c>start, start + stride, …</c> below the limit in every dimension.</summary>
    public static TensorValue Slice(TensorValue x, ReadOnlySpan<long> start, ReadOnlySpan<long> limit, ReadOnlySpan<long> stride)
    {
        var source = x.Shape.RowMajorStrides();
        var (dims, strides, offset) = (new long[x.Rank], new long[x.Rank], 0L);
        for (var i = 0; i < dims.Length; i++)
        {
            if (start[i] < 0 || limit[i] > x.Shape[i] || start[i] > limit[i] || stride[i] <= 0)
                throw new EvaluationException($"slice [{start[i]}:{limit[i]}:{stride[i]}] does not lie in dimension {i} of size {x.Shape[i]}");
            dims[i] = (limit[i] - start[i] + stride[i] - 1) / stride[i];
            strides[i] = source[i] * stride[i];
            offset += source[i] * start[i];
        }
        return Read(x, new StridedView(offset, strides), dims);
    }

    public static TensorValue Reverse(TensorValue x, ReadOnlySpan<long> dimensions)
    {
        var strides = x.Shape.RowMajorStrides();
        var offset = 0L;
        foreach (var d in dimensions)
        {
            offset += strides[d] * Math.Max(0, x.Shape[(int)d] - 1);
            strides[d] = -strides[d];
        }
        return Read(x, new StridedView(offset, strides), x.Shape.Dims.ToArray());
    }

    /// <summary>Puts <c>interior</c> padding between elements, <c>low</c> and <c>high</c> around them; negative amounts at the edges cut off.</summary>
    public static TensorValue Pad(TensorValue x, TensorValue value, ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<long> interior)
    {
        var dims = new long[x.Rank];
        for (var i = 0; i < dims.Length; i++)
            dims[i] = Math.Max(0, low[i] + (x.Shape[i] == 0 ? 0 : (x.Shape[i] - 1) * (interior[i] + 1) + 1) + high[i]);
        var type = new RankedTensorType(dims, x.ElementType);
        var result = new TensorValue(type, value.Data).Bytes.ToArray();
        var (source, target) = (StridedView.Of(x.Shape), StridedView.Of(type.Shape));
        var (from, to) = (source.Offset, target.Offset);
        var box = new long[x.Rank];
        for (var i = 0; i < box.Length; i++)
        {
            var step = interior[i] + 1;
            var first = low[i] >= 0 ? 0 : (-low[i] + step - 1) / step;
            var end = dims[i] - low[i] <= 0 ? 0 : Math.Min(x.Shape[i], (dims[i] - low[i] - 1) / step + 1);
            box[i] = Math.Max(0, end - first);
            from += source.Strides[i] * first;
            to += target.Strides[i] * (low[i] + first * step);
            target.Strides[i] *= step;
        }
        Strided.Copy(x.Bytes, new StridedView(from, source.Strides), result, new StridedView(to, target.Strides), box, x.ElementType.StorageBytes());
        return new TensorValue(type, result);
    }

    public static TensorValue Concatenate(IReadOnlyList<TensorValue> inputs, int dimension)
    {
        var dims = inputs[0].Shape.Dims.ToArray();
        dims[dimension] = inputs.Sum(x => x.Shape[dimension]);
        var type = new RankedTensorType(dims, inputs[0].ElementType);
        var bytes = TensorValue.NewBytes(type);
        var target = StridedView.Of(type.Shape);
        var at = 0L;
        foreach (var x in inputs)
        {
            Strided.Copy(x.Bytes, StridedView.Of(x.Shape), bytes, target with { Offset = at * target.Strides[dimension] }, x.Shape.Dims.Span, x.ElementType.StorageBytes());
            at += x.Shape[dimension];
        }
        return new TensorValue(type, bytes);
    }

    /// <summary>Counts along one dimension.</summary>
    public static TensorValue Iota(RankedTensorType type, int dimension)
    {
        var count = type.Shape[dimension];
        var line = new long[count];
        for (var i = 0L; i < count; i++)
            line[i] = i;
        var integers = TensorValue.OfI64(line);
        return BroadcastInDim(Conversion.Convert(integers, type.ElementType), type.Shape.Dims.ToArray(), [dimension]);
    }

    /// <summary>Start indices moved so that a box of <paramref name="sizes"/> lies inside <paramref name="shape"/>.</summary>
    public static long[] ClampStarts(IReadOnlyList<TensorValue> starts, Shape shape, ReadOnlySpan<long> sizes)
    {
        var clamped = new long[starts.Count];
        for (var i = 0; i < clamped.Length; i++)
            clamped[i] = ClampIndex(starts[i], 0, shape[i] - sizes[i]);
        return clamped;
    }

    /// <summary>Element <paramref name="at"/> of an index tensor, moved into 0 … <paramref name="max"/>.</summary>
    public static long ClampIndex(TensorValue indices, long at, long max)
    {
        var value = indices.IntegerAt(at);
        if (value < 0)
            return indices.ElementType.IsUnsigned() ? max : 0;
        return Math.Clamp(value, 0, max);
    }

    public static TensorValue DynamicSlice(TensorValue x, IReadOnlyList<TensorValue> starts, ReadOnlySpan<long> sizes)
    {
        var first = ClampStarts(starts, x.Shape, sizes);
        var limit = new long[first.Length];
        for (var i = 0; i < limit.Length; i++)
            limit[i] = first[i] + sizes[i];
        return Slice(x, first, limit, Ones(x.Rank));
    }

    public static TensorValue DynamicUpdateSlice(TensorValue x, TensorValue update, IReadOnlyList<TensorValue> starts)
    {
        var first = ClampStarts(starts, x.Shape, update.Shape.Dims.Span);
        var result = x.Bytes.ToArray();
        var target = StridedView.Of(x.Shape);
        var offset = 0L;
        for (var i = 0; i < first.Length; i++)
            offset += first[i] * target.Strides[i];
        Strided.Copy(update.Bytes, StridedView.Of(update.Shape), result, target with { Offset = offset }, update.Shape.Dims.Span, x.ElementType.StorageBytes());
        return new TensorValue(x.Type, result);
    }

    public static long[] Ones(int count)
    {
        var ones = new long[count];
        Array.Fill(ones, 1);
        return ones;
    }

    public static long[] Zeros(int count) => new long[count];
}
