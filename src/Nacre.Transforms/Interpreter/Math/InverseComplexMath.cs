using System.Numerics;

namespace Nacre.Transforms.Interpreter;

/// <summary>
/// Inverse trigonometric and hyperbolic functions after T. E. Hull, T. F. Fairgrieve, P. T. P. Tang, "Implementing the complex arcsine and arccosine functions
/// using exception handling" (1997), and W. Kahan, "Branch cuts for complex elementary functions" (1987).
/// </summary>
internal static class InverseComplexMath
{
    private const double Huge = 1e150;
    private const double Tiny = 1e-150;

    /// <summary>What arcsin and arccos share: sqrt(a² - x²) and log(a + sqrt(a² - 1)) for a = (|z+1| + |z-1|) / 2.</summary>
    public static Complex Kernel(Complex z) => new(CosinePart(Math.Abs(z.Real), Math.Abs(z.Imaginary)), LogPart(Math.Abs(z.Real), Math.Abs(z.Imaginary)));

    /// <summary>arcsinh z = i arcsin(z / i).</summary>
    public static Complex Asinh(Complex z)
    {
        var w = Asin(new Complex(z.Imaginary, -z.Real));
        return new(-w.Imaginary, w.Real);
    }

    private static Complex Asin(Complex z)
    {
        var (x, y) = (Math.Abs(z.Real), Math.Abs(z.Imaginary));
        if (double.IsNaN(x + y))
            return AsinOfNaN(z);
        var (real, imaginary) = (Math.Atan2(x, CosinePart(x, y)), LogPart(x, y));
        return new(Math.CopySign(real, z.Real), Math.CopySign(imaginary, z.Imaginary));
    }

    private static Complex AsinOfNaN(Complex z)
    {
        if (double.IsInfinity(z.Real) || double.IsInfinity(z.Imaginary))
            return new(double.IsNaN(z.Real) ? z.Real : double.NaN, Math.CopySign(double.PositiveInfinity, z.Imaginary));
        return z.Real == 0 ? new(z.Real, double.NaN) : new(double.NaN, double.NaN);
    }

    public static Complex Acos(Complex z)
    {
        var (x, y) = (Math.Abs(z.Real), Math.Abs(z.Imaginary));
        if (double.IsNaN(x + y))
            return double.IsInfinity(x) || double.IsInfinity(y) ? new(double.NaN, -Math.CopySign(double.PositiveInfinity, z.Imaginary)) : new(z.Real == 0 ? Math.PI / 2 : double.NaN, double.NaN);
        var real = Math.Atan2(CosinePart(x, y), z.Real);
        return new(real, Math.CopySign(LogPart(x, y), double.IsNegative(z.Imaginary) ? 1 : -1));
    }

    /// <summary>arccosh z = ±i arccos z with a real part of at least zero.</summary>
    public static Complex Acosh(Complex z)
    {
        var w = Acos(z);
        if (double.IsNaN(w.Imaginary) && !double.IsNaN(w.Real))
            return new(double.NaN, w.Real);
        return new(Math.Abs(w.Imaginary), Math.CopySign(w.Real, z.Imaginary));
    }

    /// <summary>The imaginary part of arcsin for x, y ≥ 0: log(a + sqrt(a² - 1)) with a = (|z+1| + |z-1|) / 2.</summary>
    private static double LogPart(double x, double y)
    {
        if (x > Huge || y > Huge)
            return LogOfLarge(x, y);
        if (y < Tiny && x < 1)
            return y / Math.Sqrt((1 - x) * (1 + x));
        var (r, s) = (double.Hypot(x + 1, y), double.Hypot(x - 1, y));
        var a = (r + s) / 2;
        if (a > 10)
            return Math.Log(a + Math.Sqrt((a - 1) * (a + 1)));
        var excess = x < 1
            ? (Ratio(y, r + (x + 1)) + Ratio(y, s + (1 - x))) / 2
            : (Ratio(y, r + (x + 1)) + (s + (x - 1))) / 2;
        return RealMath.Log1P(excess + Math.Sqrt(excess * (a + 1)));
    }

    /// <summary>y² / d without underflow of the square.</summary>
    private static double Ratio(double y, double d) => y == 0 ? 0 : y * (y / d);

    private static double LogOfLarge(double x, double y)
    {
        if (double.IsInfinity(x) || double.IsInfinity(y))
            return double.PositiveInfinity;
        var (max, min) = (Math.Max(x, y), Math.Min(x, y));
        var ratio = min / max;
        return Math.Log(2) + Math.Log(max) + 0.5 * RealMath.Log1P(ratio * ratio);
    }

    /// <summary>sqrt(a² - x²) for x, y ≥ 0, the other leg of arcsin's right triangle; scaled by a constant when x or y is huge.</summary>
    private static double CosinePart(double x, double y)
    {
        if (double.IsInfinity(y))
            return double.PositiveInfinity;
        if (double.IsInfinity(x))
            return 0;
        if (x > Huge || y > Huge)
            return y;
        if (y < Tiny && x < 1)
            return Math.Sqrt((1 - x) * (1 + x));
        var (r, s) = (double.Hypot(x + 1, y), double.Hypot(x - 1, y));
        var a = (r + s) / 2;
        if (x <= 1)
            return Math.Sqrt((a + x) * (Ratio(y, r + (x + 1)) + (s + (1 - x))) / 2);
        return y * Math.Sqrt((a + x) * (1 / (r + (x + 1)) + 1 / (s + (x - 1))) / 2);
    }

    /// <summary>Kahan: real part log1p(4x / ((1-x)² + y²)) / 4, imaginary part the angle between (1-x)(1+x) - y² and 2y, halved.</summary>
    public static Complex Atanh(Complex z)
    {
        var (x, y) = (Math.Abs(z.Real), Math.Abs(z.Imaginary));
        double real, imaginary;
        if (x > Huge || y > Huge)
            (real, imaginary) = (RealOfLarge(x, y), double.IsNaN(x) ? double.NaN : Math.PI / 2);
        else if (x == 1 && y < Tiny)
            (real, imaginary) = (y == 0 ? double.PositiveInfinity : (Math.Log(2) - Math.Log(y)) / 2, y == 0 ? y : Math.Atan2(2, -y) / 2);
        else
            (real, imaginary) = (RealMath.Log1P(4 * x / ((1 - x) * (1 - x) + y * y)) / 4, Math.Atan2(2 * y, (1 - x) * (1 + x) - y * y) / 2);
        return new(Math.CopySign(real, z.Real), Math.CopySign(imaginary, z.Imaginary));
    }

    /// <summary>x / |z|².</summary>
    private static double RealOfLarge(double x, double y)
    {
        if (double.IsInfinity(x) || double.IsInfinity(y))
            return 0;
        var scale = Math.Max(x, y);
        var (u, v) = (x / scale, y / scale);
        return u / (u * u + v * v) / scale;
    }
}
