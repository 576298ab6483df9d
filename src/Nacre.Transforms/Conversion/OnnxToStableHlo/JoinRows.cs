using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Operators that cut, join, repeat and surround tensors.</summary>
internal static class JoinRows
{
    public static OnnxRows AddJoins(this OnnxRows rows) => rows
        .One<ConcatOp>((op, c) => c.Hlo.Concat([.. op.Inputs], Shapes.Axis(op.Axis, op.Inputs[0].Rank())))
        .Add<SplitOp>(Split)
        .One<SliceOp>(Slice)
        .One<DynamicSliceOp>((op, c) => Slice(c, op.Data, op.Starts, op.Ends, op.Axes, null))
        .One<ExpandOp>((op, c) => Expand(c.Hlo, op.Input, c.Require(op.Shape, "the shape").ToIntegers()))
        .One<TileOp>(Tile)
        .One<PadOp>(Pad)
        .One<CenterCropPadOp>(CenterCropPad)
        .One<ReverseSequenceOp>(ReverseSequence);

    private static IReadOnlyList<Value?> Split(SplitOp op, OnnxLoweringContext c)
    {
        var axis = Shapes.Axis(op.Axis, op.Input.Rank());
        var total = op.Input.Dims()[axis];
        var sizes = OnnxLoweringContext.Optional(op.Split) is { } given
            ? c.Require(given, "the list of sizes").ToIntegers()
            : EqualParts(total, op.NumOutputs ?? op.Outputs.Count);
        CheckParts(sizes, total);
        var (parts, start) = (new List<Value>(), 0L);
        foreach (var size in sizes)
            parts.Add(c.Hlo.SliceAxis(op.Input, axis, start, start += size));
        return parts;
    }

    /// <exception cref="OnnxLoweringException">The sizes do not add up.</exception>
    public static void CheckParts(long[] sizes, long total)
    {
        if (sizes.Sum() != total || sizes.Any(s => s < 0))
            throw new OnnxMisfitException($"the parts' sizes add up to {sizes.Sum()}, not to {total}");
    }

    /// <summary>Parts of one size, of which the last may be smaller.</summary>
    public static long[] EqualParts(long total, long count)
    {
        var size = (total + count - 1) / count;
        return [.. Enumerable.Range(0, (int)count).Select(i => Math.Clamp(total - i * size, 0, size))];
    }

    private static Value Slice(SliceOp op, OnnxLoweringContext c) => Slice(c, op.Data, op.Starts, op.Ends, op.Axes, op.Steps);

    private static Value Slice(OnnxLoweringContext c, Value data, Value starts, Value ends, Value axes, Value? steps)
    {
        var (first, last) = (c.Require(starts, "the list of starts").ToIntegers(), c.Require(ends, "the list of ends").ToIntegers());
        var along = Integers(c, axes, "the list of axes") ?? [.. Enumerable.Range(0, first.Length).Select(i => (long)i)];
        var strides = Integers(c, steps, "the list of steps");
        var result = data;
        for (var i = 0; i < first.Length; i++)
            result = SliceAxis(c, result, Shapes.Axis(along[i], data.Rank()), first[i], last[i], strides?[i] ?? 1);
        return result;
    }

    private static long[]? Integers(OnnxLoweringContext c, Value? value, string what) =>
        value is not null && !OnnxLoweringContext.IsNone(value) ? c.Require(value, what).ToIntegers() : null;

    /// <summary>Like Python's slices; a negative step is a slice of the reversed dimension.</summary>
    private static Value SliceAxis(OnnxLoweringContext c, Value x, int axis, long start, long end, long step)
    {
        var size = x.Dims()[axis];
        (start, end) = Clamped(size, start, end, step);
        if (step > 0)
            return Whole(start, Math.Max(start, end), step) ? x : c.Hlo.SliceAxis(x, axis, start, Math.Max(start, end), step);
        var reversed = c.Hlo.Reverse(x, axis);
        var (from, to) = (size - 1 - start, size - 1 - end);
        return Whole(from, Math.Max(from, to), -step) ? reversed : c.Hlo.SliceAxis(reversed, axis, Math.Max(0, from), Math.Max(Math.Max(0, from), to), -step);

        bool Whole(long first, long limit, long stride) => first == 0 && limit == size && stride == 1;
    }

    /// <summary>The bounds of a slice inside a dimension: of a negative step, the end may be -1, but the start is at least 0, unlike in NumPy.</summary>
    /// <exception cref="OnnxLoweringException">The step is 0.</exception>
    public static (long Start, long End) Clamped(long size, long start, long end, long step)
    {
        if (step == 0)
            throw new OnnxLoweringException("a step is 0");
        if (size == 0)
            return (0, 0);
        var (low, high) = step > 0 ? (0L, size) : (-1L, size - 1);
        return (Math.Clamp(start < 0 ? start + size : start, 0, high), Math.Clamp(end < 0 ? Math.Max(end + size, -1) : end, low, high));
    }

    private static Value Expand(HloBuilder hlo, Value x, long[] shape) => hlo.BroadcastTo(x, Shapes.Broadcast(x.Dims(), shape));

    private static Value Tile(TileOp op, OnnxLoweringContext c)
    {
        var (dims, repeats) = (op.Input.Dims(), c.Require(op.Repeats, "the number of repetitions").ToIntegers());
        long[] spread = [.. dims.SelectMany((d, i) => new[] { repeats[i], d })];
        var along = Enumerable.Range(0, dims.Length).Select(i => 2L * i + 1).ToArray();
        return c.Hlo.Reshape(c.Hlo.BroadcastAlong(op.Input, spread, along), [.. dims.Select((d, i) => d * repeats[i])]);
    }

