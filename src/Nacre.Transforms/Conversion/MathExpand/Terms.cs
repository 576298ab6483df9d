using Nacre.Dialects.Arith;
using Nacre.Dialects.MathOps;
using Nacre.Dialects.Scf;
using Nacre.Dialects.Vector;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using FmaOp = Nacre.Dialects.MathOps.FmaOp;

namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>Builds arithmetic on scalars or vectors of one shape, so that formulas read as formulas.</summary>
internal sealed class TermBuilder(OpBuilder builder, IRType shape)
{
    public OpBuilder Builder { get; } = builder;

    /// <summary>The type with the given elements: scalar, or a vector of the builder's shape.</summary>
    public IRType Of(IRType element) => shape.WithElementOrSelf(element);

    public Term Term(Value value) => new(this, value);
    public Term Constant(double value, FloatType type) => new(this, ConstantOp.Float(Builder, value, Of(type)).Result);
    public Bits Constant(long value, int width) => new(this, ConstantOp.Int(Builder, value, Of(new IntegerType(width))).Result);

    /// <summary>Computes one of two values of a type: the first where the condition holds for any element, which then must be right for all.</summary>
    public Term IfAny(FloatType type, Flag condition, Func<Term> rare, Func<Term> usual)
    {
        var any = condition.Value.Type is VectorType ? ReductionOp.Create(Builder, condition.Value, CombiningKind.Or).Dest : condition.Value;
        return Term(IfOp.Create(Builder, any, [Of(type)], _ => [rare().Value], _ => [usual().Value]).Result(0));
    }
}

