namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>Logarithms: x = 2^k · m with m in √½ .. √2, ln x = k·ln 2 + ln m.</summary>
internal static class Logarithms
{
    private const double SqrtHalf = 0.7071067811865476;

    /// <summary>ln x; -∞ at 0, NaN below.</summary>
    public static Term Log(Term x)
    {
        var (k, m) = Split(x);
        return Special(x, AddMultiple(LogMantissa(m - 1.0), k, Ln2High(x), Ln2Low(x)));
    }

    /// <summary>log₂ x = k + ln m / ln 2.</summary>
    public static Term Log2(Term x)
    {
        var (k, m) = Split(x);
        var (high, low) = LogMantissa(m - 1.0);
        var (constant, constantLow) = x.IsDouble ? (1.4426950408889634, 2.0355273740931033e-17) : (1.4426950216293335, 1.925963033500011e-08);
        var product = high * constant;
        var sum = k + product;
        var lost = (product - (sum - k)) + high.FmaRoundedOnce(constant, -product);
        return Special(x, sum + low.Fma(constant, high.Fma(constantLow, lost)));
    }

    /// <summary>log₁₀ x = ln x / ln 10.</summary>
    public static Term Log10(Term x)
    {
        if (!x.IsDouble)
            return Log10(x.ToDouble()).ToSingle();
        var (k, m) = Split(x);
        var (high, low) = LogMantissa(m - 1.0);
        const double log10E = 0.4342944819032518, log10Of2 = 0.3010299956639812;
        return Special(x, k.Fma(log10Of2, (high + low) * log10E));
    }

    /// <summary>ln(1 + x) = ln u + (x - (u - 1)) / u with u = 1 + x rounded (Kahan).</summary>
    public static Term Log1p(Term x)
    {
        var u = x + 1.0;
        var (k, m) = Split(u);
        var lost = (x - (u - 1.0)) / u;
        var log = AddMultiple(LogMantissa(m - 1.0), k, Ln2High(x), Ln2Low(x)) + lost;
        var result = Special(u, log);
        return (x.Abs() < (x.IsDouble ? 1e-17 : 1e-8)).Select(x, result);
    }

    /// <summary>
    /// ln x of a positive finite f64 to about 68 bits: with s = f / (2 + f), f = m - 1 and z = s², ln m = 2s·(1 + z·(1/3 + z·(1/5 + z·(1/7 + …)))), where all but the part after 1/5 is
    /// carried as unevaluated sums.
    /// </summary>
    public static TermSum LogExtended(Term x)
    {
        var (k, m) = Split(x);
        var f = m - 1.0;
        var s = TermSum.Quotient(f, TermSum.Of(x.Like(2), f));
        var z = s * s;
        var inner = TermSum.Of(x.Like(0.2), z.High * z.High.Polynomial(SeriesFromSeventh)) + x.Like(-1.1102230246251566e-17);
        var outer = new TermSum(x.Like(1.0 / 3), x.Like(1.850371707708594e-17)) + z * inner;
        var twice = s + s;
        var mantissa = twice + twice * (z * outer);
        return (TermSum.Of(k * Ln2High(x), mantissa.High) + (mantissa.Low + k * Ln2Low(x))).Normalized;
    }

    /// <summary>1/7, 1/9, … 1/27: what follows is below 2^-70 of the sum.</summary>
    private static readonly double[] SeriesFromSeventh = [.. Enumerable.Range(0, 11).Select(i => 1.0 / (7 + 2 * i))];

    /// <summary>k and m with x = 2^k · m, m in √½ .. √2; subnormal numbers are scaled first. What is no positive finite number gives nonsense.</summary>
    public static (Term K, Term M) Split(Term x)
    {
        var (smallest, scale, shift) = x.IsDouble ? (2.2250738585072014e-308, 18014398509481984.0, 54.0) : (1.17549435e-38, 33554432.0, 25.0);
        var isSubnormal = x < smallest;
        var normal = isSubnormal.Select(x * scale, x);
        var root = x.Like(SqrtHalf).ToBits();
        var distance = normal.ToBits() - root;
        var k = distance.ShiftRightSigned(x.FractionBits).ToNumber();
        var m = ((distance & ((1L << x.FractionBits) - 1)) + root).ToFloat();
        return (isSubnormal.Select(k - shift, k), m);
    }

    /// <summary>ln(1 + f) as an unevaluated sum, the first part the larger.</summary>
    public static (Term High, Term Low) LogMantissa(Term f) => f.IsDouble ? LogMantissa64(f) : (f, f * f * f.Polynomial([-0.5, .. Coefficients.Log32]));

    /// <summary>With s = f / (2 + f): ln(1 + f) = f - (f²/2 - s·(f²/2 + R)), R = s²·P(s²) (Tang; the form of FDLIBM).</summary>
    private static (Term High, Term Low) LogMantissa64(Term f)
    {
        var s = f / (f + 2.0);
        var z = s * s;
        var r = z * z.Polynomial(Coefficients.Log64);
        var half = f * f * 0.5;
        return (f, s.Fma(half + r, -half));
    }

    /// <summary>high + low + k·ln 2, the small parts first.</summary>
    private static Term AddMultiple((Term High, Term Low) log, Term k, double ln2High, double ln2Low) =>
        k.Fma(ln2High, log.High + k.Fma(ln2Low, log.Low));

    private static Term Special(Term x, Term log)
    {
        var finite = x.IsEqual(double.PositiveInfinity).Select(x, log);
        var positive = x.IsEqual(0).Select(double.NegativeInfinity, finite);
        return ((x < 0) | x.IsNaN).Select(double.NaN, positive);
    }

    private static double Ln2High(Term x) => x.IsDouble ? 0.6931471803691238 : 0.693359375;
    private static double Ln2Low(Term x) => x.IsDouble ? 1.9082149292705877e-10 : -2.12194440e-4;
}
