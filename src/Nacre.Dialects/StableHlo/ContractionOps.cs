using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Product of tensors, summed over contracting dimensions, for each index of the batching dimensions (https://openxla.org/stablehlo/spec#dot_general).</summary>
/// <example><code>%r = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor&lt;2x3xf32&gt;, tensor&lt;3x4xf32&gt;) -> tensor&lt;2x4xf32&gt;</code></example>
[Op("stablehlo.dot_general", Format = "$lhs `,` $rhs `,` custom<DotDimensionNumbers>($dot_dimension_numbers) `` custom<PrecisionConfigAndAlgorithm>($precision_config, $algorithm) attr-dict `:` functional-type(operands, results)")]
public sealed partial class DotGeneralOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensorOrPerAxis>] public partial Value Rhs { get; }
    [Attr] public partial DotDimensionNumbersAttr DotDimensionNumbers { get; set; }

    /// <summary>A <see cref="PrecisionAttr"/> per operand.</summary>
    [Attr] public partial ArrayAttr? PrecisionConfig { get; set; }
    [Attr] public partial DotAlgorithmAttr? Algorithm { get; set; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    /// <summary>The product with the inferred shape, its elements of type <paramref name="elementType"/> (those of <paramref name="lhs"/> by default).</summary>
    public static DotGeneralOp Create(OpBuilder builder, Value lhs, Value rhs, DotDimensionNumbersAttr dimensionNumbers, IRType? elementType = null) =>
        Create(builder, InferContractions.DotGeneral(lhs.Type, rhs.Type, dimensionNumbers, elementType ?? lhs.Type.ElementOrSelf()), lhs, rhs, dimensionNumbers);

    public void Verify(Verifier verifier)
    {
        HloVerify.InferredShape(this, verifier, () => InferContractions.DotGeneral(this));
        HloVerify.Run(this, verifier, () => QuantizationChecks.DotGeneral(Lhs.Type, Rhs.Type, Result.Type, DotDimensionNumbers));
    }
}

/// <summary>Product of matrices or vectors; superseded by <c>dot_general</c>.</summary>
[Op("stablehlo.dot", Format = "$lhs `,` $rhs `` custom<PrecisionConfig>($precision_config) attr-dict `:` functional-type(operands, results)")]
public sealed partial class DotOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensorOrPerAxis>] public partial Value Rhs { get; }
    [Attr] public partial ArrayAttr? PrecisionConfig { get; set; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => HloVerify.InferredShape(this, verifier, () => InferContractions.Dot(this));
}

/// <summary>Product and sum in Einstein's notation; superseded by <c>dot_general</c>.</summary>
[Op("stablehlo.einsum", Format = "$lhs `,` $rhs `,` `config` `=` $einsum_config attr-dict `:` functional-type(operands, results)")]
public sealed partial class EinsumOp : Operation, IPure
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensor>] public partial Value Rhs { get; }
    [Attr] public partial string EinsumConfig { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}

/// <summary>Sum and transposition in Einstein's notation; superseded by <c>dot_general</c>.</summary>
[Op("stablehlo.unary_einsum", Format = "$operand `,` `config` `=` $einsum_config attr-dict `:` functional-type(operands, results)")]
public sealed partial class UnaryEinsumOp : Operation, IPure
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Attr] public partial string EinsumConfig { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}

