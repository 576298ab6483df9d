namespace Nacre.Transforms.Conversion.ExpandComplex;

/// <summary>
/// Functions of complex numbers with the branch cuts of C99, on f64 parts (f32 is computed in f64 and rounded), accurate where the textbook formula overflows or cancels.
/// </summary>
internal static class ComplexFunctions
{
    /// <summary>a / b by the smaller of b's parts over the larger one (R. L. Smith); by zero and infinity as the parts go.</summary>
    public static Pair Divide(Pair a, Pair b)
    {
        var swaps = b.Re.Abs() < b.Im.Abs();
        var (large, small) = (swaps.Select(b.Im, b.Re), swaps.Select(b.Re, b.Im));
        var ratio = small / large;
        var scale = large + small * ratio;
        var (first, second) = (swaps.Select(a.Im, a.Re), swaps.Select(a.Re, a.Im));
        var real = (first + second * ratio) / scale;
        var imaginary = swaps.Select(a.Im * ratio - a.Re, a.Im - a.Re * ratio) / scale;
        return new(real, imaginary);
    }

    /// <summary>z / |z|; zero is itself.</summary>
    public static Pair Sign(Pair z)
    {
        var length = z.Re.Hypot(z.Im);
        var unit = new Pair(z.Re / length, z.Im / length);
        var isNaN = z.Re.IsNaN | z.Im.IsNaN;
        return length.IsEqual(0).Select(z, new Pair(isNaN.Select(double.NaN, unit.Re), isNaN.Select(double.NaN, unit.Im)));
    }

    /// <summary>e^z, in halves of the real part so that only the product can overflow.</summary>
    public static Pair Exp(Pair z)
    {
        var half = (z.Re * 0.5).Exp();
        var isReal = z.Im.IsEqual(0);
        // Whatever the angle, as long as there is one.
        var vanishes = half.IsEqual(0) & (z.Im - z.Im).IsEqual(0);
        return new(
            isReal.Select(z.Re.Exp(), vanishes.Select(0, half * z.Im.Cos() * half)),
            isReal.Select(z.Im, vanishes.Select(0, half * z.Im.Sin() * half)));
    }

    /// <summary>e^z - 1 = (e^x - 1) cos y - 2 sin²(y/2) + i e^x sin y.</summary>
    public static Pair ExpM1(Pair z)
    {
        var half = (z.Im * 0.5).Sin();
        return new(z.Re.ExpM1() * z.Im.Cos() - 2 * half * half, z.Im.IsEqual(0).Select(z.Im, z.Re.Exp() * z.Im.Sin()));
    }

    public static Pair Log(Pair z) => new(LogAbs(z.Re, z.Im), z.Im.Atan2(z.Re));

    /// <summary>ln |x + iy|; near the unit circle from |z|² - 1, which is computed with one rounding.</summary>
    private static Real LogAbs(Real x, Real y)
    {
        var (a, b) = (x.Abs(), y.Abs());
        var (max, min) = (a.Max(b), a.Min(b));
        var nearOne = 0.5 * SquaresPlus(max, min, max.Like(-1)).Log1p();
        var ratio = max.IsEqual(0).Select(max.Like(0), min / max);
        var far = max.Log() + 0.5 * (ratio * ratio).Log1p();
        var log = ((max > 0.5) & (max < 2)).Select(nearOne, far);
        return (x.IsInfinite | y.IsInfinite).Select(double.PositiveInfinity, log);
    }

    /// <summary>a² + b² + c with about one rounding.</summary>
    private static Real SquaresPlus(Real a, Real b, Real c)
    {
        var ((a2, a2Low), (b2, b2Low)) = (a.TwoProduct(a), b.TwoProduct(b));
        var (first, firstLow) = a2.TwoSum(c);
        var (sum, sumLow) = first.TwoSum(b2);
        return sum + (sumLow + firstLow + a2Low + b2Low);
    }

    /// <summary>ln(1 + z): the real part is ln(1 + x² + 2x + y²) / 2.</summary>
    public static Pair Log1P(Pair z)
    {
        var (x, y) = (z.Re, z.Im);
        var near = 0.5 * SquaresPlus(x, y, 2 * x).Log1p();
        var isFar = (x.Abs() > 1e3) | (y.Abs() > 1e3) | x.IsNaN | y.IsNaN;
        return new(isFar.Select(LogAbs(x + 1, y), near), y.Atan2(x + 1));
    }

    /// <summary>√((|x| + |z|) / 2) is the larger part, and the smaller one is |y| over twice that.</summary>
    public static Pair Sqrt(Pair z)
    {
        var (x, y) = (z.Re, z.Im);
        var largest = x.Abs().Max(y.Abs());
        // Powers of two of even exponents that bring extreme numbers near one.
        const double up = 1.2980742146337069e33, down = 1 / up;
        var isLarge = largest > 1e300;
        var isSmall = largest < 1e-290;
        var scale = isLarge.Select(down * down, isSmall.Select(up * up, x.Like(1)));
        var unscale = isLarge.Select(up, isSmall.Select(down, x.Like(1)));
        var (sx, sy) = (x * scale, y * scale);
        var large = ((sx.Abs() + sx.Hypot(sy)) * 0.5).Sqrt() * unscale;
        var small = y / (large * 2);
        var isRight = x >= 0;
        var finite = new Pair(isRight.Select(large, small.Abs()), isRight.Select(small, large.WithSignOf(y)));
        return SqrtSpecial(z, finite);
    }

