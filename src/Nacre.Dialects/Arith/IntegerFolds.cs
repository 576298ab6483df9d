using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Folds of the integer operations. <c>s</c> and <c>u</c> below are an operand read as signed and as unsigned number of its width.</summary>
internal static class IntegerFolds
{
    public static long Signed(long value, int width) => value << (64 - width) >> (64 - width);
    public static ulong Unsigned(long value, int width) => width == 64 ? (ulong)value : (ulong)value & ((1UL << width) - 1);

    public static int WidthOf(IRType type) => type.ElementOrSelf().BitWidth();

    private static Attr? Evaluate(IBinaryOp op, Func<long, long, long?> function) =>
        ElementwiseConstants.Map(op.Result.Type, op.Lhs.ConstantValue, op.Rhs.ConstantValue, function);

    private static Attr? EvaluateSigned(IBinaryOp op, Func<long, long, long?> function)
    {
        var width = WidthOf(op.Result.Type);
        return width > 64 ? null : Evaluate(op, (a, b) => function(Signed(a, width), Signed(b, width)));
    }

    private static Attr? EvaluateUnsigned(IBinaryOp op, Func<ulong, ulong, ulong?> function)
    {
        var width = WidthOf(op.Result.Type);
        return width > 64 ? null : Evaluate(op, (a, b) => (long?)function(Unsigned(a, width), Unsigned(b, width)));
    }

    private static bool RhsIs(IBinaryOp op, long value) => Constants.Int(op.Rhs) is { } c && c == IntegerAttr.Canonical(value, op.Rhs.Type.ElementOrSelf());
    private static bool SameOperands(IBinaryOp op) => ReferenceEquals(op.Lhs, op.Rhs);
    private static Attr? Constant(IBinaryOp op, long value) => op.Result.Type is ShapedType { HasStaticShape: false } ? null : Constants.Int(value, op.Result.Type);

    /// <summary>x + 0 → x; (x - y) + y → x.</summary>
    public static FoldResult Add(AddIOp op)
    {
        if (RhsIs(op, 0))
            return op.Lhs;
        if (op.Lhs.DefiningOp is SubIOp left && ReferenceEquals(left.Rhs, op.Rhs))
            return left.Lhs;
        if (op.Rhs.DefiningOp is SubIOp right && ReferenceEquals(right.Rhs, op.Lhs))
            return right.Lhs;
        return Evaluate(op, (a, b) => a + b);
    }

    /// <summary>x - 0 → x; x - x → 0; (x + y) - y → x; (x + y) - x → y.</summary>
    public static FoldResult Sub(SubIOp op)
    {
        if (RhsIs(op, 0))
            return op.Lhs;
        if (SameOperands(op))
            return Constant(op, 0);
        if (op.Lhs.DefiningOp is AddIOp sum && ReferenceEquals(sum.Rhs, op.Rhs))
            return sum.Lhs;
        if (op.Lhs.DefiningOp is AddIOp swapped && ReferenceEquals(swapped.Lhs, op.Rhs))
            return swapped.Rhs;
        return Evaluate(op, (a, b) => a - b);
    }

    /// <summary>x * 0 → 0; x * 1 → x.</summary>
    public static FoldResult Mul(MulIOp op)
    {
        if (RhsIs(op, 0))
            return op.Rhs;
        return RhsIs(op, 1) ? op.Lhs : Evaluate(op, (a, b) => a * b);
    }

    /// <summary>x / 1 → x, of every kind of division.</summary>
    private static FoldResult Divide(IBinaryOp op, Func<Attr?> constant) => RhsIs(op, 1) && WidthOf(op.Result.Type) > 1 ? op.Lhs : constant();

    private static bool Overflows(long a, long b, int width) => b == 0 || (b == -1 && a == Signed(1L << (width - 1), width));

    public static FoldResult DivS(DivSIOp op) => Divide(op, () => SignedDivision(op, (a, b) => a / b));
    public static FoldResult DivU(DivUIOp op) => Divide(op, () => EvaluateUnsigned(op, (a, b) => b == 0 ? null : a / b));
    public static FoldResult CeilDivS(CeilDivSIOp op) => Divide(op, () => SignedDivision(op, (a, b) => a / b + (a % b != 0 && a < 0 == b < 0 ? 1 : 0)));
    public static FoldResult CeilDivU(CeilDivUIOp op) => Divide(op, () => EvaluateUnsigned(op, (a, b) => b == 0 ? null : a / b + (a % b != 0 ? 1UL : 0)));
    public static FoldResult FloorDivS(FloorDivSIOp op) => Divide(op, () => SignedDivision(op, (a, b) => a / b - (a % b != 0 && a < 0 != b < 0 ? 1 : 0)));

