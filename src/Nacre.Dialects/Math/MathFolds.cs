using System.Numerics;
using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MathOps;

/// <summary>
/// Folds of constants. Functions that are exact or correctly rounded are folded for every type; the others (exp, sin …) for f32 and narrower only, where the
/// double-precision result rounds to what a good library gives.
/// </summary>
internal static class MathFolds
{
    private static FoldResult Exact(Value operand, Func<double, double?> function) => FloatFolds.Evaluate(operand, operand.Type, function);

    private static FoldResult Rounded(Value operand, Func<double, double> function) =>
        operand.Type.ElementOrSelf() is FloatType { Width: <= 32 } ? FloatFolds.Evaluate(operand, operand.Type, a => function(a)) : FoldResult.None;

    private static FoldResult Rounded(IBinaryOp op, Func<double, double, double> function)
    {
        if (op.Result.Type.ElementOrSelf() is not FloatType { Width: <= 32, Kind: var kind })
            return FoldResult.None;
        return ElementwiseConstants.Map(op.Result.Type, op.Lhs.ConstantValue, op.Rhs.ConstantValue,
            (a, b) => FloatBits.FromDouble(function(FloatBits.ToDouble(a, kind), FloatBits.ToDouble(b, kind)), kind));
    }

    public static FoldResult AbsF(AbsFOp op) => op.Operand.DefiningOp is AbsFOp ? op.Operand : Exact(op.Operand, a => Math.Abs(a));
    public static FoldResult Ceil(CeilOp op) => op.Operand.DefiningOp is CeilOp ? op.Operand : Exact(op.Operand, a => Math.Ceiling(a));
    public static FoldResult Floor(FloorOp op) => op.Operand.DefiningOp is FloorOp ? op.Operand : Exact(op.Operand, a => Math.Floor(a));
    public static FoldResult Round(RoundOp op) => op.Operand.DefiningOp is RoundOp ? op.Operand : Exact(op.Operand, a => Math.Round(a, MidpointRounding.AwayFromZero));
    public static FoldResult RoundEven(RoundEvenOp op) => op.Operand.DefiningOp is RoundEvenOp ? op.Operand : Exact(op.Operand, a => Math.Round(a, MidpointRounding.ToEven));
    public static FoldResult Trunc(TruncOp op) => op.Operand.DefiningOp is TruncOp ? op.Operand : Exact(op.Operand, a => Math.Truncate(a));

    public static FoldResult Sqrt(SqrtOp op) => Exact(op.Operand, a => a < 0 ? null : Math.Sqrt(a));
    public static FoldResult Rsqrt(RsqrtOp op) => Rounded(op.Operand, a => 1 / Math.Sqrt(a));
    public static FoldResult Cbrt(CbrtOp op) => Rounded(op.Operand, Math.Cbrt);
    public static FoldResult Exp(ExpOp op) => Rounded(op.Operand, Math.Exp);
    public static FoldResult Exp2(Exp2Op op) => Rounded(op.Operand, a => Math.Pow(2, a));
    public static FoldResult ExpM1(ExpM1Op op) => Rounded(op.Operand, SmallArguments.ExpM1);
    public static FoldResult Log(LogOp op) => Rounded(op.Operand, Math.Log);
    public static FoldResult Log2(Log2Op op) => Rounded(op.Operand, Math.Log2);
    public static FoldResult Log10(Log10Op op) => Rounded(op.Operand, Math.Log10);
    public static FoldResult Log1p(Log1pOp op) => Rounded(op.Operand, SmallArguments.Log1P);

    public static FoldResult Sin(SinOp op) => Rounded(op.Operand, Math.Sin);
    public static FoldResult Cos(CosOp op) => Rounded(op.Operand, Math.Cos);
    public static FoldResult Tan(TanOp op) => Rounded(op.Operand, Math.Tan);
    public static FoldResult Asin(AsinOp op) => Rounded(op.Operand, Math.Asin);
    public static FoldResult Acos(AcosOp op) => Rounded(op.Operand, Math.Acos);
    public static FoldResult Atan(AtanOp op) => Rounded(op.Operand, Math.Atan);
    public static FoldResult Sinh(SinhOp op) => Rounded(op.Operand, Math.Sinh);
    public static FoldResult Cosh(CoshOp op) => Rounded(op.Operand, Math.Cosh);
    public static FoldResult Tanh(TanhOp op) => Rounded(op.Operand, Math.Tanh);
    public static FoldResult Asinh(AsinhOp op) => Rounded(op.Operand, Math.Asinh);
    public static FoldResult Acosh(AcoshOp op) => Rounded(op.Operand, Math.Acosh);
    public static FoldResult Atanh(AtanhOp op) => Rounded(op.Operand, Math.Atanh);

    public static FoldResult Atan2(Atan2Op op) => Rounded(op, Math.Atan2);
    public static FoldResult CopySign(CopySignOp op) => Rounded(op, Math.CopySign);

    /// <summary>x^1 → x.</summary>
    public static FoldResult PowF(PowFOp op) => Constants.Float(op.Rhs) == 1 ? op.Lhs : Rounded(op, Math.Pow);

    private static FoldResult Integer(Value operand, Func<long, int, long> function)
    {
        var width = IntegerFolds.WidthOf(operand.Type);
        return width > 64 ? FoldResult.None : ElementwiseConstants.Map(operand.Type, operand.ConstantValue, a => function(a, width));
    }

    public static FoldResult AbsI(AbsIOp op) => Integer(op.Operand, (a, width) => IntegerFolds.Signed(a, width) is var s && s < 0 ? unchecked(-s) : s);
    public static FoldResult CountLeadingZeros(CountLeadingZerosOp op) => Integer(op.Operand, (a, width) => BitOperations.LeadingZeroCount(IntegerFolds.Unsigned(a, width)) - (64 - width));
    public static FoldResult CountTrailingZeros(CountTrailingZerosOp op) => Integer(op.Operand, (a, width) => Math.Min(width, BitOperations.TrailingZeroCount(IntegerFolds.Unsigned(a, width))));
    public static FoldResult CtPop(CtPopOp op) => Integer(op.Operand, (a, width) => BitOperations.PopCount(IntegerFolds.Unsigned(a, width)));
}

/// <summary>Functions near zero, where the plain formula loses its digits (Kahan's forms).</summary>
internal static class SmallArguments
{
    public static double ExpM1(double x)
    {
        var u = Math.Exp(x);
        if (u == 1)
            return x;
        var v = u - 1;
        return v == -1 || double.IsInfinity(u) ? v : v * x / Math.Log(u);
    }

    public static double Log1P(double x)
    {
        var u = 1 + x;
        if (u == 1)
            return x;
        return double.IsInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }
}
