using System.Numerics;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>A body that is one well-known operation on its two arguments.</summary>
internal enum KnownReduction { None, Add, Multiply, Maximum, Minimum }

/// <summary>
/// Reductions by a function on scalars. The elements of each result are combined as an in-order binary tree, all results at once, so that any body runs on whole tensors.
/// </summary>
internal static class Reduction
{
    /// <summary>Combines all elements along <paramref name="dimensions"/>, beginning with the initial values.</summary>
    public static TensorValue[] Reduce(TensorValue[] inputs, TensorValue[] inits, long[] dimensions, LaneFunction body, KnownReduction known)
    {
        var (rows, length, dims) = Rows(inputs[0].Shape, dimensions, out var permutation);
        var lines = new TensorValue[inputs.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var input = Conversion.Convert(inputs[i], body.ParameterElements[i]);
            lines[i] = DataMovement.Transpose(input, permutation).Reshaped(Shape.Of(rows, length));
        }
        inits = [.. inits.Select((x, i) => Conversion.Convert(x, body.ParameterElements[i]))];
        if (known != KnownReduction.None && lines.Length == 1 && lines[0].ElementType is FloatType or IntegerType { Width: > 1 })
            return [ReduceKnown(lines[0], inits[0], known).Reshaped(dims)];
        while (length > 1)
        {
            lines = Halve(lines, rows, length, body);
            length = (length + 1) / 2;
        }
        var initial = Array.ConvertAll(inits, x => DataMovement.BroadcastInDim(x, [rows], []));
        var results = length == 0 ? initial : body.Apply([.. initial, .. lines.Select(x => x.Reshaped(Shape.Of(rows)))]);
        return Array.ConvertAll(results, x => x.Reshaped(dims));
    }

    /// <summary>Combines all elements of numbers along <paramref name="dimensions"/> by a well-known operation.</summary>
    public static TensorValue Reduce(TensorValue input, TensorValue init, long[] dimensions, KnownReduction known)
    {
        var (rows, length, dims) = Rows(input.Shape, dimensions, out var permutation);
        var isInOrder = permutation.AsSpan().SequenceEqual([.. Enumerable.Range(0, permutation.Length).Select(d => (long)d)]);
        var lines = (isInOrder ? input : DataMovement.Transpose(input, permutation)).Reshaped(Shape.Of(rows, length));
        return ReduceKnown(lines, init, known).Reshaped(dims);
    }

    /// <summary>The kept dimensions, then the reduced ones: how many results, elements per result, the shape of the result and the order of dimensions.</summary>
    private static (long Rows, long Length, Shape Dims) Rows(Shape shape, long[] dimensions, out long[] permutation)
    {
        long[] kept = [.. Enumerable.Range(0, shape.Rank).Select(d => (long)d).Except(dimensions)];
        permutation = [.. kept, .. dimensions.Order()];
        Shape dims = kept.Select(d => shape[(int)d]).ToArray();
        var length = dimensions.Aggregate(1L, (size, d) => size * shape[(int)d]);
        return (dims.ElementCount, length, dims);
    }

    /// <summary>Combines neighbours: <c>[x0, x1, x2, x3, x4]</c> becomes <c>[f(x0, x1), f(x2, x3), x4]</c> in every row.</summary>
    private static TensorValue[] Halve(TensorValue[] lines, long rows, long length, LaneFunction body)
    {
        var half = length / 2;
        TensorValue Every2(TensorValue x, long first) => DataMovement.Slice(x, [0, first], [rows, 2 * half], [1, 2]).Reshaped(Shape.Of(rows * half));
        var combined = body.Apply([.. lines.Select(x => Every2(x, 0)), .. lines.Select(x => Every2(x, 1))]);
        var results = Array.ConvertAll(combined, x => x.Reshaped(Shape.Of(rows, half)));
        if (length % 2 == 0)
            return results;
        return [.. results.Select((x, i) => DataMovement.Concatenate([x, DataMovement.Slice(lines[i], [0, length - 1], [rows, length], [1, 1])], 1))];
    }

    /// <summary>Sums and products of floats run in double and are rounded once.</summary>
    private static TensorValue ReduceKnown(TensorValue lines, TensorValue init, KnownReduction known)
    {
        var (rows, length) = (lines.Shape[0], lines.Shape[1]);
        var type = RankedTensorType.Get(lines.ElementType, rows);
        if (lines.ElementType is FloatType)
            return TensorValue.OfDoubles(type, Fold(lines.ToDoubles(), init.DoubleAt(0), rows, length, known));
        return lines.ElementType.IsUnsigned()
            ? TensorValue.OfIntegers(type, Array.ConvertAll(Fold(Array.ConvertAll(lines.ToIntegers(), v => (ulong)v), (ulong)init.IntegerAt(0), rows, length, known), v => (long)v))
            : TensorValue.OfIntegers(type, Fold(lines.ToIntegers(), init.IntegerAt(0), rows, length, known));
    }

