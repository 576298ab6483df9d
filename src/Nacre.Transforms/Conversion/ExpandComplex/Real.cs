using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandComplex;

/// <summary>A tensor of real numbers of one shape, with arithmetic that builds StableHLO, so that formulas read as formulas.</summary>
internal readonly record struct Real(OpBuilder Builder, Value Value)
{
    public RankedTensorType Type => (RankedTensorType)Value.Type;
    public bool IsDouble => Type.ElementType == FloatType.F64;

    public Real Like(double value) => With(Hlo.ConstantOp.Splat(Builder, Type, value).Output);
    private Real With(Value value) => new(Builder, value);

    public static Real operator +(Real a, Real b) => a.With(Hlo.AddOp.Create(a.Builder, a.Value, b.Value).Result);
    public static Real operator -(Real a, Real b) => a.With(Hlo.SubtractOp.Create(a.Builder, a.Value, b.Value).Result);
    public static Real operator *(Real a, Real b) => a.With(Hlo.MulOp.Create(a.Builder, a.Value, b.Value).Result);
    public static Real operator /(Real a, Real b) => a.With(Hlo.DivOp.Create(a.Builder, a.Value, b.Value).Result);
    public static Real operator -(Real a) => a.With(Hlo.NegOp.Create(a.Builder, a.Value).Result);
    public static Real operator +(Real a, double b) => a + a.Like(b);
    public static Real operator -(Real a, double b) => a - a.Like(b);
    public static Real operator *(Real a, double b) => a * a.Like(b);
    public static Real operator /(Real a, double b) => a / a.Like(b);
    public static Real operator +(double a, Real b) => b.Like(a) + b;
    public static Real operator -(double a, Real b) => b.Like(a) - b;
    public static Real operator *(double a, Real b) => b * a;
    public static Real operator /(double a, Real b) => b.Like(a) / b;

    public static Condition operator <(Real a, Real b) => a.Compare(b, Hlo.ComparisonDirection.Less);
    public static Condition operator >(Real a, Real b) => a.Compare(b, Hlo.ComparisonDirection.Greater);
    public static Condition operator <=(Real a, Real b) => a.Compare(b, Hlo.ComparisonDirection.LessEqual);
    public static Condition operator >=(Real a, Real b) => a.Compare(b, Hlo.ComparisonDirection.GreaterEqual);
    public static Condition operator <(Real a, double b) => a < a.Like(b);
    public static Condition operator >(Real a, double b) => a > a.Like(b);
    public static Condition operator <=(Real a, double b) => a <= a.Like(b);
    public static Condition operator >=(Real a, double b) => a >= a.Like(b);
    public Condition IsEqual(Real b) => Compare(b, Hlo.ComparisonDirection.Equal);
    public Condition IsEqual(double b) => IsEqual(Like(b));
    public Condition IsNaN => Compare(this, Hlo.ComparisonDirection.NotEqual);
    public Condition IsInfinite => Abs().IsEqual(double.PositiveInfinity);
    private Condition Compare(Real b, Hlo.ComparisonDirection direction) => new(Builder, Hlo.CompareOp.Create(Builder, Value, b.Value, new Hlo.ComparisonDirectionAttr(direction)).Result);

    public Real Abs() => With(Hlo.AbsOp.Create(Builder, Value).Result);
    public Real Sqrt() => With(Hlo.SqrtOp.Create(Builder, Value).Result);
    public Real Exp() => With(Hlo.ExpOp.Create(Builder, Value).Result);
    public Real ExpM1() => With(Hlo.Expm1Op.Create(Builder, Value).Result);
    public Real Log() => With(Hlo.LogOp.Create(Builder, Value).Result);
    public Real Log1p() => With(Hlo.Log1pOp.Create(Builder, Value).Result);
    public Real Sin() => With(Hlo.SineOp.Create(Builder, Value).Result);
    public Real Cos() => With(Hlo.CosineOp.Create(Builder, Value).Result);
    public Real Tan() => With(Hlo.TanOp.Create(Builder, Value).Result);
    public Real Sinh() => With(Dialects.Chlo.SinhOp.Create(Builder, Value).Result);
    public Real Cosh() => With(Dialects.Chlo.CoshOp.Create(Builder, Value).Result);
    public Real Atan2(Real x) => With(Hlo.Atan2Op.Create(Builder, Value, x.Value).Result);
    public Real Max(Real b) => With(Hlo.MaxOp.Create(Builder, Value, b.Value).Result);
    public Real Min(Real b) => With(Hlo.MinOp.Create(Builder, Value, b.Value).Result);

    /// <summary>The magnitude of this with the sign bit of <paramref name="sign"/>; a NaN stays.</summary>
    public Real WithSignOf(Real sign) => sign.IsNegative.Select(-Abs(), Abs());

    /// <summary>Whether the sign bit is set.</summary>
    public Condition IsNegative
    {
        get
        {
            var integers = Type.WithElement(new IntegerType(Type.ElementType.BitWidth()));
            var bits = Hlo.BitcastConvertOp.Create(Builder, integers, Value).Result;
            var zero = Hlo.ConstantOp.Splat(Builder, integers, 0).Output;
            return new(Builder, Hlo.CompareOp.Create(Builder, bits, zero, new Hlo.ComparisonDirectionAttr(Hlo.ComparisonDirection.Less)).Result);
        }
    }

    /// <summary>√(x² + y²) without overflow.</summary>
    public Real Hypot(Real y)
    {
        var (a, b) = (Abs(), y.Abs());
        var (max, min) = (a.Max(b), a.Min(b));
        var ratio = max.IsEqual(0).Select(Like(0), min / max);
        var length = max.IsEqual(min).Select(max * Math.Sqrt(2), max * (ratio * ratio + 1).Sqrt());
        return (a.IsInfinite | b.IsInfinite).Select(Like(double.PositiveInfinity), length);
    }

    /// <summary>The product as an unevaluated sum of a number and its rounding error (T. J. Dekker); f64, magnitudes below 2^996.</summary>
    public (Real High, Real Low) TwoProduct(Real b)
    {
        var product = this * b;
        var ((aHigh, aLow), (bHigh, bLow)) = (Split(), b.Split());
        return (product, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow));
    }

    private (Real High, Real Low) Split()
    {
        var scaled = this * 134217729.0;
        var high = scaled - (scaled - this);
        return (high, this - high);
    }

    /// <summary>The sum as an unevaluated sum of a number and its rounding error (D. E. Knuth).</summary>
    public (Real High, Real Low) TwoSum(Real b)
    {
        var sum = this + b;
        var part = sum - this;
        return (sum, this - (sum - part) + (b - part));
    }

    public Real To(IRType element) => With(Hlo.ConvertOp.Create(Builder, Value, element).Result);
}

