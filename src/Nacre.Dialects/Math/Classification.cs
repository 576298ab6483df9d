using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MathOps;

/// <summary>Whether x is NaN.</summary>
[Op("math.isnan", Format = "$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($operand)")]
public sealed partial class IsNaNOp : Operation, IPure, IElementwise, IInferTypes, IFastMath
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<BoolLike>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOrSelf(IntegerType.I1)];
}

/// <summary>Whether x is an infinity.</summary>
[Op("math.isinf", Format = "$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($operand)")]
public sealed partial class IsInfOp : Operation, IPure, IElementwise, IInferTypes, IFastMath
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<BoolLike>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOrSelf(IntegerType.I1)];
}

/// <summary>Whether x is neither NaN nor an infinity.</summary>
[Op("math.isfinite", Format = "$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($operand)")]
public sealed partial class IsFiniteOp : Operation, IPure, IElementwise, IInferTypes, IFastMath
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<BoolLike>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOrSelf(IntegerType.I1)];
}

/// <summary>Whether x is finite, not zero and not subnormal.</summary>
[Op("math.isnormal", Format = "$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($operand)")]
public sealed partial class IsNormalOp : Operation, IPure, IElementwise, IInferTypes, IFastMath
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<BoolLike>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOrSelf(IntegerType.I1)];
}
