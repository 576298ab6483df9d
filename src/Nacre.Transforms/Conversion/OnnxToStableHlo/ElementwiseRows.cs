using Nacre.Dialects.Onnx;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Arithmetic, comparison, logic and functions, element by element with NumPy's broadcasting.</summary>
internal static class ElementwiseRows
{
    public static OnnxRows AddElementwise(this OnnxRows rows) => rows
        .AddArithmetic()
        .AddLogic()
        .AddFunctions()
        .AddSelection();

    private static OnnxRows AddArithmetic(this OnnxRows rows) => rows
        .Binary<AddOp>(Hlo.AddOp.Definition)
        .Binary<SubOp>(Hlo.SubtractOp.Definition)
        .Binary<MulOp>(Hlo.MulOp.Definition)
        .Binary<DivOp>(Hlo.DivOp.Definition)
        .One<ModOp>(Mod)
        .One<PowOp>(Power)
        .One<MaxOp>((op, c) => Fold(op.Data0, c.Hlo.Max))
        .One<MinOp>((op, c) => Fold(op.Data0, c.Hlo.Min))
        .One<SumOp>((op, c) => Fold(op.Data0, c.Hlo.Add))
        .One<MeanOp>((op, c) => c.Hlo.Div(Fold(op.Data0, c.Hlo.Add), op.Data0.Count))
        .Unary<NegOp>(Hlo.NegOp.Definition)
        .One<AbsOp>((op, c) => c.Hlo.Abs(op.X))
        .One<SignOp>((op, c) => op.Input.IsUnsigned() ? c.Hlo.Min(op.Input, 1) : c.Hlo.Sign(op.Input))
        .One<ReciprocalOp>((op, c) => c.Hlo.Div(c.Hlo.SplatLike(op.X, 1), op.X))
        .One<BitShiftOp>(BitShift);

    private static OnnxRows AddLogic(this OnnxRows rows) => rows
        .Binary<AndOp>(Hlo.AndOp.Definition)
        .Binary<OrOp>(Hlo.OrOp.Definition)
        .Binary<XorOp>(Hlo.XorOp.Definition)
        .Unary<NotOp>(Hlo.NotOp.Definition)
        .Binary<BitwiseAndOp>(Hlo.AndOp.Definition)
        .Binary<BitwiseOrOp>(Hlo.OrOp.Definition)
        .Binary<BitwiseXorOp>(Hlo.XorOp.Definition)
        .Unary<BitwiseNotOp>(Hlo.NotOp.Definition)
        .One<EqualOp>((op, c) => c.Hlo.Compare(Equal, op.A, op.B))
        .One<LessOp>((op, c) => c.Hlo.Compare(Less, op.A, op.B))
        .One<LessOrEqualOp>((op, c) => c.Hlo.Compare(LessEqual, op.A, op.B))
        .One<GreaterOp>((op, c) => c.Hlo.Compare(Greater, op.A, op.B))
        .One<GreaterOrEqualOp>((op, c) => c.Hlo.Compare(GreaterEqual, op.A, op.B))
        .One<IsNaNOp>((op, c) => c.Hlo.Compare(NotEqual, op.X, op.X))
        .One<IsInfOp>(IsInf);

    private static OnnxRows AddFunctions(this OnnxRows rows) => rows
        .Unary<ExpOp>(Hlo.ExpOp.Definition)
        .Unary<LogOp>(Hlo.LogOp.Definition)
        .Unary<SqrtOp>(Hlo.SqrtOp.Definition)
        .Unary<CeilOp>(Hlo.CeilOp.Definition)
        .Unary<FloorOp>(Hlo.FloorOp.Definition)
        .Unary<RoundOp>(Hlo.RoundNearestEvenOp.Definition)
        .Unary<SinOp>(Hlo.SineOp.Definition)
        .Unary<CosOp>(Hlo.CosineOp.Definition)
        .Unary<TanOp>(Hlo.TanOp.Definition)
        .Unary<TanhOp>(Hlo.TanhOp.Definition)
        .Unary<SigmoidOp>(Hlo.LogisticOp.Definition)
        .One<SinhOp>((op, c) => c.Hlo.Sinh(op.Input))
        .One<CoshOp>((op, c) => c.Hlo.Cosh(op.Input))
        .One<AsinOp>((op, c) => c.Hlo.Asin(op.Input))
        .One<AcosOp>((op, c) => c.Hlo.Acos(op.Input))
        .One<AtanOp>((op, c) => c.Hlo.Atan(op.Input))
        .One<AsinhOp>((op, c) => c.Hlo.Asinh(op.Input))
        .One<AcoshOp>((op, c) => c.Hlo.Acosh(op.Input))
        .One<AtanhOp>((op, c) => c.Hlo.Atanh(op.Input))
        .One<ErfOp>((op, c) => c.Hlo.Erf(op.Input));

