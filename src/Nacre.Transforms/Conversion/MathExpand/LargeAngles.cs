namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>
/// Doubles of any size as n·π/2 + r (M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions", 1983): of 2/π only those bits are multiplied that are not whole turns, to
/// 128 bits of a turn, since the double nearest to a multiple of π/2 is 2^-61 of it away.
/// </summary>
internal static class LargeAngles
{
    private const long Mask = 0xFFFF_FFFF;

    /// <summary>π/2 as a sum.</summary>
    private const double HalfPi = 1.5707963267948966, HalfPiLow = 6.123233995736766e-17;

    /// <summary>Bits of the fraction of 2^-22/(2π), 64 to a word, the highest first.</summary>
    private static readonly ulong[] Turns =
    [
        0x000000A2F9836E4E, 0x441529FC2757D1F5, 0x34DDC0DB6295993C, 0x439041FE5163ABDE, 0xBBC561B7246E3A42,
        0x4DD2E006492EEA09, 0xD1921CFE1DEB1CB1, 0x29A73EE88235F52E, 0xBB4484E99C7026B4, 0x5F7E413991D63983,
        0x5339F49C845F8BBD, 0xF9283B1FF897FFDE, 0x05980FEF2F118B5A, 0x0A6D1F6D367ECF27, 0xCB09B74F463F669E,
        0x5FEA2D7527BAC7EB, 0xE5F17B3D0739F78A, 0x5292EA6BFB5FB11F, 0x8D5D0856033046FC,
    ];

    /// <summary>|x| is 2^30 or more; of other numbers anything, but nothing undefined.</summary>
    public static (Term R, Bits N) Reduce(Term x)
    {
        var bits = x.ToBits();
        // |x| = M·2^(a - 22): M·2^a times the fraction above is the angle in turns.
        var a = (bits.ShiftRight(52) & 0x7FF) - 1053;
        var mantissa = (bits & ((1L << 52) - 1)) | (1L << 52);
        var turn = Fraction(mantissa, [.. Digits(Window(a), a & 63)]);
        return Trigonometric.WithSign(Quarters(x, turn), x);
    }

    /// <summary>The four words of the table from word a / 64 on, by one choice for each bit of that number.</summary>
    private static Bits[] Window(Bits a)
    {
        Bits[] words = [.. Turns.Select(w => a.Builder.Constant((long)w, 64))];
        for (var step = 8; step > 0; step /= 2)
        {
            var isBeyond = (a & (64 * step)).IsNotZero();
            words = [.. Enumerable.Range(0, words.Length - step).Select(i => isBeyond.Select(words[i + step], words[i]))];
        }
        return words;
    }

    /// <summary>192 bits of the window from bit <paramref name="shift"/> on, as six digits of 32 bits.</summary>
    private static IEnumerable<Bits> Digits(Bits[] window, Bits shift)
    {
        var rest = shift ^ 63;
        for (var i = 0; i < 3; i++)
        {
            var word = window[i].ShiftLeft(shift) | window[i + 1].ShiftRight(1).ShiftRight(rest);
            yield return word.ShiftRight(32);
            yield return word & Mask;
        }
    }

    /// <summary>The first four digits of the fraction of mantissa · 0.d0d1d2…; whole numbers are dropped.</summary>
    private static Bits[] Fraction(Bits mantissa, Bits[] digits)
    {
        var (low, high) = (mantissa & Mask, mantissa.ShiftRight(32));
        var fraction = new Bits[5];
        Bits? carry = null;
        for (var v = 4; v >= 0; v--)
        {
            var product = low * digits[v];
            var sum = high * digits[v + 1] + (product & Mask);
            sum = carry is { } c ? sum + c : sum;
            fraction[v] = sum & Mask;
            carry = sum.ShiftRight(32) + product.ShiftRight(32);
        }
        return fraction[..4];
    }

    /// <summary>A fraction of a turn as quarters and the rest in radians.</summary>
    private static (Term R, Bits N) Quarters(Term x, Bits[] turn)
    {
        var first = turn[0].ShiftLeft(32) | turn[1];
        var n = (first + (1L << 61)).ShiftRight(62);
        var rest = first - n.ShiftLeft(62);
        // In units of 2^-64 turns; the numbers of 32 bits are exact.
        const double digit = 4294967296;
        var whole = TermSum.Of(rest.ShiftRightSigned(32).ToNumber() * digit, (rest & Mask).ToNumber());
        var below = (turn[2].ToNumber() * digit + turn[3].ToNumber()) * (1 / digit / digit);
        var unit = Math.ScaleB(1, -62);
        var angle = (whole + below).Normalized * new TermSum(x.Like(HalfPi * unit), x.Like(HalfPiLow * unit));
        return (angle.High + angle.Low, n);
    }
}
