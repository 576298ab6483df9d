using Nacre.Frontends.Onnx.Proto;
using Nacre.IR;

namespace Nacre.Frontends.Onnx.Tensors;

/// <summary>Writes sparse constants out as dense ones.</summary>
internal static class SparseTensors
{
    /// <summary>A small file can name a huge dense shape, so this is bounded.</summary>
    private const long MaxDenseBytes = 1L << 30;

    /// <exception cref="ModelFormatException">Parts are missing, do not fit each other, or the dense form is too large.</exception>
    public static ElementsAttr ToDense(SparseTensorProto sparse, TensorDecoder decoder, string? resourceName = null)
    {
        if (sparse is not { Values: { } values, Indices: { } indices })
            throw new ModelFormatException("a sparse tensor lacks its values or indices");
        ModelFormatException Error(string message) => new(message, node: $"sparse {TensorDecoder.Describe(values)}");
        if (decoder.Decode(values) is not { Data: { } data } elements)
            throw Error("sparse strings are not supported");
        var dims = sparse.Dims.ToArray();
        var size = DenseBytes(dims, elements.ElementType.StorageBytes()) ?? throw Error($"its dense form [{string.Join(", ", dims)}] is larger than {MaxDenseBytes} bytes");
        var positions = decoder.Decode(indices).ToIntegers();
        var perValue = indices.Dims.Count == 2 ? dims.Length : 1;
        if (positions.LongLength != elements.Count * perValue)
            throw Error($"it has {elements.Count} values and {positions.LongLength} indices");

        var dense = new byte[size];
        var width = elements.ElementType.StorageBytes();
        for (var i = 0; i < elements.Count; i++)
        {
            var at = perValue == 1 && indices.Dims.Count != 2 ? positions[i] : Linear(positions.AsSpan(i * perValue, perValue), dims);
            if (at < 0 || at >= size / width)
                throw Error($"index {i} lies outside its shape");
            data.Slice(elements.IsSplat ? 0 : (long)i * width, width).CopyTo(dense.AsSpan((int)(at * width)));
        }
        var type = new RankedTensorType(dims, elements.ElementType);
        return size <= 1024 ? new DenseElementsAttr(type, Blob.Of(dense)) : new DenseResourceElementsAttr(type, resourceName ?? values.Name, Blob.Of(dense));
    }

    private static int? DenseBytes(long[] dims, int width)
    {
        var bytes = (long)width;
        foreach (var dim in dims)
        {
            if (dim < 0 || (dim > 0 && bytes > MaxDenseBytes / dim))
                return null;
            bytes *= dim;
        }
        return (int)bytes;
    }

    /// <summary>The row-major position; −1 when an index lies outside.</summary>
    private static long Linear(ReadOnlySpan<long> index, long[] dims)
    {
        var at = 0L;
        for (var d = 0; d < dims.Length; d++)
        {
            if (index[d] < 0 || index[d] >= dims[d])
                return -1;
            at = at * dims[d] + index[d];
        }
        return at;
    }
}
