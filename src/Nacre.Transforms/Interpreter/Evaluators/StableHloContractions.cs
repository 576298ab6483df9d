using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of StableHLO's products, convolutions, transforms, solvers, normalisations and random numbers.</summary>
internal static class StableHloContractions
{
    public static OpEvaluators AddStableHloContractions(this OpEvaluators table) => table
        .Numeric<DotOp>((op, x, context) => Dot(op, x, context))
        .Numeric<DotGeneralOp>((op, x, context) => DotGeneral(op.DotDimensionNumbers, x[0], x[1], ResultElement(op), context))
        .Numeric<EinsumOp>((op, x, _) => Einsum.Evaluate(op.EinsumConfig, x))
        .Numeric<UnaryEinsumOp>((op, x, _) => Einsum.Evaluate(op.EinsumConfig, x))
        .Numeric<ConvolutionOp>((op, x, context) => Convolution(op, x, context))
        .Numeric<DynamicConvOp>((op, x, context) => Convolution(op, x, context))
        .Tensor<FftOp>((op, x) => Fourier.Transform(x[0], Kind(op.FftType.Value), op.FftLength.Span))
        .Numeric<CholeskyOp>((op, x, context) => LinearAlgebra.Cholesky(Charged(x[0], x[0], context), op.Lower))
        .Numeric<TriangularSolveOp>((op, x, context) =>
            LinearAlgebra.TriangularSolve(x[0], Charged(x[1], x[0], context), op.LeftSide, op.Lower, op.UnitDiagonal, Form(op.TransposeA.Value)))
        .Numeric<BatchNormInferenceOp>((op, x, _) => BatchNorm.Inference(x[0], x[1], x[2], x[3], x[4], op.Epsilon, (int)op.FeatureIndex))
        .Numeric<BatchNormTrainingOp>((op, x, _) => BatchNorm.Training(x[0], x[1], x[2], op.Epsilon, (int)op.FeatureIndex))
        .Numeric<BatchNormGradOp>((op, x, _) => BatchNorm.Gradient(x[0], x[1], x[2], x[3], x[4], op.Epsilon, (int)op.FeatureIndex))
        .Add<RngOp>((op, x, context) => [Rng(op, OpEvaluators.Tensors(x), context)])
        .Add<RngBitGeneratorOp>((op, x, _) => RngBits(op, x[0].AsTensor));

    /// <summary>Counts the work of an algorithm that takes every element of <paramref name="x"/> as often as <paramref name="matrix"/> has columns.</summary>
    private static TensorValue Charged(TensorValue x, TensorValue matrix, EvaluationContext context)
    {
        context.Charge(checked(x.Count * matrix.Shape[matrix.Rank - 1]));
        return x;
    }

    /// <summary>The element type of the result: what a quantised one expresses.</summary>
    private static IRType ResultElement(Operation op) => op.Result(0).Type.ElementOrSelf() is Dialects.Quant.QuantizedType q ? q.ExpressedType : op.Result(0).Type.ElementOrSelf();

    private static TensorValue DotGeneral(DotDimensionNumbersAttr numbers, TensorValue a, TensorValue b, IRType element, EvaluationContext context)
    {
        var contracted = numbers.LhsContractingDimensions.Aggregate(1L, (size, d) => size * a.Shape[(int)d]);
        var shared = numbers.LhsBatchingDimensions.Aggregate(contracted, (size, d) => size * a.Shape[(int)d]);
        context.Charge(shared == 0 ? 0 : checked(a.Count * (b.Count / shared)));
        return Contraction.DotGeneral(
            a, b, numbers.LhsBatchingDimensions.ToArray(), numbers.RhsBatchingDimensions.ToArray(), numbers.LhsContractingDimensions.ToArray(),
            numbers.RhsContractingDimensions.ToArray(), element);
    }

    /// <summary>The last dimension of lhs with the first of rhs.</summary>
    private static TensorValue Dot(DotOp op, TensorValue[] x, EvaluationContext context) =>
        DotGeneral(new DotDimensionNumbersAttr([], [], [x[0].Rank - 1], [0]), x[0], x[1], ResultElement(op), context);

    private static TensorValue Convolution(ConvolutionOp op, TensorValue[] x, EvaluationContext context) => Convolve(
        op, x, op.DimensionNumbers, op.Padding?.ToIntegers(), op.WindowStrides, op.LhsDilation, op.RhsDilation, op.WindowReversal, op.FeatureGroupCount, op.BatchGroupCount,
        context);

