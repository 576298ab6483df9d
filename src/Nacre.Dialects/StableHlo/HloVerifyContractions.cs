using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Checks of convolutions and collective and dynamic operations.</summary>
internal static class HloVerifyContractions
{
    public static void Convolution(ConvolutionOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (lhs, rhs) = (Infer.Ranked(op.Lhs.Type), Infer.Ranked(op.Rhs.Type));
        Infer.Require(lhs.Rank == rhs.Rank, "expects convolution arguments to have same number of dimensions. Got: " + $"'{lhs}' and '{rhs}'."); // convolution_c1
        Infer.Require(lhs.Rank >= 2, "expects convolution arguments to have >= 2 dimensions. Got: " + $"'{lhs}' and '{rhs}'.");
        var inferred = InferContractions.Convolution(lhs, rhs, op.DimensionNumbers, op.Window, op.FeatureGroupCount, op.BatchGroupCount, op.Result.Type.ElementOrSelf());
        Infer.Require(inferred.HasCompatibleShape(op.Result.Type), $"inferred shape '{Infer.Sizes(inferred)}' is incompatible with return type of operation '{op.Result.Type}'");
    });
}
