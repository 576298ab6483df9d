using System.Runtime.InteropServices;

namespace Nacre.Runtime;

/// <summary>
/// The tiles of a launch that nobody has taken yet: one contiguous range per thread. A thread takes from the front of its own range, in parts that get smaller, and when
/// that is empty from the back of the others', so that no thread waits for one that the system has stopped.
/// </summary>
internal sealed class TileRanges(int threads)
{
    /// <summary>Tiles are counted in 32 bits; a launch with more is not shared out.</summary>
    public const long MaxTiles = int.MaxValue;

    // First untaken tile in the high half, end of the untaken ones in the low half: both change in one step.
    private readonly PaddedLong[] _untaken = new PaddedLong[threads];
    private int _ranges;
    private long _smallest;

    public void Reset(long tiles, int ranges)
    {
        _ranges = ranges;
        _smallest = Math.Max(1, tiles / (ranges * 16L));
        for (int range = 0; range < ranges; range++)
            Volatile.Write(ref _untaken[range].Value, Pack(Boundary(tiles, ranges, range), Boundary(tiles, ranges, range + 1)));
    }

    /// <summary>The next part for the thread of <paramref name="own"/>; false when all tiles are taken.</summary>
    public bool Take(int own, out long begin, out long end)
    {
        if (TakeFrom(own, isOwn: true, out begin, out end))
            return true;
        for (int i = 1; i < _ranges; i++)
            if (TakeFrom((own + i) % _ranges, isOwn: false, out begin, out end))
                return true;
        return false;
    }

    private bool TakeFrom(int range, bool isOwn, out long begin, out long end)
    {
        while (true)
        {
            long untaken = Volatile.Read(ref _untaken[range].Value);
            (long first, long last) = (untaken >>> 32, untaken & uint.MaxValue);
            (begin, end) = (first, last);
            if (first >= last)
                return false;

            long part = Math.Min(last - first, Math.Max(_smallest, (last - first) / (isOwn ? 2 : 4)));
            (begin, end) = isOwn ? (first, first + part) : (last - part, last);
            long rest = isOwn ? Pack(end, last) : Pack(first, begin);
            if (Interlocked.CompareExchange(ref _untaken[range].Value, rest, untaken) == untaken)
                return true;
        }
    }

    private static long Pack(long first, long end) => first << 32 | end;

    // The first (tiles mod ranges) ranges have one tile more.
    private static long Boundary(long tiles, int ranges, int range) => (tiles / ranges * range) + Math.Min(tiles % ranges, range);

    /// <summary>On cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedLong
    {
        [FieldOffset(128)]
        public long Value;
    }
}
