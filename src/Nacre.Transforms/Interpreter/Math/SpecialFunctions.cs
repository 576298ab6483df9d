namespace Nacre.Transforms.Interpreter;

/// <summary>Special functions of real arguments in double precision (formulas: NIST Digital Library of Mathematical Functions, chapters 5, 7, 10, 25).</summary>
internal static class SpecialFunctions
{
    private const double EulerGamma = 0.57721566490153286;
    private const double TwoOverSqrtPi = 1.1283791670955126;

    /// <summary>1 / (n! (2n+1)).</summary>
    private static readonly double[] ErfTerms = [.. Enumerable.Range(0, 22).Select(n => 1 / (Factorial(n) * (2 * n + 1)))];

    /// <summary>B(2k) for k = 1, 2, …</summary>
    private static readonly double[] Bernoulli = [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330, 854513.0 / 138, -236364091.0 / 2730];

    /// <summary>ζ(k) - 1 for k = 0, 1, … (the first two are not used).</summary>
    private static readonly double[] ZetaMinusOne = [.. Enumerable.Range(0, 60).Select(k => k < 2 ? 0 : Zeta(k, 2))];

    /// <summary>The error function: its power series 2/√π Σ (-1)ⁿ x^(2n+1) / (n! (2n+1)) for small arguments.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x) || x == 0)
            return x;
        if (Math.Abs(x) >= 1)
            return Math.CopySign(1 - Erfc(Math.Abs(x)), x);
        var sum = 0.0;
        for (var n = ErfTerms.Length - 1; n >= 0; n--)
            sum = Math.FusedMultiplyAdd(sum, -x * x, ErfTerms[n]);
        return TwoOverSqrtPi * x * sum;
    }

    /// <summary>1 - erf x without cancellation: a continued fraction for large arguments.</summary>
    public static double Erfc(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x < 0.5)
            return x < -2 ? 2 - Erfc(-x) : 1 - Erf(x);
        if (x > 28)
            return 0;
        var terms = (int)(20 + 200 / (x * x));
        var fraction = x;
        for (var k = terms; k > 0; k--)
            fraction = x + k / 2.0 / fraction;
        return ExpOfMinusSquare(x) * (TwoOverSqrtPi / 2) / fraction;
    }

    private static double ExpOfMinusSquare(double x)
    {
        var (high, low) = RealMath.TwoProduct(x, x);
        return Math.Exp(-high) * (1 - low);
    }

    /// <summary>The inverse of <see cref="Erf"/>: Newton's method with Halley's correction from a rational start (S. Winitzki).</summary>
    public static double ErfInv(double y)
    {
        if (double.IsNaN(y) || Math.Abs(y) > 1)
            return double.NaN;
        if (y == 0 || Math.Abs(y) == 1)
            return y == 0 ? y : Math.CopySign(double.PositiveInfinity, y);
        var magnitude = Math.Abs(y);
        var x = ErfInvStart(magnitude);
        for (var i = 0; i < 6; i++)
        {
            var error = magnitude < 0.5 ? Erf(x) - magnitude : 1 - magnitude - Erfc(x);
            var step = error / (TwoOverSqrtPi * Math.Exp(-x * x));
            x -= step / (1 + x * step);
        }
        return Math.CopySign(x, y);
    }

    private static double ErfInvStart(double y)
    {
        const double a = 0.147;
        var log = RealMath.Log1P(-y * y);
        var b = 2 / (Math.PI * a) + log / 2;
        return Math.Sqrt(Math.Sqrt(b * b - log / a) - b);
    }

    /// <summary>log |Γ(x)|; infinite at the poles 0, -1, -2, ….</summary>
    public static double Lgamma(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x))
            return x * x;
        if (x <= 0 && x == Math.Floor(x))
            return double.PositiveInfinity;
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Abs(SinPi(x))) - Lgamma(1 - x);
        if (x < 1.5)
            return LgammaNearTwo(x - 1) - RealMath.Log1P(x - 1);
        return x < 2.5 ? LgammaNearTwo(x - 2) : LgammaStirling(x);
    }

    /// <summary>log Γ(2 + z) = (1-γ) z + Σ (-1)ᵏ (ζ(k)-1) zᵏ / k for |z| ≤ 1/2.</summary>
    private static double LgammaNearTwo(double z)
    {
        var sum = 0.0;
        for (var k = ZetaMinusOne.Length - 1; k >= 2; k--)
            sum = sum * -z + ZetaMinusOne[k] / k;
        return (1 - EulerGamma) * z + sum * z * z;
    }

    private static double LgammaStirling(double x)
    {
        var product = 1.0;
        for (; x < 12; x++)
            product *= x;
        var sum = 0.0;
        for (var k = Bernoulli.Length; k >= 1; k--)
            sum = sum / (x * x) + Bernoulli[k - 1] / (2 * k * (2 * k - 1));
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + sum / x - Math.Log(product);
    }

    /// <summary>sin(πx), exact at integers.</summary>
    private static double SinPi(double x)
    {
        var r = x - 2 * Math.Floor(x / 2);
        return r <= 0.5 ? Math.Sin(Math.PI * r) : r <= 1.5 ? Math.Sin(Math.PI * (1 - r)) : Math.Sin(Math.PI * (r - 2));
    }

    /// <summary>The derivative of log Γ; NaN at the poles.</summary>
    public static double Digamma(double x)
    {
        if (double.IsNaN(x) || x == double.PositiveInfinity)
            return x;
        if (x <= 0 && (x == Math.Floor(x) || double.IsInfinity(x)))
            return double.NaN;
        if (x < 0)
            return Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * (x - Math.Floor(x)));
        var shift = 0.0;
        for (; x < 12; x++)
            shift += 1 / x;
        var sum = 0.0;
        for (var k = Bernoulli.Length; k >= 1; k--)
            sum = (sum + Bernoulli[k - 1] / (2 * k)) / (x * x);
        return Math.Log(x) - 0.5 / x - sum - shift;
    }

    /// <summary>The n-th derivative of digamma: (-1)ⁿ⁺¹ n! ζ(n+1, x); NaN unless n is a whole number of at least 0.</summary>
    public static double Polygamma(double n, double x)
    {
        if (n == 0)
            return Digamma(x);
        if (n < 0 || n != Math.Floor(n))
            return double.NaN;
        var sign = n % 2 == 0 ? -1 : 1;
        return sign * Math.Exp(Lgamma(n + 1)) * Zeta(n + 1, x);
    }

    /// <summary>Hurwitz's zeta Σ 1 / (k + q)ˢ by Euler and Maclaurin's formula; infinite at s = 1 and at poles with an even s, NaN where it is not real.</summary>
    public static double Zeta(double s, double q)
    {
        if (s <= 1 || double.IsNaN(s) || double.IsNaN(q))
            return s == 1 ? double.PositiveInfinity : double.NaN;
        if (q <= 0 && q == Math.Floor(q))
            return s % 2 == 0 ? double.PositiveInfinity : double.NaN;
        if (q < 0 && s != Math.Floor(s))
            return double.NaN;
        var (sum, a) = (0.0, q);
        for (var k = 0; k < 10 || a < 10; k++, a++)
            sum += Math.Pow(a, -s);
        var power = Math.Pow(a, -s);
        sum += power * a / (s - 1) + power / 2;
        var factor = s * power / a;
        for (var k = 1; k <= Bernoulli.Length; k++)
        {
            sum += Bernoulli[k - 1] * factor / Factorial(2 * k);
            factor *= (s + 2 * k - 1) * (s + 2 * k) / (a * a);
        }
        return sum;
    }

    private static double Factorial(int n)
    {
        var product = 1.0;
        for (var i = 2; i <= n; i++)
            product *= i;
        return product;
    }

    /// <summary>e^(-|x|) I₁(x), the exponentially scaled modified Bessel function of order 1.</summary>
    public static double BesselI1e(double x)
    {
        var z = Math.Abs(x);
        if (double.IsNaN(x) || z == 0)
            return x;
        return Math.CopySign(z < 30 ? I1eBySeries(z) : I1eByAsymptote(z), x);
    }

    private static double I1eBySeries(double z)
    {
        var term = z / 2;
        var sum = term;
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= z * z / 4 / (k * (k + 1.0));
            sum += term;
        }
        return sum * Math.Exp(-z);
    }

    private static double I1eByAsymptote(double z)
    {
        var (term, sum) = (1.0, 1.0);
        for (var k = 1; k < 30 && Math.Abs(term) > 1e-17; k++)
        {
            term *= -(4 - (2 * k - 1) * (2 * k - 1)) / (k * 8 * z);
            sum += term;
        }
        return sum / Math.Sqrt(2 * Math.PI * z);
    }

    /// <summary>The next number after <paramref name="x"/> in the direction of <paramref name="y"/>, on the bits of a sign-magnitude format with <paramref name="width"/> bits.</summary>
    public static long NextAfter(long x, long y, int width)
    {
        var sign = 1L << (width - 1);
        var (magnitudeX, magnitudeY) = (x & (sign - 1), y & (sign - 1));
        if (magnitudeX == 0 && magnitudeY == 0)
            return y;
        if (magnitudeX == 0)
            return (y & sign) | 1;
        var towardsZero = magnitudeX > magnitudeY || (x & sign) != (y & sign);
        return x == y ? y : towardsZero ? x - 1 : x + 1;
    }
}
