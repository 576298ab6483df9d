using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints of <c>scatter</c>.</summary>
internal static class ScatterChecks
{
    public static void Verify(ScatterOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.OperandCount % 2 == 1 && op.OperandCount > 1, "expects as many updates as inputs"); // scatter_c5
        var inputs = op.Inputs.Select(v => Infer.Ranked(v.Type)).ToArray();
        var updates = op.Updates.Select(v => Infer.Ranked(v.Type)).ToArray();
        var indices = Infer.Ranked(op.ScatterIndices.Type);
        var n = op.ScatterDimensionNumbers;
        Infer.Require(inputs.All(t => t.HasCompatibleShape(inputs[0])), "Not all inputs have compatible shapes."); // scatter_c1
        Infer.Require(updates.All(t => t.HasCompatibleShape(updates[0])), "Not all updates have compatible shapes."); // scatter_c3
        DimChecks.InRangeInclusive(n.IndexVectorDim, indices.Rank, "index_vector_dim", "rank-of('scatter_indices')"); // scatter_c22
        ReducerChecks.Check(op.UpdateComputation, inputs, [.. updates.Select(u => (IRType)u.ScalarOf())], []); // scatter_c6, scatter_c23
        var expanded = n.IndexVectorDim == indices.Rank ? [.. indices.Shape.Dims, 1] : indices.Shape.Dims.ToArray();
        CheckUpdatesRank(n, expanded.Length - 1, updates[0].Rank);
        CheckNumbers(inputs[0], indices, expanded, updates[0], n);
        CheckWindow(inputs[0], updates[0], n);
        CheckScatterDims(expanded, updates[0], n);
    });

    private static void CheckUpdatesRank(ScatterDimensionNumbersAttr n, int batchRank, int rank)
    {
        var expected = batchRank + n.UpdateWindowDims.Count;
        Infer.Require(
            rank == expected,
            $"expects updates tensor must be of rank {expected} ( == rank-of('scatter_indices') - 1 + size-of('update_window_dims'), where 'scatter_indices' is expanded by a trailing 1 dimension if 'index_vector_dim' == rank-of('scatter_indices')), but got {rank}."); // scatter_c4
    }

    private static void CheckNumbers(RankedTensorType input, RankedTensorType indices, long[] expanded, RankedTensorType update, ScatterDimensionNumbersAttr n)
    {
        var count = n.UpdateWindowDims.Count + n.InsertedWindowDims.Count + n.InputBatchingDims.Count;
        Infer.Require(input.Rank == count, $"Expects rank-of operand to match size-of('update_window_dims') + size-of('inserted_window_dims') + size-of('input_batching_dims') i.e. {count} but got {input.Rank}."); // scatter_c2
        Infer.Require(Dims.AreSorted(n.UpdateWindowDims), $"Expects update_window_dims to be sorted; got: [{DimChecks.Join(n.UpdateWindowDims)}]."); // scatter_c7
        Infer.Require(Dims.AreUnique(n.UpdateWindowDims), $"Expects update_window_dims to not repeat; got: [{DimChecks.Join(n.UpdateWindowDims)}]."); // scatter_c7
        DimChecks.InRange(n.UpdateWindowDims, update.Rank, "update_window_dims", "rank-of('updates')"); // scatter_c8
        DimChecks.Distinct(n.InsertedWindowDims, n.InputBatchingDims, "inserted_window_dims", "input_batching_dims"); // scatter_c9
        Infer.Require(Dims.AreSorted(n.InsertedWindowDims), $"Expects inserted_window_dims to be sorted; got: [{DimChecks.Join(n.InsertedWindowDims)}]."); // scatter_c10
        DimChecks.InRange(n.InsertedWindowDims, input.Rank, "inserted_window_dims", "rank-of('operand')"); // scatter_c11
        Infer.Require(Dims.AreSorted(n.InputBatchingDims), $"Expects input_batching_dims to be sorted; got: [{DimChecks.Join(n.InputBatchingDims)}]."); // scatter_c12
        DimChecks.InRange(n.InputBatchingDims, input.Rank, "input_batching_dims", "rank-of('operand')"); // scatter_c13
        CheckBatching(input, indices, n);
        CheckMap(input, expanded, n, n.IndexVectorDim == indices.Rank);
    }

    private static void CheckBatching(RankedTensorType input, RankedTensorType indices, ScatterDimensionNumbersAttr n)
    {
        var dims = n.ScatterIndicesBatchingDims;
        Infer.Require(Dims.AreUnique(dims), $"Expects scatter_indices_batching_dims to not repeat; got: [{DimChecks.Join(dims)}]."); // scatter_c14
        DimChecks.InRange(dims, n.IndexVectorDim == indices.Rank ? indices.Rank + 1 : indices.Rank, "scatter_indices_batching_dims", "rank-of('scatter_indices')"); // scatter_c15
        Infer.Require(!dims.Contains(n.IndexVectorDim), $"expects scatter_indices_batching_dims not to include index_vector_dim {n.IndexVectorDim}."); // scatter_c16
        Infer.Require(n.InputBatchingDims.Count == dims.Count, "input_batching_dims and scatter_indices_batching_dims should have the same size."); // scatter_c17
        DimChecks.Paired(input, n.InputBatchingDims, indices, dims, "input_batching_dims", "scatter_indices_batching_dims", "."); // scatter_c18
    }

    private static void CheckMap(RankedTensorType input, long[] expanded, ScatterDimensionNumbersAttr n, bool isImplied)
    {
        var (count, vector) = (n.ScatterDimsToOperandDims.Count, isImplied ? 1 : expanded[n.IndexVectorDim]);
        Infer.Require(vector == Shape.Dynamic || vector == count, $"Scatter op has {count} elements in scatter_dims_to_operand_dims and the bound of dimension index_vector_dim={n.IndexVectorDim} of scatter_indices is {vector}. These two numbers must be equal."); // scatter_c19
        DimChecks.Distinct(n.ScatterDimsToOperandDims, n.InputBatchingDims, "scatter_dims_to_operand_dims", "input_batching_dims"); // scatter_c20
        DimChecks.InRange(n.ScatterDimsToOperandDims, input.Rank, "scatter_dims_to_operand_dims", "rank-of('operand')"); // scatter_c21
    }

    private static void CheckWindow(RankedTensorType input, RankedTensorType update, ScatterDimensionNumbersAttr n)
    {
        var windowed = InferContractions.Remaining(input.Rank, n.InsertedWindowDims, n.InputBatchingDims).ToArray();
        for (var i = 0; i < n.UpdateWindowDims.Count; i++)
        {
            var (size, limit) = (update.Shape[(int)n.UpdateWindowDims[i]], input.Shape[(int)windowed[i]]);
            Infer.Require(size == Shape.Dynamic || limit == Shape.Dynamic || size <= limit, $"expects bounds of the window dimensions of updates to not exceed the bounds of the corresponding dimensions of operand. For dimension {n.UpdateWindowDims[i]}, updates bound is {size}, operand bound is {limit}."); // scatter_c4
        }
    }

    private static void CheckScatterDims(long[] expanded, RankedTensorType update, ScatterDimensionNumbersAttr n)
    {
        var batch = expanded.Where((_, i) => i != n.IndexVectorDim).ToArray();
        var next = 0;
        for (var i = 0; i < update.Rank; i++)
        {
            if (n.UpdateWindowDims.Contains(i))
                continue;
            var bound = batch[next++];
            Infer.Require(Dims.Match(update.Shape[i], bound), $"expects bounds of the scatter dimensions of updates to be same as the bounds of the corresponding dimensions of scatter indices. For scatter dimension {i}, updates bound is {update.Shape[i]} , scatter_indices bound is {bound}."); // scatter_c4
        }
    }
}
