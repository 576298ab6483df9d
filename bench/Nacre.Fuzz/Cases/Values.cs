using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Cases;

/// <summary>How the elements of an input are drawn.</summary>
/// <param name="Float">An element of a tensor of floats.</param>
/// <param name="Integer">An element of a tensor of integers or bools of that type.</param>
internal sealed record Values(Func<Draw, double> Float, Func<Draw, DataType, long> Integer)
{
    private static readonly double[] Special = [0, -0.0, 1, -1, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    /// <summary>Numbers of ordinary size of either sign.</summary>
    public static Values Any { get; } = Between(-4, 4);

    /// <summary>One in eight is infinite, NaN or a zero.</summary>
    public static Values WithSpecial { get; } = Any with { Float = d => d.Chance(0.125) ? d.Of(Special) : d.Number(-4, 4) };

    public static Values Positive { get; } = new(d => d.Number(0.1, 5), (d, type) => type == DataType.Bool ? 1 : d.Int(1, 9));

    /// <summary>Quarters, so that some are equal and many sums are exact.</summary>
    public static Values Quarters { get; } = Any with { Float = d => d.Int(-12, 12) / 4.0 };

    /// <summary>Numbers of small size, for products of many.</summary>
    public static Values Weights { get; } = Any with { Float = d => d.Number(-0.5, 0.5) };

    public static Values NonZero { get; } = new(
        d => d.Number(0.25, 4) * d.Of(-1, 1),
        (d, type) => type == DataType.Bool ? 1 : d.Int(1, 7) * (Types.IsSigned(type) ? d.Of(-1, 1) : 1));

    /// <summary>Numbers in [least, most); integers in the part of it that their type has.</summary>
    public static Values Between(double least, double most) => new(d => d.Number(least, most), (d, type) => IntegerOf(d, type, 5 * (int)Math.Floor(least), 5 * (int)Math.Ceiling(most)));

    /// <summary>Integers from <paramref name="least"/> to <paramref name="most"/>, in any type.</summary>
    public static Values Integers(int least, int most) => new(d => d.Int(least, most), (d, type) => IntegerOf(d, type, least, most));

    /// <summary>All numbers of an 8-bit type; in wider types those of int8.</summary>
    public static Values Bytes { get; } = new(d => d.Int(-128, 127), (d, type) => type == DataType.Uint8 ? d.Int(0, 255) : d.Int(-128, 127));

    /// <summary>These, in turn.</summary>
    public static Values List(params IReadOnlyList<long> items)
    {
        var next = 0;
        return new(_ => items[next++ % items.Count], (_, _) => items[next++ % items.Count]);
    }

    /// <summary>One number everywhere.</summary>
    public static Values Constant(double number) => new(_ => number, (_, _) => (long)number);

    private static long IntegerOf(Draw draw, DataType type, int least, int most)
    {
        if (type == DataType.Bool)
            return draw.Int(0, 1);
        var (lower, upper) = Types.IsSigned(type) ? (-128, 127) : (0, 255);
        return draw.Int(Math.Clamp(least, lower, upper), Math.Clamp(most, lower, upper));
    }
}
