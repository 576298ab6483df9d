using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Result types of gather and scatter.</summary>
internal static class InferIndexing
{
    public static IRType Gather(OpState state)
    {
        var (operand, indices) = (Infer.Ranked(state.Operands[0].Type), Infer.Ranked(state.Operands[1].Type));
        var numbers = (GatherDimensionNumbersAttr)state.GetAttr("dimension_numbers")!;
        var sliceSizes = state.I64s("slice_sizes");
        GatherChecks.Check(operand, indices, numbers, sliceSizes);
        var kept = InferContractions.Remaining(sliceSizes.Count, numbers.CollapsedSliceDims, numbers.OperandBatchingDims).Select(d => sliceSizes[(int)d]).ToArray();
        var batch = Enumerable.Range(0, indices.Rank).Where(d => d != numbers.IndexVectorDim).Select(d => indices.Shape[d]).ToArray();
        var sizes = new long[kept.Length + batch.Length];
        var (nextKept, nextBatch) = (0, 0);
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = numbers.OffsetDims.Contains(i) ? kept[nextKept++] : batch[nextBatch++];
        return Infer.Tensor(sizes, operand.ElementType); // gather_c22, gather_c23
    }

    /// <summary>scatter_c24, scatter_c25: the inputs' types, with the computation's element types once it is there.</summary>
    public static IReadOnlyList<IRType> Scatter(OpState state)
    {
        var inputs = state.Operands.Take(state.Operands.Count / 2).Select(o => o.Type).ToArray();
        return InferReductions.WithBodyElements(inputs, state);
    }
}
