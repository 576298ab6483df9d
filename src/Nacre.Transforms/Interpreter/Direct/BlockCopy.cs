using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Collects blocks of bytes.</summary>
internal static class BlockCopy
{
    /// <summary>For each of <paramref name="outer"/> parts of the source, <paramref name="size"/> blocks each, the blocks at the positions, one after another.</summary>
    /// <param name="source">Blocks of <paramref name="block"/> bytes.</param>
    /// <param name="positions">Inside a part.</param>
    /// <param name="outer">Number of parts.</param>
    /// <param name="size">Blocks in a part.</param>
    /// <param name="block">Bytes of a block.</param>
    /// <param name="target">Room for all of them.</param>
    public static void Gather(ReadOnlySpan<byte> source, ReadOnlySpan<long> positions, long outer, long size, int block, Span<byte> target)
    {
        switch (block)
        {
            case 4: Gather<uint>(source, positions, outer, size, target); break;
            case 8: Gather<ulong>(source, positions, outer, size, target); break;
            case 16: Gather<UInt128>(source, positions, outer, size, target); break;
            default: GatherLong(source, positions, outer, size, block, target); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<T>(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> positions, long outer, long size, Span<byte> targetBytes) where T : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, T>(bytes);
        var target = MemoryMarshal.Cast<byte, T>(targetBytes);
        for (var o = 0; o < outer; o++)
        {
            var part = source[(int)(o * size)..];
            var row = target.Slice(o * positions.Length, positions.Length);
            for (var i = 0; i < row.Length; i++)
                row[i] = part[(int)positions[i]];
        }
    }

    private static void GatherLong(ReadOnlySpan<byte> source, ReadOnlySpan<long> positions, long outer, long size, int block, Span<byte> target)
    {
        var at = 0;
        for (var o = 0L; o < outer; o++)
        {
            foreach (var position in positions)
            {
                source.Slice(checked((int)((o * size + position) * block)), block).CopyTo(target[at..]);
                at += block;
            }
        }
    }
}