/// <summary>A condition per element.</summary>
internal readonly record struct Condition(OpBuilder Builder, Value Value)
{
    public static Condition operator &(Condition a, Condition b) => a with { Value = Hlo.AndOp.Create(a.Builder, a.Value, b.Value).Result };
    public static Condition operator |(Condition a, Condition b) => a with { Value = Hlo.OrOp.Create(a.Builder, a.Value, b.Value).Result };
    public static Condition operator !(Condition a) => a with { Value = Hlo.NotOp.Create(a.Builder, a.Value).Result };
    public Real Select(Real yes, Real no) => yes with { Value = Hlo.SelectOp.Create(Builder, Value, yes.Value, no.Value).Result };
    public Real Select(double yes, Real no) => Select(no.Like(yes), no);
    public Real Select(Real yes, double no) => Select(yes, yes.Like(no));
    public Pair Select(Pair yes, Pair no) => new(Select(yes.Re, no.Re), Select(yes.Im, no.Im));
}

/// <summary>Real and imaginary part.</summary>
internal readonly record struct Pair(Real Re, Real Im)
{
    public static Pair operator +(Pair a, Pair b) => new(a.Re + b.Re, a.Im + b.Im);
    public static Pair operator -(Pair a, Pair b) => new(a.Re - b.Re, a.Im - b.Im);
    public static Pair operator -(Pair a) => new(-a.Re, -a.Im);
    public static Pair operator *(Pair a, Pair b) => new(a.Re * b.Re - a.Im * b.Im, a.Re * b.Im + a.Im * b.Re);
    public static Pair operator *(Pair a, Real b) => new(a.Re * b, a.Im * b);
    public Pair To(IRType element) => new(Re.To(element), Im.To(element));

    /// <summary>i z.</summary>
    public Pair TimesI() => new(-Im, Re);

    /// <summary>z / i.</summary>
    public Pair OverI() => new(Im, -Re);
}
