namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>How ONNX <c>Resize</c> samples.</summary>
/// <param name="Mode">nearest, linear or cubic.</param>
/// <param name="Coordinates">From positions in the output to positions in the input.</param>
/// <param name="Rounding">Of positions, for nearest.</param>
/// <param name="CubicA">Coefficient a of the cubic kernel (Keys, 1981).</param>
/// <param name="Antialias">Widens the kernel when shrinking.</param>
/// <param name="ExcludeOutside">Gives no weight to samples outside, instead of repeating the edge.</param>
internal sealed record Sampling(string Mode, string Coordinates, string Rounding, double CubicA, bool Antialias, bool ExcludeOutside);

/// <summary>One resized axis.</summary>
/// <param name="Axis">Which one.</param>
/// <param name="Input">Its size.</param>
/// <param name="Output">Its new size.</param>
/// <param name="Scale">New size over size; may be a fraction off their quotient.</param>
/// <param name="Start">Where the sampled region starts, from 0 to 1; for <c>tf_crop_and_resize</c>.</param>
/// <param name="End">Where it ends.</param>
internal sealed record ResizeAxis(int Axis, long Input, long Output, double Scale, double Start, double End)
{
    public bool IsIdentity(Sampling sampling) => Input == Output && Scale == 1 && (sampling.Coordinates != "tf_crop_and_resize" || (Start == 0 && End == 1));

    /// <summary>Where output <paramref name="x"/> lies in the input.</summary>
    private double Position(long x, Sampling sampling)
    {
        var length = Scale * Input;
        switch (sampling.Coordinates)
        {
            case "half_pixel":
                return (x + 0.5) / Scale - 0.5;
            case "half_pixel_symmetric":
                return Input / 2.0 * (1 - Output / length) + (x + 0.5) / Scale - 0.5;
            case "pytorch_half_pixel":
                return length > 1 ? (x + 0.5) / Scale - 0.5 : -0.5;
            case "align_corners":
                return length == 1 ? 0 : x * (Input - 1) / (length - 1);
            case "asymmetric":
                return x / Scale;
            case "tf_half_pixel_for_nn":
                return (x + 0.5) / Scale;
            case "tf_crop_and_resize":
                return Output > 1 ? Start * (Input - 1) + x * (End - Start) * (Input - 1) / (Output - 1) : 0.5 * (Start + End) * (Input - 1);
            default:
                throw new OnnxLoweringException($"the coordinate transformation '{sampling.Coordinates}' is not known");
        }
    }

    /// <summary>Which outputs lie outside the input.</summary>
    public bool[] Outside(Sampling sampling) => Map(x => Position(x, sampling) is var p && (p < 0 || p > Input - 1));

    /// <summary>The nearest input of each output.</summary>
    public long[] Nearest(Sampling sampling) => Map(x => Math.Clamp(Round(Position(x, sampling), sampling.Rounding), 0, Input - 1));

    private T[] Map<T>(Func<long, T> map) => [.. Enumerable.Range(0, (int)Output).Select(x => map(x))];

    private static long Round(double position, string rounding) => (long)(rounding switch
    {
        "round_prefer_floor" => Math.Ceiling(position - 0.5),
        "round_prefer_ceil" => Math.Floor(position + 0.5),
        "floor" => Math.Floor(position),
        "ceil" => Math.Ceiling(position),
        _ => throw new OnnxLoweringException($"the rounding '{rounding}' is not known"),
    });

    /// <summary>The weight of each input for each output, row-major [output, input].</summary>
    public double[] Weights(Sampling sampling)
    {
        var kernel = Kernel(sampling);
        var reach = sampling.Mode == "cubic" ? 2 : 1;
        var shrink = sampling.Antialias ? Math.Min(Scale, 1) : 1;
        var first = (long)Math.Floor(-reach / shrink) + 1;
        var weights = new double[Output * Input];
        for (var x = 0L; x < Output; x++)
        {
            var position = Position(x, sampling);
            var left = (long)Math.Ceiling(position) - 1;
            AddRow(weights.AsSpan((int)(x * Input), (int)Input), left + first, 2 - 2 * first, at => kernel((at - position) * shrink), sampling.ExcludeOutside);
        }
        return weights;
    }

    /// <summary>Adds the normalised weights of neighbours; those outside count for the edge unless they are excluded.</summary>
    private void AddRow(Span<double> row, long first, long count, Func<long, double> kernel, bool excludeOutside)
    {
        var sum = 0.0;
        for (var at = first; at < first + count; at++)
        {
            if (excludeOutside && (at < 0 || at >= Input))
                continue;
            var weight = kernel(at);
            row[(int)Math.Clamp(at, 0, Input - 1)] += weight;
            sum += weight;
        }
        for (var i = 0; i < row.Length; i++)
            row[i] /= sum;
    }

    private static Func<double, double> Kernel(Sampling sampling) => sampling.Mode switch
    {
        "linear" => distance => Math.Max(0, 1 - Math.Abs(distance)),
        "cubic" => distance => Cubic(Math.Abs(distance), sampling.CubicA),
        _ => throw new OnnxLoweringException($"the mode '{sampling.Mode}' is not known"),
    };

    private static double Cubic(double x, double a) => x switch
    {
        <= 1 => ((a + 2) * x - (a + 3)) * x * x + 1,
        < 2 => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a,
        _ => 0,
    };
}