    private static Attr? SignedDivision(IBinaryOp op, Func<long, long, long> divide)
    {
        var width = WidthOf(op.Result.Type);
        return EvaluateSigned(op, (a, b) => Overflows(a, b, width) ? null : divide(a, b));
    }

    /// <summary>x mod 1 → 0.</summary>
    public static FoldResult RemS(RemSIOp op) => RhsIs(op, 1) && WidthOf(op.Result.Type) > 1 ? Constant(op, 0) : SignedDivision(op, (a, b) => a % b);
    public static FoldResult RemU(RemUIOp op) => RhsIs(op, 1) ? Constant(op, 0) : EvaluateUnsigned(op, (a, b) => b == 0 ? null : a % b);

    /// <summary>x &amp; x → x; x &amp; 0 → 0; x &amp; -1 → x.</summary>
    public static FoldResult And(AndIOp op)
    {
        if (RhsIs(op, 0))
            return op.Rhs;
        return SameOperands(op) || RhsIs(op, -1) ? op.Lhs : Evaluate(op, (a, b) => a & b);
    }

    /// <summary>x | x → x; x | 0 → x; x | -1 → -1.</summary>
    public static FoldResult Or(OrIOp op)
    {
        if (RhsIs(op, -1))
            return op.Rhs;
        return SameOperands(op) || RhsIs(op, 0) ? op.Lhs : Evaluate(op, (a, b) => a | b);
    }

    /// <summary>x ^ 0 → x; x ^ x → 0; (x ^ y) ^ y → x.</summary>
    public static FoldResult XOr(XOrIOp op)
    {
        if (RhsIs(op, 0))
            return op.Lhs;
        if (SameOperands(op))
            return Constant(op, 0);
        if (op.Lhs.DefiningOp is XOrIOp inner && ReferenceEquals(inner.Rhs, op.Rhs))
            return inner.Lhs;
        return Evaluate(op, (a, b) => a ^ b);
    }

    public static FoldResult ShL(ShLIOp op) => Shift(op, (a, by, _) => a << by);
    public static FoldResult ShRS(ShRSIOp op) => Shift(op, (a, by, width) => Signed(a, width) >> by);
    public static FoldResult ShRU(ShRUIOp op) => Shift(op, (a, by, width) => (long)(Unsigned(a, width) >> by));

    /// <summary>x shifted by 0 → x; an amount of the width or more is poison and stays.</summary>
    private static FoldResult Shift(IBinaryOp op, Func<long, int, int, long> shift)
    {
        var width = WidthOf(op.Result.Type);
        if (RhsIs(op, 0))
            return op.Lhs;
        return width > 64 ? FoldResult.None : Evaluate(op, (a, b) => Unsigned(b, width) >= (ulong)width ? null : shift(a, (int)b, width));
    }

    public static FoldResult MaxS(MaxSIOp op) => Extremum(op, Signed(1L << (WidthOf(op.Result.Type) - 1), WidthOf(op.Result.Type)), () => EvaluateSigned(op, (a, b) => Math.Max(a, b)));
    public static FoldResult MinS(MinSIOp op) => Extremum(op, ~(1L << (WidthOf(op.Result.Type) - 1)), () => EvaluateSigned(op, (a, b) => Math.Min(a, b)));
    public static FoldResult MaxU(MaxUIOp op) => Extremum(op, 0, () => EvaluateUnsigned(op, (a, b) => Math.Max(a, b)));
    public static FoldResult MinU(MinUIOp op) => Extremum(op, -1, () => EvaluateUnsigned(op, (a, b) => Math.Min(a, b)));

    /// <summary>max(x, x) → x; max(x, the least number) → x; and so for min.</summary>
    private static FoldResult Extremum(IBinaryOp op, long neutral, Func<Attr?> constant) =>
        SameOperands(op) || (WidthOf(op.Result.Type) <= 64 && RhsIs(op, neutral)) ? op.Lhs : constant();

    /// <summary>Whether <c>a predicate b</c> holds for integers of a width.</summary>
    public static bool Holds(CmpIPredicate predicate, long a, long b, int width)
    {
        var (s, t, u, v) = (Signed(a, width), Signed(b, width), Unsigned(a, width), Unsigned(b, width));
        return predicate switch
        {
            CmpIPredicate.Eq => u == v,
            CmpIPredicate.Ne => u != v,
            CmpIPredicate.Slt => s < t,
            CmpIPredicate.Sle => s <= t,
            CmpIPredicate.Sgt => s > t,
            CmpIPredicate.Sge => s >= t,
            CmpIPredicate.Ult => u < v,
            CmpIPredicate.Ule => u <= v,
            CmpIPredicate.Ugt => u > v,
            _ => u >= v,
        };
    }
}
