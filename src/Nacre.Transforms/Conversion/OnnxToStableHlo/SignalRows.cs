using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Window functions, grids, images from columns, and unpooling.</summary>
internal static class SignalRows
{
    public static OnnxRows AddSignals(this OnnxRows rows) => rows
        .One<HannWindowOp>((op, c) => Window(c, op.Size, op.OutputDatatype, op.Periodic, 0.5, 0.5, 0))
        .One<HammingWindowOp>((op, c) => Window(c, op.Size, op.OutputDatatype, op.Periodic, 25.0 / 46, 21.0 / 46, 0))
        .One<BlackmanWindowOp>((op, c) => Window(c, op.Size, op.OutputDatatype, op.Periodic, 0.42, 0.5, 0.08))
        .One<AffineGridOp>(AffineGrid)
        .One<Col2ImOp>(Col2Im)
        .One<MaxUnpoolOp>(MaxUnpool);

    /// <summary>a₀ - a₁ cos(2πn/N) + a₂ cos(4πn/N), where N is the size, less one unless periodic.</summary>
    private static Value Window(OnnxLoweringContext c, Value size, long dataType, long periodic, double a0, double a1, double a2)
    {
        var count = c.Require(size, "the size").IntegerAt(0);
        var period = Math.Max(1, periodic != 0 ? count : count - 1);
        var angles = Enumerable.Range(0, (int)count).Select(n => 2 * Math.PI * n / period);
        return c.Hlo.Vector(OnnxElements.Of(dataType), [.. angles.Select(t => a0 - a1 * Math.Cos(t) + a2 * Math.Cos(2 * t))]);
    }

    /// <summary>Homogeneous points of a regular grid on [-1, 1], the last dimension first, each multiplied by the batch's matrix.</summary>
    private static Value AffineGrid(AffineGridOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var size = c.Require(op.Size, "the size").ToIntegers();
        var (batch, grid) = (size[0], size[2..]);
        var points = GridPoints(grid, op.AlignCorners != 0);
        var basis = hlo.Reshape(hlo.Vector(op.Theta.Element(), points), points.Length / (grid.Length + 1), grid.Length + 1);
        var moved = hlo.Transpose(hlo.Dot(op.Theta, basis, [], [], [2], [1]), 0, 2, 1);
        return hlo.Reshape(moved, [batch, .. grid, grid.Length]);
    }

    private static double[] GridPoints(long[] grid, bool alignCorners)
    {
        var points = new List<double>();
        for (var position = 0L; position < Shapes.Product(grid); position++)
        {
            var rest = position;
            for (var d = grid.Length - 1; d >= 0; d--)
            {
                points.Add(Coordinate(rest % grid[d], grid[d], alignCorners));
                rest /= grid[d];
            }
            points.Add(1);
        }
        return [.. points];
    }

    private static double Coordinate(long index, long size, bool alignCorners) =>
        alignCorners ? (size == 1 ? 0 : 2.0 * index / (size - 1) - 1) : (2.0 * index + 1) / size - 1;

    /// <summary>Adds up the columns of each block offset, spread by the strides and moved to the offset.</summary>
    private static Value Col2Im(Col2ImOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var (image, block) = (c.Require(op.ImageShape, "the image's shape").ToIntegers(), c.Require(op.BlockShape, "the block's shape").ToIntegers());
        var rank = image.Length;
        var (dilations, strides, pads) = (op.Dilations?.ToArray() ?? Ones(rank), op.Strides?.ToArray() ?? Ones(rank), op.Pads?.ToArray() ?? new long[2 * rank]);
        var counts = new long[rank];
        for (var d = 0; d < rank; d++)
            counts[d] = (image[d] + pads[d] + pads[rank + d] - dilations[d] * (block[d] - 1) - 1) / strides[d] + 1;
        var dims = op.Input.Dims();
        var offsets = Shapes.Product(block);
        var columns = hlo.Reshape(op.Input, [dims[0], dims[1] / offsets, offsets, .. counts]);
        Value? sum = null;
        for (var offset = 0L; offset < offsets; offset++)
        {
            var part = hlo.Reshape(hlo.SliceAxis(columns, 2, offset, offset + 1), [dims[0], dims[1] / offsets, .. counts]);
            var placed = Place(hlo, part, Unravel(offset, block), image, dilations, strides, pads);
            sum = sum is null ? placed : hlo.Add(sum, placed);
        }
        return sum ?? throw c.Cannot("the block is empty");
    }

    private static Value Place(HloBuilder hlo, Value part, long[] offset, long[] image, long[] dilations, long[] strides, long[] pads)
    {
        var dims = part.Dims();
        var (low, high, interior) = (new long[dims.Length], new long[dims.Length], new long[dims.Length]);
        for (var d = 0; d < image.Length; d++)
        {
            low[d + 2] = offset[d] * dilations[d] - pads[d];
            interior[d + 2] = strides[d] - 1;
            high[d + 2] = image[d] - low[d + 2] - (dims[d + 2] - 1) * strides[d] - 1;
        }
        return hlo.Pad(part, hlo.Scalar(part.Element(), 0), low, high, interior);
    }

    private static long[] Unravel(long position, long[] shape)
    {
        var index = new long[shape.Length];
        for (var d = shape.Length - 1; d >= 0; d--)
            (index[d], position) = (position % shape[d], position / shape[d]);
        return index;
    }

    private static long[] Ones(int rank) => [.. Enumerable.Repeat(1L, rank)];

    /// <summary>Puts elements back where a pooling took them from; the indices count through the tensor of the pooling's smallest input.</summary>
    private static Value MaxUnpool(MaxUnpoolOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var dims = op.X.Dims();
        var rank = op.KernelShape.Count;
        var (strides, pads) = (op.Strides?.ToArray() ?? Ones(rank), op.Pads?.ToArray() ?? new long[2 * rank]);
        long[] natural = [dims[0], dims[1], .. Enumerable.Range(0, rank).Select(d => (dims[d + 2] - 1) * strides[d] + op.KernelShape[d] - pads[d] - pads[rank + d])];
        var empty = hlo.Splat(RankedTensorType.Get(op.X.Element(), Shapes.Product(natural)), 0);
        var filled = hlo.Reshape(IndexRows.ScatterFlat(c, empty, op.I, op.X), natural);
        if (OnnxLoweringContext.Optional(op.OutputShape) is not { } given)
            return filled;
        var shape = c.Require(given, "the output's shape").ToIntegers();
        return hlo.Pad(filled, hlo.Scalar(op.X.Element(), 0), new long[shape.Length], [.. shape.Zip(natural, (s, n) => s - n)]);
    }
}
