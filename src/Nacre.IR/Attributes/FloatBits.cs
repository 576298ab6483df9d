namespace Nacre.IR;

/// <summary>Conversion between <see cref="double"/> and the bits of any float kind; rounds to nearest, ties to even.</summary>
public static class FloatBits
{
    private readonly record struct Format(int ExponentBits, int MantissaBits, int Bias, NonFinite NonFinite, bool Signed = true);

    /// <summary>How a format spends its top codes: as IEEE does, on one NaN only (FN), on NaN in place of minus zero (FNUZ), or on nothing.</summary>
    private enum NonFinite { Ieee, NanOnly, NegativeZeroNan, None, ScaleOnly }

    private static Format Of(FloatKind kind) => kind switch
    {
        FloatKind.F16 => new(5, 10, 15, NonFinite.Ieee),
        FloatKind.BF16 => new(8, 7, 127, NonFinite.Ieee),
        FloatKind.TF32 => new(8, 10, 127, NonFinite.Ieee),
        FloatKind.F8E5M2 => new(5, 2, 15, NonFinite.Ieee),
        FloatKind.F8E4M3 => new(4, 3, 7, NonFinite.Ieee),
        FloatKind.F8E3M4 => new(3, 4, 3, NonFinite.Ieee),
        FloatKind.F8E4M3FN => new(4, 3, 7, NonFinite.NanOnly),
        FloatKind.F8E5M2FNUZ => new(5, 2, 16, NonFinite.NegativeZeroNan),
        FloatKind.F8E4M3FNUZ => new(4, 3, 8, NonFinite.NegativeZeroNan),
        FloatKind.F8E4M3B11FNUZ => new(4, 3, 11, NonFinite.NegativeZeroNan),
        FloatKind.F6E2M3FN => new(2, 3, 1, NonFinite.None),
        FloatKind.F6E3M2FN => new(3, 2, 3, NonFinite.None),
        FloatKind.F4E2M1FN => new(2, 1, 1, NonFinite.None),
        FloatKind.F8E8M0FNU => new(8, 0, 127, NonFinite.ScaleOnly, Signed: false),
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

    private static double Decode(long bits, Format f)
    {
        if (f.NonFinite == NonFinite.ScaleOnly)
            return bits == 255 ? double.NaN : Math.ScaleB(1, (int)bits - f.Bias);
        var negative = (bits >> (f.ExponentBits + f.MantissaBits) & 1) != 0;
        var exponent = (int)(bits >> f.MantissaBits) & ((1 << f.ExponentBits) - 1);
        var mantissa = bits & ((1L << f.MantissaBits) - 1);
        var top = exponent == (1 << f.ExponentBits) - 1;
        if (f.NonFinite == NonFinite.Ieee && top)
            return mantissa != 0 ? double.NaN : negative ? double.NegativeInfinity : double.PositiveInfinity;
        if (f.NonFinite == NonFinite.NanOnly && top && mantissa == (1L << f.MantissaBits) - 1)
            return double.NaN;
        if (f.NonFinite == NonFinite.NegativeZeroNan && negative && exponent == 0 && mantissa == 0)
            return double.NaN;
        var magnitude = exponent == 0
            ? Math.ScaleB(mantissa, 1 - f.Bias - f.MantissaBits)
            : Math.ScaleB(mantissa + (1L << f.MantissaBits), exponent - f.Bias - f.MantissaBits);
        return negative ? -magnitude : magnitude;
    }

    private static long Encode(double value, Format f)
    {
        if (f.NonFinite == NonFinite.ScaleOnly)
            return EncodeScale(value, f);
        var sign = double.IsNegative(value) ? 1L << (f.ExponentBits + f.MantissaBits) : 0;
        if (double.IsNaN(value))
            return NaN(f, sign);
        var magnitude = Math.Abs(value);
        var exponent = Math.Max(magnitude == 0 ? 1 - f.Bias : Math.ILogB(magnitude), 1 - f.Bias);
        var scaled = double.IsInfinity(magnitude) ? double.PositiveInfinity : Math.Round(Math.ScaleB(magnitude, f.MantissaBits - exponent), MidpointRounding.ToEven);
        var code = double.IsInfinity(scaled) ? long.MaxValue : (long)scaled + ((long)(exponent + f.Bias - 1) << f.MantissaBits);
        if (code > MaxFinite(f))
            return Overflow(f, sign);
        return code == 0 && f.NonFinite == NonFinite.NegativeZeroNan ? 0 : sign | code;
    }

    private static long EncodeScale(double value, Format f)
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

    private static long MaxFinite(Format f)
    {
        var all = (1L << (f.ExponentBits + f.MantissaBits)) - 1;
        return f.NonFinite switch
        {
            NonFinite.Ieee => ((1L << f.ExponentBits) - 1 << f.MantissaBits) - 1,
            NonFinite.NanOnly => all - 1,
            _ => all,
        };
    }

    private static long Overflow(Format f, long sign) => f.NonFinite switch
    {
        NonFinite.Ieee => sign | (1L << f.ExponentBits) - 1 << f.MantissaBits,
        NonFinite.None => sign | MaxFinite(f),
        _ => NaN(f, sign),
    };

    private static long NaN(Format f, long sign) => f.NonFinite switch
    {
        NonFinite.Ieee => sign | (1L << f.ExponentBits) - 1 << f.MantissaBits | (f.MantissaBits > 0 ? 1L << (f.MantissaBits - 1) : 0),
        NonFinite.NanOnly => sign | (1L << (f.ExponentBits + f.MantissaBits)) - 1,
        NonFinite.NegativeZeroNan => 1L << (f.ExponentBits + f.MantissaBits),
        _ => sign,
    };
}
