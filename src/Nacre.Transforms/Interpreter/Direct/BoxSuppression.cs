using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Greedy suppression of boxes that overlap better ones, for the boxes of one image and the scores of one class after another, in memory that is used again.</summary>
internal sealed class BoxSuppression : IDisposable
{
    /// <summary>Boxes that are compared at once.</summary>
    private const int Lanes = 8;

    private readonly int _count;
    private readonly int _most;
    private readonly double _threshold;
    private readonly Corners _boxes;
    private readonly Corners _chosen;
    private readonly ulong[] _candidates;
    private readonly int[] _indices;

    /// <param name="count">Number of boxes.</param>
    /// <param name="most">The most boxes that are chosen for a class.</param>
    /// <param name="threshold">The greatest intersection over union with a chosen box that a box may have to be chosen too.</param>
    public BoxSuppression(int count, int most, double threshold)
    {
        (_count, _most, _threshold) = (count, most, threshold);
        (_boxes, _chosen) = (new Corners(count), new Corners(most + Lanes));
        (_candidates, _indices) = (ArrayPool<ulong>.Shared.Rent(count), ArrayPool<int>.Shared.Rent(most));
    }

    /// <summary>Sides of boxes and their areas, each in a part of one array.</summary>
    private sealed class Corners(int capacity)
    {
        public double[] Values { get; } = ArrayPool<double>.Shared.Rent(5 * capacity);
        public ReadOnlySpan<double> Top => Values.AsSpan(0, capacity);
        public ReadOnlySpan<double> Left => Values.AsSpan(capacity, capacity);
        public ReadOnlySpan<double> Bottom => Values.AsSpan(2 * capacity, capacity);
        public ReadOnlySpan<double> Right => Values.AsSpan(3 * capacity, capacity);
        public ReadOnlySpan<double> Area => Values.AsSpan(4 * capacity, capacity);

        public void Set(int at, double y1, double x1, double y2, double x2)
        {
            (Values[at], Values[at + capacity], Values[at + 2 * capacity], Values[at + 3 * capacity]) = (y1, x1, y2, x2);
            Values[at + 4 * capacity] = (y2 - y1) * (x2 - x1);
        }
    }

    /// <summary>Takes the boxes of an image: two opposite corners (y, x), or center (x, y), width and height.</summary>
    public void Load(ReadOnlySpan<float> boxes, bool isCenter)
    {
        for (var i = 0; i < _count; i++)
        {
            var (a, b, c, d) = ((double)boxes[4 * i], (double)boxes[4 * i + 1], (double)boxes[4 * i + 2], (double)boxes[4 * i + 3]);
            if (isCenter)
                _boxes.Set(i, b - d / 2, a - c / 2, b + d / 2, a + c / 2);
            else
                _boxes.Set(i, Math.Min(a, c), Math.Min(b, d), Math.Max(a, c), Math.Max(b, d));
        }
    }

    /// <summary>The chosen boxes, best first; valid until the next call.</summary>
    public ReadOnlySpan<int> Select(ReadOnlySpan<float> scores, double minimum)
    {
        var candidates = 0;
        for (var i = 0; i < _count; i++)
        {
            if (scores[i] > minimum)
                _candidates[candidates++] = RankedOrder.Key(scores[i], i, descending: true);
        }
        var heap = new MinHeap(_candidates.AsSpan(0, candidates));
        var chosen = 0;
        while (chosen < _most && heap.Count > 0)
        {
            var box = RankedOrder.Index(heap.Take());
            if (OverlapsChosen(box, chosen))
                continue;
            _chosen.Set(chosen, _boxes.Top[box], _boxes.Left[box], _boxes.Bottom[box], _boxes.Right[box]);
            _indices[chosen++] = box;
        }
        return _indices.AsSpan(0, chosen);
    }

    /// <summary>Whether the box overlaps one of the chosen ones too much; what lies behind them in the arrays is not asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool OverlapsChosen(int box, int chosen)
    {
        // Boxes that do not meet have an overlap of 0.
        if (!(_threshold >= 0))
            return chosen > 0;
        var (top, left, bottom, right) = (Vector512.Create(_boxes.Top[box]), Vector512.Create(_boxes.Left[box]), Vector512.Create(_boxes.Bottom[box]), Vector512.Create(_boxes.Right[box]));
        var (area, limit) = (Vector512.Create(_boxes.Area[box]), Vector512.Create(_threshold));
        ref var tops = ref MemoryMarshal.GetReference(_chosen.Top);
        ref var lefts = ref MemoryMarshal.GetReference(_chosen.Left);
        ref var bottoms = ref MemoryMarshal.GetReference(_chosen.Bottom);
        ref var rights = ref MemoryMarshal.GetReference(_chosen.Right);
        ref var areas = ref MemoryMarshal.GetReference(_chosen.Area);
        for (var at = 0; at < chosen; at += Lanes)
        {
            var height = Vector512.MinNative(bottom, Vector512.LoadUnsafe(ref bottoms, (nuint)at)) - Vector512.MaxNative(top, Vector512.LoadUnsafe(ref tops, (nuint)at));
            var width = Vector512.MinNative(right, Vector512.LoadUnsafe(ref rights, (nuint)at)) - Vector512.MaxNative(left, Vector512.LoadUnsafe(ref lefts, (nuint)at));
            var meets = Vector512.GreaterThan(height, Vector512<double>.Zero) & Vector512.GreaterThan(width, Vector512<double>.Zero);
            if (meets == Vector512<double>.Zero)
                continue;
            var common = height * width;
            var union = area + Vector512.LoadUnsafe(ref areas, (nuint)at) - common;
            var tooMuch = Vector512.AndNot(meets, Vector512.LessThanOrEqual(common, limit * union)).ExtractMostSignificantBits();
            if (tooMuch != 0 && BitOperations.TrailingZeroCount(tooMuch) < chosen - at)
                return true;
        }
        return false;
    }

    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(_boxes.Values);
        ArrayPool<double>.Shared.Return(_chosen.Values);
        ArrayPool<ulong>.Shared.Return(_candidates);
        ArrayPool<int>.Shared.Return(_indices);
    }
}
