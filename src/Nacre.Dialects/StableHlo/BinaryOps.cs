using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Elementwise operations on two tensors (https://openxla.org/stablehlo/spec, each under its name).

/// <summary>Sum; of booleans the logical or.</summary>
[Op("stablehlo.add", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class AddOp : Operation, IBinaryElementwise, IInferHloTypes, ICommutative, IVerifiable
{
    [Operand<HloTensorOrPerAxis>] public partial Value Lhs { get; }
    [Operand<HloTensorOrPerAxis>] public partial Value Rhs { get; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [HloCompatibility.MostSpecific(state.Operands[0].Type, state.Operands[1].Type)];

    public void Verify(Verifier verifier) => HloVerify.Run(this, verifier, () => QuantizationChecks.Sum(Lhs.Type.ElementOrSelf(), Rhs.Type.ElementOrSelf(), Result.Type.ElementOrSelf()));
}

/// <summary>The angle of the point (rhs, lhs), in (-π, π].</summary>
[Op("stablehlo.atan2", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class Atan2Op : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Lhs { get; }
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Rhs { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
}

/// <summary>The complex number with real part lhs and imaginary part rhs.</summary>
[Op("stablehlo.complex", Format = "operands attr-dict `:` custom<ComplexOpType>(type($lhs), type($rhs), type($result))")]
public sealed partial class ComplexOp : Operation, IBinaryElementwise, IInferHloTypes
{
    [Operand<HloFp32Or64Tensor>] public partial Value Lhs { get; }
    [Operand<HloFp32Or64Tensor>] public partial Value Rhs { get; }
    [Result<HloComplexTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Complex(state)];
}

/// <summary>Quotient; of integers truncated toward zero.</summary>
[Op("stablehlo.divide", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class DivOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloNumericTensor>] public partial Value Lhs { get; }
    [Operand<HloNumericTensor>] public partial Value Rhs { get; }
    [Result<HloNumericTensor>] public partial OpResult Result { get; }
}

/// <summary>The greater; NaN where either is NaN; of booleans the logical or.</summary>
[Op("stablehlo.maximum", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class MaxOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType, ICommutative
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensor>] public partial Value Rhs { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}

/// <summary>The lesser; NaN where either is NaN; of booleans the logical and.</summary>
[Op("stablehlo.minimum", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class MinOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType, ICommutative
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensor>] public partial Value Rhs { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}

/// <summary>Product; of booleans the logical and.</summary>
[Op("stablehlo.multiply", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class MulOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType, ICommutative
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensor>] public partial Value Rhs { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}

/// <summary>lhs to the power of rhs.</summary>
[Op("stablehlo.power", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class PowOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloNumericTensor>] public partial Value Lhs { get; }
    [Operand<HloNumericTensor>] public partial Value Rhs { get; }
    [Result<HloNumericTensor>] public partial OpResult Result { get; }
}

/// <summary>The remainder of the truncated division; it has the sign of lhs.</summary>
[Op("stablehlo.remainder", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class RemOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloNumericTensor>] public partial Value Lhs { get; }
    [Operand<HloNumericTensor>] public partial Value Rhs { get; }
    [Result<HloNumericTensor>] public partial OpResult Result { get; }
}

/// <summary>lhs shifted left by rhs bits; 0 where rhs is at least the width.</summary>
[Op("stablehlo.shift_left", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class ShiftLeftOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloIntTensor>] public partial Value Lhs { get; }
    [Operand<HloIntTensor>] public partial Value Rhs { get; }
    [Result<HloIntTensor>] public partial OpResult Result { get; }
}

/// <summary>lhs shifted right by rhs bits, copies of the sign coming in.</summary>
[Op("stablehlo.shift_right_arithmetic", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class ShiftRightArithmeticOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloIntTensor>] public partial Value Lhs { get; }
    [Operand<HloIntTensor>] public partial Value Rhs { get; }
    [Result<HloIntTensor>] public partial OpResult Result { get; }
}

/// <summary>lhs shifted right by rhs bits, zeros coming in.</summary>
[Op("stablehlo.shift_right_logical", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class ShiftRightLogicalOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloIntTensor>] public partial Value Lhs { get; }
    [Operand<HloIntTensor>] public partial Value Rhs { get; }
    [Result<HloIntTensor>] public partial OpResult Result { get; }
}

/// <summary>Difference.</summary>
[Op("stablehlo.subtract", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class SubtractOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloNumericTensor>] public partial Value Lhs { get; }
    [Operand<HloNumericTensor>] public partial Value Rhs { get; }
    [Result<HloNumericTensor>] public partial OpResult Result { get; }
}

/// <summary>Logical and of booleans, bitwise and of integers.</summary>
[Op("stablehlo.and", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class AndOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType, ICommutative
{
    [Operand<HloPredOrIntTensor>] public partial Value Lhs { get; }
    [Operand<HloPredOrIntTensor>] public partial Value Rhs { get; }
    [Result<HloPredOrIntTensor>] public partial OpResult Result { get; }
}

/// <summary>Logical or of booleans, bitwise or of integers.</summary>
[Op("stablehlo.or", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class OrOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType, ICommutative
{
    [Operand<HloPredOrIntTensor>] public partial Value Lhs { get; }
    [Operand<HloPredOrIntTensor>] public partial Value Rhs { get; }
    [Result<HloPredOrIntTensor>] public partial OpResult Result { get; }
}

/// <summary>Logical exclusive or of booleans, bitwise exclusive or of integers.</summary>
[Op("stablehlo.xor", Format = "$lhs `,` $rhs attr-dict `:` custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))")]
public sealed partial class XorOp : Operation, IBinaryElementwise, ICompatibleOperandsAndResultType, ICommutative
{
    [Operand<HloPredOrIntTensor>] public partial Value Lhs { get; }
    [Operand<HloPredOrIntTensor>] public partial Value Rhs { get; }
    [Result<HloPredOrIntTensor>] public partial OpResult Result { get; }
}
