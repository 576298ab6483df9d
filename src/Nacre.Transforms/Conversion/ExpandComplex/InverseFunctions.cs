namespace Nacre.Transforms.Conversion.ExpandComplex;

/// <summary>
/// Inverse trigonometric and hyperbolic functions after T. E. Hull, T. F. Fairgrieve, P. T. P. Tang, "Implementing the complex arcsine and arccosine functions
/// using exception handling" (1997), and W. Kahan, "Branch cuts for complex elementary functions" (1987).
/// </summary>
internal static class InverseFunctions
{
    private const double Huge = 1e150, Tiny = 1e-150;

    public static Pair Asin(Pair z)
    {
        var (x, y) = (z.Re.Abs(), z.Im.Abs());
        return new(x.Atan2(CosinePart(x, y)).WithSignOf(z.Re), LogPart(x, y).WithSignOf(z.Im));
    }

    /// <summary>arcsinh z = i arcsin(z / i).</summary>
    public static Pair Asinh(Pair z) => Asin(z.OverI()).TimesI();

    public static Pair Acos(Pair z)
    {
        var (x, y) = (z.Re.Abs(), z.Im.Abs());
        var log = LogPart(x, y);
        return new(CosinePart(x, y).Atan2(z.Re), z.Im.IsNegative.Select(log, -log));
    }

    /// <summary>arccosh z = ±i arccos z with a real part of at least zero.</summary>
    public static Pair Acosh(Pair z)
    {
        var w = Acos(z);
        return new(w.Im.Abs(), w.Re.WithSignOf(z.Im));
    }

    public static Pair Atan(Pair z) => Atanh(z.TimesI()).OverI();

    /// <summary>Kahan: real part ln(1 + 4x / ((1-x)² + y²)) / 4, imaginary part half of the angle between (1-x)(1+x) - y² and 2y.</summary>
    public static Pair Atanh(Pair z)
    {
        var (x, y) = (z.Re.Abs(), z.Im.Abs());
        var usual = new Pair((4 * x / ((1 - x) * (1 - x) + y * y)).Log1p() * 0.25, (2 * y).Atan2((1 - x) * (x + 1) - y * y) * 0.5);
        var nearPole = new Pair(y.IsEqual(0).Select(double.PositiveInfinity, (Math.Log(2) - y.Log()) * 0.5), y.IsEqual(0).Select(y, y.Like(2).Atan2(-y) * 0.5));
        var isHuge = (x > Huge) | (y > Huge);
        var huge = new Pair(RealOfLarge(x, y), x.IsNaN.Select(x, Math.PI / 2));
        var all = isHuge.Select(huge, (x.IsEqual(1) & (y < Tiny)).Select(nearPole, usual));
        return new(all.Re.WithSignOf(z.Re), all.Im.WithSignOf(z.Im));
    }

    /// <summary>x / |z|².</summary>
    private static Real RealOfLarge(Real x, Real y)
    {
        var scale = x.Max(y);
        var (u, v) = (x / scale, y / scale);
        return (x.IsInfinite | y.IsInfinite).Select(0, u / (u * u + v * v) / scale);
    }

    /// <summary>The imaginary part of arcsin for x, y ≥ 0: ln(a + √(a² - 1)) with a = (|z+1| + |z-1|) / 2.</summary>
    private static Real LogPart(Real x, Real y)
    {
        var (r, s) = ((x + 1).Hypot(y), (x - 1).Hypot(y));
        var a = (r + s) * 0.5;
        var far = (a + ((a - 1) * (a + 1)).Sqrt()).Log();
        var left = Ratio(y, r + (x + 1));
        var excess = (x < 1).Select(left + Ratio(y, s + (1 - x)), left + (s + (x - 1))) * 0.5;
        var usual = (a > 10).Select(far, (excess + (excess * (a + 1)).Sqrt()).Log1p());
        var onAxis = (y < Tiny) & (x < 1);
        return ((x > Huge) | (y > Huge)).Select(LogOfLarge(x, y), onAxis.Select(y / ((1 - x) * (x + 1)).Sqrt(), usual));
    }

    /// <summary>y² / d without underflow of the square.</summary>
    private static Real Ratio(Real y, Real d) => y.IsEqual(0).Select(0, y * (y / d));

    private static Real LogOfLarge(Real x, Real y)
    {
        var (max, min) = (x.Max(y), x.Min(y));
        var ratio = min / max;
        var log = Math.Log(2) + max.Log() + 0.5 * (ratio * ratio).Log1p();
        return (x.IsInfinite | y.IsInfinite).Select(double.PositiveInfinity, log);
    }

    /// <summary>√(a² - x²) for x, y ≥ 0, the other leg of arcsin's right triangle; scaled by a constant when x or y is huge.</summary>
    private static Real CosinePart(Real x, Real y)
    {
        var (r, s) = ((x + 1).Hypot(y), (x - 1).Hypot(y));
        var a = (r + s) * 0.5;
        var inside = ((a + x) * (Ratio(y, r + (x + 1)) + (s + (1 - x))) * 0.5).Sqrt();
        var outside = y * ((a + x) * (1 / (r + (x + 1)) + 1 / (s + (x - 1))) * 0.5).Sqrt();
        var usual = (x <= 1).Select(inside, outside);
        var near = ((y < Tiny) & (x < 1)).Select(((1 - x) * (x + 1)).Sqrt(), usual);
        var scaled = ((x > Huge) | (y > Huge)).Select(y, near);
        return y.IsInfinite.Select(double.PositiveInfinity, x.IsInfinite.Select(0, scaled));
    }
}
