namespace Nacre.IR;

/// <summary>Conversion between <see cref="double"/> and the bits of any float kind; rounds to nearest, ties to even.</summary>
public static class FloatBits
{
    /// <summary>How a float kind of less than 32 bits is laid out.</summary>
    public static FloatFormat FormatOf(FloatKind kind) => Of(kind);

    private static FloatFormat Of(FloatKind kind) => kind switch
    {
        FloatKind.F16 => new(5, 10, 15, FloatCodes.Ieee),
        FloatKind.BF16 => new(8, 7, 127, FloatCodes.Ieee),
        FloatKind.TF32 => new(8, 10, 127, FloatCodes.Ieee),
        FloatKind.F8E5M2 => new(5, 2, 15, FloatCodes.Ieee),
        FloatKind.F8E4M3 => new(4, 3, 7, FloatCodes.Ieee),
        FloatKind.F8E3M4 => new(3, 4, 3, FloatCodes.Ieee),
        FloatKind.F8E4M3FN => new(4, 3, 7, FloatCodes.NanOnly),
        FloatKind.F8E5M2FNUZ => new(5, 2, 16, FloatCodes.NegativeZeroNan),
        FloatKind.F8E4M3FNUZ => new(4, 3, 8, FloatCodes.NegativeZeroNan),
        FloatKind.F8E4M3B11FNUZ => new(4, 3, 11, FloatCodes.NegativeZeroNan),
        FloatKind.F6E2M3FN => new(2, 3, 1, FloatCodes.None),
        FloatKind.F6E3M2FN => new(3, 2, 3, FloatCodes.None),
        FloatKind.F4E2M1FN => new(2, 1, 1, FloatCodes.None),
        FloatKind.F8E8M0FNU => new(8, 0, 127, FloatCodes.ScaleOnly),
        _ => throw new ArgumentException($"{kind} has no narrow format"),
    };

    /// <summary>The distance from 1 to the next larger number of a kind.</summary>
    public static double Epsilon(FloatKind kind) => Math.ScaleB(1, kind switch
    {
        FloatKind.F64 or FloatKind.F80 or FloatKind.F128 => -52,
        FloatKind.F32 => -23,
        _ => -Of(kind).MantissaBits,
    });

    public static double ToDouble(long bits, FloatKind kind) => kind switch
    {
        FloatKind.F64 or FloatKind.F80 or FloatKind.F128 => BitConverter.Int64BitsToDouble(bits),
        FloatKind.F32 => BitConverter.Int32BitsToSingle((int)bits),
        _ => Decode(bits, Of(kind)),
    };

    public static long FromDouble(double value, FloatKind kind) => kind switch
    {
        FloatKind.F64 or FloatKind.F80 or FloatKind.F128 => BitConverter.DoubleToInt64Bits(value),
        FloatKind.F32 => (uint)BitConverter.SingleToInt32Bits((float)value),
        _ => Encode(value, Of(kind)),
    };

    private static double Decode(long bits, FloatFormat f)
    {
        if (f.Codes == FloatCodes.ScaleOnly)
            return bits == 255 ? double.NaN : Math.ScaleB(1, (int)bits - f.Bias);
        var negative = (bits >> (f.ExponentBits + f.MantissaBits) & 1) != 0;
        var exponent = (int)(bits >> f.MantissaBits) & ((1 << f.ExponentBits) - 1);
        var mantissa = bits & ((1L << f.MantissaBits) - 1);
        var top = exponent == (1 << f.ExponentBits) - 1;
        if (f.Codes == FloatCodes.Ieee && top)
            return mantissa != 0 ? double.NaN : negative ? double.NegativeInfinity : double.PositiveInfinity;
        if (f.Codes == FloatCodes.NanOnly && top && mantissa == (1L << f.MantissaBits) - 1)
            return double.NaN;
        if (f.Codes == FloatCodes.NegativeZeroNan && negative && exponent == 0 && mantissa == 0)
            return double.NaN;
        var magnitude = exponent == 0
            ? Math.ScaleB(mantissa, 1 - f.Bias - f.MantissaBits)
            : Math.ScaleB(mantissa + (1L << f.MantissaBits), exponent - f.Bias - f.MantissaBits);
        return negative ? -magnitude : magnitude;
    }

    private static long Encode(double value, FloatFormat f)
    {
        if (f.Codes == FloatCodes.ScaleOnly)
            return EncodeScale(value, f);
        var sign = double.IsNegative(value) ? 1L << (f.ExponentBits + f.MantissaBits) : 0;
        if (double.IsNaN(value))
            return f.Codes == FloatCodes.NegativeZeroNan ? f.NaNCode : sign | f.NaNCode;
        var magnitude = Math.Abs(value);
        var exponent = Math.Max(magnitude == 0 ? 1 - f.Bias : Math.ILogB(magnitude), 1 - f.Bias);
        var scaled = double.IsInfinity(magnitude) ? double.PositiveInfinity : Math.Round(Math.ScaleB(magnitude, f.MantissaBits - exponent), MidpointRounding.ToEven);
        var code = double.IsInfinity(scaled) ? long.MaxValue : (long)scaled + ((long)(exponent + f.Bias - 1) << f.MantissaBits);
        if (code > f.MaxFiniteCode)
            return f.Codes == FloatCodes.NegativeZeroNan ? f.OverflowCode : sign | f.OverflowCode;
        return code == 0 && f.Codes == FloatCodes.NegativeZeroNan ? 0 : sign | code;
    }

    private static long EncodeScale(double value, FloatFormat f)
    {
        if (double.IsNaN(value) || value < 0)
            return 255;
        if (value == 0)
            return 0;
        if (double.IsInfinity(value))
            return 255;
        var exponent = Math.ILogB(value);
        var fraction = Math.ScaleB(value, -exponent);
        return Math.Clamp(exponent + (fraction > 1.5 || (fraction == 1.5 && (exponent & 1) != 0) ? 1 : 0) + f.Bias, 0, 254);
    }
}

/// <summary>How a format spends its top codes: as IEEE does, on one NaN only (FN), on NaN in place of minus zero (FNUZ), on nothing, or on powers of two alone.</summary>
public enum FloatCodes { Ieee, NanOnly, NegativeZeroNan, None, ScaleOnly }

/// <summary>The layout of a narrow float: a sign (not where <see cref="FloatCodes.ScaleOnly"/>), exponent and mantissa.</summary>
public readonly record struct FloatFormat(int ExponentBits, int MantissaBits, int Bias, FloatCodes Codes)
{
    private long AllOnes => (1L << (ExponentBits + MantissaBits)) - 1;
    private long Top => ((1L << ExponentBits) - 1) << MantissaBits;

    /// <summary>The bits of the largest finite number.</summary>
    public long MaxFiniteCode => Codes switch
    {
        FloatCodes.Ieee => Top - 1,
        FloatCodes.NanOnly => AllOnes - 1,
        _ => AllOnes,
    };

    /// <summary>The bits, without sign, that a NaN becomes; where the format has none, those of zero.</summary>
    public long NaNCode => Codes switch
    {
        FloatCodes.Ieee => Top | (MantissaBits > 0 ? 1L << (MantissaBits - 1) : 0),
        FloatCodes.NanOnly => AllOnes,
        FloatCodes.NegativeZeroNan => AllOnes + 1,
        _ => 0,
    };

    /// <summary>The bits, without sign, of what is too large.</summary>
    public long OverflowCode => Codes switch
    {
        FloatCodes.Ieee => Top,
        FloatCodes.None => MaxFiniteCode,
        _ => NaNCode,
    };
}
