using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Folds of comparisons and selections.</summary>
internal static class CompareFolds
{
    private static bool HasDynamicShape(Value value) => value.Type is ShapedType { HasStaticShape: false };

    /// <summary>x == x → true and so on; a constant goes to the right.</summary>
    public static FoldResult CmpI(CmpIOp op)
    {
        var width = IntegerFolds.WidthOf(op.Lhs.Type);
        if (ReferenceEquals(op.Lhs, op.Rhs) && !HasDynamicShape(op.Result))
            return Constants.Int(IntegerFolds.Holds(op.Predicate, 0, 0, 64) ? 1 : 0, op.Result.Type);
        if (op.Lhs.ConstantValue is not null && op.Rhs.ConstantValue is null)
            return Swap(op);
        return width > 64 ? FoldResult.None
            : ElementwiseConstants.Map(op.Result.Type, op.Lhs.ConstantValue, op.Rhs.ConstantValue, (a, b) => IntegerFolds.Holds(op.Predicate, a, b, width) ? 1 : 0);
    }

    private static FoldResult Swap(CmpIOp op)
    {
        var (lhs, rhs) = (op.Lhs, op.Rhs);
        op.SetOperand(0, rhs);
        op.SetOperand(1, lhs);
        op.Predicate = op.Predicate switch
        {
            CmpIPredicate.Slt => CmpIPredicate.Sgt,
            CmpIPredicate.Sle => CmpIPredicate.Sge,
            CmpIPredicate.Sgt => CmpIPredicate.Slt,
            CmpIPredicate.Sge => CmpIPredicate.Sle,
            CmpIPredicate.Ult => CmpIPredicate.Ugt,
            CmpIPredicate.Ule => CmpIPredicate.Uge,
            CmpIPredicate.Ugt => CmpIPredicate.Ult,
            CmpIPredicate.Uge => CmpIPredicate.Ule,
            var symmetric => symmetric,
        };
        return FoldResult.Changed;
    }

    /// <summary>The predicates <c>false</c> and <c>true</c>; x == x under nnan; constants.</summary>
    public static FoldResult CmpF(CmpFOp op)
    {
        var isDecided = op.Predicate is CmpFPredicate.AlwaysFalse or CmpFPredicate.AlwaysTrue
            || (ReferenceEquals(op.Lhs, op.Rhs) && op.FastMath.HasFlag(FastMathFlags.NoNaNs));
        if (isDecided && !HasDynamicShape(op.Result))
            return Constants.Int(FloatFolds.Holds(op.Predicate, 0, 0) ? 1 : 0, op.Result.Type);
        var kind = ((FloatType)op.Lhs.Type.ElementOrSelf()).Kind;
        return ElementwiseConstants.Map(op.Result.Type, op.Lhs.ConstantValue, op.Rhs.ConstantValue,
            (a, b) => FloatFolds.Holds(op.Predicate, FloatBits.ToDouble(a, kind), FloatBits.ToDouble(b, kind)) ? 1 : 0);
    }

    /// <summary>A known condition; equal values; select(c, true, false) → c.</summary>
    public static FoldResult Select(SelectOp op)
    {
        if (ReferenceEquals(op.TrueValue, op.FalseValue))
            return op.TrueValue;
        if (Constants.Int(op.Condition) is { } known)
            return known != 0 ? op.TrueValue : op.FalseValue;
        if (op.Condition.Type == op.Result.Type && Constants.Int(op.TrueValue) == 1 && Constants.Int(op.FalseValue) == 0)
            return op.Condition;
        if (op.Condition.Type is not ShapedType)
            return FoldResult.None;
        return ElementwiseConstants.Map(op.Result.Type, op.Condition.ConstantValue, op.TrueValue.ConstantValue, op.FalseValue.ConstantValue, (c, a, b) => c != 0 ? a : b);
    }
}
