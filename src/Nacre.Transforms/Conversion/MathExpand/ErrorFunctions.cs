namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>The error function and its complement.</summary>
internal static class ErrorFunctions
{
    /// <summary>Up to 1 a polynomial, beyond 1 - e^(-x·q(x)).</summary>
    public static Term Erf(Term x)
    {
        var a = x.Abs();
        var small = Small(x);
        var complement = x.IsDouble ? Tail(a) : Exponentials.ExpOfNormalResult(-(a.AtMost(4) * a.AtMost(4).Polynomial(Coefficients.ErfTail32)));
        return (a < 1).Select(small, (1.0 - complement).WithSignOf(x));
    }

    /// <summary>1 - erf x up to 1/2; beyond, its own form, subtracted from 2 for negative x.</summary>
    public static Term Erfc(Term x)
    {
        var a = x.Abs();
        var tail = Tail(a);
        var small = 1.0 - Small(x);
        return (a < 0.5).Select(small, (x < 0).Select(2.0 - tail, tail));
    }

    private static Term Small(Term x) => x.Fma((x * x).Polynomial(x.IsDouble ? Coefficients.Erf64 : Coefficients.Erf32), x);

    /// <summary>erfc a = e^(-a²) · P((a - 4) / (a + 4)) / (1 + 2a), with the rounding error of a² made up for.</summary>
    private static Term Tail(Term a)
    {
        var x = a.AtMost(28);
        var square = x * x;
        var lost = x.FmaRoundedOnce(x, -square);
        var e = Exponentials.Exp(-square);
        var p = ((x - 4.0) / (x + 4.0)).Polynomial(Coefficients.Erfc64) / (x + x + 1.0);
        return e * (p - p * lost);
    }
}
