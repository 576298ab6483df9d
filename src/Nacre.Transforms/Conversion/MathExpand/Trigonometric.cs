namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>
/// Sine, cosine, tangent: x = n·π/2 + r, |r| ≤ π/4. Up to 1e5 (doubles: 2^30) r is found with π/2 in three parts (Cody and Waite), beyond with 2/π to 106 bits (Payne and
/// Hanek's idea with a table of five entries, which is enough for 24-bit arguments; for doubles see <see cref="LargeAngles"/>).
/// </summary>
internal static class Trigonometric
{
    private const double TwoOverPi = 0.6366197723675814, HalfPi = 1.5707963267948966;

    /// <summary>Up to here three parts of π/2 give a reduced single of full accuracy.</summary>
    private const double LargeSingle = 1e5;

    /// <summary>Up to here the nearest multiple of π/2 is found by a product that leaves enough of a fraction.</summary>
    private const double LargeDouble = 1L << 30;

    public static Term Sin(Term x) => Of(x, r => Quadrant(r, 0)).WithZeroOf(x);
    public static Term Cos(Term x) => Of(x, r => Quadrant(r, 1));

    /// <summary>sin x of doubles up to 2^30.</summary>
    public static Term SinOfModerate(Term x) => Quadrant(Reduce(x), 0).WithZeroOf(x);

    /// <summary>tan x of doubles up to 2^30.</summary>
    public static Term TanOfModerate(Term x) => TanReduced(Reduce(x)).WithZeroOf(x);

    /// <summary>tan x = sin x / cos x; singles are computed in double.</summary>
    public static Term Tan(Term x) => x.IsDouble ? Of(x, TanReduced).WithZeroOf(x)
        : BySize(x, () => TanReduced(ReduceLargeSingle(x)).ToSingle(), () => TanReduced(Reduce(x.ToDouble())).ToSingle()).WithZeroOf(x);

    private static Term Of(Term x, Func<(Term R, Bits N), Term> function) =>
        BySize(x, () => function(x.IsDouble ? ReduceAnyDouble(x) : ReduceLargeSingle(x)).ToTypeOf(x), () => function(Reduce(x)));

    private static Term BySize(Term x, Func<Term> large, Func<Term> usual) =>
        x.Builder.IfAny(x.Type, x.Abs().IsNotLess(x.Like(x.IsDouble ? LargeDouble : LargeSingle)), large, usual);

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

    private static (Term R, Bits N) ReduceAnyDouble(Term x)
    {
        var (near, far) = (Reduce(x), LargeAngles.Reduce(x));
        var isFar = x.Abs().IsNotLess(x.Like(LargeDouble));
        // Infinity and NaN give NaN.
        return (isFar.Select(far.R, near.R) + (x - x), isFar.Select(far.N, near.N));
    }

    /// <summary>A single as a double: |x| = M·2^(24j) with M below 2^48: n + f = M·(2^(24j)·2/π mod 4), that factor to 106 bits, so that f has an error below 2^-53.</summary>
    private static (Term R, Bits N) ReduceLargeSingle(Term x)
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
        var signed = WithSign((r, n), wide);
        // Infinity and NaN give NaN.
        return (signed.R + (wide - wide), signed.N);
    }

    /// <summary>The reduction of an angle with the sign of <paramref name="x"/>, from that of its magnitude.</summary>
    public static (Term R, Bits N) WithSign((Term R, Bits N) reduced, Term x)
    {
        var isNegative = (x.ToBits() & long.MinValue).IsNotZero();
        return (isNegative.Select(-reduced.R, reduced.R), isNegative.Select(-reduced.N, reduced.N));
    }

    /// <summary>2^(24j)·2/π mod 4 as sums of two doubles.</summary>
    private static readonly (double High, double Low)[] TwoOverPiMod4 =
    [
        (0.6366197723675814, -3.935735335036497e-17), (3.4308817435903483, 1.0190525440657723e-16), (0.08267188988231296, 2.8658837463471963e-18),
        (0.1536837791107848, 1.1892889840965575e-17), (1.9578379245607584, 7.769584704001829e-17),
    ];
}
