using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>
/// Folds of the float operations. Constants are computed in double precision and rounded once to the type, which is exact for every narrower type. An identity that
/// would change bits (the sign of a zero, a NaN) asks for the operation's fast-math flags.
/// </summary>
internal static class FloatFolds
{
    /// <summary>Element-wise value of a unary function of floats; null when the operand is not constant.</summary>
    public static Attr? Evaluate(Value operand, IRType result, Func<double, double?> function)
    {
        if (operand.Type.ElementOrSelf() is not FloatType from || result.ElementOrSelf() is not FloatType to)
            return null;
        return ElementwiseConstants.Map(result, operand.ConstantValue, a => function(FloatBits.ToDouble(a, from.Kind)) is { } r ? FloatBits.FromDouble(r, to.Kind) : null);
    }

    private static Attr? Evaluate(IBinaryOp op, Func<double, double, double> function)
    {
        var kind = ((FloatType)op.Result.Type.ElementOrSelf()).Kind;
        return ElementwiseConstants.Map(op.Result.Type, op.Lhs.ConstantValue, op.Rhs.ConstantValue,
            (a, b) => FloatBits.FromDouble(function(FloatBits.ToDouble(a, kind), FloatBits.ToDouble(b, kind)), kind));
    }

    private static bool Allows(IFastMath op, FastMathFlags flags) => (op.FastMath & flags) == flags;

    /// <summary>Whether the right operand is this number, the sign of zero included.</summary>
    private static bool RhsIs(IBinaryOp op, double value) => Constants.Float(op.Rhs) is { } c && BitConverter.DoubleToInt64Bits(c) == BitConverter.DoubleToInt64Bits(value);

    private static bool RhsIsZero(IBinaryOp op) => Constants.Float(op.Rhs) == 0;

    /// <summary>x + -0 → x; x + 0 → x under nsz.</summary>
    public static FoldResult Add(AddFOp op) =>
        RhsIs(op, -0.0) || (RhsIsZero(op) && Allows(op, FastMathFlags.NoSignedZeros)) ? op.Lhs : Evaluate(op, (a, b) => a + b);

    /// <summary>x - +0 → x; x - -0 → x under nsz; x - x → 0 under nnan and ninf.</summary>
    public static FoldResult Sub(SubFOp op)
    {
        if (RhsIs(op, 0.0) || (RhsIsZero(op) && Allows(op, FastMathFlags.NoSignedZeros)))
            return op.Lhs;
        if (ReferenceEquals(op.Lhs, op.Rhs) && Allows(op, FastMathFlags.NoNaNs | FastMathFlags.NoInfs) && op.Result.Type is not ShapedType { HasStaticShape: false })
            return Constants.Zero(op.Result.Type);
        return Evaluate(op, (a, b) => a - b);
    }

    /// <summary>x * 1 → x; x * 0 → 0 under nnan and nsz.</summary>
    public static FoldResult Mul(MulFOp op)
    {
        if (RhsIs(op, 1.0))
            return op.Lhs;
        return RhsIsZero(op) && Allows(op, FastMathFlags.NoNaNs | FastMathFlags.NoSignedZeros) ? op.Rhs : Evaluate(op, (a, b) => a * b);
    }

    /// <summary>x / 1 → x.</summary>
    public static FoldResult Div(DivFOp op) => RhsIs(op, 1.0) ? op.Lhs : Evaluate(op, (a, b) => a / b);

    public static FoldResult Rem(RemFOp op) => Evaluate(op, (a, b) => a % b);

    /// <summary>- -x → x.</summary>
    public static FoldResult Neg(NegFOp op) => op.Operand.DefiningOp is NegFOp inner ? inner.Operand : Evaluate(op.Operand, op.Result.Type, a => -a);

    public static FoldResult Maximum(MaximumFOp op) => Extremum(op, double.NegativeInfinity, Math.Max);
    public static FoldResult Minimum(MinimumFOp op) => Extremum(op, double.PositiveInfinity, Math.Min);
    public static FoldResult MaxNum(MaxNumFOp op) => Extremum(op, double.NaN, (a, b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : Math.Max(a, b));
    public static FoldResult MinNum(MinNumFOp op) => Extremum(op, double.NaN, (a, b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : Math.Min(a, b));

    /// <summary>max(x, x) → x; max(x, neutral) → x.</summary>
    private static FoldResult Extremum(IBinaryOp op, double neutral, Func<double, double, double> function) =>
        ReferenceEquals(op.Lhs, op.Rhs) || (Constants.Float(op.Rhs) is { } c && c.Equals(neutral)) ? op.Lhs : Evaluate(op, function);

    /// <summary>Whether <c>a predicate b</c> holds.</summary>
    public static bool Holds(CmpFPredicate predicate, double a, double b)
    {
        var unordered = double.IsNaN(a) || double.IsNaN(b);
        return predicate switch
        {
            CmpFPredicate.AlwaysFalse => false,
            CmpFPredicate.AlwaysTrue => true,
            CmpFPredicate.Oeq => a == b,
            CmpFPredicate.Ogt => a > b,
            CmpFPredicate.Oge => a >= b,
            CmpFPredicate.Olt => a < b,
            CmpFPredicate.Ole => a <= b,
            CmpFPredicate.One => !unordered && a != b,
            CmpFPredicate.Ord => !unordered,
            CmpFPredicate.Ueq => unordered || a == b,
            CmpFPredicate.Ugt => unordered || a > b,
            CmpFPredicate.Uge => unordered || a >= b,
            CmpFPredicate.Ult => unordered || a < b,
            CmpFPredicate.Ule => unordered || a <= b,
            CmpFPredicate.Une => unordered || a != b,
            _ => unordered,
        };
    }
}
