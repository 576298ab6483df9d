using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>
/// Where the elements of a box lie in a row-major array: element (i0, i1, …) is at <c>Offset + i0 * Strides[0] + …</c>, in elements.
/// A stride of 0 repeats, a negative one walks backwards.
/// </summary>
internal readonly record struct StridedView(long Offset, long[] Strides)
{
    /// <summary>All of a row-major array.</summary>
    public static StridedView Of(Shape shape) => new(0, shape.RowMajorStrides());
}

/// <summary>The one primitive of data movement: copies a box between two arrays. Broadcast, transpose, slice, pad, concatenate, reverse, gather and the like are views.</summary>
internal static class Strided
{
    /// <summary>Copies the box of sizes <paramref name="dims"/>; elements are moved as blocks of <paramref name="elementBytes"/>.</summary>
    public static void Copy(ReadOnlySpan<byte> source, StridedView from, Span<byte> target, StridedView to, ReadOnlySpan<long> dims, int elementBytes)
    {
        switch (elementBytes)
        {
            case 1: Copy(source, from, target, to, dims); break;
            case 2: Copy(MemoryMarshal.Cast<byte, ushort>(source), from, MemoryMarshal.Cast<byte, ushort>(target), to, dims); break;
            case 4: Copy(MemoryMarshal.Cast<byte, uint>(source), from, MemoryMarshal.Cast<byte, uint>(target), to, dims); break;
            case 8: Copy(MemoryMarshal.Cast<byte, ulong>(source), from, MemoryMarshal.Cast<byte, ulong>(target), to, dims); break;
            case 16: Copy(MemoryMarshal.Cast<byte, UInt128>(source), from, MemoryMarshal.Cast<byte, UInt128>(target), to, dims); break;
            default: throw new EvaluationException($"elements of {elementBytes} bytes cannot be moved");
        }
    }

    private static void Copy<T>(ReadOnlySpan<T> source, StridedView from, Span<T> target, StridedView to, ReadOnlySpan<long> dims) where T : unmanaged
    {
        foreach (var dim in dims)
        {
            if (dim == 0)
                return;
        }
        Span<long> sizes = stackalloc long[dims.Length], strides = stackalloc long[dims.Length], targetStrides = stackalloc long[dims.Length];
        var rank = Merge(dims, from.Strides, to.Strides, sizes, strides, targetStrides);
        CopyLevel(source, from.Offset, strides[..rank], target, to.Offset, targetStrides[..rank], sizes[..rank]);
    }

    /// <summary>The same box in as few dimensions as it takes: those of size 1 are left out, and neighbours that both arrays step through evenly become one.</summary>
    private static int Merge(ReadOnlySpan<long> dims, ReadOnlySpan<long> from, ReadOnlySpan<long> to, Span<long> sizes, Span<long> strides, Span<long> targetStrides)
    {
        var rank = 0;
        for (var d = 0; d < dims.Length; d++)
        {
            if (dims[d] == 1)
                continue;
            if (rank > 0 && strides[rank - 1] == from[d] * dims[d] && targetStrides[rank - 1] == to[d] * dims[d])
                (sizes[rank - 1], strides[rank - 1], targetStrides[rank - 1]) = (sizes[rank - 1] * dims[d], from[d], to[d]);
            else
                (sizes[rank], strides[rank], targetStrides[rank++]) = (dims[d], from[d], to[d]);
        }
        return rank;
    }

    private static void CopyLevel<T>(
        ReadOnlySpan<T> source, long at, ReadOnlySpan<long> strides, Span<T> target, long targetAt, ReadOnlySpan<long> targetStrides, ReadOnlySpan<long> dims) where T : unmanaged
    {
        if (dims.Length == 0)
        {
            target[(int)targetAt] = source[(int)at];
            return;
        }
        if (dims.Length == 1)
        {
            CopyRow(source, (int)at, (int)strides[0], target, (int)targetAt, (int)targetStrides[0], (int)dims[0]);
            return;
        }
        for (var i = 0L; i < dims[0]; i++)
            CopyLevel(source, at + i * strides[0], strides[1..], target, targetAt + i * targetStrides[0], targetStrides[1..], dims[1..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRow<T>(ReadOnlySpan<T> source, int at, int stride, Span<T> target, int targetAt, int targetStride, int count) where T : unmanaged
    {
        if (targetStride == 1 && stride == 1)
        {
            source.Slice(at, count).CopyTo(target[targetAt..]);
            return;
        }
        if (targetStride == 1 && stride == 0)
        {
            target.Slice(targetAt, count).Fill(source[at]);
            return;
        }
        for (var i = 0; i < count; i++)
            target[targetAt + i * targetStride] = source[at + i * stride];
    }
}
