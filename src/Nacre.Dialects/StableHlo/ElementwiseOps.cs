using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Elementwise operations that change the element type or take more than two tensors.

/// <summary>The operand's elements in another element type.</summary>
[Op("stablehlo.convert", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class ConvertOp : Operation, IUnaryElementwise, IFoldable
{
    [Operand<HloNonQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloNonQuantizedTensor>] public partial OpResult Result { get; }

    /// <summary>Converts to a tensor of the same shape with elements of type <paramref name="elementType"/>.</summary>
    public static ConvertOp Create(OpBuilder builder, Value operand, IRType elementType) => Create(builder, Infer.WithElement(operand.Type, elementType), operand);

    /// <summary>A conversion to the same type is the operand.</summary>
    public FoldResult Fold() => Operand.Type == Result.Type ? Operand : FoldResult.None;
}

/// <summary>Compares element by element (https://openxla.org/stablehlo/spec#compare).</summary>
/// <example><code>%r = stablehlo.compare LT, %a, %b, FLOAT : (tensor&lt;2xf32&gt;, tensor&lt;2xf32&gt;) -> tensor&lt;2xi1&gt;</code></example>
[Op("stablehlo.compare", Format = "$comparison_direction `,` $lhs `,` $rhs (`,` $compare_type^)? attr-dict `:` functional-type(operands, results)")]
public sealed partial class CompareOp : Operation, IBinaryElementwise, IInferHloTypes, IVerifiable
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensor>] public partial Value Rhs { get; }
    [Attr] public partial ComparisonDirectionAttr ComparisonDirection { get; set; }

    /// <summary>How the bits are read; null for what the element type suggests.</summary>
    [Attr] public partial ComparisonTypeAttr? CompareType { get; set; }
    [Result<HloPredTensor>] public partial OpResult Result { get; }

    public ComparisonDirection Direction => ComparisonDirection.Value;

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.WithElement(HloCompatibility.MostSpecific(state.Operands[0].Type, state.Operands[1].Type), IntegerType.I1)];

    public void Verify(Verifier verifier)
    {
        if (!HloCompatibility.AreCompatibleElements(Lhs.Type.ElementOrSelf(), Rhs.Type.ElementOrSelf())) // compare_c1
            verifier.Error(this, "requires compatible element types for all operands");
    }
}

/// <summary>The elements of one of two tensors, chosen by a predicate (https://openxla.org/stablehlo/spec#select).</summary>
/// <remarks>The predicate may have rank 0: then it chooses for all elements.</remarks>
[Op("stablehlo.select", Format = "operands attr-dict `:` custom<SelectOpType>(type($pred), type($onTrue), type($onFalse), type($result))")]
public sealed partial class SelectOp : Operation, IPure, IInferHloTypes, IFoldable
{
    [Operand<HloPredTensor>] public partial Value Pred { get; }
    [Operand<HloTensor>] public partial Value OnTrue { get; }
    [Operand<HloTensor>] public partial Value OnFalse { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Select(state)];

    /// <summary>select(p, x, x) → x.</summary>
    public FoldResult Fold() => ReferenceEquals(OnTrue, OnFalse) && OnTrue.Type == Result.Type ? OnTrue : FoldResult.None;
}

/// <summary>The operand, no less than min and no greater than max (https://openxla.org/stablehlo/spec#clamp).</summary>
/// <remarks>min and max may have rank 0.</remarks>
[Op("stablehlo.clamp", Format = "$min `,` $operand `,` $max attr-dict `:` custom<SameOperandsAndResultType>(type($min), type($operand), type($max), type($result))")]
public sealed partial class ClampOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloTensor>] public partial Value Min { get; }
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloTensor>] public partial Value Max { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Clamp(state)];
}

/// <summary>Rounds to a float format with fewer bits and back (https://openxla.org/stablehlo/spec#reduce_precision).</summary>
/// <example><code>%r = stablehlo.reduce_precision %x, format = e5m10 : tensor&lt;6xf64&gt;</code></example>
[Op("stablehlo.reduce_precision", Format = "$operand `,` `format` `=` custom<ExponentMantissa>($exponent_bits, $mantissa_bits) attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class ReducePrecisionOp : Operation, IUnaryElementwise, ICompatibleOperandsAndResultType
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Attr(Min = 1)] public partial int ExponentBits { get; set; } // reduce_precision_c2
    [Attr(Min = 0)] public partial int MantissaBits { get; set; } // reduce_precision_c3
    [Result<HloFpOrQuantizedTensor>] public partial OpResult Result { get; }
}

/// <summary>Applies a computation on scalars to each index of the inputs (https://openxla.org/stablehlo/spec#map).</summary>
[Op("stablehlo.map")]
public sealed partial class MapOp : Operation, IPure, ISameOperandsAndResultShape, IHasComputation, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }
    [Attr] public partial EquatableArray<long> Dimensions { get; set; }
    [Region] public partial Region Computation { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => HloVerify.Map(this, verifier);
}

/// <summary>The operand rounded to a quantised type, or quantised anew (https://openxla.org/stablehlo/spec#uniform_quantize).</summary>
[Op("stablehlo.uniform_quantize", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class UniformQuantizeOp : Operation, IUnaryElementwise, IVerifiable
{
    [Operand<HloFpOrAnyQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloQuantizedTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => HloVerify.Run(this, verifier, () => QuantizationChecks.Quantize(Operand.Type, Result.Type));
}

/// <summary>The floats that a quantised tensor stands for (https://openxla.org/stablehlo/spec#uniform_dequantize).</summary>
[Op("stablehlo.uniform_dequantize", Format = "$operand attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class UniformDequantizeOp : Operation, IUnaryElementwise, IInferHloTypes
{
    [Operand<HloQuantizedTensor>] public partial Value Operand { get; }
    [Result<HloFpTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Dequantized(state.Operands[0].Type)];
}