    private static OnnxRows AddSelection(this OnnxRows rows) => rows
        .One<WhereOp>((op, c) => c.Hlo.Select(op.Condition, op.X, op.Y))
        .One<ClipOp>(Clip);

    private static Value Fold(OperandRange values, Func<Value, Value, Value> combine) => values.Aggregate(combine);

    /// <summary>fmod: the remainder has the sign of A. Otherwise that of B: r = rem(a, b); r ≠ 0 and sign(r) ≠ sign(b) → r + b.</summary>
    private static Value Mod(ModOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var remainder = hlo.Rem(op.A, op.B);
        if (op.Fmod != 0 || op.A.IsUnsigned())
            return remainder;
        var b = hlo.BroadcastTo(op.B, remainder.Dims());
        var signsDiffer = hlo.Compare(NotEqual, hlo.Compare(Less, remainder, 0), hlo.Compare(Less, b, 0));
        return hlo.Select(hlo.And(hlo.Compare(NotEqual, remainder, 0), signsDiffer), hlo.Add(remainder, b), remainder);
    }

    /// <summary>The result has the base's type; the power is taken in the wider one when the types differ.</summary>
    private static Value Power(PowOp op, OnnxLoweringContext c)
    {
        var (x, y) = (op.X.Element(), op.Y.Element());
        if (c.Constant(op.Y) is { Count: 1 } exponent && exponent.DoubleAt(0) == 2)
            return c.Hlo.BroadcastTo(c.Hlo.Square(op.X), Shapes.Broadcast(op.X.Dims(), op.Y.Dims()));
        if (x == y)
            return c.Hlo.Pow(op.X, op.Y);
        var wide = x is FloatType ? x : y is FloatType ? FloatType.F64 : IntegerType.I64;
        return c.Hlo.Convert(c.Hlo.Pow(c.Hlo.Convert(op.X, wide), c.Hlo.Convert(op.Y, wide)), x);
    }

    private static Value BitShift(BitShiftOp op, OnnxLoweringContext c) => op.Direction switch
    {
        "LEFT" => c.Hlo.Binary(Hlo.ShiftLeftOp.Definition, op.X, op.Y),
        "RIGHT" => c.Hlo.Binary(Hlo.ShiftRightLogicalOp.Definition, op.X, op.Y),
        _ => throw c.Cannot($"the direction '{op.Direction}' is neither LEFT nor RIGHT"),
    };

    private static Value IsInf(IsInfOp op, OnnxLoweringContext c)
    {
        if (op is { DetectNegative: 0, DetectPositive: 0 })
            return c.Hlo.Splat(op.X.Tensor().WithElement(IntegerType.I1), 0);
        var compared = op.DetectNegative != 0 && op.DetectPositive != 0 ? c.Hlo.Abs(op.X) : op.X;
        return c.Hlo.Compare(Equal, compared, op.DetectPositive != 0 ? double.PositiveInfinity : double.NegativeInfinity);
    }

    /// <summary>min(max(x, low), high); a bound that is not given is the type's least or greatest finite number.</summary>
    private static Value Clip(ClipOp op, OnnxLoweringContext c)
    {
        var low = OnnxLoweringContext.Optional(op.Min) ?? Finite(op.Input, c, -1);
        var raised = low is null ? op.Input : c.Hlo.Max(op.Input, low);
        var high = OnnxLoweringContext.Optional(op.Max) ?? Finite(op.Input, c, 1);
        return high is null ? raised : c.Hlo.Min(raised, high);
    }

    /// <summary>The largest finite float of x's type with that sign; null for integers, which nothing can exceed.</summary>
    private static Value? Finite(Value x, OnnxLoweringContext c, int sign) => x.Element() switch
    {
        FloatType { Width: 64 } type => c.Hlo.Scalar(type, sign * double.MaxValue),
        FloatType { Width: 32 } type => c.Hlo.Scalar(type, sign * (double)float.MaxValue),
        FloatType type when type == FloatType.F16 => c.Hlo.Scalar(type, sign * (double)Half.MaxValue),
        FloatType type when type == FloatType.BF16 => c.Hlo.Scalar(type, sign * (double)BitConverter.UInt32BitsToSingle(0x7F7F0000)),
        _ => null,
    };
}
