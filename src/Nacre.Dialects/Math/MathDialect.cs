using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MathOps;

/// <summary>Functions on numbers, scalar or element by element (https://mlir.llvm.org/docs/Dialects/MathOps/).</summary>
public sealed class MathDialect() : Dialect("math")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        AbsFOp.Definition, CeilOp.Definition, FloorOp.Definition, RoundOp.Definition, RoundEvenOp.Definition, TruncOp.Definition,
        ExpOp.Definition, Exp2Op.Definition, ExpM1Op.Definition, LogOp.Definition, Log2Op.Definition, Log10Op.Definition, Log1pOp.Definition, SqrtOp.Definition, RsqrtOp.Definition, CbrtOp.Definition,
        SinOp.Definition, CosOp.Definition, TanOp.Definition, AsinOp.Definition, AcosOp.Definition, AtanOp.Definition, SinhOp.Definition, CoshOp.Definition, TanhOp.Definition, AsinhOp.Definition, AcoshOp.Definition, AtanhOp.Definition,
        ErfOp.Definition, ErfcOp.Definition, Atan2Op.Definition, PowFOp.Definition, CopySignOp.Definition, FPowIOp.Definition, FmaOp.Definition, ClampFOp.Definition, SinCosOp.Definition,
        IsNaNOp.Definition, IsInfOp.Definition, IsFiniteOp.Definition, IsNormalOp.Definition,
        AbsIOp.Definition, CountLeadingZerosOp.Definition, CountTrailingZerosOp.Definition, CtPopOp.Definition, IPowIOp.Definition,
    ];

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => ArithDialect.TryConstant(builder, value, type);
}

/// <summary>The assembly formats that families of operations share.</summary>
internal static class MathFormats
{
    public const string Unary = "$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)";
    public const string Binary = "$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)";
}
