using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints of <c>gather</c> and <c>dynamic_gather</c>, which share their tags.</summary>
internal static class GatherChecks
{
    public static void Check(RankedTensorType operand, RankedTensorType indices, GatherDimensionNumbersAttr n, EquatableArray<long> sliceSizes)
    {
        CheckNumbers(operand, indices, n, sliceSizes.Count);
        CheckSizesOne(sliceSizes, n.CollapsedSliceDims, "collapsed_slice_dims"); // gather_c9
        CheckSizesOne(sliceSizes, n.OperandBatchingDims, "operand_batching_dims"); // gather_c12
        for (var i = 0; i < sliceSizes.Count; i++)
        {
            var fits = sliceSizes[i] >= 0 && (operand.Shape.IsDynamic(i) || sliceSizes[i] <= operand.Shape[i]);
            Infer.Require(fits, $"slice size ({sliceSizes[i]}) is out of bounds for operand dimension ({Infer.Size(operand.Shape[i])}) at index {i}"); // gather_c21
        }
    }

    private static void CheckSizesOne(EquatableArray<long> sizes, EquatableArray<long> dims, string name)
    {
        foreach (var d in dims)
            Infer.Require(sizes[(int)d] <= 1, $"Expects that for each dim in {name}, slice_sizes[dim] should be <= 1, but got {sizes[(int)d]}");
    }

    /// <summary>What does not need the slice sizes, but only how many there are.</summary>
    public static void CheckNumbers(RankedTensorType operand, RankedTensorType indices, GatherDimensionNumbersAttr n, long sliceCount)
    {
        Infer.Require(
            operand.Rank == n.OffsetDims.Count + n.CollapsedSliceDims.Count + n.OperandBatchingDims.Count,
            $"offset_dims size ({n.OffsetDims.Count}) plus collapse_slice_dims size ({n.CollapsedSliceDims.Count}) plus operand_batching_dims size ({n.OperandBatchingDims.Count}) is not equal to operand rank ({operand.Rank})"); // gather_c1
        DimChecks.InRangeInclusive(n.IndexVectorDim, indices.Rank, "index_vector_dim", "rank-of('start_indices')"); // gather_c2
        var vector = n.IndexVectorDim == indices.Rank ? 1 : indices.Shape[(int)n.IndexVectorDim];
        Infer.Require(
            vector == Shape.Dynamic || vector == n.StartIndexMap.Count,
            $"start_index_map size ({n.StartIndexMap.Count}) is not equal to size of index dimension ({n.IndexVectorDim}) of start_indices ({Infer.Size(vector)})"); // gather_c3
        CheckLists(operand, n);
        CheckBatching(operand, indices, n);
        DimChecks.Distinct(n.StartIndexMap, n.OperandBatchingDims, "start_index_map", "operand_batching_dims"); // gather_c18
        DimChecks.InRange(n.StartIndexMap, operand.Rank, "start_index_map", "rank-of('operand')"); // gather_c19
        Infer.Require(sliceCount == operand.Rank, $"slice_sizes size ({sliceCount}) not equal to operand rank ({operand.Rank})"); // gather_c20
        var resultRank = n.OffsetDims.Count + indices.Rank - (n.IndexVectorDim == indices.Rank ? 0 : 1);
        DimChecks.InRange(n.OffsetDims, resultRank, "offset_dims", "implied-result-rank"); // gather_c5
    }

    private static void CheckLists(RankedTensorType operand, GatherDimensionNumbersAttr n)
    {
        Infer.Require(Dims.AreSorted(n.OffsetDims), $"expects offset_dims to be sorted, got: [{DimChecks.Join(n.OffsetDims)}]"); // gather_c4
        Infer.Require(Dims.AreUnique(n.OffsetDims), $"expects offset_dims to not repeat, got: [{DimChecks.Join(n.OffsetDims)}]"); // gather_c4
        DimChecks.Distinct(n.CollapsedSliceDims, n.OperandBatchingDims, "collapsed_slice_dims", "operand_batching_dims"); // gather_c6
        Infer.Require(Dims.AreSorted(n.CollapsedSliceDims), $"expects collapsed_slice_dims to be sorted, got: [{DimChecks.Join(n.CollapsedSliceDims)}]"); // gather_c7
        DimChecks.InRange(n.CollapsedSliceDims, operand.Rank, "collapsed_slice_dims", "rank-of('operand')"); // gather_c8
        Infer.Require(Dims.AreSorted(n.OperandBatchingDims), $"expects operand_batching_dims to be sorted, got: [{DimChecks.Join(n.OperandBatchingDims)}]"); // gather_c10
        DimChecks.InRange(n.OperandBatchingDims, operand.Rank, "operand_batching_dims", "rank-of('operand')"); // gather_c11
    }

    private static void CheckBatching(RankedTensorType operand, RankedTensorType indices, GatherDimensionNumbersAttr n)
    {
        var dims = n.StartIndicesBatchingDims;
        Infer.Require(Dims.AreUnique(dims), $"expects start_indices_batching_dims to not repeat, got: [{DimChecks.Join(dims)}]"); // gather_c13
        DimChecks.InRange(dims, indices.Rank, "start_indices_batching_dims", "rank-of('start_indices')"); // gather_c14
        Infer.Require(!dims.Contains(n.IndexVectorDim), $"expects start_indices_batching_dims not to include index_vector_dim {n.IndexVectorDim}"); // gather_c15
        Infer.Require(n.OperandBatchingDims.Count == dims.Count, "operand_batching_dims and start_indices_batching_dims should have the same size"); // gather_c16
        DimChecks.Paired(operand, n.OperandBatchingDims, indices, dims, "operand_batching_dims", "start_indices_batching_dims", ""); // gather_c17
    }
}
