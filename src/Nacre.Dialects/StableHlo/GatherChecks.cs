using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints of gather.</summary>
internal static class GatherChecks
{
    public static void Check(RankedTensorType operand, RankedTensorType indices, GatherDimensionNumbersAttr numbers, EquatableArray<long> sliceSizes)
    {
        Infer.Require(sliceSizes.Count == operand.Rank, $"slice_sizes size ({sliceSizes.Count}) not equal to operand rank ({operand.Rank})");
        Infer.Require(numbers.IndexVectorDim >= 0 && numbers.IndexVectorDim <= indices.Rank, $"Expects index_vector_dim to be in range [0, rank-of('start_indices')] i.e. [0, {indices.Rank}]. got: {numbers.IndexVectorDim}."); // gather_c2
        Infer.Require(operand.Rank == numbers.OffsetDims.Count + numbers.CollapsedSliceDims.Count + numbers.OperandBatchingDims.Count, "operand rank must match the offset, collapsed and batching dimensions"); // gather_c1
    }
}