/// <summary>A float value.</summary>
internal readonly record struct Term(TermBuilder Builder, Value Value)
{
    public FloatType Type => (FloatType)Value.Type.ElementOrSelf();
    public bool IsDouble => Type.Kind == FloatKind.F64;
    public int Width => Type.Width;
    private OpBuilder At => Builder.Builder;

    /// <summary>Bits of the fraction of the format.</summary>
    public int FractionBits => IsDouble ? 52 : 23;
    public int ExponentBias => IsDouble ? 1023 : 127;

    public Term Like(double value) => Builder.Constant(value, Type);
    public Bits LikeBits(long value) => Builder.Constant(value, Width);
    private Term With(Value value) => new(Builder, value);

    public static Term operator +(Term a, Term b) => a.With(AddFOp.Create(a.At, a.Value, b.Value).Result);
    public static Term operator -(Term a, Term b) => a.With(SubFOp.Create(a.At, a.Value, b.Value).Result);
    public static Term operator *(Term a, Term b) => a.With(MulFOp.Create(a.At, a.Value, b.Value).Result);
    public static Term operator /(Term a, Term b) => a.With(DivFOp.Create(a.At, a.Value, b.Value).Result);
    /// <summary>
    /// this / b where both are finite and b and its reciprocal are normal numbers: processors with an estimate of the reciprocal refine that, within two units in the last
    /// place, instead of dividing.
    /// </summary>
    public Term Over(Term b) => With(DivFOp.Create(At, Value, b.Value, FastMathFlags.AllowReciprocal | FastMathFlags.NoInfs | FastMathFlags.Contract).Result);

    public static Term operator -(Term a) => a.With(NegFOp.Create(a.At, a.Value).Result);
    public static Term operator +(Term a, double b) => a + a.Like(b);
    public static Term operator -(Term a, double b) => a - a.Like(b);
    public static Term operator *(Term a, double b) => a * a.Like(b);
    public static Term operator /(double a, Term b) => b.Like(a) / b;
    public static Term operator -(double a, Term b) => b.Like(a) - b;
    public static Term operator +(double a, Term b) => b.Like(a) + b;

    // Comparisons are false where an operand is NaN, except !=.
    public static Flag operator <(Term a, Term b) => a.Compare(b, CmpFPredicate.Olt);
    public static Flag operator >(Term a, Term b) => a.Compare(b, CmpFPredicate.Ogt);
    public static Flag operator <(Term a, double b) => a < a.Like(b);
    public static Flag operator >(Term a, double b) => a > a.Like(b);
    public Flag IsEqual(double b) => Compare(Like(b), CmpFPredicate.Oeq);
    public Flag IsEqual(Term b) => Compare(b, CmpFPredicate.Oeq);
    public Flag IsNotEqual(Term b) => Compare(b, CmpFPredicate.One);

    /// <summary>Not less, or NaN.</summary>
    public Flag IsNotLess(Term b) => Compare(b, CmpFPredicate.Uge);
    public Flag IsNaN => Compare(this, CmpFPredicate.Uno);
    private Flag Compare(Term b, CmpFPredicate predicate) => new(Builder, CmpFOp.Create(At, Value, b.Value, predicate).Result);

    /// <summary>this · b + c, rounded once where the processor has an instruction for it.</summary>
    public Term Fma(Term b, Term c) => With(FusedArithmetic.MultiplyAdd(At, Value, b.Value, c.Value));

    /// <summary>this · b + c, rounded once; a call of the C library where the processor has no instruction for it.</summary>
    public Term FmaRoundedOnce(Term b, Term c) => With(FmaOp.Create(At, Value, b.Value, c.Value).Result);
    public Term FmaRoundedOnce(double b, Term c) => FmaRoundedOnce(Like(b), c);
    public Term Fma(double b, Term c) => Fma(Like(b), c);
    public Term Abs() => With(AbsFOp.Create(At, Value).Result);
    public Term Sqrt() => With(SqrtOp.Create(At, Value).Result);
    public Term Truncated() => With(TruncOp.Create(At, Value).Result);
    public Term WithSignOf(Term sign) => With(CopySignOp.Create(At, Value, sign.Value).Result);
    public Bits ToBits() => new(Builder, BitcastOp.Create(At, Builder.Of(new IntegerType(Width)), Value).Out);
    public Term ToDouble() => IsDouble ? this : With(ExtFOp.Create(At, Builder.Of(FloatType.F64), Value).Out);
    public Term ToSingle() => IsDouble ? With(TruncFOp.Create(At, Builder.Of(FloatType.F32), Value).Out) : this;

    public Term ToTypeOf(Term x) => x.IsDouble ? ToDouble() : ToSingle();

    /// <summary>Not above the bound; NaN stays.</summary>
    public Term AtMost(double bound) => (this > bound).Select(Like(bound), this);

    /// <summary>Not below the bound; NaN stays.</summary>
    public Term AtLeast(double bound) => (this < bound).Select(Like(bound), this);

    /// <summary>c0 + x·(c1 + x·(c2 + …)).</summary>
    public Term Polynomial(params ReadOnlySpan<double> coefficients)
    {
        var sum = Like(coefficients[^1]);
        for (var i = coefficients.Length - 2; i >= 0; i--)
            sum = sum.Fma(this, Like(coefficients[i]));
        return sum;
    }

    /// <summary>
    /// The nearest integer as a float and as the low bits of an integer, for magnitudes below 2^22 (2^51): adding 1.5·2^23 (1.5·2^52) leaves no place for a fraction.
    /// Unlike a conversion to integer it is defined for every operand.
    /// </summary>
    public (Term Rounded, Bits Integer) RoundToInteger()
    {
        var magic = Like(IsDouble ? 6755399441055744.0 : 12582912.0);
        var shifted = this + magic;
        return (shifted - magic, shifted.ToBits() - magic.ToBits());
    }

    /// <summary>this · 2^n, in two steps, so that neither factor overflows and subnormal results are rounded once.</summary>
    public Term ScaleBy(Bits n)
    {
        var half = n.ShiftRightSigned(1);
        return this * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>this · 2^n for n from -126 to 127 (-1022 to 1023).</summary>
    public Term ScaleNormalBy(Bits n) => this * PowerOfTwo(n);

    /// <summary>2^n for n in the range of normal numbers.</summary>
    private Term PowerOfTwo(Bits n) => (n + ExponentBias).ShiftLeft(FractionBits).ToFloat();
}

/// <summary>An integer value as wide as the floats it was taken from.</summary>
internal readonly record struct Bits(TermBuilder Builder, Value Value)
{
    private OpBuilder At => Builder.Builder;
    private int Width => Value.Type.ElementOrSelf().BitWidth();
    private Bits Like(long value) => Builder.Constant(value, Width);
    private Bits With(Value value) => new(Builder, value);

    public static Bits operator +(Bits a, Bits b) => a.With(AddIOp.Create(a.At, a.Value, b.Value).Result);
    public static Bits operator -(Bits a, Bits b) => a.With(SubIOp.Create(a.At, a.Value, b.Value).Result);
    public static Bits operator +(Bits a, long b) => a + a.Like(b);
    public static Bits operator -(Bits a, long b) => a - a.Like(b);
    public static Bits operator -(Bits a) => a.Like(0) - a;
    public static Bits operator *(Bits a, Bits b) => a.With(MulIOp.Create(a.At, a.Value, b.Value).Result);
    public static Bits operator &(Bits a, long b) => a.With(AndIOp.Create(a.At, a.Value, a.Like(b).Value).Result);
    public static Bits operator |(Bits a, long b) => a | a.Like(b);
    public static Bits operator |(Bits a, Bits b) => a.With(OrIOp.Create(a.At, a.Value, b.Value).Result);
    public static Bits operator ^(Bits a, long b) => a ^ a.Like(b);
    public static Bits operator ^(Bits a, Bits b) => a.With(XOrIOp.Create(a.At, a.Value, b.Value).Result);
    public Bits ShiftLeft(int count) => ShiftLeft(Like(count));

    /// <summary>Counts are below the width.</summary>
    public Bits ShiftLeft(Bits count) => With(ShLIOp.Create(At, Value, count.Value).Result);
    public Bits ShiftRight(int count) => ShiftRight(Like(count));

    /// <summary>Zeros come in from above; counts are below the width.</summary>
    public Bits ShiftRight(Bits count) => With(ShRUIOp.Create(At, Value, count.Value).Result);
    public Bits ShiftRightSigned(int count) => With(ShRSIOp.Create(At, Value, Like(count).Value).Result);
    public Bits DividedBy(long divisor) => With(DivUIOp.Create(At, Value, Like(divisor).Value).Result);
    public Flag IsNotZero() => new(Builder, CmpIOp.Create(At, Value, Like(0).Value, CmpIPredicate.Ne).Result);

    /// <summary>The float with these bits.</summary>
    public Term ToFloat() => Builder.Term(BitcastOp.Create(At, Builder.Of(Width == 64 ? FloatType.F64 : FloatType.F32), Value).Out);

    /// <summary>The float nearest to this signed number.</summary>
    public Term ToNumber() => Builder.Term(SIToFPOp.Create(At, Builder.Of(Width == 64 ? FloatType.F64 : FloatType.F32), Value).Out);
}

/// <summary>A condition per element.</summary>
internal readonly record struct Flag(TermBuilder Builder, Value Value)
{
    private OpBuilder At => Builder.Builder;
    public static Flag operator &(Flag a, Flag b) => new(a.Builder, AndIOp.Create(a.At, a.Value, b.Value).Result);
    public static Flag operator |(Flag a, Flag b) => new(a.Builder, OrIOp.Create(a.At, a.Value, b.Value).Result);
    public static Flag operator ^(Flag a, Flag b) => new(a.Builder, XOrIOp.Create(a.At, a.Value, b.Value).Result);
    public Term Select(Term yes, Term no) => yes.Builder.Term(SelectOp.Create(At, Value, yes.Value, no.Value).Result);
    public Term Select(Term yes, double no) => Select(yes, yes.Like(no));
    public Term Select(double yes, Term no) => Select(no.Like(yes), no);
    public Bits Select(Bits yes, Bits no) => new(Builder, SelectOp.Create(At, Value, yes.Value, no.Value).Result);
}
