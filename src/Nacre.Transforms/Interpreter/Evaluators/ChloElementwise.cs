using System.Numerics;
using Nacre.Dialects.Chlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of CHLO's element-wise operations.</summary>
internal static class ChloElementwise
{
    public static OpEvaluators AddChloElementwise(this OpEvaluators table) => table
        .AddConstants()
        .AddMath()
        .AddSpecial();

    private static OpEvaluators AddConstants(this OpEvaluators table) => table
        .AddLaneConstant<ConstantOp>((op, _, _) => [TensorValue.FromAttr(op.Value)])
        .Unary<ConstantLikeOp>((op, x) => TensorValue.Splat(x.Type, Number(op.Value)));

    private static double Number(Attr value) => value switch
    {
        FloatAttr f => f.Value,
        IntegerAttr i => i.Value,
        _ => throw new EvaluationException($"{value} is no number"),
    };

    private static OpEvaluators AddMath(this OpEvaluators table) => table
        .Function<AcosOp>(Math.Acos, ComplexMath.Acos)
        .Function<AcoshOp>(Math.Acosh, ComplexMath.Acosh)
        .Function<AsinOp>(Math.Asin, ComplexMath.Asin)
        .Function<AsinhOp>(Math.Asinh, ComplexMath.Asinh)
        .Function<AtanOp>(Math.Atan, ComplexMath.Atan)
        .Function<AtanhOp>(Math.Atanh, ComplexMath.Atanh)
        .Function<CoshOp>(Math.Cosh, ComplexMath.Cosh)
        .Function<SinhOp>(RealMath.Sinh, ComplexMath.Sinh)
        .Function<TanOp>(Math.Tan, ComplexMath.Tan)
        .Unary<AsinAcosKernelOp>(x => Elementwise.Complex(x, InverseComplexMath.Kernel))
        .Unary<ConjOp>(LinearAlgebra.Conjugate)
        .Unary<SquareOp>(Arithmetic.Square);

    private static OpEvaluators AddSpecial(this OpEvaluators table) => table
        .Real<BesselI1eOp>(SpecialFunctions.BesselI1e)
        .Real<DigammaOp>(SpecialFunctions.Digamma)
        .Real<ErfOp>(SpecialFunctions.Erf)
        .Real<ErfcOp>(SpecialFunctions.Erfc)
        .Real<ErfInvOp>(SpecialFunctions.ErfInv)
        .Real<LgammaOp>(SpecialFunctions.Lgamma)
        .Unary<IsInfOp>(x => Elementwise.Test(x, double.IsInfinity))
        .Unary<IsNegInfOp>(x => Elementwise.Test(x, double.IsNegativeInfinity))
        .Unary<IsPosInfOp>(x => Elementwise.Test(x, double.IsPositiveInfinity))
        .Binary<MulhiOp>(Arithmetic.MultiplyHigh)
        .Binary<NextAfterOp>(Arithmetic.NextAfter)
        .Binary<PolygammaOp>((n, x) => Elementwise.Real(n, x, SpecialFunctions.Polygamma))
        .Binary<ZetaOp>((s, q) => Elementwise.Real(s, q, SpecialFunctions.Zeta));
}