/// <summary>Products of a kernel with windows of the input (https://openxla.org/stablehlo/spec#convolution).</summary>
/// <remarks>Attributes left out stand for ones (strides, dilations), zeros (padding) and false (reversal).</remarks>
[Op("stablehlo.convolution", Format = "`(` operands `)` `dim_numbers` `=` custom<ConvolutionDimensions>($dimension_numbers) `,` `window` `=` `{` custom<WindowAttributes>($window_strides, $padding, $lhs_dilation, $rhs_dilation, $window_reversal) `}` attr-dict `:` functional-type(operands, results)")]
public sealed partial class ConvolutionOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensorOrPerAxis>] public partial Value Rhs { get; }
    [Attr] public partial EquatableArray<long>? WindowStrides { get; set; }

    /// <summary>Low and high padding per spatial dimension, shape <c>n x 2</c>.</summary>
    [Attr] public partial ElementsAttr? Padding { get; set; }
    [Attr] public partial EquatableArray<long>? LhsDilation { get; set; }
    [Attr] public partial EquatableArray<long>? RhsDilation { get; set; }
    [Attr] public partial EquatableArray<bool>? WindowReversal { get; set; }
    [Attr] public partial ConvDimensionNumbersAttr DimensionNumbers { get; set; }
    [Attr(Min = 1)] public partial long FeatureGroupCount { get; set; }
    [Attr(Min = 1)] public partial long BatchGroupCount { get; set; }

    /// <summary>A <see cref="PrecisionAttr"/> per operand.</summary>
    [Attr] public partial ArrayAttr? PrecisionConfig { get; set; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    /// <summary>The window along each spatial dimension, with what is left out filled in; the sizes are those of the kernel.</summary>
    public IReadOnlyList<WindowDimension> Window => WindowDimension.Of(
        DimensionNumbers.KernelSpatialDimensions.Map(d => ((ShapedType)Rhs.Type).Shape[(int)d]), WindowStrides, Padding, LhsDilation, RhsDilation, WindowReversal);

    /// <summary>A convolution of the inferred shape, its elements of type <paramref name="elementType"/> (those of <paramref name="lhs"/> by default).</summary>
    /// <param name="builder">Where the operation goes.</param>
    /// <param name="lhs">The input.</param>
    /// <param name="rhs">The kernel.</param>
    /// <param name="dimensionNumbers">Where the dimensions are.</param>
    /// <param name="window">Per spatial dimension; the size is the kernel's.</param>
    /// <param name="featureGroupCount">Into how many groups the input features fall.</param>
    /// <param name="batchGroupCount">Into how many groups the batch falls.</param>
    /// <param name="elementType">The result's element type.</param>
    public static ConvolutionOp Create(
        OpBuilder builder, Value lhs, Value rhs, ConvDimensionNumbersAttr dimensionNumbers, IReadOnlyList<WindowDimension> window, long featureGroupCount = 1,
        long batchGroupCount = 1, IRType? elementType = null)
    {
        var type = InferContractions.Convolution(lhs.Type, rhs.Type, dimensionNumbers, window, featureGroupCount, batchGroupCount, elementType ?? lhs.Type.ElementOrSelf());
        return Create(
            builder, type, lhs, rhs, dimensionNumbers, featureGroupCount, batchGroupCount, window.Select(w => w.Stride).ToEquatableArray(), WindowDimension.PaddingAttr(window),
            window.Select(w => w.BaseDilation).ToEquatableArray(), window.Select(w => w.WindowDilation).ToEquatableArray(), window.Select(w => w.Reversed).ToEquatableArray());
    }

    public void Verify(Verifier verifier) => ConvolutionChecks.Verify(this, verifier);
}

/// <summary>A convolution whose padding is computed at run time (https://openxla.org/stablehlo/spec#dynamic_conv).</summary>
[Op("stablehlo.dynamic_conv")]
public sealed partial class DynamicConvOp : Operation, IPure, IVerifiable
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensor>] public partial Value Rhs { get; }
    [Operand<HloStatic2DIntTensor>] public partial Value Padding { get; }
    [Attr] public partial EquatableArray<long>? WindowStrides { get; set; }
    [Attr] public partial EquatableArray<long>? LhsDilation { get; set; }
    [Attr] public partial EquatableArray<long>? RhsDilation { get; set; }
    [Attr] public partial EquatableArray<bool>? WindowReversal { get; set; }
    [Attr] public partial ConvDimensionNumbersAttr DimensionNumbers { get; set; }
    [Attr(Min = 1)] public partial long FeatureGroupCount { get; set; }
    [Attr(Min = 1)] public partial long BatchGroupCount { get; set; }
    [Attr] public partial ArrayAttr? PrecisionConfig { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => ConvolutionChecks.Verify(this, verifier);
}
