using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Operators that only give the elements another shape or order.</summary>
internal static class ReshapeRows
{
    public static OnnxRows AddReshapes(this OnnxRows rows) => rows
        .One<ReshapeOp>((op, c) => c.Hlo.Reshape(op.Data, ReshapeShape(op, c)))
        .One<FlattenOp>(Flatten)
        .One<SqueezeOp>(Squeeze)
        .One<UnsqueezeOp>(Unsqueeze)
        .One<TransposeOp>((op, c) => c.Hlo.Transpose(op.Data, op.Perm?.ToArray() ?? Reversed(op.Data.Rank())))
        .One<DepthToSpaceOp>(DepthToSpace)
        .One<SpaceToDepthOp>(SpaceToDepth)
        .One<ShapeOp>(ShapeOf)
        .One<SizeOp>((op, c) => c.Hlo.Const(DenseElementsAttr.OfI64(RankedTensorType.Get(IntegerType.I64), op.Data.Tensor().Shape.ElementCount)));

    private static long[] Reversed(int rank) => [.. Enumerable.Range(0, rank).Select(i => rank - 1L - i)];

    private static long[] ReshapeShape(ReshapeOp op, OnnxLoweringContext c) => Resolve(c.Require(op.Shape, "the shape").ToIntegers(), op.Data.Dims(), op.Allowzero != 0);

    /// <summary>The sizes that a reshape to <paramref name="shape"/>, which is changed, gives: 0 keeps a size (unless <paramref name="allowZero"/>), -1 stands for what is left.</summary>
    /// <exception cref="OnnxLoweringException">The elements do not fit.</exception>
    public static long[] Resolve(long[] shape, ReadOnlySpan<long> dims, bool allowZero)
    {
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 0 && !allowZero)
                shape[i] = i < dims.Length ? dims[i] : throw new OnnxMisfitException($"size {i} of the shape is kept, but the input has rank {dims.Length}");
        }
        var total = Shapes.Product(dims);
        if (Array.IndexOf(shape, -1) is >= 0 and var open)
        {
            shape[open] = 1;
            var known = Shapes.Product(shape);
            shape[open] = known == 0 ? 0 : total / known;
        }
        if (shape.Any(s => s < 0) || Shapes.Product(shape) != total)
            throw new OnnxMisfitException($"{total} elements do not fit the shape [{string.Join(", ", shape)}]");
        return shape;
    }

    private static Value Flatten(FlattenOp op, OnnxLoweringContext c)
    {
        var dims = op.Input.Dims();
        var axis = (int)(op.Axis < 0 ? op.Axis + dims.Length : op.Axis);
        return c.Hlo.Reshape(op.Input, Shapes.Product(dims.AsSpan(0, axis)), Shapes.Product(dims.AsSpan(axis)));
    }

    private static Value Squeeze(SqueezeOp op, OnnxLoweringContext c)
    {
        var axes = OnnxLoweringContext.Optional(op.Axes) is { } given ? c.Require(given, "the list of axes").ToIntegers() : null;
        return c.Hlo.Reshape(op.Data, Squeezed(op.Data.Dims(), axes));
    }

    /// <summary>The sizes without those of the axes, or without all that are 1.</summary>
    /// <exception cref="OnnxLoweringException">Another size would be lost.</exception>
    public static long[] Squeezed(long[] dims, long[]? axes)
    {
        var removed = axes is null ? [.. Shapes.Range(0, dims.Length).Where(d => dims[d] == 1)] : Shapes.Axes(axes, dims.Length);
        if (removed.Any(a => dims[a] != 1))
            throw new OnnxMisfitException("it removes a dimension whose size is not 1");
        return [.. dims.Where((_, d) => !removed.Contains(d))];
    }

    private static Value Unsqueeze(UnsqueezeOp op, OnnxLoweringContext c)
    {
        var axes = c.Require(op.Axes, "the list of axes").ToIntegers();
        return c.Hlo.Unsqueeze(op.Data, [.. Shapes.Axes(axes, op.Data.Rank() + axes.Length).Order().Select(a => (long)a)]);
    }

    /// <summary>[n, c, h, w] → [n, c/b², h·b, w·b]; the blocks' positions are the outer ("DCR") or the inner part of the channels ("CRD").</summary>
    private static Value DepthToSpace(DepthToSpaceOp op, OnnxLoweringContext c)
    {
        var (dims, b) = (op.Input.Dims(), op.Blocksize);
        var depth = dims[1] / (b * b);
        var isOuter = op.Mode == "DCR";
        long[] split = isOuter ? [dims[0], b, b, depth, dims[2], dims[3]] : [dims[0], depth, b, b, dims[2], dims[3]];
        long[] order = isOuter ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3];
        return c.Hlo.Reshape(c.Hlo.Transpose(c.Hlo.Reshape(op.Input, split), order), dims[0], depth, dims[2] * b, dims[3] * b);
    }

    /// <summary>[n, c, h, w] → [n, b²·c, h/b, w/b].</summary>
    private static Value SpaceToDepth(SpaceToDepthOp op, OnnxLoweringContext c)
    {
        var (dims, b) = (op.Input.Dims(), op.Blocksize);
        var (height, width) = (dims[2] / b, dims[3] / b);
        var blocks = c.Hlo.Transpose(c.Hlo.Reshape(op.Input, dims[0], dims[1], height, b, width, b), 0, 3, 5, 1, 2, 4);
        return c.Hlo.Reshape(blocks, dims[0], dims[1] * b * b, height, width);
    }

    private static Value ShapeOf(ShapeOp op, OnnxLoweringContext c)
    {
        var dims = op.Data.Dims();
        return c.Hlo.I64(Part(op, dims));
    }

    /// <summary>The sizes that the operation asks for.</summary>
    public static ReadOnlySpan<long> Part(ShapeOp op, ReadOnlySpan<long> dims)
    {
        var (start, end) = (Clip(op.Start, dims.Length), Clip(op.End ?? dims.Length, dims.Length));
        return start < end ? dims[start..end] : [];
    }

    private static int Clip(long position, int rank) => (int)Math.Clamp(position < 0 ? position + rank : position, 0, rank);
}
