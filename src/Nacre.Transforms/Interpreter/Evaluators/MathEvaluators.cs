using Nacre.Dialects.MathOps;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of <c>math</c> on scalars (held as tensors of rank 0) and tensors.</summary>
internal static class MathEvaluators
{
    public static OpEvaluators AddMathDialect(this OpEvaluators table) => table
        .AddExponentials()
        .AddTrigonometry()
        .AddRounding()
        .Unary<AbsIOp>(Arithmetic.Abs)
        .Unary<AbsFOp>(Arithmetic.Abs)
        .Unary<CountLeadingZerosOp>(Arithmetic.CountLeadingZeros)
        .Unary<CtPopOp>(Arithmetic.PopulationCount)
        .Binary<IPowIOp>(Arithmetic.Power)
        .Binary<PowFOp>(Arithmetic.Power)
        .Binary<Atan2Op>(Arithmetic.Atan2)
        .Binary<CopySignOp>((a, b) => Elementwise.Real(a, b, Math.CopySign))
        .Unary<IsFiniteOp>(Arithmetic.IsFinite)
        .Unary<IsInfOp>(x => Elementwise.Test(x, double.IsInfinity))
        .Unary<IsNaNOp>(x => Elementwise.Test(x, double.IsNaN));

    private static OpEvaluators AddExponentials(this OpEvaluators table) => table
        .Real<ExpOp>(Math.Exp)
        .Real<Exp2Op>(x => Math.Pow(2, x))
        .Real<ExpM1Op>(RealMath.ExpM1)
        .Real<LogOp>(Math.Log)
        .Real<Log2Op>(Math.Log2)
        .Real<Log10Op>(Math.Log10)
        .Real<Log1pOp>(RealMath.Log1P)
        .Real<SqrtOp>(Math.Sqrt)
        .Real<RsqrtOp>(RealMath.Rsqrt)
        .Real<CbrtOp>(Math.Cbrt)
        .Real<ErfOp>(SpecialFunctions.Erf)
        .Real<ErfcOp>(SpecialFunctions.Erfc);

    private static OpEvaluators AddTrigonometry(this OpEvaluators table) => table
        .Real<SinOp>(Math.Sin)
        .Real<CosOp>(Math.Cos)
        .Real<TanOp>(Math.Tan)
        .Real<AsinOp>(Math.Asin)
        .Real<AcosOp>(Math.Acos)
        .Real<AtanOp>(Math.Atan)
        .Real<SinhOp>(RealMath.Sinh)
        .Real<CoshOp>(Math.Cosh)
        .Real<TanhOp>(Math.Tanh)
        .Real<AsinhOp>(Math.Asinh)
        .Real<AcoshOp>(Math.Acosh)
        .Real<AtanhOp>(Math.Atanh);

    private static OpEvaluators AddRounding(this OpEvaluators table) => table
        .Real<CeilOp>(Math.Ceiling)
        .Real<FloorOp>(Math.Floor)
        .Real<RoundOp>(RealMath.RoundAwayFromZero)
        .Real<RoundEvenOp>(RealMath.RoundToEven)
        .Real<TruncOp>(Math.Truncate);
}
