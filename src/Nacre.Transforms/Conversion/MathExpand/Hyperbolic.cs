namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>Hyperbolic functions and their inverses.</summary>
internal static class Hyperbolic
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>Beyond this 1 does not count beside x², nor e^-x beside e^x.</summary>
    private const double Huge = 1e9, Large = 20;

    /// <summary>tanh |x| = (1 - t) / (1 + t) with t = e^(-2|x|), which does not overflow; where 1 - t would cancel it is 1 - e^(-2|x|) at once.</summary>
    public static Term Tanh(Term x)
    {
        var a = x.Abs();
        var (t, m) = Exponentials.ExpsOfNegative(a * -2.0);
        return ((a < 0.5).Select(-m, 1.0 - t) / (t + 1.0)).WithSignOf(x);
    }

    /// <summary>sinh |x| = (m + m / (m + 1)) / 2 with m = e^|x| - 1; e^|x| / 2 where that is large.</summary>
    public static Term Sinh(Term x)
    {
        var a = x.Abs();
        var m = Exponentials.ExpM1(a);
        var half = (m + m / (m + 1.0)) * 0.5;
        return (a > Large).Select(Exponentials.ExpTimesPowerOfTwo(a, -1), half).WithSignOf(x);
    }

    /// <summary>cosh x = e + 1 / (4e) with e = e^|x| / 2.</summary>
    public static Term Cosh(Term x)
    {
        var e = Exponentials.ExpTimesPowerOfTwo(x.Abs(), -1);
        return e + 0.25 / e;
    }

    /// <summary>asinh |x| = ln(1 + |x| + x² / (1 + √(x² + 1))); ln |x| + ln 2 where that is huge.</summary>
    public static Term Asinh(Term x)
    {
        var a = x.Abs();
        var square = a * a;
        var small = Logarithms.Log1p(a + square / ((square + 1.0).Sqrt() + 1.0));
        return (a > Huge).Select(Logarithms.Log(a) + Ln2, small).WithSignOf(x);
    }

    /// <summary>acosh x = ln(1 + t + √(t·(t + 2))) with t = x - 1; ln x + ln 2 where that is huge; NaN below 1.</summary>
    public static Term Acosh(Term x)
    {
        var t = x - 1.0;
        var small = Logarithms.Log1p(t + (t * (t + 2.0)).Sqrt());
        var all = (x > Huge).Select(Logarithms.Log(x) + Ln2, small);
        return (x < 1).Select(double.NaN, all);
    }

    /// <summary>atanh |x| = ln(1 + 2|x| / (1 - |x|)) / 2.</summary>
    public static Term Atanh(Term x)
    {
        var a = x.Abs();
        return (Logarithms.Log1p((a + a) / (1.0 - a)) * 0.5).WithSignOf(x);
    }
}
