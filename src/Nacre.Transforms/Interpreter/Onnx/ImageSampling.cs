namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Reads images between their pixels.</summary>
internal static class ImageSampling
{
    /// <summary>Linear interpolation between the pixels around a point; <paramref name="pixel"/> decides what lies outside.</summary>
    public static double Linear(ReadOnlySpan<double> point, Func<long[], double> pixel)
    {
        var (sum, index) = (0.0, new long[point.Length]);
        for (var corner = 0; corner < 1 << point.Length; corner++)
        {
            var weight = 1.0;
            for (var d = 0; d < index.Length; d++)
            {
                var low = Math.Floor(point[d]);
                var takesUpper = (corner >> d & 1) != 0;
                index[d] = (long)low + (takesUpper ? 1 : 0);
                weight *= takesUpper ? point[d] - low : 1 - (point[d] - low);
            }
            sum += weight == 0 ? 0 : weight * pixel(index);
        }
        return sum;
    }

    /// <summary>Cubic convolution with a = -0.75 over the 4 neighbours of each dimension (Keys, 1981).</summary>
    public static double Cubic(ReadOnlySpan<double> point, Func<long[], double> pixel)
    {
        var (sum, index) = (0.0, new long[point.Length]);
        for (var neighbour = 0; neighbour < 1 << 2 * point.Length; neighbour++)
        {
            var weight = 1.0;
            for (var d = 0; d < index.Length; d++)
            {
                index[d] = (long)Math.Floor(point[d]) + (neighbour >> 2 * d & 3) - 1;
                weight *= CubicWeight(Math.Abs(point[d] - index[d]));
            }
            sum += weight * pixel(index);
        }
        return sum;
    }

    private static double CubicWeight(double x)
    {
        const double a = -0.75;
        return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }

    /// <summary>Linear interpolation in one image plane where outside there are zeros.</summary>
    public static double LinearOrZero(ReadOnlySpan<double> plane, long height, long width, double y, double x)
    {
        var (top, left) = (Math.Floor(y), Math.Floor(x));
        var (dy, dx) = (y - top, x - left);
        return (1 - dy) * ((1 - dx) * At(plane, top, left) + dx * At(plane, top, left + 1)) + dy * ((1 - dx) * At(plane, top + 1, left) + dx * At(plane, top + 1, left + 1));

        double At(ReadOnlySpan<double> pixels, double row, double column) =>
            row >= 0 && row < height && column >= 0 && column < width ? pixels[(int)(row * width + column)] : 0;
    }
}
