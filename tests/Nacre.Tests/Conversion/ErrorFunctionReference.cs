namespace Nacre.Tests.Conversion;

/// <summary>erf and erfc for comparison: up to 3 by their series in decimal arithmetic, beyond by the continued fraction (Abramowitz and Stegun 7.1.5 and 7.1.14).</summary>
internal static class ErrorFunctionReference
{
    private const decimal TwoOverSqrtPi = 1.1283791670955125738961589031m;
    private const double SqrtPi = 1.772453850905516;

    public static double Erf(double x)
    {
        var a = Math.Abs(x);
        var result = a < 0.01 ? SmallErf(a) : a < 3 ? (double)Series(a) : 1 - Fraction(a);
        return double.IsNaN(x) ? x : Math.CopySign(result, x);
    }

    public static double Erfc(double x)
    {
        var a = Math.Abs(x);
        if (!(a >= 0.01))
            return 1 - Erf(x);
        if (a < 3)
            return (double)(1 - (x < 0 ? -Series(a) : Series(a)));
        return x < 0 ? 2 - Fraction(a) : Fraction(a);
    }

    /// <summary>2/√π · Σ (-1)ⁿ x^(2n+1) / (n!·(2n+1)) for x in 0.01 .. 3.</summary>
    private static decimal Series(double value)
    {
        // Exact: a conversion from double to decimal keeps only 15 digits.
        var x = (decimal)(long)Math.ScaleB(value, 60) / (1L << 60);
        decimal power = x, sum = x;
        for (var n = 1; Math.Abs(power) > 1e-28m; n++)
        {
            power *= -x * x / n;
            sum += power / (2 * n + 1);
        }
        return TwoOverSqrtPi * sum;
    }

    private static double SmallErf(double x) => (double)TwoOverSqrtPi * (x - x * x * x * (1 / 3.0 - x * x * (0.1 - x * x / 42)));

    /// <summary>e^(-x²) / √π · 1 / (x + ½ / (x + 1 / (x + 3/2 / (x + …)))), with the rounding error of x² made up for.</summary>
    private static double Fraction(double x)
    {
        if (x > 30)
            return 0;
        var tail = x;
        for (var k = 400; k >= 1; k--)
            tail = x + k / 2.0 / tail;
        var square = x * x;
        return Math.Exp(-square) * (1 - Math.FusedMultiplyAdd(x, x, -square)) / (SqrtPi * tail);
    }
}
