using System.Numerics;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Greedy suppression of boxes that overlap better ones, for the boxes of one image and the scores of one class after another; its memory is used again.</summary>
/// <param name="count">Number of boxes.</param>
/// <param name="most">The most boxes that are chosen for a class.</param>
/// <param name="threshold">The greatest intersection over union with a chosen box that a box may have to be chosen too.</param>
internal sealed class BoxSuppression(int count, int most, double threshold)
{
    private readonly Corners _boxes = new(count);
    private readonly Corners _chosen = new(most + Vector<double>.Count);
    private readonly ulong[] _order = new ulong[count];
    private readonly int[] _indices = new int[most];

    /// <summary>Sides of boxes and their areas, each in an array of its own.</summary>
    private sealed record Corners(int Capacity)
    {
        public double[] Top { get; } = new double[Capacity];
        public double[] Left { get; } = new double[Capacity];
        public double[] Bottom { get; } = new double[Capacity];
        public double[] Right { get; } = new double[Capacity];
        public double[] Area { get; } = new double[Capacity];

        public void Set(int at, double y1, double x1, double y2, double x2)
        {
            (Top[at], Left[at], Bottom[at], Right[at]) = (y1, x1, y2, x2);
            Area[at] = (y2 - y1) * (x2 - x1);
        }
    }

    /// <summary>Takes the boxes of an image: two opposite corners (y, x), or center (x, y), width and height.</summary>
    public void Load(ReadOnlySpan<float> boxes, bool isCenter)
    {
        for (var i = 0; i < count; i++)
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
        for (var i = 0; i < count; i++)
        {
            if (scores[i] > minimum)
                _order[candidates++] = RankedOrder.Key(scores[i], i, descending: true);
        }
        _order.AsSpan(0, candidates).Sort();
        var chosen = 0;
        for (var c = 0; c < candidates && chosen < most; c++)
        {
            var box = RankedOrder.Index(_order[c]);
            if (OverlapsChosen(box, chosen))
                continue;
            _chosen.Set(chosen, _boxes.Top[box], _boxes.Left[box], _boxes.Bottom[box], _boxes.Right[box]);
            _indices[chosen++] = box;
        }
        return _indices.AsSpan(0, chosen);
    }

    /// <summary>Whether the box overlaps one of the chosen ones too much; what lies behind them in the arrays is not asked.</summary>
    private bool OverlapsChosen(int box, int chosen)
    {
        var (top, left, bottom, right) = (new Vector<double>(_boxes.Top[box]), new Vector<double>(_boxes.Left[box]), new Vector<double>(_boxes.Bottom[box]), new Vector<double>(_boxes.Right[box]));
        var (area, limit) = (new Vector<double>(_boxes.Area[box]), new Vector<double>(threshold));
        for (var at = 0; at < chosen; at += Vector<double>.Count)
        {
            var height = Vector.Min(bottom, new Vector<double>(_chosen.Bottom, at)) - Vector.Max(top, new Vector<double>(_chosen.Top, at));
            var width = Vector.Min(right, new Vector<double>(_chosen.Right, at)) - Vector.Max(left, new Vector<double>(_chosen.Left, at));
            var common = Vector.Max(Vector<double>.Zero, height) * Vector.Max(Vector<double>.Zero, width);
            var overlap = Vector.ConditionalSelect(
                Vector.GreaterThan(common, Vector<double>.Zero), common / (area + new Vector<double>(_chosen.Area, at) - common), Vector<double>.Zero);
            var tooMuch = ~Vector.LessThanOrEqual(overlap, limit);
            if (Vector.EqualsAny(tooMuch, Vector<long>.AllBitsSet) && FirstOf(tooMuch) < chosen - at)
                return true;
        }
        return false;
    }

    private static int FirstOf(Vector<long> mask)
    {
        for (var i = 0; i < Vector<long>.Count; i++)
        {
            if (mask[i] != 0)
                return i;
        }
        return Vector<long>.Count;
    }
}
