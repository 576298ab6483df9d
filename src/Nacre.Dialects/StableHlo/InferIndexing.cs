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
        return Shape(operand, indices, numbers, sliceSizes); // gather_c22, gather_c23
    }

    public static RankedTensorType DynamicGather(DynamicGatherOp op)
    {
        var (operand, indices, slices) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.StartIndices.Type), Infer.Ranked(op.SliceSizes.Type));
        var known = op.SliceSizes.ConstantValue is ElementsAttr { Data: not null } constant ? constant.ToIntegers() : null;
        if (known is not null)
            GatherChecks.Check(operand, indices, op.DimensionNumbers, known);
        else
            GatherChecks.CheckNumbers(operand, indices, op.DimensionNumbers, slices.Shape[0]);
        return Shape(operand, indices, op.DimensionNumbers, known ?? [.. Enumerable.Repeat(IR.Shape.Dynamic, operand.Rank)]);
    }

    private static RankedTensorType Shape(RankedTensorType operand, RankedTensorType indices, GatherDimensionNumbersAttr numbers, EquatableArray<long> sliceSizes)
    {
        var kept = InferContractions.Remaining(sliceSizes.Count, numbers.CollapsedSliceDims, numbers.OperandBatchingDims).Select(d => sliceSizes[(int)d]).ToArray();
        var batch = Enumerable.Range(0, indices.Rank).Where(d => d != numbers.IndexVectorDim).Select(d => (Size: indices.Shape[d], Bound: Infer.Bound(indices, d))).ToArray();
        var dims = new (long Size, long Bound)[kept.Length + batch.Length];
        var (nextKept, nextBatch) = (0, 0);
        for (var i = 0; i < dims.Length; i++)
            dims[i] = numbers.OffsetDims.Contains(i) ? (kept[nextKept++], IR.Shape.Dynamic) : batch[nextBatch++];
        return Infer.Tensor([.. dims.Select(d => d.Size)], operand.ElementType, [.. dims.Select(d => d.Bound)]);
    }

    /// <summary>scatter_c24, scatter_c25: the inputs' types, with the computation's element types once it is there.</summary>
    public static IReadOnlyList<IRType> Scatter(OpState state)
    {
        var inputs = state.Operands.Take(state.Operands.Count / 2).Select(o => o.Type).ToArray();
        return InferReductions.WithBodyElements(inputs, state);
    }
}
