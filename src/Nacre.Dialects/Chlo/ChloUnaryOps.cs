using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Chlo;

// Functions of one tensor, element by element, that StableHLO expresses by several operations.

/// <summary>Inverse cosine.</summary>
[Op("chlo.acos", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class AcosOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Inverse hyperbolic cosine.</summary>
[Op("chlo.acosh", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class AcoshOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Inverse sine.</summary>
[Op("chlo.asin", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class AsinOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Inverse hyperbolic sine.</summary>
[Op("chlo.asinh", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class AsinhOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>What inverse sine and cosine of complex numbers share.</summary>
[Op("chlo._asin_acos_kernel", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class AsinAcosKernelOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyComplexTensor>] public partial Value Operand { get; }
    [Result<AnyComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Inverse tangent.</summary>
[Op("chlo.atan", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class AtanOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Inverse hyperbolic tangent.</summary>
[Op("chlo.atanh", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class AtanhOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Exponentially scaled modified Bessel function of order 1.</summary>
[Op("chlo.bessel_i1e", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class BesselI1eOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Complex conjugate.</summary>
[Op("chlo.conj", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class ConjOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Hyperbolic cosine.</summary>
[Op("chlo.cosh", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class CoshOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Hyperbolic sine.</summary>
[Op("chlo.sinh", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class SinhOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Tangent.</summary>
[Op("chlo.tan", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class TanOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>The operand times itself.</summary>
[Op("chlo.square", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class SquareOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<AnyFpOrComplexTensor>] public partial OpResult Result { get; }
}

/// <summary>Derivative of the logarithm of the gamma function.</summary>
[Op("chlo.digamma", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class DigammaOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpTensor>] public partial Value Operand { get; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }
}

/// <summary>Error function.</summary>
[Op("chlo.erf", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class ErfOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpTensor>] public partial Value Operand { get; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }
}

/// <summary>Inverse error function.</summary>
[Op("chlo.erf_inv", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class ErfInvOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpTensor>] public partial Value Operand { get; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }
}

/// <summary>1 minus the error function.</summary>
[Op("chlo.erfc", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class ErfcOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpTensor>] public partial Value Operand { get; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }
}

/// <summary>Logarithm of the absolute value of the gamma function.</summary>
[Op("chlo.lgamma", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class LgammaOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpTensor>] public partial Value Operand { get; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }
}

/// <summary>Whether the operand is infinite.</summary>
[Op("chlo.is_inf", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class IsInfOp : Operation, IUnaryElementwise, IInferHloTypes
{
    [Operand<AnyFpTensor>] public partial Value Operand { get; }
    [Result<AnyPredTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOf(IntegerType.I1)];
}

/// <summary>Whether the operand is minus infinity.</summary>
[Op("chlo.is_neg_inf", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class IsNegInfOp : Operation, IUnaryElementwise, IInferHloTypes
{
    [Operand<AnyFpTensor>] public partial Value Operand { get; }
    [Result<AnyPredTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOf(IntegerType.I1)];
}

/// <summary>Whether the operand is plus infinity.</summary>
[Op("chlo.is_pos_inf", Format = "$operand attr-dict `:` type($operand) `->` type($result)")]
public sealed partial class IsPosInfOp : Operation, IUnaryElementwise, IInferHloTypes
{
    [Operand<AnyFpTensor>] public partial Value Operand { get; }
    [Result<AnyPredTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOf(IntegerType.I1)];
}