    private static T[] Fold<T>(T[] x, T init, long rows, long length, KnownReduction known) where T : struct, INumber<T> => known switch
    {
        KnownReduction.Add => Fold<T, AddNumbers>(x, init, rows, length),
        KnownReduction.Multiply => Fold<T, MultiplyNumbers>(x, init, rows, length),
        KnownReduction.Maximum => Fold<T, MaximumNumbers>(x, init, rows, length),
        _ => Fold<T, MinimumNumbers>(x, init, rows, length),
    };

    private static T[] Fold<T, TOp>(T[] x, T init, long rows, long length) where T : struct, INumber<T> where TOp : IBinaryNumber
    {
        var results = new T[rows];
        for (var row = 0L; row < rows; row++)
        {
            var value = init;
            foreach (var element in x.AsSpan((int)(row * length), (int)length))
                value = TOp.Apply(value, element);
            results[row] = value;
        }
        return results;
    }

    /// <summary>Combines corresponding elements.</summary>
    public static TensorValue[] Map(TensorValue[] inputs, LaneFunction body)
    {
        var shape = inputs[0].Shape;
        var lanes = Array.ConvertAll(inputs, x => x.Reshaped(Shape.Of(shape.ElementCount)));
        return Array.ConvertAll(body.Apply(lanes), x => x.Reshaped(shape));
    }

    /// <summary>Sorts the lines along a dimension together by merging, all lines at once; the comparator says whether its left element goes first. Stable.</summary>
    public static TensorValue[] Sort(TensorValue[] inputs, int dimension, LaneFunction comparator)
    {
        var order = SortedOffsets(inputs, dimension, comparator);
        return Array.ConvertAll(inputs, x => FromLines(GatherScatter.Take(ToLines(x, dimension), order), x.Shape, dimension));
    }

    private static TensorValue ToLines(TensorValue x, int dimension)
    {
        long[] permutation = [.. Enumerable.Range(0, x.Rank).Where(d => d != dimension).Select(d => (long)d), dimension];
        return DataMovement.Transpose(x, permutation);
    }

    private static TensorValue FromLines(TensorValue lines, Shape shape, int dimension)
    {
        long[] others = [.. Enumerable.Range(0, shape.Rank).Where(d => d != dimension).Select(d => shape[d])];
        var permutation = new long[shape.Rank];
        for (var d = 0; d < shape.Rank; d++)
            permutation[d] = d == dimension ? shape.Rank - 1 : d < dimension ? d : d - 1;
        return DataMovement.Transpose(lines.Reshaped(others.Append(shape[dimension]).ToArray()), permutation);
    }

    /// <summary>A run of sorted offsets that is merged with its neighbour: [Left, Middle) with [Right, End), written from Target.</summary>
    private struct Merge
    {
        public int Left, Middle, Right, End, Target;
        public readonly bool IsOpen => Left < Middle && Right < End;
    }

    private static long[] SortedOffsets(TensorValue[] inputs, int dimension, LaneFunction comparator)
    {
        var keys = Array.ConvertAll(inputs, x => ToLines(x, dimension));
        var (count, length) = (checked((int)keys[0].Count), (int)inputs[0].Shape[dimension]);
        var order = new long[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        for (var width = 1; width < length; width *= 2)
            order = MergeRuns(order, keys, length, width, comparator);
        return order;
    }

    private static long[] MergeRuns(long[] order, TensorValue[] keys, int length, int width, LaneFunction comparator)
    {
        var merged = new long[order.Length];
        var merges = new List<Merge>();
        for (var line = 0; line < order.Length; line += length)
        {
            for (var at = 0; at < length; at += 2 * width)
            {
                var middle = line + Math.Min(at + width, length);
                merges.Add(new Merge { Left = line + at, Middle = middle, Right = middle, End = line + Math.Min(at + 2 * width, length), Target = line + at });
            }
        }
        while (merges.Count > 0)
        {
            var open = merges.FindAll(m => m.IsOpen);
            foreach (var rest in merges.Where(m => !m.IsOpen))
            {
                order.AsSpan(rest.Left, rest.Middle - rest.Left).CopyTo(merged.AsSpan(rest.Target));
                order.AsSpan(rest.Right, rest.End - rest.Right).CopyTo(merged.AsSpan(rest.Target + rest.Middle - rest.Left));
            }
            merges = open.Count == 0 ? open : Step(open, order, merged, keys, comparator);
        }
        return merged;
    }

    /// <summary>Every merge writes one element: the right one only if it goes before the left one.</summary>
    private static List<Merge> Step(List<Merge> merges, long[] order, long[] merged, TensorValue[] keys, LaneFunction comparator)
    {
        long[] left = [.. merges.Select(m => order[m.Left])], right = [.. merges.Select(m => order[m.Right])];
        var takeRight = comparator.Apply([.. keys.SelectMany(k => new[] { GatherScatter.Take(k, right), GatherScatter.Take(k, left) })])[0].As<byte>();
        for (var i = 0; i < merges.Count; i++)
        {
            var merge = merges[i];
            merged[merge.Target++] = takeRight[i] != 0 ? order[merge.Right++] : order[merge.Left++];
            merges[i] = merge;
        }
        return merges;
    }
}
