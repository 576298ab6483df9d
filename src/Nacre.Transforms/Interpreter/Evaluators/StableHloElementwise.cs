using System.Numerics;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of StableHLO's element-wise operations (https://openxla.org/stablehlo/spec).</summary>
internal static class StableHloElementwise
{
    public static OpEvaluators AddStableHloElementwise(this OpEvaluators table) => table
        .AddBinary()
        .AddUnary()
        .AddMath()
        .AddMixed();

    private static OpEvaluators AddBinary(this OpEvaluators table) => table
        .Binary<AddOp>(Arithmetic.Add)
        .Binary<SubtractOp>(Arithmetic.Subtract)
        .Binary<MulOp>(Arithmetic.Multiply)
        .Binary<DivOp>(Arithmetic.Divide)
        .Binary<RemOp>(Arithmetic.Remainder)
        .Binary<MaxOp>(Arithmetic.Maximum)
        .Binary<MinOp>(Arithmetic.Minimum)
        .Binary<PowOp>(Arithmetic.Power)
        .Binary<Atan2Op>(Arithmetic.Atan2)
        .Binary<AndOp>(Arithmetic.And)
        .Binary<OrOp>(Arithmetic.Or)
        .Binary<XorOp>(Arithmetic.Xor)
        .Binary<ShiftLeftOp>(Arithmetic.ShiftLeft)
        .Binary<ShiftRightArithmeticOp>(Arithmetic.ShiftRightArithmetic)
        .Binary<ShiftRightLogicalOp>(Arithmetic.ShiftRightLogical)
        .Binary<ComplexOp>(Elementwise.FromParts);

    private static OpEvaluators AddUnary(this OpEvaluators table) => table
        .Unary<AbsOp>(Arithmetic.Abs)
        .Unary<NegOp>(Arithmetic.Negate)
        .Unary<SignOp>(Arithmetic.Sign)
        .Unary<NotOp>(Arithmetic.Not)
        .Unary<PopulationCountOp>(Arithmetic.PopulationCount)
        .Unary<ClzOp>(Arithmetic.CountLeadingZeros)
        .Unary<IsFiniteOp>(Arithmetic.IsFinite)
        .Unary<RealOp>(x => Elementwise.ComplexToReal(x, z => z.Real))
        .Unary<ImagOp>(x => Elementwise.ComplexToReal(x, z => z.Imaginary));

    private static OpEvaluators AddMath(this OpEvaluators table) => table
        .Real<CeilOp>(Math.Ceiling)
        .Real<FloorOp>(Math.Floor)
        .Real<RoundOp>(RealMath.RoundAwayFromZero)
        .Real<RoundNearestEvenOp>(RealMath.RoundToEven)
        .Function<CbrtOp>(Math.Cbrt, ComplexMath.Cbrt)
        .Function<CosineOp>(Math.Cos, ComplexMath.Cos)
        .Function<ExpOp>(Math.Exp, ComplexMath.Exp)
        .Function<Expm1Op>(RealMath.ExpM1, ComplexMath.ExpM1)
        .Function<LogOp>(Math.Log, ComplexMath.Log)
        .Function<Log1pOp>(RealMath.Log1P, ComplexMath.Log1P)
        .Function<LogisticOp>(RealMath.Logistic, ComplexMath.Logistic)
        .Function<RsqrtOp>(RealMath.Rsqrt, ComplexMath.Rsqrt)
        .Function<SineOp>(Math.Sin, ComplexMath.Sin)
        .Function<SqrtOp>(Math.Sqrt, ComplexMath.Sqrt)
        .Function<TanOp>(Math.Tan, ComplexMath.Tan)
        .Function<TanhOp>(Math.Tanh, ComplexMath.Tanh);

    private static OpEvaluators AddMixed(this OpEvaluators table) => table
        .Binary<CompareOp>(Compare)
        .Ternary<SelectOp>(Elementwise.Select)
        .Ternary<ClampOp>(Arithmetic.Clamp)
        .Unary<ConvertOp>((op, x) => Conversion.Convert(x, op.Result.Type.ElementOrSelf()))
        .Unary<ReducePrecisionOp>((op, x) => Conversion.ReducePrecision(x, op.ExponentBits, op.MantissaBits))
        .Tensor<UniformQuantizeOp>((op, x) => Quantization.Quantize(Quantization.Dequantize(x[0], op.Operand.Type), op.Result.Type))
        .Tensor<UniformDequantizeOp>((op, x) => Quantization.Dequantize(x[0], op.Operand.Type));

    private static TensorValue Compare(CompareOp op, TensorValue a, TensorValue b) =>
        Arithmetic.Compare(a, b, Direction(op.ComparisonDirection.Value), op.CompareType?.Value == ComparisonType.TotalOrder);

    public static Comparison Direction(ComparisonDirection direction) => direction switch
    {
        ComparisonDirection.Equal => Comparison.Equal,
        ComparisonDirection.NotEqual => Comparison.NotEqual,
        ComparisonDirection.Less => Comparison.Less,
        ComparisonDirection.LessEqual => Comparison.LessOrEqual,
        ComparisonDirection.Greater => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };

    /// <summary>A function of real numbers.</summary>
    public static OpEvaluators Real<TOp>(this OpEvaluators table, Func<double, double> real) where TOp : Operation => table.Unary<TOp>(x => Elementwise.Real(x, real));

    /// <summary>A function of real and complex numbers.</summary>
    public static OpEvaluators Function<TOp>(this OpEvaluators table, Func<double, double> real, Func<Complex, Complex> complex) where TOp : Operation =>
        table.Unary<TOp>(x => x.ElementType is ComplexType ? Elementwise.Complex(x, complex) : Elementwise.Real(x, real));
}
