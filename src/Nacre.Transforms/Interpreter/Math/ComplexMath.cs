using System.Numerics;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Complex functions with the branch cuts of C99, accurate where the textbook formula overflows or cancels.</summary>
internal static class ComplexMath
{
    private static readonly Complex NaN = new(double.NaN, double.NaN);

    public static double Abs(Complex z) => double.Hypot(z.Real, z.Imaginary);

    /// <summary>Lexicographic order of (real, imaginary).</summary>
    public static int Compare(Complex a, Complex b) => a.Real != b.Real ? a.Real.CompareTo(b.Real) : a.Imaginary.CompareTo(b.Imaginary);

    /// <summary>The product as the part type computes it: every product and sum is rounded.</summary>
    public static Func<Complex, Complex, Complex> MultiplyIn(ComplexType type) => type.ElementType is FloatType { Kind: FloatKind.F32 } ? MultiplyF32 : Multiply;

    private static Complex Multiply(Complex a, Complex b) =>
        new(a.Real * b.Real - a.Imaginary * b.Imaginary, a.Real * b.Imaginary + a.Imaginary * b.Real);

    private static Complex MultiplyF32(Complex a, Complex b)
    {
        var (ar, ai, br, bi) = ((float)a.Real, (float)a.Imaginary, (float)b.Real, (float)b.Imaginary);
        return new((float)(ar * br) - (float)(ai * bi), (float)(ar * bi) + (float)(ai * br));
    }

    public static Complex Divide(Complex a, Complex b) => a / b;

    public static Complex Square(Complex z)
    {
        var (x, y) = (Math.Abs(z.Real), Math.Abs(z.Imaginary));
        return new(x == y && double.IsFinite(x) ? 0 : (x - y) * (x + y), 2 * (z.Real * z.Imaginary));
    }

    public static Complex Sign(Complex z)
    {
        if (double.IsNaN(z.Real) || double.IsNaN(z.Imaginary))
            return NaN;
        return z == Complex.Zero ? z : z / Abs(z);
    }

    public static Complex Exp(Complex z)
    {
        if (z.Imaginary == 0)
            return new(Math.Exp(z.Real), z.Imaginary);
        var half = Math.Exp(z.Real / 2);
        var (sin, cos) = Math.SinCos(z.Imaginary);
        return new(half * cos * half, half * sin * half);
    }

    /// <summary>exp(z) - 1 = expm1(x) cos y - 2 sin²(y/2) + i exp(x) sin y.</summary>
    public static Complex ExpM1(Complex z)
    {
        var (sin, cos) = Math.SinCos(z.Imaginary);
        var half = Math.Sin(z.Imaginary / 2);
        var imaginary = z.Imaginary == 0 ? z.Imaginary : Math.Exp(z.Real) * sin;
        return new(RealMath.ExpM1(z.Real) * cos - 2 * half * half, imaginary);
    }

    public static Complex Log(Complex z) => new(LogAbs(z.Real, z.Imaginary), Math.Atan2(z.Imaginary, z.Real));

    /// <summary>log |x + iy|; near the unit circle from |z|² - 1, which is computed with one rounding.</summary>
    private static double LogAbs(double x, double y)
    {
        var (max, min) = (Math.Max(Math.Abs(x), Math.Abs(y)), Math.Min(Math.Abs(x), Math.Abs(y)));
        if (double.IsInfinity(x) || double.IsInfinity(y))
            return double.PositiveInfinity;
        if (max is > 0.5 and < 2)
            return 0.5 * RealMath.Log1P(RealMath.SumOfSquaresPlus(max, min, -1));
        var ratio = max == 0 ? 0 : min / max;
        return Math.Log(max) + 0.5 * RealMath.Log1P(ratio * ratio);
    }

    /// <summary>log(1 + z): the real part is log1p(x² + 2x + y²) / 2.</summary>
    public static Complex Log1P(Complex z)
    {
        var (x, y) = (z.Real, z.Imaginary);
        var angle = Math.Atan2(y, 1 + x);
        if (Math.Abs(x) > 1e3 || Math.Abs(y) > 1e3 || double.IsNaN(x + y))
            return new(LogAbs(1 + x, y), angle);
        var (x2, x2Low) = RealMath.TwoProduct(x, x);
        var (y2, y2Low) = RealMath.TwoProduct(y, y);
        var (first, firstLow) = RealMath.TwoSum(2 * x, y2);
        var (sum, sumLow) = RealMath.TwoSum(first, x2);
        return new(0.5 * RealMath.Log1P(sum + (sumLow + firstLow + x2Low + y2Low)), angle);
    }

