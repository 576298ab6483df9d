using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of <c>arith</c> on scalars (held as tensors of rank 0) and tensors; what MLIR calls undefined or poison has StableHLO's value.</summary>
internal static class ArithEvaluators
{
    public static OpEvaluators AddArith(this OpEvaluators table) => table
        .AddLaneConstant<ConstantOp>((op, _, _) => [Constant(op.Value)])
        .AddFloats()
        .AddIntegers()
        .AddCasts()
        .Ternary<SelectOp>(Elementwise.Select)
        .Binary<CmpIOp>((op, a, b) => Compare(op.Predicate, a, b))
        .Binary<CmpFOp>((op, a, b) => Compare(op.Predicate, a, b));

    private static TensorValue Constant(Attr value) => value switch
    {
        ElementsAttr { Type: RankedTensorType } elements => TensorValue.FromAttr(elements),
        IntegerAttr i => TensorValue.Scalar(i.Type, i.Value),
        FloatAttr f => TensorValue.OfIntegers(RankedTensorType.Get(f.Type), [f.Bits]),
        _ => throw new EvaluationException($"constants like {value} have no reference semantics"),
    };

    private static OpEvaluators AddFloats(this OpEvaluators table) => table
        .Binary<AddFOp>(Arithmetic.Add)
        .Binary<SubFOp>(Arithmetic.Subtract)
        .Binary<MulFOp>(Arithmetic.Multiply)
        .Binary<DivFOp>(Arithmetic.Divide)
        .Binary<RemFOp>(Arithmetic.Remainder)
        .Binary<MaximumFOp>(Arithmetic.Maximum)
        .Binary<MinimumFOp>(Arithmetic.Minimum)
        .Binary<MaxNumFOp>((a, b) => Elementwise.Real(a, b, double.MaxNumber))
        .Binary<MinNumFOp>((a, b) => Elementwise.Real(a, b, double.MinNumber))
        .Unary<NegFOp>(Arithmetic.Negate);

    private static OpEvaluators AddIntegers(this OpEvaluators table) => table
        .Binary<AddIOp>(Elementwise.Binary<AddNumbers>)
        .Binary<SubIOp>(Elementwise.Binary<SubtractNumbers>)
        .Binary<MulIOp>(Elementwise.Binary<MultiplyNumbers>)
        .Binary<DivSIOp>(Arithmetic.Divide)
        .Binary<RemSIOp>(Arithmetic.Remainder)
        .Binary<MaxSIOp>(Elementwise.Binary<MaximumNumbers>)
        .Binary<MinSIOp>(Elementwise.Binary<MinimumNumbers>)
        .Unsigned<DivUIOp>(Arithmetic.Divide)
        .Unsigned<RemUIOp>(Arithmetic.Remainder)
        .Unsigned<MaxUIOp>(Arithmetic.Maximum)
        .Unsigned<MinUIOp>(Arithmetic.Minimum)
        .Binary<FloorDivSIOp>((a, b) => Elementwise.Integer(a, b, FloorDivide))
        .Binary<CeilDivSIOp>((a, b) => Elementwise.Integer(a, b, (x, y) => -FloorDivide(-x, y)))
        .Unsigned<CeilDivUIOp>((a, b) => Elementwise.Integer(a, b, (x, y) => x == 0 || y == 0 ? 0 : (long)(((ulong)x - 1) / (ulong)y + 1)))
        .Binary<AndIOp>(Arithmetic.And)
        .Binary<OrIOp>(Arithmetic.Or)
        .Binary<XOrIOp>(Arithmetic.Xor)
        .Binary<ShLIOp>(Arithmetic.ShiftLeft)
        .Binary<ShRSIOp>(Arithmetic.ShiftRightArithmetic)
        .Binary<ShRUIOp>(Arithmetic.ShiftRightLogical);

    private static OpEvaluators AddCasts(this OpEvaluators table) => table
        .Unary<ExtFOp>((op, x) => Conversion.Convert(x, op.Out.Type.ElementOrSelf()))
        .Unary<TruncFOp>((op, x) => Conversion.Convert(x, op.Out.Type.ElementOrSelf()))
        .Unary<TruncIOp>((op, x) => Wrap(x, op.Out.Type.ElementOrSelf()))
        .Unary<ExtSIOp>((op, x) => Conversion.Convert(Signed(x), op.Out.Type.ElementOrSelf()))
        .Unary<ExtUIOp>((op, x) => Conversion.Convert(Unsigned(x), op.Out.Type.ElementOrSelf()))
        .Unary<SIToFPOp>((op, x) => Conversion.Convert(Signed(x), op.Out.Type.ElementOrSelf()))
        .Unary<UIToFPOp>((op, x) => Conversion.Convert(Unsigned(x), op.Out.Type.ElementOrSelf()))
        .Unary<FPToSIOp>((op, x) => Wrap(Conversion.Convert(x, IntegerType.I64), op.Out.Type.ElementOrSelf()))
        .Unary<FPToUIOp>((op, x) => Wrap(Conversion.Convert(x, new IntegerType(64, Signedness.Unsigned)), op.Out.Type.ElementOrSelf()))
        .Unary<IndexCastOp>((op, x) => Wrap(Signed(x), op.Out.Type.ElementOrSelf()))
        .Unary<IndexCastUIOp>((op, x) => Wrap(Unsigned(x), op.Out.Type.ElementOrSelf()))
        .Unary<BitcastOp>((op, x) => Conversion.Bitcast(x, op.Out.Type.ElementOrSelf()));

