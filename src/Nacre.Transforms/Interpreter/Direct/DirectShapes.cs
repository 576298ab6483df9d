using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Interpreter.Onnx;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Operators that ask for sizes, or give the elements another shape or order.</summary>
internal static class DirectShapes
{
    public static OpEvaluators AddDirectShapes(this OpEvaluators table) => table
        .Direct<ShapeOp>((op, x) => TensorValue.OfI64(ReshapeRows.Part(op, x.Tensor(0).Shape.Dims.Span)))
        .Direct<SizeOp>((_, x) => TensorValue.Scalar(IntegerType.I64, x.Tensor(0).Count))
        .Direct<ReshapeOp>((op, x) => x.Tensor(0).Reshaped(ReshapeRows.Resolve(x.Tensor(1).ToIntegers(), x.Tensor(0).Shape.Dims.Span, op.Allowzero != 0)))
        .Direct<FlattenOp>((op, x) => Flatten(op, x.Tensor(0)))
        .Direct<SqueezeOp>((_, x) => x.Tensor(0).Reshaped(ReshapeRows.Squeezed(x.Tensor(0).Shape.Dims.ToArray(), x.TensorOrNull(1)?.ToIntegers())))
        .Direct<UnsqueezeOp>((_, x) => Unsqueeze(x.Tensor(0), x.Tensor(1).ToIntegers()))
        .Direct<TransposeOp>((op, x) => Transpose(x.Tensor(0), op.Perm?.ToArray()))
        .Direct<ExpandOp>((_, x) => Expand(x.Tensor(0), x.Tensor(1).ToIntegers()))
        .Direct<TileOp>((_, x) => Tile(x.Tensor(0), x.Tensor(1).ToIntegers()))
        .Direct<ConcatOp>(Concat)
        .DirectAll<SplitOp>(Split)
        .Direct<SliceOp>((_, x) => Slice(x.Tensor(0), x.Tensor(1).ToIntegers(), x.Tensor(2).ToIntegers(), x.TensorOrNull(3)?.ToIntegers(), x.TensorOrNull(4)?.ToIntegers()))
        .Direct<RangeOp>((_, x) => Range(x.Tensor(0), x.Tensor(1), x.Tensor(2)))
        .Direct<ConstantOfShapeOp>((op, x) => ConstantOfShape(op.Value, x.Tensor(0).ToIntegers()));

    private static TensorValue Flatten(FlattenOp op, TensorValue x)
    {
        var axis = (int)(op.Axis < 0 ? op.Axis + x.Rank : op.Axis);
        return x.Reshaped(Shape.Of(Shapes.Product(x.Shape.Dims.Span[..axis]), Shapes.Product(x.Shape.Dims.Span[axis..])));
    }

    private static TensorValue Unsqueeze(TensorValue x, long[] axes)
    {
        var dims = x.Shape.Dims.ToList();
        foreach (var axis in Shapes.Axes(axes, x.Rank + axes.Length).Order())
            dims.Insert(axis, 1);
        return x.Reshaped(dims.ToArray());
    }

    private static TensorValue Transpose(TensorValue x, long[]? order)
    {
        order ??= [.. Enumerable.Range(0, x.Rank).Select(i => x.Rank - 1L - i)];
        // Moving dimensions of size 1 moves no element.
        var moved = order.Where(d => x.Shape[(int)d] != 1).ToArray();
        if (x.Count > 0 && moved.SequenceEqual(moved.Order()))
            return x.Reshaped(order.Select(d => x.Shape[(int)d]).ToArray());
        return DataMovement.Transpose(x, order);
    }

    private static TensorValue Expand(TensorValue x, long[] shape)
    {
        Shape wanted = Shapes.Broadcast(x.Shape.Dims.ToArray(), shape);
        return wanted == x.Shape ? x : DirectElementwise.Spread(x, wanted);
    }

