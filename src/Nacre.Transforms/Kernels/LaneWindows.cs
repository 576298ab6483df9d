using Nacre.Dialects.Arith;
using Nacre.IR;
using MemRef = Nacre.Dialects.MemRef;
using Vector = Nacre.Dialects.Vector;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Elements at fixed distances from each other in memory as one vector: a few loads of neighbouring elements, shuffled together. (Every second element, two halves
/// interleaved, a row backwards, each element twice.) A load covers no more than lies between elements that are asked for, so it stays inside the buffer.
/// </summary>
internal sealed class LaneWindows
{
    private readonly long[] _distances;
    private readonly int _lanes;
    private readonly List<(long Start, int Width)> _windows = [];

    private LaneWindows(long[] distances, int lanes)
    {
        (_distances, _lanes) = (distances, lanes);
        foreach (var distance in distances.Distinct().Order())
        {
            if (_windows is [.., var last] && distance < last.Start + lanes)
                _windows[^1] = (last.Start, (int)(distance - last.Start) + 1);
            else
                _windows.Add((distance, 1));
        }
    }

    /// <summary>Null where loads of single elements are no slower.</summary>
    /// <param name="distances">Elements from lane 0, for each lane that counts.</param>
    /// <param name="lanes">The length of the vector.</param>
    public static LaneWindows? Of(long[] distances, int lanes)
    {
        var windows = new LaneWindows(distances, lanes);
        return windows._windows.Count <= Math.Max(1, distances.Length / 2) ? windows : null;
    }

    /// <param name="builder">Where to emit.</param>
    /// <param name="memref">The buffer.</param>
    /// <param name="first">The place of lane 0 in it.</param>
    public Value Load(OpBuilder builder, Value memref, Value first)
    {
        var result = LoadWindow(builder, memref, first, 0);
        if (_windows.Count == 1)
            return Vector.ShuffleOp.Create(builder, result, result, Mask(0, isOnly: true)).Vector;
        for (var w = 1; w < _windows.Count; w++)
            result = Vector.ShuffleOp.Create(builder, result, LoadWindow(builder, memref, first, w), Mask(w, isOnly: false)).Vector;
        return result;
    }

    private Value LoadWindow(OpBuilder builder, Value memref, Value first, int window)
    {
        var (start, width) = _windows[window];
        var at = AddIOp.Create(builder, first, ConstantOp.Index(builder, start).Result).Result;
        var type = VectorType.Get(((MemRefType)memref.Type).ElementType, _lanes);
        if (width == _lanes)
            return Vector.LoadOp.Create(builder, type, memref, [at]).Result;
        var mask = Vector.ConstantMaskOp.Create(builder, VectorType.Get(IntegerType.I1, _lanes), new long[] { width }).Result;
        return Vector.MaskedLoadOp.Create(builder, type, memref, [at], mask, ConstantOp.Zero(builder, type).Result).Result;
    }

    /// <summary>Where each lane comes from, of what is together so far and the window: the first shuffle picks from windows 0 and 1, later ones keep what is in place.</summary>
    private long[] Mask(int window, bool isOnly)
    {
        var mask = new long[_lanes];
        for (var lane = 0; lane < _lanes; lane++)
        {
            var distance = _distances[Math.Min(lane, _distances.Length - 1)];
            var from = _windows.FindIndex(w => distance < w.Start + w.Width);
            var inWindow = distance - _windows[from].Start;
            if (isOnly || (window == 1 && from == 0))
                mask[lane] = inWindow;
            else
                mask[lane] = from == window ? _lanes + inWindow : lane;
        }
        return mask;
    }
}
