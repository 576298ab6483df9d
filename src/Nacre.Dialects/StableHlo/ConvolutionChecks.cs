using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints of convolutions.</summary>
internal static class ConvolutionChecks
{
    public static void Verify(ConvolutionOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (lhs, rhs) = (Infer.Ranked(op.Lhs.Type), Infer.Ranked(op.Rhs.Type));
        CheckOperands(lhs, rhs, op.DimensionNumbers, op.FeatureGroupCount, op.BatchGroupCount, op.PrecisionConfig);
        var kernel = op.DimensionNumbers.KernelSpatialDimensions.Map(d => rhs.Shape[(int)d]);
        WindowChecks.Check(kernel, op.WindowStrides, op.Padding, op.LhsDilation, op.RhsDilation, op.WindowReversal);
        var inferred = InferContractions.Convolution(lhs, rhs, op.DimensionNumbers, op.Window, op.FeatureGroupCount, op.BatchGroupCount, op.Result.Type.ElementOrSelf());
        Infer.Require(inferred.HasCompatibleShape(op.Result.Type), $"inferred shape '{Infer.Sizes(inferred)}' is incompatible with return type of operation '{op.Result.Type}'"); // convolution_c25
        QuantizationChecks.Convolution(lhs, rhs, op.Result.Type, op.DimensionNumbers);
    });

    public static void Verify(DynamicConvOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (lhs, rhs) = (Infer.Ranked(op.Lhs.Type), Infer.Ranked(op.Rhs.Type));
        CheckOperands(lhs, rhs, op.DimensionNumbers, op.FeatureGroupCount, op.BatchGroupCount, op.PrecisionConfig);
        var kernel = op.DimensionNumbers.KernelSpatialDimensions.Map(d => rhs.Shape[(int)d]);
        if (op.Padding.ConstantValue is ElementsAttr)
            WindowChecks.Check(kernel, op.WindowStrides, null, op.LhsDilation, op.RhsDilation, op.WindowReversal); // as upstream: only where the padding is known
        var padding = Infer.Ranked(op.Padding.Type);
        Infer.Require(padding.Shape == Shape.Of(kernel.Count, 2), $"expects padding to be of shape [{kernel.Count}, 2], but got {Infer.Sizes(padding)}"); // dynamic_conv_c4
        QuantizationChecks.Convolution(lhs, rhs, op.Result.Type, op.DimensionNumbers);
    });

    private static void CheckOperands(RankedTensorType lhs, RankedTensorType rhs, ConvDimensionNumbersAttr numbers, long featureGroups, long batchGroups, ArrayAttr? precision)
    {
        Infer.Require(lhs.Rank >= 2, $"expects convolution arguments to have >= 2 dimensions. Got: '{lhs}' and '{rhs}'."); // convolution_c13
        Infer.Require(lhs.Rank == rhs.Rank, $"expects convolution arguments to have same number of dimensions. Got: '{lhs}' and '{rhs}'."); // convolution_c1
        var sameElements = lhs.ElementType is Quant.QuantizedType || rhs.ElementType is Quant.QuantizedType || lhs.ElementType == rhs.ElementType;
        Infer.Require(sameElements, $"expects lhs and rhs to have compatible element type. Got: '{lhs.ElementType}' and '{rhs.ElementType}'"); // convolution_c27
        CheckNumbers(lhs.Rank, numbers);
        CheckGroups(lhs, rhs, numbers, featureGroups, batchGroups);
        Infer.Require(precision is null || precision.Count <= 2, $"expects precision config to be empty or have <= 2 elements, got {precision?.Count}"); // convolution_c24
        var expected = numbers.InputSpatialDimensions.Count + 2;
        Infer.Require(lhs.Rank == expected, $"expects convolution arguments to have {expected} dimensions. Got: {lhs.Rank}"); // convolution_c12
    }

    private static void CheckNumbers(int rank, ConvDimensionNumbersAttr n)
    {
        var (input, kernel, output) = (n.InputSpatialDimensions, n.KernelSpatialDimensions, n.OutputSpatialDimensions);
        Infer.Require(input.Count == kernel.Count && input.Count == output.Count, $"expects the same size for input, kernel and output spatial-dimensions, but got {input.Count}, {kernel.Count}, and {output.Count} resp."); // convolution_c17, convolution_c19
        EquatableArray<long> inputs = [n.InputBatchDimension, n.InputFeatureDimension, .. input];
        EquatableArray<long> kernels = [n.KernelInputFeatureDimension, n.KernelOutputFeatureDimension, .. kernel];
        EquatableArray<long> outputs = [n.OutputBatchDimension, n.OutputFeatureDimension, .. output];
        var inRange = Dims.AreInRange(inputs, rank) && Dims.AreInRange(kernels, rank) && Dims.AreInRange(outputs, rank);
        Infer.Require(inRange, $"expects input, kernel, and output dimension-numbers to be in-range [0, {rank})."); // convolution_c13, convolution_c18, convolution_c20
        Infer.Require(Dims.AreUnique(inputs), $"expects input dimension-numbers to be unique, got {{{DimChecks.Join(inputs)}}}."); // convolution_c13
        Infer.Require(Dims.AreUnique(kernels), $"expects kernel dimension-numbers to be unique, got {{{DimChecks.Join(kernels)}}}."); // convolution_c18
        Infer.Require(Dims.AreUnique(outputs), $"expects output dimension-numbers to be unique, got {{{DimChecks.Join(outputs)}}}."); // convolution_c20
    }

    private static void CheckGroups(RankedTensorType lhs, RankedTensorType rhs, ConvDimensionNumbersAttr n, long featureGroups, long batchGroups)
    {
        Infer.Require(batchGroups <= 1 || featureGroups <= 1, $"expects batch_group_count and feature_group_count not to be both greater than 1. Got {batchGroups} and {featureGroups} resp."); // convolution_c23
        var (batch, inputFeatures) = (lhs.Shape[(int)n.InputBatchDimension], lhs.Shape[(int)n.InputFeatureDimension]);
        var (kernelInput, kernelOutput) = (rhs.Shape[(int)n.KernelInputFeatureDimension], rhs.Shape[(int)n.KernelOutputFeatureDimension]);
        Infer.Require(Divides(batchGroups, batch), $"expects input batch dimension ({batch}) to be divisible by batch_group_count. Got batch_group_count = {batchGroups}."); // convolution_c10
        Infer.Require(Divides(featureGroups, inputFeatures), $"expects input feature dimension ({inputFeatures}) to be a multiple of feature_group_count. Got feature_group_count = {featureGroups}."); // convolution_c11
        var agree = inputFeatures == Shape.Dynamic || Dims.Match(inputFeatures / featureGroups, kernelInput);
        Infer.Require(agree, $"expects input feature dimension ({inputFeatures}) / feature_group_count = kernel input feature dimension ({kernelInput}). Got feature_group_count = {featureGroups}."); // convolution_c14
        Infer.Require(Divides(batchGroups, kernelOutput), $"expects output feature dimension size ({kernelOutput}) to be a multiple of batch_group_count. Got batch_group_count = {batchGroups}."); // convolution_c15
        Infer.Require(Divides(featureGroups, kernelOutput), $"expects kernel output feature dimension ({kernelOutput}) to be divisible by feature_group_count. For feature_group_count = {featureGroups}."); // convolution_c16
    }

    private static bool Divides(long divisor, long size) => size == Shape.Dynamic || size % divisor == 0;
}
