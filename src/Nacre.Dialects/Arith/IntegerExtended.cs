using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Unsigned sum and whether it overflowed.</summary>
/// <example><code>%sum, %overflow = arith.addui_extended %a, %b : i32, i1</code></example>
[Op("arith.addui_extended", Format = "$lhs `,` $rhs attr-dict `:` type($sum) `,` type($overflow)")]
public sealed partial class AddUIExtendedOp : Operation, IPure, ICommutative, IElementwise, IInferOperandTypes, IInferTypes
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Sum { get; }
    [Result<BoolLike>] public partial OpResult Overflow { get; }

    public static void InferOperandTypes(FormatTypes types) => types["lhs"] = types["rhs"] = types["sum"];
    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type, state.Operands[0].Type.WithElementOrSelf(IntegerType.I1)];
}

/// <summary>Signed product of twice the width, as its low and high half.</summary>
/// <example><code>%low, %high = arith.mulsi_extended %a, %b : i32</code></example>
[Op("arith.mulsi_extended", Format = "$lhs `,` $rhs attr-dict `:` type($lhs)")]
public sealed partial class MulSIExtendedOp : Operation, IPure, ICommutative, IElementwise, ISameTypeOperands, IInferTypes
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Low { get; }
    [Result<IntegerLike>] public partial OpResult High { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type, state.Operands[0].Type];
}

/// <summary>Unsigned product of twice the width, as its low and high half.</summary>
/// <example><code>%low, %high = arith.mului_extended %a, %b : i32</code></example>
[Op("arith.mului_extended", Format = "$lhs `,` $rhs attr-dict `:` type($lhs)")]
public sealed partial class MulUIExtendedOp : Operation, IPure, ICommutative, IElementwise, ISameTypeOperands, IInferTypes
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Low { get; }
    [Result<IntegerLike>] public partial OpResult High { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type, state.Operands[0].Type];
}
