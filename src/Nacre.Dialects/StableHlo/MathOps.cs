using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Random numbers, transforms, solvers and normalisation.

/// <summary>Random numbers of a distribution; implementations choose the generator (https://openxla.org/stablehlo/spec#rng).</summary>
[Op("stablehlo.rng", Format = "$a `,` $b `,` $shape `,` `distribution` `=` $rng_distribution attr-dict `:` functional-type(operands, results)")]
public sealed partial class RngOp : Operation, IVerifiable
{
    [Operand<HloScalarPredIntOrFpTensor>] public partial Value A { get; }
    [Operand<HloScalarPredIntOrFpTensor>] public partial Value B { get; }
    [Operand<HloStaticDimensionTensor>] public partial Value Shape { get; }
    [Attr] public partial RngDistributionAttr RngDistribution { get; set; }
    [Result<HloPredIntOrFpTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => HloVerify.Inferred(this, verifier, () => [InferMath.Rng(this)]);
}

/// <summary>Random bits and the generator's next state (https://openxla.org/stablehlo/spec#rng_bit_generator).</summary>
[Op("stablehlo.rng_bit_generator", Format = "$initialState `,` `algorithm` `=` $rng_algorithm attr-dict `:` functional-type(operands, results)")]
public sealed partial class RngBitGeneratorOp : Operation, IPure, IVerifiable
{
    [Operand<HloIntOrFpTensor>] public partial Value InitialState { get; }
    [Attr] public partial RngAlgorithmAttr RngAlgorithm { get; set; }
    [Result<HloIntOrFpTensor>] public partial OpResult OutputState { get; }
    [Result<HloStaticIntOrFpTensor>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier)
    {
        if (!HloCompatibility.AreCompatible(InitialState.Type, OutputState.Type)) // rng_bit_generator_c1
            verifier.Error(this, $"output state shape must be compatible with initial state shape. Got: '{InitialState.Type}' and '{OutputState.Type}'");
    }
}

/// <summary>Fourier transform of the last dimensions (https://openxla.org/stablehlo/spec#fft).</summary>
[Op("stablehlo.fft", Format = "$operand `,` `type` `=` $fft_type `,` `length` `=` $fft_length attr-dict `:` functional-type(operands, results)")]
public sealed partial class FftOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloFpOrComplexTensor>] public partial Value Operand { get; }
    [Attr] public partial FftTypeAttr FftType { get; set; }
    [Attr] public partial EquatableArray<long> FftLength { get; set; }
    [Result<HloFpOrComplexTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferMath.Fft(state)];
}

/// <summary>The triangular factor of each matrix of a batch (https://openxla.org/stablehlo/spec#cholesky).</summary>
[Op("stablehlo.cholesky", Format = "$a (`,` `lower` `=` $lower^)? attr-dict `:` custom<SameOperandsAndResultType>(type($a), type($result))")]
public sealed partial class CholeskyOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloFpComplexOrQuantizedTensor>] public partial Value A { get; }
    [Attr(Default = false)] public partial bool Lower { get; set; }
    [Result<HloFpComplexOrQuantizedTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferMath.Cholesky(state)];
}

/// <summary>Solves a batch of linear systems with triangular matrices (https://openxla.org/stablehlo/spec#triangular_solve).</summary>
[Op("stablehlo.triangular_solve")]
public sealed partial class TriangularSolveOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloFpOrComplexTensor>] public partial Value A { get; }
    [Operand<HloFpOrComplexTensor>] public partial Value B { get; }
    [Attr] public partial bool LeftSide { get; set; }
    [Attr] public partial bool Lower { get; set; }
    [Attr] public partial bool UnitDiagonal { get; set; }
    [Attr] public partial TransposeAttr TransposeA { get; set; }
    [Result<HloFpOrComplexTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferMath.TriangularSolve(state)];
}

/// <summary>Normalises each feature by given statistics (https://openxla.org/stablehlo/spec#batch_norm_inference).</summary>
[Op("stablehlo.batch_norm_inference")]
public sealed partial class BatchNormInferenceOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Scale { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Offset { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Mean { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Variance { get; }
    [Attr] public partial float Epsilon { get; set; }
    [Attr(Min = 0)] public partial long FeatureIndex { get; set; }
    [Result<HloFpOrQuantizedTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferMath.BatchNorm(state, 1);
}

/// <summary>Normalises each feature by the batch's own statistics, and gives those (https://openxla.org/stablehlo/spec#batch_norm_training).</summary>
[Op("stablehlo.batch_norm_training")]
public sealed partial class BatchNormTrainingOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Scale { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Offset { get; }
    [Attr] public partial float Epsilon { get; set; }
    [Attr(Min = 0)] public partial long FeatureIndex { get; set; }
    [Result<HloFpOrQuantizedTensor>] public partial OpResult Output { get; }
    [Result<HloVectorFpOrQuantized>] public partial OpResult BatchMean { get; }
    [Result<HloVectorFpOrQuantized>] public partial OpResult BatchVar { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferMath.BatchNorm(state, 3);
}

/// <summary>The gradients of <c>batch_norm_training</c> (https://openxla.org/stablehlo/spec#batch_norm_grad).</summary>
[Op("stablehlo.batch_norm_grad")]
public sealed partial class BatchNormGradOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloFpOrQuantizedTensor>] public partial Value Operand { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Scale { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Mean { get; }
    [Operand<HloVectorFpOrQuantized>] public partial Value Variance { get; }
    [Operand<HloFpOrQuantizedTensor>] public partial Value GradOutput { get; }
    [Attr] public partial float Epsilon { get; set; }
    [Attr(Min = 0)] public partial long FeatureIndex { get; set; }
    [Result<HloFpOrQuantizedTensor>] public partial OpResult GradOperand { get; }
    [Result<HloVectorFpOrQuantized>] public partial OpResult GradScale { get; }
    [Result<HloVectorFpOrQuantized>] public partial OpResult GradOffset { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferMath.BatchNorm(state, 3);
}
