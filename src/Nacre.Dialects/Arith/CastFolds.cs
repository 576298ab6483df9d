using System.Numerics;
using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Folds of casts.</summary>
internal static class CastFolds
{
    private static Attr? Evaluate(ICastOp op, Func<long, long?> function) => ElementwiseConstants.Map(op.Out.Type, op.In.ConstantValue, function);
    private static int Width(Value value) => IntegerFolds.WidthOf(value.Type);

    /// <summary>Takes the operand from behind the inner cast.</summary>
    private static FoldResult Skip(ICastOp op, ICastOp inner)
    {
        ((Operation)op).SetOperand(0, inner.In);
        return FoldResult.Changed;
    }

    /// <summary>extsi(extsi x) → extsi x.</summary>
    public static FoldResult ExtSI(ExtSIOp op)
    {
        var width = Width(op.In);
        return op.In.DefiningOp is ExtSIOp inner ? Skip(op, inner) : Evaluate(op, a => IntegerFolds.Signed(a, width));
    }

    /// <summary>extui(extui x) → extui x.</summary>
    public static FoldResult ExtUI(ExtUIOp op)
    {
        var width = Width(op.In);
        return op.In.DefiningOp is ExtUIOp inner ? Skip(op, inner) : Evaluate(op, a => (long)IntegerFolds.Unsigned(a, width));
    }

    public static FoldResult ExtF(ExtFOp op) => FloatFolds.Evaluate(op.In, op.Out.Type, a => a);

    /// <summary>trunci(ext x) → x, ext x or trunci x; trunci(trunci x) → trunci x.</summary>
    public static FoldResult TruncI(TruncIOp op)
    {
        if (op.In.DefiningOp is ExtSIOp or ExtUIOp)
        {
            var inner = (ICastOp)op.In.DefiningOp;
            if (inner.In.Type == op.Out.Type)
                return inner.In;
            return Width(inner.In) > Width(op.Out) ? Skip(op, inner) : FoldResult.None;
        }
        if (op.In.DefiningOp is TruncIOp { OverflowFlags: IntegerOverflowFlags.None } narrow && op.OverflowFlags == IntegerOverflowFlags.None)
            return Skip(op, narrow);
        return Evaluate(op, a => a);
    }

    /// <summary>truncf(extf x) → x.</summary>
    public static FoldResult TruncF(TruncFOp op)
    {
        if (op.In.DefiningOp is ExtFOp inner && inner.In.Type == op.Out.Type)
            return inner.In;
        return op.RoundingMode is null or RoundingMode.ToNearestEven ? FloatFolds.Evaluate(op.In, op.Out.Type, a => a) : FoldResult.None;
    }

    public static FoldResult SIToFP(SIToFPOp op)
    {
        var width = Width(op.In);
        return FromInteger(op, a => IntegerFolds.Signed(a, width));
    }

    public static FoldResult UIToFP(UIToFPOp op)
    {
        var width = Width(op.In);
        return FromInteger(op, a => IntegerFolds.Unsigned(a, width));
    }

    private static FoldResult FromInteger(ICastOp op, Func<long, BigInteger> read)
    {
        var kind = ((FloatType)op.Out.Type.ElementOrSelf()).Kind;
        return Width(op.In) > 64 ? FoldResult.None : Evaluate(op, a => FloatBits.FromDouble(kind == FloatKind.F64 ? ToDouble(read(a)) : RoundToOdd(read(a)), kind));
    }

    /// <summary>The nearest double of a 64-bit integer; the conversion of <see cref="BigInteger"/> itself cuts off.</summary>
    private static double ToDouble(BigInteger value) => value.Sign < 0 ? (long)value : (ulong)value;

    /// <summary>
    /// An integer in double precision whose last bit is set when bits were lost, so that rounding it again to a narrower type gives what rounding once would
    /// (Boldo and Melquiond, "When double rounding is odd").
    /// </summary>
    private static double RoundToOdd(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value);
        var excess = (int)Math.Max(0, (long)magnitude.GetBitLength() - 53);
        var kept = magnitude >> excess;
        if (kept << excess != magnitude)
            kept |= 1;
        var result = Math.ScaleB((double)kept, excess);
        return value.Sign < 0 ? -result : result;
    }

    public static FoldResult FPToSI(FPToSIOp op) => ToInteger(op, -Math.ScaleB(1, Width(op.Out) - 1), Math.ScaleB(1, Width(op.Out) - 1));
    public static FoldResult FPToUI(FPToUIOp op) => ToInteger(op, 0, Math.ScaleB(1, Width(op.Out)));

    /// <summary>Rounds toward zero; nothing for NaN and for numbers outside <c>least..limit</c>.</summary>
    private static FoldResult ToInteger(ICastOp op, double least, double limit)
    {
        var kind = ((FloatType)op.In.Type.ElementOrSelf()).Kind;
        return Width(op.Out) > 64 ? FoldResult.None : Evaluate(op, bits =>
        {
            var value = Math.Truncate(FloatBits.ToDouble(bits, kind));
            if (!(value >= least && value < limit))
                return null;
            return value < 0 ? (long)value : (long)(ulong)value;
        });
    }

    /// <summary>bitcast(bitcast x) → bitcast x, or x; the bits of a constant.</summary>
    public static FoldResult Bitcast(BitcastOp op)
    {
        if (op.In.Type == op.Out.Type)
            return op.In;
        if (op.In.DefiningOp is BitcastOp inner)
            return Skip(op, inner);
        var width = Width(op.In);
        return Evaluate(op, a => op.Out.Type.IsFloat() ? (long)IntegerFolds.Unsigned(a, width) : a);
    }

    public static FoldResult IndexCast(IndexCastOp op)
    {
        var width = Width(op.In);
        return RoundTrip<IndexCastOp>(op) is { } same ? same : Evaluate(op, a => IntegerFolds.Signed(a, width));
    }

    public static FoldResult IndexCastUI(IndexCastUIOp op)
    {
        var width = Width(op.In);
        return RoundTrip<IndexCastUIOp>(op) is { } same ? same : Evaluate(op, a => (long)IntegerFolds.Unsigned(a, width));
    }

    /// <summary>cast(cast x) → x, when the type between is not narrower.</summary>
    private static Value? RoundTrip<T>(ICastOp op) where T : class, ICastOp =>
        op.In.DefiningOp is T inner && inner.In.Type == op.Out.Type && Width(op.In) >= Width(op.Out) ? inner.In : null;
}
