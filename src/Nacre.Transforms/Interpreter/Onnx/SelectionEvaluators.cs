using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Operators whose result sizes depend on the elements.</summary>
internal static class SelectionEvaluators
{
    public static OpEvaluators AddOnnxSelection(this OpEvaluators table) => table
        .Add<NonZeroOp>((_, operands, _) => [NonZero(operands.Tensor(0))])
        .Add<CompressOp>((op, operands, _) => [Compress(op, operands[0], operands.Tensor(1))])
        .Add<UniqueOp>((op, operands, _) => Unique(op, operands[0]));

    /// <summary>The indices of the elements that are not zero, a column each.</summary>
    private static TensorValue NonZero(TensorValue x)
    {
        var values = x.ToDoubles();
        var rank = x.Rank;
        var columns = new List<long[]>();
        for (var o = new Odometer(x.Shape); o.IsValid; o.Next())
        {
            if (values[o.Position] != 0)
                columns.Add(o.Index.ToArray());
        }
        var rows = new long[rank * columns.Count];
        for (var d = 0; d < rank; d++)
        {
            for (var i = 0; i < columns.Count; i++)
                rows[d * columns.Count + i] = columns[i][d];
        }
        return Elements.OfIntegers(Shape.Of(rank, columns.Count), rows);
    }

    /// <summary>The slices along the axis (all elements without one) where the condition holds; a short condition leaves the rest out.</summary>
    private static InterpreterValue Compress(CompressOp op, InterpreterValue input, TensorValue condition)
    {
        var (value, axis) = (input, 0);
        if (op.Axis is { } given)
            axis = OnnxOperands.Axis(given, Elements.ShapeOf(input).Rank);
        else
            value = Elements.Reshaped(input, Shape.Of(Elements.ShapeOf(input).ElementCount));
        var chosen = Enumerable.Range(0, (int)Math.Min(condition.Count, Elements.ShapeOf(value)[axis])).Where(i => condition.IntegerAt(i) != 0).Select(i => (long)i);
        return Elements.PickAlong(value, axis, [.. chosen]);
    }

    private static InterpreterValue[] Unique(UniqueOp op, InterpreterValue input)
    {
        var shape = Elements.ShapeOf(input);
        var value = op.Axis is null ? Elements.Reshaped(input, Shape.Of(shape.ElementCount)) : input;
        var axis = op.Axis is { } given ? OnnxOperands.Axis(given, shape.Rank) : 0;
        var order = SliceOrder(value, axis);
        var size = (int)Elements.ShapeOf(value)[axis];

        // Sorted stably, equal slices are neighbours and the first one of a group is its first occurrence.
        var sorted = Enumerable.Range(0, size).Select(i => (long)i).Order(Comparer<long>.Create(order)).ToArray();
        var groups = new List<List<long>>();
        foreach (var slice in sorted)
        {
            if (groups.Count == 0 || order(groups[^1][0], slice) != 0)
                groups.Add([]);
            groups[^1].Add(slice);
        }
        if (op.Sorted == 0)
            groups.Sort((a, b) => a[0].CompareTo(b[0]));

        var inverse = new long[size];
        for (var g = 0; g < groups.Count; g++)
            groups[g].ForEach(slice => inverse[slice] = g);
        long[] firsts = [.. groups.Select(g => g[0])];
        return [Elements.PickAlong(value, axis, firsts), TensorValue.OfI64(firsts), TensorValue.OfI64(inverse), TensorValue.OfI64([.. groups.Select(g => (long)g.Count)])];
    }

    /// <summary>Orders slices along an axis element by element.</summary>
    private static Comparison<long> SliceOrder(InterpreterValue value, int axis)
    {
        var (outer, size, inner) = Elements.ShapeOf(value).Around(axis);
        var order = Elements.Order(value);
        return (a, b) =>
        {
            for (var i = 0L; i < outer * inner; i++)
            {
                var lane = i / inner * size * inner + i % inner;
                if (order(lane + a * inner, lane + b * inner) is not 0 and var result)
                    return result;
            }
            return 0;
        };
    }
}