    private static Pair SqrtSpecial(Pair z, Pair finite)
    {
        var (x, y) = (z.Re, z.Im);
        var infinity = x.Like(double.PositiveInfinity);
        var rightEnd = new Pair(infinity, y.IsNaN.Select(y, x.Like(0).WithSignOf(y)));
        var leftEnd = new Pair(y.IsNaN.Select(y, x.Like(0)), infinity.WithSignOf(y));
        var result = x.IsEqual(double.PositiveInfinity).Select(rightEnd, x.IsEqual(double.NegativeInfinity).Select(leftEnd, finite));
        result = y.IsInfinite.Select(new Pair(infinity, y), result);
        return (x.IsEqual(0) & y.IsEqual(0)).Select(new Pair(x.Like(0), y), result);
    }

    public static Pair Rsqrt(Pair z) => Divide(One(z), Sqrt(z));

    public static Pair Cbrt(Pair z) => Power(z, new Pair(z.Re.Like(1.0 / 3), z.Re.Like(0)));

    public static Pair Logistic(Pair z) => Divide(One(z), One(z) + Exp(-z));

    private static Pair One(Pair z) => new(z.Re.Like(1), z.Re.Like(0));

    /// <summary>e^(b ln a) in polar form; 0 to the power 0 is 1, to any other power 0.</summary>
    public static Pair Power(Pair a, Pair b)
    {
        var log = LogAbs(a.Re, a.Im);
        var angle = a.Im.Atan2(a.Re);
        var length = (b.Re * log - b.Im * angle).Exp();
        var turn = b.Re * angle + b.Im * log;
        var power = new Pair(length * turn.Cos(), length * turn.Sin());
        var zero = new Pair(a.Re.Like(0), a.Re.Like(0));
        var ofZero = (b.Re.IsEqual(0) & b.Im.IsEqual(0)).Select(One(a), zero);
        return (a.Re.IsEqual(0) & a.Im.IsEqual(0)).Select(ofZero, power);
    }

    /// <summary>-i ln((x + iy) / √(x² + y²)).</summary>
    public static Pair Atan2(Pair y, Pair x) => Log(Divide(x + y.TimesI(), Sqrt(x * x + y * y))).OverI();

    public static Pair Sin(Pair z) => Sinh(z.TimesI()).OverI();

    public static Pair Cos(Pair z) => Cosh(z.TimesI());

    public static Pair Tan(Pair z) => Tanh(z.TimesI()).OverI();

    public static Pair Sinh(Pair z)
    {
        var (sinh, cosh) = (z.Re.Sinh(), z.Re.Cosh());
        return new(Product(sinh, z.Re, z.Im.Cos()), z.Im.IsEqual(0).Select(z.Im, Product(cosh, z.Re, z.Im.Sin())));
    }

    public static Pair Cosh(Pair z)
    {
        var (sinh, cosh) = (z.Re.Sinh(), z.Re.Cosh());
        var ofReal = z.Re.Like(0).WithSignOf(z.Re) * z.Im;
        return new(Product(cosh, z.Re, z.Im.Cos()), z.Im.IsEqual(0).Select(ofReal, Product(sinh, z.Re, z.Im.Sin())));
    }

    /// <summary>hyperbolic(x) · factor, where the hyperbolic function overflows but the product may not.</summary>
    private static Real Product(Real hyperbolic, Real x, Real factor)
    {
        var half = (x.Abs() * 0.5).Exp();
        var overflows = hyperbolic.IsInfinite & !x.IsInfinite;
        return overflows.Select(half.WithSignOf(hyperbolic) * factor * 0.5 * half, hyperbolic * factor);
    }

    /// <summary>Kahan's formula, with t = tan y, s = sinh x: (s √(1+s²) (1+t²) + i t) / (1 + s² (1+t²)).</summary>
    public static Pair Tanh(Pair z)
    {
        var (x, y) = (z.Re, z.Im);
        var isFar = x.Abs() > 22;
        var far = new Pair(x.Like(1).WithSignOf(x), (y - y).IsEqual(0).Select(4 * y.Sin() * y.Cos() * (-2 * x.Abs()).Exp(), 0));
        var bounded = isFar.Select(x.Like(0), x);
        var (t, s) = (y.Tan(), bounded.Sinh());
        var beta = t * t + 1;
        var denominator = beta * s * s + 1;
        return isFar.Select(far, new Pair(beta * (s * s + 1).Sqrt() * s / denominator, t / denominator));
    }
}
