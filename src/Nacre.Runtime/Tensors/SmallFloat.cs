namespace Nacre.Runtime;

/// <summary>How a value between two powers of two becomes an <see cref="ElementType.F8E8M0FNU"/> scale (ONNX Cast-25, <c>round_mode</c>).</summary>
public enum ScaleRounding
{
    /// <summary>The nearer one; the larger one at a tie.</summary>
    Nearest,
    Up,
    Down,
}

/// <summary>
/// Conversions between numbers and the bits of floats narrower than 32 bits, rounding to nearest even and only once.
/// Formats: OCP FP8 (E4M3FN, E5M2), arXiv 2206.02915 (FNUZ), OCP Microscaling 1.0 (E8M0FNU, E2M1FN), bfloat16, IEEE half.
/// </summary>
/// <remarks>
/// Out of range: with <c>saturate</c> the largest finite value of that sign, also for infinities. Without it infinity where the format
/// has one, else NaN where the format has one, else (E2M1FN) still the largest finite value. NaN becomes one canonical NaN; E2M1FN has none
/// and takes -0, as ml_dtypes and ONNX do. E8M0FNU has no sign and no zero: it takes the magnitude, zero becoming 2^-127, infinity NaN.
/// </remarks>
public static class SmallFloat
{
    private readonly record struct Format(int ExponentBits, int MantissaBits, int Bias, int MaxFinite, int? Infinity, int? NaN, bool NegativeZero = true)
    {
        public int SignBit => 1 << (ExponentBits + MantissaBits);

        /// <summary>Exponent of the smallest normal number; subnormals share its spacing.</summary>
        public int MinExponent => 1 - Bias;
    }

    /// <summary>The number that the low bits of <paramref name="bits"/> stand for; exact, every one of these formats fits a float.</summary>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a float of at most 16 bits.</exception>
    public static float ToSingle(ElementType type, int bits) => type switch
    {
        ElementType.F16 => (float)BitConverter.UInt16BitsToHalf((ushort)bits),
        ElementType.BF16 => BitConverter.UInt32BitsToSingle((uint)(ushort)bits << 16),
        ElementType.F8E8M0FNU => bits == 0xFF ? float.NaN : MathF.ScaleB(1f, bits - 127),
        _ => Decode(FormatOf(type), bits),
    };

    /// <summary>The bits of the number of that type nearest to <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a float of at most 16 bits.</exception>
    public static int FromDouble(ElementType type, double value, bool saturate = false) => type switch
    {
        ElementType.F8E8M0FNU => ScaleFromDouble(value, ScaleRounding.Nearest, saturate),
        _ => Encode(FormatOf(type), value, saturate),
    };

    /// <summary>The bits of the <see cref="ElementType.F8E8M0FNU"/> power of two next to the magnitude of <paramref name="value"/>.</summary>
    public static int ScaleFromDouble(double value, ScaleRounding rounding, bool saturate = false)
    {
        const int notANumber = 0xFF, largest = 0xFE;
        if (!double.IsFinite(value))
            return notANumber;

        double magnitude = Math.Abs(value);
        if (magnitude <= double.ScaleB(1, -127))
            return 0;

        int exponent = Math.ILogB(magnitude);
        double significand = double.ScaleB(magnitude, -exponent);
        bool up = rounding switch
        {
            ScaleRounding.Nearest => significand >= 1.5,
            ScaleRounding.Up => significand > 1,
            _ => false,
        };
        int code = exponent + 127 + (up ? 1 : 0);
        return code <= largest ? code : saturate ? largest : notANumber;
    }

    /// <summary>bfloat16 bits of a float, rounded to nearest even; the same as <see cref="FromDouble"/> without its generality.</summary>
    public static ushort BFloat16FromSingle(float value)
    {
        if (float.IsNaN(value))
            return 0x7FC0;

        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint roundToEven = 0x7FFF + ((bits >> 16) & 1);
        return (ushort)((bits + roundToEven) >> 16);
    }

    private static Format FormatOf(ElementType type) => type switch
    {
        ElementType.F16 => new(5, 10, 15, 0x7BFF, 0x7C00, 0x7E00),
        ElementType.BF16 => new(8, 7, 127, 0x7F7F, 0x7F80, 0x7FC0),
        ElementType.F8E4M3FN => new(4, 3, 7, 0x7E, null, 0x7F),
        ElementType.F8E4M3FNUZ => new(4, 3, 8, 0x7F, null, 0x80, NegativeZero: false),
        ElementType.F8E5M2 => new(5, 2, 15, 0x7B, 0x7C, 0x7E),
        ElementType.F8E5M2FNUZ => new(5, 2, 16, 0x7F, null, 0x80, NegativeZero: false),
        ElementType.F4E2M1FN => new(2, 1, 1, 0x7, null, null),
        _ => throw new ArgumentException($"{type} is not a float of at most 16 bits", nameof(type)),
    };

    private static float Decode(Format format, int bits)
    {
        if (!format.NegativeZero && bits == format.NaN)
            return float.NaN;

        int code = bits & (format.SignBit - 1);
        float magnitude = code <= format.MaxFinite ? Magnitude(format, code)
            : code == format.Infinity ? float.PositiveInfinity
            : float.NaN;
        return (bits & format.SignBit) != 0 ? -magnitude : magnitude;
    }

    private static float Magnitude(Format format, int code)
    {
        int exponent = code >> format.MantissaBits;
        int mantissa = code & ((1 << format.MantissaBits) - 1);
        int significand = exponent == 0 ? mantissa : mantissa + (1 << format.MantissaBits);
        return MathF.ScaleB(significand, format.MinExponent - format.MantissaBits + Math.Max(exponent - 1, 0));
    }

    private static int Encode(Format format, double value, bool saturate)
    {
        if (double.IsNaN(value))
            return format.NaN ?? format.SignBit;

        int sign = double.IsNegative(value) ? format.SignBit : 0;
        int code = MagnitudeCode(format, Math.Abs(value));
        if (code > format.MaxFinite)
            return Overflow(format, sign, saturate);

        return code == 0 && !format.NegativeZero ? 0 : sign | code;
    }

    // The significand q = |x| / spacing carries the implicit one of a normal number, so (exponent - min) * 2^m + q is the code for
    // subnormals (exponent = min, q < 2^m), for normals, and when rounding carries into the next exponent.
    private static int MagnitudeCode(Format format, double magnitude)
    {
        if (magnitude >= double.ScaleB(1, format.MinExponent + (1 << format.ExponentBits)))
            return int.MaxValue;

        int exponent = magnitude == 0 ? format.MinExponent : Math.Max(Math.ILogB(magnitude), format.MinExponent);
        double significand = double.ScaleB(magnitude, format.MantissaBits - exponent);
        return ((exponent - format.MinExponent) << format.MantissaBits) + (int)Math.Round(significand, MidpointRounding.ToEven);
    }

    private static int Overflow(Format format, int sign, bool saturate)
    {
        if (saturate)
            return sign | format.MaxFinite;
        if (format.Infinity is { } infinity)
            return sign | infinity;

        return format.NaN is { } notANumber ? sign | notANumber : sign | format.MaxFinite;
    }
}
