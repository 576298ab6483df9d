namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>Powers and roots.</summary>
internal static class Powers
{
    /// <summary>|x|^y = e^(y · ln |x|), negative for negative x and odd y; C's pow in all special cases.</summary>
    public static Term Pow(Term x, Term y) => WithSpecialCases(x, y, Exponentials.Exp(y * Logarithms.Log(x.Abs())));

    private static Term WithSpecialCases(Term x, Term y, Term magnitude)
    {
        var isWhole = y.Truncated().IsEqual(y);
        var half = y * 0.5;
        var isEven = half.Truncated().IsEqual(half);
        var isNegative = (x.ToBits() & long.MinValue).IsNotZero();
        var signed = (isNegative & isWhole).Select(isEven.Select(magnitude, -magnitude), magnitude);
        var isUndefined = (x < 0) & (x > double.NegativeInfinity) & y.Truncated().IsNotEqual(y);
        var result = isUndefined.Select(double.NaN, signed);
        var isOne = y.IsEqual(0) | x.IsEqual(1) | (x.IsEqual(-1) & y.Abs().IsEqual(double.PositiveInfinity));
        return isOne.Select(1, result);
    }

    /// <summary>
    /// As <see cref="Pow"/>, with y·ln x carried to more than f64 has, since an error in it is as large an error of the result in units of itself. Results that f64 has are exact.
    /// </summary>
    public static Term PowOfDouble(Term x, Term y)
    {
        var a = x.Abs();
        var isUsual = (a > 0) & (a < double.PositiveInfinity);
        var log = Logarithms.LogExtended(isUsual.Select(a, x.Like(1)));
        // Of 0 the logarithm is -∞, of ∞ and NaN it is themselves.
        var product = y * isUsual.Select(log.High, a.IsEqual(0).Select(double.NegativeInfinity, a));
        var isBounded = isUsual & (product.Abs() < 1e4);
        var lost = isBounded.Select(y.FmaRoundedOnce(log.High, -product) + y * log.Low, 0);
        return WithSpecialCases(x, y, Exponentials.ExpOfSum(new TermSum(product, lost)));
    }

    /// <summary>1 / √x.</summary>
    public static Term Rsqrt(Term x) => 1.0 / x.Sqrt();

    /// <summary>A guess from a third of the exponent; with q = x / y², Halley's y·(y + 2q) / (2y + q) twice and Newton's y + (q - y) / 3.</summary>
    public static Term Cbrt(Term x)
    {
        const double smallestNormal = 2.2250738585072014e-308, scale = 18014398509481984.0, rootOfScale = 262144.0;
        var a = x.Abs();
        var isSubnormal = a < smallestNormal;
        var normal = isSubnormal.Select(a * scale, a);
        // Two thirds of the exponent's bias.
        const long bias = 715094163L << 32;
        var y = (normal.ToBits().DividedBy(3) + bias).ToFloat();
        for (var i = 0; i < 2; i++)
        {
            var q = normal / (y * y);
            y *= (y + q + q) / (y + y + q);
        }
        y += (normal / (y * y) - y) * (1.0 / 3);
        var root = isSubnormal.Select(y * (1 / rootOfScale), y).WithSignOf(x);
        return ((a < double.PositiveInfinity) & (a > 0)).Select(root, x);
    }
}
