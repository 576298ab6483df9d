using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Elementwise operations on one tensor (https://openxla.org/stablehlo/spec, each under its name).

/// <summary>Absolute value; of a complex number its modulus.</summary>
[Op("stablehlo.abs", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class AbsOp : Operation, IUnaryElementwise, IInferHloTypes
{
    [Operand<HloSignedTensor>] public partial Value Operand { get; }
    [Result<HloSignedRealTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.RealPart(state.Operands[0].Type)];
}

/// <summary>Cubic root.</summary>
[Op("stablehlo.cbrt", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class CbrtOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>The least integer not below the operand.</summary>
[Op("stablehlo.ceil", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class CeilOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpOrQuantizedTensor>] public partial OpResult Result { get; }
}

/// <summary>The number of zero bits above the highest set bit.</summary>
[Op("stablehlo.count_leading_zeros", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class ClzOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloIntTensor>] public partial Value Operand { get; }
    [Result<HloIntTensor>] public partial OpResult Result { get; }
}

/// <summary>Cosine.</summary>
[Op("stablehlo.cosine", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class CosineOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>e to the power of the operand.</summary>
[Op("stablehlo.exponential", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class ExpOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>e to the power of the operand, minus 1, exact near 0.</summary>
[Op("stablehlo.exponential_minus_one", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class Expm1Op : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>The greatest integer not above the operand.</summary>
[Op("stablehlo.floor", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class FloorOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpOrQuantizedTensor>] public partial OpResult Result { get; }
}

/// <summary>Imaginary part; 0 of a real number.</summary>
[Op("stablehlo.imag", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class ImagOp : Operation, IUnaryElementwise, IInferHloTypes
{
    [Operand<HloFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<HloFpTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.RealPart(state.Operands[0].Type)];
}

/// <summary>Whether the operand is neither infinite nor NaN.</summary>
[Op("stablehlo.is_finite", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class IsFiniteOp : Operation, IElementwise, IUnaryElementwise, IInferHloTypes
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloPredTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.WithElement(state.Operands[0].Type, IntegerType.I1)];
}

/// <summary>Natural logarithm.</summary>
[Op("stablehlo.log", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class LogOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>Natural logarithm of 1 plus the operand, exact near 0.</summary>
[Op("stablehlo.log_plus_one", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class Log1pOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>The logistic (sigmoid) function 1 / (1 + exp(-x)).</summary>
[Op("stablehlo.logistic", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class LogisticOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>Logical not of booleans, bitwise not of integers.</summary>
[Op("stablehlo.not", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class NotOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IFoldable
{
    [Operand<HloPredOrIntTensor>] public partial Value Operand { get; }
    [Result<HloPredOrIntTensor>] public partial OpResult Result { get; }

    /// <summary>not(not(x)) → x.</summary>
    public FoldResult Fold() => Operand.DefiningOp is NotOp inner ? inner.Operand : FoldResult.None;
}

/// <summary>The operand with the opposite sign.</summary>
[Op("stablehlo.negate", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class NegOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IFoldable
{
    [Operand<HloNumericTensor>] public partial Value Operand { get; }
    [Result<HloNumericTensor>] public partial OpResult Result { get; }

    /// <summary>-(-x) → x.</summary>
    public FoldResult Fold() => Operand.DefiningOp is NegOp inner ? inner.Operand : FoldResult.None;
}

/// <summary>The number of set bits.</summary>
[Op("stablehlo.popcnt", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class PopulationCountOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloIntTensor>] public partial Value Operand { get; }
    [Result<HloIntTensor>] public partial OpResult Result { get; }
}

/// <summary>Real part; a real number itself.</summary>
[Op("stablehlo.real", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class RealOp : Operation, IUnaryElementwise, IInferHloTypes
{
    [Operand<HloFpOrComplexTensor>] public partial Value Operand { get; }
    [Result<HloFpTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.RealPart(state.Operands[0].Type)];
}

/// <summary>The nearest integer, halves away from zero.</summary>
[Op("stablehlo.round_nearest_afz", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class RoundOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpOrQuantizedTensor>] public partial OpResult Result { get; }
}

/// <summary>The nearest integer, halves to the even one.</summary>
[Op("stablehlo.round_nearest_even", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class RoundNearestEvenOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpOrQuantizedTensor>] public partial OpResult Result { get; }
}

/// <summary>1 divided by the square root.</summary>
[Op("stablehlo.rsqrt", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class RsqrtOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>-1, 0 or 1; of a complex number the number divided by its modulus.</summary>
[Op("stablehlo.sign", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class SignOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloSignedTensor>] public partial Value Operand { get; }
    [Result<HloSignedTensor>] public partial OpResult Result { get; }
}

/// <summary>Sine.</summary>
[Op("stablehlo.sine", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class SineOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>Square root.</summary>
[Op("stablehlo.sqrt", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class SqrtOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>Tangent.</summary>
[Op("stablehlo.tan", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class TanOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}

/// <summary>Hyperbolic tangent.</summary>
[Op("stablehlo.tanh", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class TanhOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType, IHasResultAccuracy
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }
    [Attr] public partial ResultAccuracyAttr? ResultAccuracy { get; set; }
}
