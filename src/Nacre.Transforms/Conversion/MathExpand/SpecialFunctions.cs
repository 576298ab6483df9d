namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>Special functions in f64 (formulas: NIST Digital Library of Mathematical Functions, chapters 5, 7 and 10), without loops: every lane takes the same steps.</summary>
internal static class SpecialFunctions
{
    private const double EulerGamma = 0.57721566490153286;

    /// <summary>Stirling's series is used from here on.</summary>
    private const int Far = 12;

    /// <summary>B(2k) for k = 1, 2, …</summary>
    private static readonly double[] Bernoulli =
        [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330, 854513.0 / 138, -236364091.0 / 2730];

    /// <summary>(-1)ᵏ (ζ(k) - 1) / k for k = 2, 3, …</summary>
    private static readonly double[] NearTwo = [.. Enumerable.Range(2, 40).Select(k => (k % 2 == 0 ? 1 : -1) * ZetaMinusOne(k) / k)];

    /// <summary>Σ 1/nˣ from n = 2: the first terms and Euler and Maclaurin's rest.</summary>
    private static double ZetaMinusOne(int s)
    {
        var sum = 0.0;
        const int first = 20;
        for (var n = first - 1; n >= 2; n--)
            sum += Math.Pow(n, -s);
        var power = Math.Pow(first, -s);
        return sum + power * first / (s - 1) + power / 2 + s * power / first / 12 - s * (s + 1.0) * (s + 2) * power / (first * first * first) / 720;
    }

    /// <summary>ln |Γ(x)|; infinite at the poles 0, -1, -2, ….</summary>
    public static Term Lgamma(Term x)
    {
        var isReflected = x < 0.5;
        var z = isReflected.Select(1.0 - x, x);
        var positive = LgammaFromHalf(z);
        var sine = SinPi(x).Abs();
        var reflected = Logarithms.Log(Math.PI / sine) - positive;
        var isPole = (x < 0.5) & sine.IsEqual(0);
        var finite = isPole.Select(double.PositiveInfinity, isReflected.Select(reflected, positive));
        return x.Abs().IsEqual(double.PositiveInfinity).Select(double.PositiveInfinity, finite);
    }

    /// <summary>For x ≥ 1/2: series around 1 and 2, Stirling's beyond.</summary>
    private static Term LgammaFromHalf(Term x)
    {
        var isNearOne = x < 1.5;
        var z = isNearOne.Select(x - 1.0, x - 2.0);
        // ln Γ(2 + z) = (1-γ) z + Σ (-1)ᵏ (ζ(k)-1) zᵏ / k, and ln Γ(1 + z) is less by ln(1 + z).
        var near = z.Fma(1 - EulerGamma, z * z * z.Polynomial(NearTwo));
        near = isNearOne.Select(near - Logarithms.Log1p(z), near);
        var (product, far) = (x.Like(1), x);
        for (var i = 2; i < Far; i++)
        {
            var isNear = far < Far;
            product = isNear.Select(product * far, product);
            far = isNear.Select(far + 1.0, far);
        }
        var inverse = 1.0 / far;
        var series = inverse * (inverse * inverse).Polynomial([.. Bernoulli.Select((b, i) => b / (2 * (i + 1) * (2 * i + 1)))]);
        var stirling = (far - 0.5) * (Logarithms.Log(far) - 1.0) + (0.5 * Math.Log(2 * Math.PI) - 0.5) + series - Logarithms.Log(product);
        return (x < 2.5).Select(near, stirling);
    }

    /// <summary>sin(πx), exact at integers.</summary>
    private static Term SinPi(Term x)
    {
        var half = x * 0.5;
        var truncated = half.Truncated();
        var floor = (half < truncated).Select(truncated - 1.0, truncated);
        var r = x - floor * 2.0;
        var folded = (r > 1.5).Select(r - 2.0, (r > 0.5).Select(1.0 - r, r));
        return Trigonometric.SinOfModerate(folded * Math.PI);
    }

    /// <summary>The derivative of ln Γ; NaN at the poles.</summary>
    public static Term Digamma(Term x)
    {
        var isReflected = x < 0;
        var (far, shift) = (isReflected.Select(1.0 - x, x), x.Like(0));
        for (var i = 0; i < Far; i++)
        {
            var isNear = far < Far;
            shift = isNear.Select(shift + 1.0 / far, shift);
            far = isNear.Select(far + 1.0, far);
        }
        var square = 1.0 / (far * far);
        var series = square * square.Polynomial([.. Bernoulli.Select((b, i) => b / (2 * (i + 1)))]);
        var positive = Logarithms.Log(far) - 0.5 / far - series - shift;
        var truncated = x.Truncated();
        var reflected = positive - Math.PI / Trigonometric.TanOfModerate((x - truncated) * Math.PI);
        var isPole = (x.IsEqual(0) | isReflected) & truncated.IsEqual(x);
        var finite = isPole.Select(double.NaN, isReflected.Select(reflected, positive));
        return x.IsEqual(double.PositiveInfinity).Select(double.PositiveInfinity, finite);
    }

    /// <summary>e^(-|x|) I₁(x): the power series, and the asymptotic one from 30 on.</summary>
    public static Term BesselI1e(Term x)
    {
        const double limit = 30;
        const int nearTerms = 75, farTerms = 28;
        var z = x.Abs();
        var quarter = (z * z * 0.25).AtMost(limit * limit / 4);
        var (term, near) = (z * 0.5, z * 0.5);
        for (var k = 1; k < nearTerms; k++)
        {
            term = term * quarter * (1 / (k * (k + 1.0)));
            near += term;
        }
        var inverse = 1.0 / z.AtLeast(limit);
        var (factor, far) = (x.Like(1), x.Like(1));
        for (var k = 1; k < farTerms; k++)
        {
            factor = factor * inverse * (((2 * k - 1) * (2 * k - 1) - 4) / (8.0 * k));
            far += factor;
        }
        far *= (inverse * (1 / (2 * Math.PI))).Sqrt();
        var all = (z < limit).Select(near * Exponentials.Exp(-z), far);
        var finite = z.IsEqual(double.PositiveInfinity).Select(0, all).WithSignOf(x);
        return (z.IsEqual(0) | x.IsNaN).Select(x, finite);
    }

    /// <summary>The inverse of erf: from S. Winitzki's start by Halley's steps on erf, near the ends on erfc.</summary>
    public static Term ErfInv(Term y)
    {
        const double a = 0.147, twoOverSqrtPi = 1.1283791670955126;
        var m = y.Abs();
        var log = Logarithms.Log1p(-(m * m));
        var b = log * 0.5 + 2 / (Math.PI * a);
        var x = ((b * b - log * (1 / a)).Sqrt() - b).Sqrt();
        var isNearZero = m < 0.5;
        for (var i = 0; i < 3; i++)
        {
            var error = isNearZero.Select(ErrorFunctions.Erf(x) - m, 1.0 - m - ErrorFunctions.Erfc(x));
            var step = error / (Exponentials.Exp(-(x * x)) * twoOverSqrtPi);
            x -= step / (x * step + 1.0);
        }
        var inside = m.IsEqual(0).Select(y, x.WithSignOf(y));
        var all = m.IsEqual(1).Select(y.Like(double.PositiveInfinity).WithSignOf(y), inside);
        return (m > 1).Select(double.NaN, all);
    }
}