    private static TensorValue Tile(TensorValue x, long[] repeats)
    {
        var (spread, along, dims) = (new long[2 * x.Rank], new long[x.Rank], new long[x.Rank]);
        for (var i = 0; i < x.Rank; i++)
        {
            (spread[2 * i], spread[2 * i + 1], along[i]) = (repeats[i], x.Shape[i], 2L * i + 1);
            dims[i] = repeats[i] * x.Shape[i];
        }
        return DataMovement.BroadcastInDim(x, spread, along).Reshaped(dims);
    }

    private static TensorValue? Concat(ConcatOp op, Values x)
    {
        var first = x.Tensor(0);
        var axis = Shapes.Axis(op.Axis, first.Rank);
        var parts = OpEvaluators.Tensors(x);
        return Array.TrueForAll(parts, p => p.ElementType == first.ElementType && FitsBeside(p.Shape, first.Shape, axis)) ? DataMovement.Concatenate(parts, axis) : null;
    }

    private static bool FitsBeside(Shape part, Shape first, int axis)
    {
        if (part.Rank != first.Rank)
            return false;
        for (var d = 0; d < part.Rank; d++)
        {
            if (d != axis && part[d] != first[d])
                return false;
        }
        return true;
    }

    private static InterpreterValue[] Split(SplitOp op, Values operands)
    {
        var x = operands.Tensor(0);
        var axis = Shapes.Axis(op.Axis, x.Rank);
        var sizes = operands.TensorOrNull(1)?.ToIntegers() ?? JoinRows.EqualParts(x.Shape[axis], op.NumOutputs ?? op.Outputs.Count);
        JoinRows.CheckParts(sizes, x.Shape[axis]);
        var (parts, start) = (new InterpreterValue[sizes.Length], 0L);
        for (var i = 0; i < parts.Length; i++, start += sizes[i - 1])
            parts[i] = Read(x, axis, start, sizes[i]);
        return parts;
    }

    /// <summary>Consecutive slices of one dimension.</summary>
    private static TensorValue Read(TensorValue x, int axis, long start, long count)
    {
        var strides = x.Shape.RowMajorStrides();
        return DataMovement.Read(x, new StridedView(start * strides[axis], strides), x.Shape.With(axis, count));
    }

    private static TensorValue Slice(TensorValue x, long[] starts, long[] ends, long[]? axes, long[]? steps)
    {
        var (dims, strides, offset) = (x.Shape.Dims.ToArray(), x.Shape.RowMajorStrides(), 0L);
        for (var i = 0; i < starts.Length; i++)
        {
            var (axis, step) = (Shapes.Axis(axes?[i] ?? i, x.Rank), steps?[i] ?? 1);
            var (start, end) = JoinRows.Clamped(dims[axis], starts[i], ends[i], step);
            dims[axis] = Math.Max(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
            offset += start * strides[axis];
            strides[axis] *= step;
        }
        Shape shape = dims;
        return shape == x.Shape && (steps is null || steps.All(s => s == 1)) ? x : DataMovement.Read(x, new StridedView(offset, strides), dims);
    }

    private static TensorValue? Range(TensorValue start, TensorValue limit, TensorValue delta)
    {
        if (start.ElementType is not IntegerType { Width: 32 or 64 })
            return null;
        var (first, step) = (start.ToInteger(), delta.ToInteger());
        var numbers = new long[IndexRows.RangeCount(first, limit.ToInteger(), step)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = first + i * step;
        return TensorValue.OfIntegers(RankedTensorType.Get(start.ElementType, numbers.Length), numbers);
    }

    private static TensorValue? ConstantOfShape(ElementsAttr? value, long[] shape)
    {
        if (value is null)
            return TensorValue.Splat(RankedTensorType.Get(FloatType.F32, shape), 0);
        return value is { Count: 1, Data: { } one } ? new TensorValue(RankedTensorType.Get(value.ElementType, shape), one) : null;
    }
}
