using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Chlo;

// Functions of two tensors after broadcasting them against each other.

/// <summary>The sum of two tensors, broadcast.</summary>
[Op("chlo.broadcast_add", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastAddOp : Operation, ICompatibleElementTypes, IBroadcastingBinary, ICommutative
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The conjunction of two tensors, broadcast.</summary>
[Op("chlo.broadcast_and", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastAndOp : Operation, IBroadcastingBinary, ICommutative
{
    [Operand<AnyPredOrIntTensor>] public partial Value Lhs { get; }
    [Operand<AnyPredOrIntTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyPredOrIntTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The angle of two tensors, broadcast.</summary>
[Op("chlo.broadcast_atan2", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastAtan2Op : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The quotient of two tensors, broadcast.</summary>
[Op("chlo.broadcast_divide", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastDivOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The maximum of two tensors, broadcast.</summary>
[Op("chlo.broadcast_maximum", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastMaxOp : Operation, ICompatibleElementTypes, IBroadcastingBinary, ICommutative
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The minimum of two tensors, broadcast.</summary>
[Op("chlo.broadcast_minimum", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastMinOp : Operation, ICompatibleElementTypes, IBroadcastingBinary, ICommutative
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The product of two tensors, broadcast.</summary>
[Op("chlo.broadcast_multiply", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastMulOp : Operation, IBroadcastingBinary, ICommutative
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The next float toward the other operand of two tensors, broadcast.</summary>
[Op("chlo.broadcast_next_after", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastNextAfterOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The disjunction of two tensors, broadcast.</summary>
[Op("chlo.broadcast_or", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastOrOp : Operation, IBroadcastingBinary, ICommutative
{
    [Operand<AnyPredOrIntTensor>] public partial Value Lhs { get; }
    [Operand<AnyPredOrIntTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyPredOrIntTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The polygamma function of two tensors, broadcast.</summary>
[Op("chlo.broadcast_polygamma", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastPolygammaOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The power of two tensors, broadcast.</summary>
[Op("chlo.broadcast_power", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastPowOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The remainder of two tensors, broadcast.</summary>
[Op("chlo.broadcast_remainder", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastRemOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The left shift of two tensors, broadcast.</summary>
[Op("chlo.broadcast_shift_left", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastShiftLeftOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The arithmetic right shift of two tensors, broadcast.</summary>
[Op("chlo.broadcast_shift_right_arithmetic", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastShiftRightArithmeticOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The logical right shift of two tensors, broadcast.</summary>
[Op("chlo.broadcast_shift_right_logical", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastShiftRightLogicalOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The difference of two tensors, broadcast.</summary>
[Op("chlo.broadcast_subtract", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastSubOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The exclusive disjunction of two tensors, broadcast.</summary>
[Op("chlo.broadcast_xor", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastXorOp : Operation, IBroadcastingBinary, ICommutative
{
    [Operand<AnyPredOrIntTensor>] public partial Value Lhs { get; }
    [Operand<AnyPredOrIntTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyPredOrIntTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>The Hurwitz zeta function of two tensors, broadcast.</summary>
[Op("chlo.broadcast_zeta", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastZetaOp : Operation, IBroadcastingBinary
{
    [Operand<AnyFpTensor>] public partial Value Lhs { get; }
    [Operand<AnyFpTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, state.Operands[0].Type.ElementOrSelf())];
}

/// <summary>Complex numbers from parts, broadcast.</summary>
[Op("chlo.broadcast_complex", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastComplexOp : Operation, IBroadcastingBinary
{
    [Operand<AnyFpTensor>] public partial Value Lhs { get; }
    [Operand<AnyFpTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Result<AnyComplexTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, new ComplexType(state.Operands[0].Type.ElementOrSelf()))];
}

/// <summary>Compares two tensors, broadcast.</summary>
[Op("chlo.broadcast_compare", Format = "$lhs `,` $rhs attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type(results)")]
public sealed partial class BroadcastCompareOp : Operation, IBroadcastingBinary
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? BroadcastDimensions { get; set; }
    [Attr] public partial ChloComparisonDirectionAttr ComparisonDirection { get; set; }

    /// <summary>How the bits are read; null for what the element type suggests.</summary>
    [Attr] public partial ChloComparisonTypeAttr? CompareType { get; set; }
    [Result<AnyPredTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Binary(state, IntegerType.I1)];
}

/// <summary>Chooses between two tensors, all three operands broadcast.</summary>
[Op("chlo.broadcast_select", Format = "$pred `,` $onTrue `,` $onFalse attr-dict `:` `(` type($pred) `,` type($onTrue) `,` type($onFalse) `)` `->` type(results)")]
public sealed partial class BroadcastSelectOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloPredTensor>] public partial Value Pred { get; }
    [Operand<AnyHloTensor>] public partial Value OnTrue { get; }
    [Operand<AnyHloTensor>] public partial Value OnFalse { get; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferBroadcast.Select(state)];
}
