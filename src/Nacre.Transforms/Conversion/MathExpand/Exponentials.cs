namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>Exponential functions: e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2 (Cody and Waite, "Software Manual for the Elementary Functions").</summary>
internal static class Exponentials
{
    private const double Log2E = 1.4426950408889634, Ln2 = 0.6931471805599453;

    /// <summary>ln 2 in two parts, of which the first has trailing zeros.</summary>
    private const double Ln2High = 0.6931471803691238, Ln2Low = 1.9082149292705877e-10;

    /// <summary>e^x.</summary>
    public static Term Exp(Term x) => ExpTimesPowerOfTwo(x, 0);

    /// <summary>e^x · 2^k without overflow on the way.</summary>
    public static Term ExpTimesPowerOfTwo(Term x, int k)
    {
        // Beyond these bounds the result is infinite or 0, and n would leave the range of the scaling. 0 is chosen, not computed: a product below the normal numbers takes
        // some processors a hundred cycles, and masked scores are far below.
        var vanishes = x < (x.IsDouble ? -746 : -105);
        var bounded = vanishes.Select(0, x.AtMost(x.IsDouble ? 711 : 90));
        var (e, n) = Significand(bounded);
        return vanishes.Select(0, e.ScaleBy(k == 0 ? n : n + k));
    }

    /// <summary>e^x for x from -87.3 to 87.3 (f64: ±708.3), where it and its inverse are normal numbers; e to the nearer of these for other x.</summary>
    public static Term ExpOfNormalResult(Term x)
    {
        var bound = x.IsDouble ? 708.3 : 87.3;
        var (r, n) = Reduce(x.AtMost(bound).AtLeast(-bound));
        var p = r.Polynomial(x.IsDouble ? Coefficients.Exp64 : Coefficients.Exp32);
        return r.Fma(r.Fma(p, x.Like(1)), x.Like(1)).ScaleNormalBy(n);
    }

    /// <summary>e^x = e · 2^n, e between √½ and √2.</summary>
    private static (Term E, Bits N) Significand(Term x)
    {
        var (r, n) = Reduce(x);
        var p = r.Polynomial(x.IsDouble ? Coefficients.Exp64 : Coefficients.Exp32);
        return ((r * r).Fma(p, r) + 1.0, n);
    }

    /// <summary>2^x = 2^n · 2^r, n = round(x).</summary>
    public static Term Exp2(Term x)
    {
        var bounded = x.IsDouble ? x.AtMost(1025).AtLeast(-1076) : x.AtMost(129).AtLeast(-151);
        var (rounded, n) = bounded.RoundToInteger();
        var r = bounded - rounded;
        if (!x.IsDouble)
            return r.Fma(r.Polynomial(Coefficients.ExpTwo32), x.Like(1)).ScaleBy(n);
        var t = r * Ln2;
        return ((t * t).Fma(t.Polynomial(Coefficients.Exp64), t) + 1.0).ScaleBy(n);
    }

    /// <summary>e^x - 1 = 2·(2^(n-1)·(e^r - 1) + (2^(n-1) - 1/2)); halved, so that n = 128 does not overflow early.</summary>
    public static Term ExpM1(Term x)
    {
        // Above, n is at most 128 (1024): the halved scale is finite and the sum is not.
        var bounded = x.IsDouble ? x.AtMost(709.9).AtLeast(-40) : x.AtMost(88.9).AtLeast(-20);
        var (r, n) = Reduce(bounded);
        var p = r.Polynomial(x.IsDouble ? Coefficients.Exp64 : Coefficients.ExpM132);
        var e = (r * r).Fma(p, r);
        var scale = x.Like(0.5).ScaleBy(n);
        var half = scale.Fma(e, scale - 0.5);
        // So small that the first term of the series is the result; keeps -0.
        return (x.Abs() < (x.IsDouble ? 1e-17 : 1e-8)).Select(x, half + half);
    }

    /// <summary>e^x = 2^n·(e^r - 1) + 2^n and e^x - 1 for -40 ≤ x ≤ 0, both exact to their own last places.</summary>
    public static (Term Exp, Term ExpM1) ExpsOfNegative(Term x)
    {
        var (r, n) = Reduce(x.AtLeast(-40));
        var p = r.Polynomial(x.IsDouble ? Coefficients.Exp64 : Coefficients.ExpM132);
        var scale = x.Like(1).ScaleNormalBy(n);
        var e = (r * r).Fma(p, r);
        return (scale.Fma(e, scale), scale.Fma(e, scale - 1.0));
    }

    /// <summary>
    /// e^(high + low) of doubles, off by a tenth of the last place before it is rounded: e^r = (1 + r) + (r²·p + …), where only the last sum is rounded and r is carried as a sum too.
    /// </summary>
    public static Term ExpOfSum(TermSum x)
    {
        var vanishes = x.High < -746;
        var bounded = vanishes.Select(0, x.High.AtMost(711));
        var (rounded, n) = (bounded * Log2E).RoundToInteger();
        // The first difference is exact: neither side has bits below the last of the other.
        var r = TermSum.Of(rounded.FmaRoundedOnce(-Ln2High, bounded), rounded.FmaRoundedOnce(-Ln2Low, x.Low));
        var rest = (r.High * r.High).Fma(r.High.Polynomial(Coefficients.Exp64), r.Low.Fma(r.High, r.Low));
        var sum = TermSum.Of(x.High.Like(1), r.High);
        return vanishes.Select(0, (sum.High + (sum.Low + rest)).ScaleBy(n));
    }

    /// <summary>r = x - n·ln 2.</summary>
    private static (Term R, Bits N) Reduce(Term x)
    {
        var (rounded, n) = (x * Log2E).RoundToInteger();
        var (high, low) = x.IsDouble ? (Ln2High, Ln2Low) : (0.693359375, -2.12194440e-4);
        return (rounded.Fma(-low, rounded.Fma(-high, x)), n);
    }
}