    private static TensorValue Convolution(DynamicConvOp op, TensorValue[] x, EvaluationContext context) => Convolve(
        op, x, op.DimensionNumbers, x[2].ToIntegers(), op.WindowStrides, op.LhsDilation, op.RhsDilation, op.WindowReversal, op.FeatureGroupCount, op.BatchGroupCount, context);

    private static TensorValue Convolve(
        Operation op, TensorValue[] x, ConvDimensionNumbersAttr numbers, long[]? padding, EquatableArray<long>? strides, EquatableArray<long>? inputDilation,
        EquatableArray<long>? kernelDilation, EquatableArray<bool>? reversal, long featureGroups, long batchGroups, EvaluationContext context)
    {
        var space = numbers.InputSpatialDimensions.Count;
        var pads = padding ?? DataMovement.Zeros(2 * space);
        var shape = new ConvolutionShape
        {
            InputBatch = (int)numbers.InputBatchDimension,
            InputFeature = (int)numbers.InputFeatureDimension,
            InputSpatial = numbers.InputSpatialDimensions.ToArray(),
            KernelInputFeature = (int)numbers.KernelInputFeatureDimension,
            KernelOutputFeature = (int)numbers.KernelOutputFeatureDimension,
            KernelSpatial = numbers.KernelSpatialDimensions.ToArray(),
            OutputBatch = (int)numbers.OutputBatchDimension,
            OutputFeature = (int)numbers.OutputFeatureDimension,
            OutputSpatial = numbers.OutputSpatialDimensions.ToArray(),
            Strides = OrOnes(strides, space),
            PaddingLow = [.. Enumerable.Range(0, space).Select(i => pads[2 * i])],
            PaddingHigh = [.. Enumerable.Range(0, space).Select(i => pads[2 * i + 1])],
            InputDilation = OrOnes(inputDilation, space),
            KernelDilation = OrOnes(kernelDilation, space),
            WindowReversal = reversal?.ToArray() ?? new bool[space],
            FeatureGroups = featureGroups,
            BatchGroups = batchGroups,
        };
        context.Charge(checked(x[0].Count * x[1].Count / Math.Max(1, x[0].Shape[shape.InputFeature])));
        return Contraction.Convolution(x[0], x[1], shape, ResultElement(op));
    }

    /// <summary>A list of numbers, or ones where it was left out.</summary>
    public static long[] OrOnes(EquatableArray<long>? values, int count) => values is { IsEmpty: false } list ? list.ToArray() : DataMovement.Ones(count);

    private static FourierKind Kind(FftType type) => type switch
    {
        FftType.Fft => FourierKind.Forward,
        FftType.Ifft => FourierKind.Inverse,
        FftType.Rfft => FourierKind.RealForward,
        _ => FourierKind.RealInverse,
    };

    private static MatrixForm Form(Transpose transpose) => transpose switch
    {
        Transpose.Transposed => MatrixForm.Transposed,
        Transpose.Adjoint => MatrixForm.Adjoint,
        _ => MatrixForm.AsIs,
    };

    private static TensorValue Rng(RngOp op, TensorValue[] x, EvaluationContext context)
    {
        var type = new RankedTensorType(x[2].ToIntegers(), op.Result.Type.ElementOrSelf());
        var (a, b) = (x[0].DoubleAt(0), x[1].DoubleAt(0));
        var values = new double[type.Shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = op.RngDistribution.Value == RngDistribution.Uniform ? a + (b - a) * context.Random.NextDouble() : a + b * Normal(context.Random);
        var wide = TensorValue.OfDoubles(type.WithElement(FloatType.F64), values);
        return Conversion.Convert(type.ElementType is FloatType ? wide : Elementwise.Real(wide, Math.Floor), type.ElementType);
    }

    /// <summary>A normally distributed number by the method of Box and Muller.</summary>
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static IReadOnlyList<InterpreterValue> RngBits(RngBitGeneratorOp op, TensorValue state)
    {
        var type = (RankedTensorType)op.Output.Type;
        var (next, output) = op.RngAlgorithm.Value == RngAlgorithm.Philox ? RandomBits.Philox(state, type) : RandomBits.Threefry(state, type);
        return [next, output];
    }
}
