using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MathOps;

/// <summary>Error function.</summary>
[Op("math.erf", Format = MathFormats.Unary)]
public sealed partial class ErfOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }
}

/// <summary>Complementary error function, 1 - erf(x).</summary>
[Op("math.erfc", Format = MathFormats.Unary)]
public sealed partial class ErfcOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }
}

/// <summary>Angle of the point (rhs, lhs), in -pi..pi.</summary>
[Op("math.atan2", Format = MathFormats.Binary)]
public sealed partial class Atan2Op : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Atan2(this);
}

/// <summary>lhs to the power rhs.</summary>
[Op("math.powf", Format = MathFormats.Binary)]
public sealed partial class PowFOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.PowF(this);
}

/// <summary>The magnitude of lhs with the sign of rhs.</summary>
[Op("math.copysign", Format = MathFormats.Binary)]
public sealed partial class CopySignOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.CopySign(this);
}

/// <summary>lhs to an integer power.</summary>
[Op("math.fpowi", Format = "$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($lhs) `,` type($rhs)")]
public sealed partial class FPowIOp : Operation, IPure, IElementwise, IInferTypes, IFastMath
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<NonIndexIntegerLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type];
}

/// <summary>a * b + c, rounded once.</summary>
[Op("math.fma", Format = "$a `,` $b `,` $c (`fastmath` `` $fastmath^)? attr-dict `:` type($result)")]
public sealed partial class FmaOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath
{
    [Operand<FloatLike>] public partial Value A { get; }
    [Operand<FloatLike>] public partial Value B { get; }
    [Operand<FloatLike>] public partial Value C { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }
}

/// <summary>value, but not below min nor above max.</summary>
/// <example><code>%r = math.clampf %x to [%lo, %hi] : f32</code></example>
[Op("math.clampf", Format = "$value `to` ` ` `[` $min `,` $max `]` (`fastmath` `` $fastmath^)? attr-dict `:` type($result)")]
public sealed partial class ClampFOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath
{
    [Operand<FloatLike>] public partial Value Value { get; }
    [Operand<FloatLike>] public partial Value Min { get; }
    [Operand<FloatLike>] public partial Value Max { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }
}

/// <summary>Sine and cosine of one angle.</summary>
[Op("math.sincos", Format = "$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($operand)")]
public sealed partial class SinCosOp : Operation, IPure, IElementwise, IInferTypes, IFastMath
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Sin { get; }
    [Result<FloatLike>] public partial OpResult Cos { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type, state.Operands[0].Type];
}