    private static OpEvaluators Unsigned<TOp>(this OpEvaluators table, Func<TensorValue, TensorValue, TensorValue> compute) where TOp : Operation =>
        table.Binary<TOp>((a, b) => Wrap(compute(Unsigned(a), Unsigned(b)), a.ElementType));

    /// <summary>The same bits as an unsigned integer.</summary>
    private static TensorValue Unsigned(TensorValue x) => Wrap(x, new IntegerType(x.ElementType.BitWidth(), Signedness.Unsigned));

    /// <summary>A signed integer that the widening conversions extend by its sign: a true i1 is -1.</summary>
    private static TensorValue Signed(TensorValue x) => x.ElementType.IsBool() ? Arithmetic.Negate(Conversion.Convert(x, IntegerType.I8)) : x;

    /// <summary>The low bits (to i1 too, where StableHLO's convert asks for non-zero).</summary>
    private static TensorValue Wrap(TensorValue x, IRType to) => x.ElementType == to ? x : TensorValue.OfIntegers(x.Type.WithElement(to), x.ToIntegers());

    private static long FloorDivide(long x, long y)
    {
        if (y is 0 or -1)
            return y == 0 ? -1 : unchecked(-x);
        return x / y - (x % y != 0 && (x < 0) != (y < 0) ? 1 : 0);
    }

    private static TensorValue Compare(CmpIPredicate predicate, TensorValue a, TensorValue b)
    {
        (a, b) = predicate >= CmpIPredicate.Ult ? (Unsigned(a), Unsigned(b)) : (Signed(a), Signed(b));
        var direction = predicate switch
        {
            CmpIPredicate.Eq => Comparison.Equal,
            CmpIPredicate.Ne => Comparison.NotEqual,
            CmpIPredicate.Slt or CmpIPredicate.Ult => Comparison.Less,
            CmpIPredicate.Sle or CmpIPredicate.Ule => Comparison.LessOrEqual,
            CmpIPredicate.Sgt or CmpIPredicate.Ugt => Comparison.Greater,
            _ => Comparison.GreaterOrEqual,
        };
        return Arithmetic.Compare(a, b, direction, totalOrder: false);
    }

    private static TensorValue Compare(CmpFPredicate predicate, TensorValue a, TensorValue b)
    {
        var unordered = Arithmetic.Or(Elementwise.Test(a, double.IsNaN), Elementwise.Test(b, double.IsNaN));
        return predicate switch
        {
            CmpFPredicate.AlwaysFalse => Arithmetic.And(unordered, TensorValue.Scalar(false)),
            CmpFPredicate.AlwaysTrue => Arithmetic.Or(unordered, TensorValue.Scalar(true)),
            CmpFPredicate.Ord => Arithmetic.Not(unordered),
            CmpFPredicate.Uno => unordered,
            CmpFPredicate.One => Arithmetic.And(Relation(predicate, a, b), Arithmetic.Not(unordered)),
            >= CmpFPredicate.Ueq => Arithmetic.Or(Relation(predicate, a, b), unordered),
            _ => Relation(predicate, a, b),
        };
    }

    private static TensorValue Relation(CmpFPredicate predicate, TensorValue a, TensorValue b)
    {
        var direction = predicate switch
        {
            CmpFPredicate.Oeq or CmpFPredicate.Ueq => Comparison.Equal,
            CmpFPredicate.Ogt or CmpFPredicate.Ugt => Comparison.Greater,
            CmpFPredicate.Oge or CmpFPredicate.Uge => Comparison.GreaterOrEqual,
            CmpFPredicate.Olt or CmpFPredicate.Ult => Comparison.Less,
            CmpFPredicate.Ole or CmpFPredicate.Ule => Comparison.LessOrEqual,
            _ => Comparison.NotEqual,
        };
        return Arithmetic.Compare(a, b, direction, totalOrder: false);
    }
}
