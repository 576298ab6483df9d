namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>Inverse trigonometric functions, in double.</summary>
internal static class InverseTrigonometric
{
    private const double Pi = 3.141592653589793, HalfPi = 1.5707963267948966, QuarterPi = 0.7853981633974483, HalfPiLow = 6.123233995736766e-17;
    private const double TanPiBy8 = 0.41421356237309503, TanThreePiBy8 = 2.414213562373095;

    /// <summary>Of |x|: x itself, (x - 1) / (x + 1) around π/4, or -1/x around π/2, so that the polynomial's argument stays below tan π/8.</summary>
    public static Term Atan(Term x)
    {
        var a = x.Abs();
        var (isLarge, isMiddle) = (a > TanThreePiBy8, a > TanPiBy8);
        var t = isLarge.Select(-1.0 / a, isMiddle.Select((a - 1.0) / (a + 1.0), a));
        var (angle, rest) = (isLarge.Select(HalfPi, isMiddle.Select(QuarterPi, x.Like(0))), isLarge.Select(HalfPiLow, isMiddle.Select(HalfPiLow / 2, x.Like(0))));
        return (angle + (AtanReduced(t) + rest)).WithSignOf(x);
    }

    private static Term AtanReduced(Term t)
    {
        var z = t * t;
        return (t * z).Fma(z.Polynomial(Coefficients.Atan64), t);
    }

    /// <summary>The angle of the point (x, y): atan of the smaller coordinate over the larger, then by octant.</summary>
    public static Term Atan2(Term y, Term x)
    {
        var (ay, ax) = (y.Abs(), x.Abs());
        var isSteep = ay > ax;
        var (small, large) = (isSteep.Select(ax, ay), isSteep.Select(ay, ax));
        // 0/0 is an angle of 0, ∞/∞ one of π/4.
        var ratio = large.IsEqual(0).Select(0, small.IsEqual(double.PositiveInfinity).Select(1, small / large));
        var octant = Atan(ratio);
        var quadrant = isSteep.Select((HalfPi - octant) + HalfPiLow, octant);
        var isLeft = (x.ToBits() & long.MinValue).IsNotZero();
        var angle = isLeft.Select((Pi - quadrant) + 2 * HalfPiLow, quadrant).WithSignOf(y);
        return (x.IsNaN | y.IsNaN).Select(double.NaN, angle);
    }

    /// <summary>Up to 1/2 a polynomial, beyond asin x = π/2 - 2·asin √((1 - x)/2); NaN beyond 1.</summary>
    public static Term Asin(Term x)
    {
        var a = x.Abs();
        var isLarge = a > 0.5;
        var p = AsinHalf(a, isLarge);
        return isLarge.Select(HalfPi - (p + p - HalfPiLow), p).WithSignOf(x);
    }

    /// <summary>Up to 1/2 π/2 - asin x, above 2·asin √((1 - x)/2), below π - 2·asin √((1 + x)/2); NaN beyond 1.</summary>
    public static Term Acos(Term x)
    {
        var a = x.Abs();
        var isLarge = a > 0.5;
        var p = AsinHalf(a, isLarge);
        var small = HalfPi - (p.WithSignOf(x) - HalfPiLow);
        var large = (x < 0).Select(Pi - (p + p - 2 * HalfPiLow), p + p);
        return isLarge.Select(large, small);
    }

    /// <summary>asin of a, or of √((1 - a)/2) where that is chosen.</summary>
    private static Term AsinHalf(Term a, Flag isLarge)
    {
        var z = isLarge.Select((1.0 - a) * 0.5, a * a);
        var s = isLarge.Select(z.Sqrt(), a);
        return (s * z).Fma(z.Polynomial(Coefficients.Asin64), s);
    }
}
