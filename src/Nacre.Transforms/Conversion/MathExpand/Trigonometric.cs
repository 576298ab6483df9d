namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>
/// Sine, cosine, tangent: x = n·π/2 + r, |r| ≤ π/4. Up to 1e5 r is found with π/2 in three parts (Cody and Waite), beyond with 2/π to 106 bits (Payne and Hanek's
/// idea with a table of five entries, which is enough for 24-bit arguments). Doubles beyond 1e15 give NaN.
/// </summary>
internal static class Trigonometric
{
    private const double TwoOverPi = 0.6366197723675814, HalfPi = 1.5707963267948966;

    /// <summary>Up to here three parts of π/2 give a reduced single of full accuracy.</summary>
    private const double LargeSingle = 1e5;

    /// <summary>Beyond, the multiple of π/2 is no integer of the format.</summary>
    private const double LargestDouble = 1e15;

    public static Term Sin(Term x) => BySize(x, () => Large(x, 0).ToSingle(), () => Quadrant(Reduce(x), 0)).WithZeroOf(x);
    public static Term Cos(Term x) => BySize(x, () => Large(x, 1).ToSingle(), () => Quadrant(Reduce(x), 1));

    /// <summary>tan x = sin x / cos x; singles are computed in double.</summary>
    public static Term Tan(Term x) => BySize(x, () => (Large(x, 0) / Large(x, 1)).ToSingle(), () => x.IsDouble ? TanReduced(Reduce(x)) : TanReduced(Reduce(x.ToDouble())).ToSingle()).WithZeroOf(x);

    private static Term BySize(Term x, Func<Term> large, Func<Term> usual) => x.IsDouble
        ? (x.Abs() < LargestDouble).Select(usual(), double.NaN)
        : x.Builder.IfAny(x.Abs().IsNotLess(x.Like(LargeSingle)), large, usual);

    private static Term TanReduced((Term R, Bits N) reduced) => Quadrant(reduced, 0) / Quadrant(reduced, 1);

    /// <summary>-0 for -0, which the reduction does not keep.</summary>
    private static Term WithZeroOf(this Term result, Term x) => x.IsEqual(0).Select(x, result);

    private static (Term R, Bits N) Reduce(Term x)
    {
        var (rounded, n) = (x * TwoOverPi).RoundToInteger();
        var (p1, p2, p3) = x.IsDouble
            ? (1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33)
            : (1.5707963705062866, -4.371138828673793e-08, -1.7151245100058819e-15);
        var r = rounded.FmaRoundedOnce(-p1, x);
        r = rounded.FmaRoundedOnce(-p2, r);
        return (rounded.FmaRoundedOnce(-p3, r), n);
    }

    /// <summary>sin(r + (n + quarter)·π/2): sine or cosine of r by the low bit, negated by the second.</summary>
    private static Term Quadrant((Term R, Bits N) reduced, int quarter)
    {
        var (r, n) = quarter == 0 ? reduced : (reduced.R, reduced.N + quarter);
        var z = r * r;
        var sin = (z * r).Fma(z.Polynomial(r.IsDouble ? Coefficients.Sin64 : Coefficients.Sin32), r);
        var half = z * 0.5;
        var rest = (z * z) * z.Polynomial(r.IsDouble ? Coefficients.Cos64 : Coefficients.Cos32);
        // 1 - z/2 is not exact: what it lost is added with the rest.
        var top = 1.0 - half;
        var cos = top + ((1.0 - top) - half + rest);
        var value = (n & 1).IsNotZero().Select(cos, sin);
        return (n & 2).IsNotZero().Select(-value, value);
    }

    /// <summary>Sine or cosine of a single as a double. |x| = M·2^(24j) with M below 2^48: n + f = M·(2^(24j)·2/π mod 4), that factor to 106 bits, so that f has an error below 2^-53.</summary>
    private static Term Large(Term x, int quarter)
    {
        var wide = x.ToDouble();
        var m = wide.Abs();
        var (high, low) = (m.Like(TwoOverPiMod4[0].High), m.Like(TwoOverPiMod4[0].Low));
        var magnitude = m;
        for (var j = 1; j < TwoOverPiMod4.Length; j++)
        {
            var isBeyond = magnitude.IsNotLess(m.Like(Math.ScaleB(1, 23 + 24 * j)));
            m = isBeyond.Select(magnitude * Math.ScaleB(1, -24 * j), m);
            high = isBeyond.Select(TwoOverPiMod4[j].High, high);
            low = isBeyond.Select(TwoOverPiMod4[j].Low, low);
        }
        var product = m * high;
        var error = m.Fma(low, m.FmaRoundedOnce(high, -product));
        var (rounded, n) = product.RoundToInteger();
        var r = ((product - rounded) + error) * HalfPi;
        var value = Quadrant((r, n), quarter);
        if (quarter == 0)
            value = (value.ToBits() ^ (wide.ToBits() & long.MinValue)).ToFloat();
        // Infinity and NaN give NaN.
        return value + (wide - wide);
    }

    /// <summary>2^(24j)·2/π mod 4 as sums of two doubles.</summary>
    private static readonly (double High, double Low)[] TwoOverPiMod4 =
    [
        (0.6366197723675814, -3.935735335036497e-17), (3.4308817435903483, 1.0190525440657723e-16), (0.08267188988231296, 2.8658837463471963e-18),
        (0.1536837791107848, 1.1892889840965575e-17), (1.9578379245607584, 7.769584704001829e-17),
    ];
}
