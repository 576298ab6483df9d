using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

// Functions that StableHLO has no operation for, by their formulas.
public sealed partial class HloBuilder
{
    /// <summary>The angle of the point (x, y).</summary>
    public Value Atan2(Value y, Value x) => Binary(Hlo.Atan2Op.Definition, y, x);

    /// <summary>asin x = atan2(x, √((1 - x)(1 + x))).</summary>
    public Value Asin(Value x) => Atan2(x, UnitCircle(x));

    /// <summary>acos x = atan2(√((1 - x)(1 + x)), x).</summary>
    public Value Acos(Value x) => Atan2(UnitCircle(x), x);

    public Value Atan(Value x) => Atan2(x, SplatLike(x, 1));

    private Value UnitCircle(Value x) => Sqrt(Mul(Sub(SplatLike(x, 1), x), Add(x, 1)));

    /// <summary>(eˣ - e⁻ˣ) / 2; for small x with u = eˣ - 1 as (u + u / (u + 1)) / 2, which loses no digits.</summary>
    public Value Sinh(Value x)
    {
        var u = Expm1(x);
        var small = Add(u, Div(u, Add(u, 1)));
        var large = Sub(Exp(x), Exp(Neg(x)));
        return Mul(Select(Compare(Hlo.ComparisonDirection.Less, Abs(x), 1), small, large), 0.5);
    }

    /// <summary>(eˣ + e⁻ˣ) / 2.</summary>
    public Value Cosh(Value x) => Mul(Add(Exp(x), Exp(Neg(x))), 0.5);

    /// <summary>sign(x) · ln(1 + |x| + x² / (1 + √(x² + 1))).</summary>
    public Value Asinh(Value x)
    {
        var (magnitude, square) = (Abs(x), Square(x));
        return Mul(Sign(x), Log1p(Add(magnitude, Div(square, Add(Sqrt(Add(square, 1)), 1)))));
    }

    /// <summary>ln(x + √((x - 1)(x + 1))).</summary>
    public Value Acosh(Value x) => Log(Add(x, Sqrt(Mul(Sub(x, 1), Add(x, 1)))));

    /// <summary>(ln(1 + x) - ln(1 - x)) / 2.</summary>
    public Value Atanh(Value x) => Mul(Sub(Log1p(x), Log1p(Neg(x))), 0.5);

    /// <summary>The error function, to single precision: x · P(x²) / Q(x²) on the interval outside which it rounds to ±1.</summary>
    public Value Erf(Value x)
    {
        const double limit = 3.832506856900711;
        var wide = Clamp(x.Element() is FloatType { Width: < 32 } ? Convert(x, FloatType.F32) : x, -limit, limit);
        var square = Square(wide);
        var numerator = Polynomial(square, 0.00022905065861350646, 0.0034082910107109506, 0.050955695062380861, 0.18520832239976145, 1.128379143519084);
        var denominator = Polynomial(
            square, -1.1791602954361697e-7, 0.000023547966471313185, 0.0010179625278914885, 0.014070470171167667, 0.11098505178285362, 0.49746925110067538, 1);
        return Convert(Div(Mul(wide, numerator), denominator), x.Element());
    }

    /// <summary>A polynomial by Horner's rule, the coefficient of the greatest power first.</summary>
    private Value Polynomial(Value x, params ReadOnlySpan<double> coefficients)
    {
        var sum = SplatLike(x, coefficients[0]);
        foreach (var coefficient in coefficients[1..])
            sum = Add(Mul(sum, x), coefficient);
        return sum;
    }
}