    private static Value Pad(PadOp op, OnnxLoweringContext c)
    {
        var (rank, given) = (op.Data.Rank(), c.Require(op.Pads, "the padding").ToIntegers());
        var axes = Shapes.Axes(Integers(c, op.Axes, "the list of axes") ?? [.. Enumerable.Range(0, rank).Select(i => (long)i)], rank);
        var (low, high) = (new long[rank], new long[rank]);
        for (var i = 0; i < axes.Length; i++)
            (low[axes[i]], high[axes[i]]) = (given[i], given[axes.Length + i]);
        if (op.Mode == "constant")
            return c.Hlo.Pad(op.Data, PadValue(op, c), low, high);
        var result = op.Data;
        foreach (var axis in axes.Where(a => low[a] != 0 || high[a] != 0))
            result = PadAxis(c, result, axis, low[axis], high[axis], op.Mode);
        return result;
    }

    private static Value PadValue(PadOp op, OnnxLoweringContext c) =>
        OnnxLoweringContext.Optional(op.ConstantValue) is { } value ? c.Hlo.Reshape(value) : c.Hlo.Scalar(op.Data.Element(), 0);

    /// <summary>Repeats, mirrors or wraps around the elements of one dimension; negative amounts cut off.</summary>
    private static Value PadAxis(OnnxLoweringContext c, Value x, int axis, long low, long high, string mode)
    {
        var size = x.Dims()[axis];
        if (size == 0)
            throw c.Cannot($"an empty dimension cannot be padded in mode '{mode}'");
        var sources = new long[size + low + high];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = mode switch
            {
                "edge" => Math.Clamp(i - low, 0, size - 1),
                "wrap" => ((i - low) % size + size) % size,
                "reflect" => Reflected(i - low, size),
                _ => throw c.Cannot($"the mode '{mode}' is not known"),
            };
        }
        return PickRuns(c.Hlo, x, axis, sources);
    }

    private static long Reflected(long position, long size)
    {
        var period = Math.Max(1, 2 * (size - 1));
        var at = (position % period + period) % period;
        return at < size ? at : period - at;
    }

    /// <summary>The slices at given positions of a dimension, from as few slices and reversals as neighbours allow.</summary>
    private static Value PickRuns(HloBuilder hlo, Value x, int axis, long[] positions)
    {
        var parts = new List<Value>();
        for (var at = 0; at < positions.Length;)
        {
            var step = at + 1 < positions.Length ? positions[at + 1] - positions[at] : 1;
            var count = 1;
            while (step is -1 or 0 or 1 && at + count < positions.Length && positions[at + count] - positions[at + count - 1] == step)
                count++;
            parts.Add(Run(hlo, x, axis, positions[at], step, count));
            at += count;
        }
        return hlo.Concat(parts, axis);
    }

    private static Value Run(HloBuilder hlo, Value x, int axis, long first, long step, int count)
    {
        var shape = x.Dims();
        shape[axis] = count;
        return step switch
        {
            0 => hlo.BroadcastTo(hlo.SliceAxis(x, axis, first, first + 1), shape),
            1 => hlo.SliceAxis(x, axis, first, first + count),
            -1 => hlo.Reverse(hlo.SliceAxis(x, axis, first - count + 1, first + 1), axis),
            _ => hlo.SliceAxis(x, axis, first, first + 1),
        };
    }

    /// <summary>Cuts or pads with zeros so that what is kept lies in the middle; of an odd rest the larger half is at the end when padding.</summary>
    private static Value CenterCropPad(CenterCropPadOp op, OnnxLoweringContext c)
    {
        var (dims, shape) = (op.InputData.Dims(), c.Require(op.Shape, "the shape").ToIntegers());
        var axes = Shapes.Axes(op.Axes ?? [.. Enumerable.Range(0, dims.Length).Select(i => (long)i)], dims.Length);
        var (low, high) = (new long[dims.Length], new long[dims.Length]);
        for (var i = 0; i < axes.Length; i++)
        {
            var more = shape[i] - dims[axes[i]];
            low[axes[i]] = more >= 0 ? more / 2 : -(-more / 2);
            high[axes[i]] = more - low[axes[i]];
        }
        return c.Hlo.Pad(op.InputData, c.Hlo.Scalar(op.InputData.Element(), 0), low, high);
    }

    /// <summary>Reads element t of a batch at length - 1 - t where t is below that batch's length.</summary>
    private static Value ReverseSequence(ReverseSequenceOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var (time, batch) = (Shapes.Axis(op.TimeAxis, op.Input.Rank()), Shapes.Axis(op.BatchAxis, op.Input.Rank()));
        var index = hlo.Iota(op.Input.Tensor().WithElement(IntegerType.I64), time);
        var lengths = hlo.Spread(hlo.Convert(op.SequenceLens, IntegerType.I64), index, batch);
        var mirrored = hlo.Sub(hlo.Sub(lengths, index), 1);
        var inside = hlo.Compare(Dialects.StableHlo.ComparisonDirection.Less, index, lengths);
        return IndexRows.GatherElements(hlo, op.Input, hlo.Select(inside, mirrored, index), time);
    }
}
