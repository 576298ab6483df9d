using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Operations whose sizes or positions are computed at run time.

/// <summary><c>iota</c> with a computed shape (https://openxla.org/stablehlo/spec#dynamic_iota).</summary>
[Op("stablehlo.dynamic_iota", Format = "$outputShape `,` `dim` `=` $iota_dimension attr-dict `:` functional-type(operands, results)")]
public sealed partial class DynamicIotaOp : Operation, IPure, IVerifiable
{
    [Operand<HloStaticDimensionTensor>] public partial Value OutputShape { get; }
    [Attr(Min = 0)] public partial long IotaDimension { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => DynamicChecks.Iota(this, verifier);
}

/// <summary><c>broadcast_in_dim</c> with a computed shape (https://openxla.org/stablehlo/spec#dynamic_broadcast_in_dim).</summary>
[Op("stablehlo.dynamic_broadcast_in_dim", Format = "$operand `,` $outputDimensions `,` `dims` `=` $broadcast_dimensions attr-dict `:` functional-type(operands, results)")]
public sealed partial class DynamicBroadcastInDimOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensorOrPerAxis>] public partial Value Operand { get; }
    [Operand<HloStaticDimensionTensor>] public partial Value OutputDimensions { get; }
    [Attr] public partial EquatableArray<long> BroadcastDimensions { get; set; }
    [Attr] public partial EquatableArray<long>? KnownExpandingDimensions { get; set; }
    [Attr] public partial EquatableArray<long>? KnownNonexpandingDimensions { get; set; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => DynamicChecks.BroadcastInDim(this, verifier);
}

/// <summary><c>reshape</c> to a computed shape (https://openxla.org/stablehlo/spec#dynamic_reshape).</summary>
[Op("stablehlo.dynamic_reshape", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class DynamicReshapeOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensorOrPerAxis>] public partial Value Operand { get; }
    [Operand<HloStaticDimensionTensor>] public partial Value OutputShape { get; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => DynamicChecks.Reshape(this, verifier);
}

/// <summary><c>slice</c> with computed positions and strides.</summary>
[Op("stablehlo.real_dynamic_slice", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class RealDynamicSliceOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloDimensionTensor>] public partial Value StartIndices { get; }
    [Operand<HloDimensionTensor>] public partial Value LimitIndices { get; }
    [Operand<HloDimensionTensor>] public partial Value Strides { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => DynamicChecks.Slice(this, verifier);
}

/// <summary><c>pad</c> by computed amounts (https://openxla.org/stablehlo/spec#dynamic_pad).</summary>
[Op("stablehlo.dynamic_pad", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class DynamicPadOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloScalarTensor>] public partial Value PaddingValue { get; }
    [Operand<HloStaticDimensionTensor>] public partial Value EdgePaddingLow { get; }
    [Operand<HloStaticDimensionTensor>] public partial Value EdgePaddingHigh { get; }
    [Operand<HloStaticDimensionTensor>] public partial Value InteriorPadding { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => DynamicChecks.Pad(this, verifier);
}

/// <summary><c>gather</c> with computed slice sizes (https://openxla.org/stablehlo/spec#dynamic_gather).</summary>
[Op("stablehlo.dynamic_gather")]
public sealed partial class DynamicGatherOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloIntTensor>] public partial Value StartIndices { get; }
    [Operand<HloStatic1DIntTensor>] public partial Value SliceSizes { get; }
    [Attr] public partial GatherDimensionNumbersAttr DimensionNumbers { get; set; }
    [Attr(Default = false)] public partial bool IndicesAreSorted { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => HloVerify.Inferred(this, verifier, () => [InferIndexing.DynamicGather(this)]);
}
