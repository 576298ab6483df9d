using Nacre.Dialects.Onnx;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>ONNX <c>GridSample</c>: reads an image [n, c, …] at the points of a grid [n, …, dimensions], x first, given on [-1, 1].</summary>
internal static class GridSampling
{
    public static InterpreterValue[] Evaluate(GridSampleOp op, Values operands, EvaluationContext context)
    {
        var (x, grid) = (operands.Tensor(0), operands.Tensor(1));
        var (size, points) = (x.Shape.Dims.ToArray()[2..], grid.Shape.Dims.ToArray()[1..^1]);
        var (planeSize, count) = (new Shape(size).ElementCount, new Shape(points).ElementCount);
        var (pixels, positions) = (x.ToDoubles(), grid.ToDoubles());
        var (batches, channels, rank) = (x.Shape[0], x.Shape[1], size.Length);
        var result = new double[batches * channels * count];
        context.Charge(result.LongLength << rank);
        for (var batch = 0L; batch < batches; batch++)
        {
            for (var i = 0L; i < count; i++)
            {
                var point = Point(positions.AsSpan((int)((batch * count + i) * rank), rank), size, op.AlignCorners != 0);
                for (var channel = 0L; channel < channels; channel++)
                {
                    var first = (batch * channels + channel) * planeSize;
                    result[(batch * channels + channel) * count + i] = Sample(op, point, size, at => pixels[first + at]);
                }
            }
        }
        return [Elements.OfReals(x.ElementType, new Shape([batches, channels, .. points]), result)];
    }

    /// <summary>A point in pixels, the first dimension of the image first.</summary>
    private static double[] Point(ReadOnlySpan<double> normal, long[] size, bool alignCorners)
    {
        var point = new double[size.Length];
        for (var d = 0; d < point.Length; d++)
        {
            var x = normal[point.Length - 1 - d];
            point[d] = alignCorners ? (x + 1) / 2 * (size[d] - 1) : ((x + 1) * size[d] - 1) / 2;
        }
        return point;
    }

    private static double Sample(GridSampleOp op, double[] point, long[] size, Func<long, double> plane)
    {
        var place = Array.ConvertAll(point, p => p);
        for (var d = 0; d < place.Length; d++)
            place[d] = Placed(op, place[d], size[d]);
        return op.Mode switch
        {
            "nearest" => Pixel(Array.ConvertAll(place, p => (long)Math.Round(p, MidpointRounding.ToEven))),
            "linear" or "bilinear" => ImageSampling.Linear(place, Pixel),
            "cubic" or "bicubic" => ImageSampling.Cubic(point, Pixel),
            _ => throw new EvaluationException($"the mode '{op.Mode}' is not known"),
        };

        double Pixel(long[] index)
        {
            var at = 0L;
            for (var d = 0; d < index.Length; d++)
            {
                var inside = (long)Placed(op, index[d], size[d]);
                if (inside < 0 || inside >= size[d])
                    return 0;
                at = at * size[d] + inside;
            }
            return plane(at);
        }
    }

    /// <summary>A coordinate outside, moved to the border or mirrored there; with zeros around it stays.</summary>
    private static double Placed(GridSampleOp op, double x, long size)
    {
        if (op.PaddingMode == "border")
            return Math.Clamp(x, 0, size - 1);
        if (op.PaddingMode != "reflection")
            return x;
        return op.AlignCorners != 0 ? Reflected(x, 0, size - 1) : Math.Clamp(Reflected(x, -0.5, size - 0.5), 0, size - 1);
    }

    private static double Reflected(double x, double low, double high)
    {
        var range = high - low;
        if (range <= 0)
            return low;
        var at = Math.Abs(x - low) % (2 * range);
        return low + (at <= range ? at : 2 * range - at);
    }
}
