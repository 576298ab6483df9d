namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>Powers and roots.</summary>
internal static class Powers
{
    /// <summary>|x|^y = e^(y · ln |x|), negative for negative x and odd y; C's pow in all special cases.</summary>
    public static Term Pow(Term x, Term y)
    {
        var a = x.Abs();
        var isWhole = y.Truncated().IsEqual(y);
        var half = y * 0.5;
        var isEven = half.Truncated().IsEqual(half);
        var isNegative = (x.ToBits() & long.MinValue).IsNotZero();
        var magnitude = Exponentials.Exp(y * Logarithms.Log(a));
        var signed = (isNegative & isWhole).Select(isEven.Select(magnitude, -magnitude), magnitude);
        var isUndefined = (x < 0) & (x > double.NegativeInfinity) & y.Truncated().IsNotEqual(y);
        var result = isUndefined.Select(double.NaN, signed);
        var isOne = y.IsEqual(0) | x.IsEqual(1) | (x.IsEqual(-1) & y.Abs().IsEqual(double.PositiveInfinity));
        return isOne.Select(1, result);
    }

    /// <summary>1 / √x.</summary>
    public static Term Rsqrt(Term x) => 1.0 / x.Sqrt();

    /// <summary>A guess from a third of the exponent, then Halley's y·(y³ + 2x) / (2y³ + x) three times.</summary>
    public static Term Cbrt(Term x)
    {
        const double smallestNormal = 2.2250738585072014e-308, scale = 18014398509481984.0, rootOfScale = 262144.0;
        var a = x.Abs();
        var isSubnormal = a < smallestNormal;
        var normal = isSubnormal.Select(a * scale, a);
        // Two thirds of the exponent's bias.
        const long bias = 715094163L << 32;
        var y = (normal.ToBits().DividedBy(3) + bias).ToFloat();
        for (var i = 0; i < 3; i++)
        {
            var cube = y * y * y;
            y *= (cube + normal + normal) / (cube + cube + normal);
        }
        var root = isSubnormal.Select(y * (1 / rootOfScale), y).WithSignOf(x);
        return ((a < double.PositiveInfinity) & (a > 0)).Select(root, x);
    }
}