    public static Complex Sqrt(Complex z)
    {
        var (x, y) = (z.Real, z.Imaginary);
        if (x == 0 && y == 0)
            return new(0, y);
        if (double.IsInfinity(y))
            return new(double.PositiveInfinity, y);
        if (double.IsInfinity(x))
            return x > 0 ? new(x, double.IsNaN(y) ? y : Math.CopySign(0, y)) : new(double.IsNaN(y) ? y : 0, Math.CopySign(-x, y));
        var scale = ScaleFor(Math.Max(Math.Abs(x), Math.Abs(y)));
        var (sx, sy) = (Math.ScaleB(x, -2 * scale), Math.ScaleB(y, -2 * scale));
        var root = Math.ScaleB(Math.Sqrt((Math.Abs(sx) + double.Hypot(sx, sy)) / 2), scale);
        if (x >= 0)
            return new(root, Half(y, root));
        return new(Half(Math.Abs(y), root), Math.CopySign(root, y));
    }

    /// <summary>y / (2 root) without losing a subnormal result's bits twice.</summary>
    private static double Half(double y, double root) => Math.Abs(y) < 1e-290 ? Math.ScaleB(Math.ScaleB(y, 60) / root, -61) : y / root / 2;

    /// <summary>Half of the binary exponent, so that scaling by it brings a number near one.</summary>
    private static int ScaleFor(double magnitude) => double.IsFinite(magnitude) ? Math.ILogB(magnitude) / 2 : 0;

    public static Complex Rsqrt(Complex z) => Complex.One / Sqrt(z);

    public static Complex Cbrt(Complex z) => Power(z, 1.0 / 3);

    public static Complex Logistic(Complex z) => Complex.One / (Complex.One + Exp(-z));

    /// <summary>0 to the power 0 is 1, to any other power 0.</summary>
    public static Complex Power(Complex a, Complex b) => Complex.Pow(a, b);

    /// <summary>-i log((x + iy) / sqrt(x² + y²)).</summary>
    public static Complex Atan2(Complex y, Complex x)
    {
        var w = Log((x + Complex.ImaginaryOne * y) / Sqrt(x * x + y * y));
        return new(w.Imaginary, -w.Real);
    }

    public static Complex Sin(Complex z) => FromTimesI(Sinh(TimesI(z)));

    public static Complex Cos(Complex z) => Cosh(TimesI(z));

    public static Complex Tan(Complex z) => FromTimesI(Tanh(TimesI(z)));

    public static Complex Sinh(Complex z)
    {
        var (sin, cos) = Math.SinCos(z.Imaginary);
        return new(Product(RealMath.Sinh(z.Real), z.Real, cos), z.Imaginary == 0 ? z.Imaginary : Product(Math.Cosh(z.Real), z.Real, sin));
    }

    public static Complex Cosh(Complex z)
    {
        var (sin, cos) = Math.SinCos(z.Imaginary);
        return new(Product(Math.Cosh(z.Real), z.Real, cos), z.Imaginary == 0 ? Math.CopySign(0, z.Real) * z.Imaginary : Product(RealMath.Sinh(z.Real), z.Real, sin));
    }

    /// <summary>hyperbolic(x) * factor, where the hyperbolic function overflows but the product may not.</summary>
    private static double Product(double hyperbolic, double x, double factor)
    {
        if (!double.IsInfinity(hyperbolic) || double.IsInfinity(x))
            return hyperbolic * factor;
        var half = Math.Exp(Math.Abs(x) / 2);
        return Math.CopySign(half, hyperbolic) * factor / 2 * half;
    }

    /// <summary>Kahan's formula, with t = tan y, s = sinh x: (s sqrt(1+s²) (1+t²) + i t) / (1 + s² (1+t²)).</summary>
    public static Complex Tanh(Complex z)
    {
        var (x, y) = (z.Real, z.Imaginary);
        if (Math.Abs(x) > 22)
        {
            var limit = double.IsFinite(y) ? 4 * Math.Sin(y) * Math.Cos(y) * Math.Exp(-2 * Math.Abs(x)) : 0;
            return new(Math.CopySign(1, x), limit);
        }
        var t = Math.Tan(y);
        var s = RealMath.Sinh(x);
        var beta = 1 + t * t;
        var denominator = 1 + beta * s * s;
        return double.IsInfinity(t) ? new(Math.Sqrt(1 + s * s) / s, 1 / t) : new(beta * Math.Sqrt(1 + s * s) * s / denominator, t / denominator);
    }

    public static Complex Asin(Complex z) => FromTimesI(Asinh(TimesI(z)));

    public static Complex Atan(Complex z) => FromTimesI(Atanh(TimesI(z)));

    public static Complex TimesI(Complex z) => new(-z.Imaginary, z.Real);

    /// <summary>z / i.</summary>
    public static Complex FromTimesI(Complex z) => new(z.Imaginary, -z.Real);

    public static Complex Asinh(Complex z) => InverseComplexMath.Asinh(z);
    public static Complex Acos(Complex z) => InverseComplexMath.Acos(z);
    public static Complex Acosh(Complex z) => InverseComplexMath.Acosh(z);
    public static Complex Atanh(Complex z) => InverseComplexMath.Atanh(z);
}
