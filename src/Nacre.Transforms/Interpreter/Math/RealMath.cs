namespace Nacre.Transforms.Interpreter;

/// <summary>Elementary functions that <see cref="System.Math"/> lacks or computes with cancellation; accurate to a few units in the last place.</summary>
internal static class RealMath
{
    /// <summary>log(1 + x).</summary>
    public static double Log1P(double x)
    {
        var u = 1 + x;
        if (double.IsInfinity(u) || u <= 0 || x == 0)
            return x == 0 ? x : Math.Log(u);
        return Math.Log(u) + (x - (u - 1)) / u;
    }

    /// <summary>exp(x) - 1.</summary>
    public static double ExpM1(double x)
    {
        if (x == 0 || Math.Abs(x) > 1)
            return x == 0 ? x : Math.Exp(x) - 1;
        return 2 * Sinh(x / 2) * Math.Exp(x / 2);
    }

    /// <summary>The hyperbolic sine: its power series for small arguments, half of exp(x) - exp(-x) for others.</summary>
    public static double Sinh(double x)
    {
        if (x == 0 || Math.Abs(x) > 1)
            return x == 0 ? x : Math.Abs(x) > 709 ? Math.CopySign(Math.Exp(Math.Abs(x) / 2) / 2 * Math.Exp(Math.Abs(x) / 2), x) : (Math.Exp(x) - Math.Exp(-x)) / 2;
        var (square, sum) = (x * x, 0.0);
        for (var n = 10; n > 0; n--)
            sum = square * (1 + sum) / (2 * n * (2 * n + 1));
        return x + x * sum;
    }

    public static double Rsqrt(double x) => 1 / Math.Sqrt(x);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    public static double RoundAwayFromZero(double x) => Math.Round(x, MidpointRounding.AwayFromZero);
    public static double RoundToEven(double x) => Math.Round(x, MidpointRounding.ToEven);

    /// <summary>The product as an unevaluated sum of a double and its rounding error.</summary>
    public static (double High, double Low) TwoProduct(double a, double b)
    {
        var high = a * b;
        return (high, Math.FusedMultiplyAdd(a, b, -high));
    }

    /// <summary>The sum as an unevaluated sum of a double and its rounding error.</summary>
    public static (double High, double Low) TwoSum(double a, double b)
    {
        var high = a + b;
        var part = high - a;
        return (high, a - (high - part) + (b - part));
    }

    /// <summary>a² + b² + c with one rounding, as long as nothing overflows.</summary>
    public static double SumOfSquaresPlus(double a, double b, double c)
    {
        var (a2, aLow) = TwoProduct(a, a);
        var (b2, bLow) = TwoProduct(b, b);
        var (sum, sumLow) = TwoSum(a2, c);
        var (total, totalLow) = TwoSum(sum, b2);
        return total + (totalLow + sumLow + aLow + bLow);
    }
}
