using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Checks of operations with windows and comparators.</summary>
internal static class HloVerifyReductions
{
    /// <summary>The body of <c>reduce</c> may also take slices of the dimensions that stay.</summary>
    public static void Reduce(ReduceOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        InferReductions.Reduce(HloVerify.StateOf(op)); // reduce_c1, reduce_c4, reduce_c5
        var input = Infer.Ranked(op.Inputs[0].Type);
        long[] allowed = [.. InferContractions.Remaining(input.Rank, op.Dimensions, []).Select(d => input.Shape[(int)d])];
        ReducerChecks.Check(op.Body, [.. op.Inputs.Types], [.. op.InitValues.Types], allowed); // reduce_c2, reduce_c6
        CheckPairs(op); // reduce_c3
    });

    public static void ReduceWindow(ReduceWindowOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        InferReductions.ReduceWindow(HloVerify.StateOf(op)); // reduce_window_c1, c2, c4..c12
        ReducerChecks.Check(op.Body, [.. op.Inputs.Types], [.. op.InitValues.Types], [.. op.WindowDimensions]); // reduce_window_c3, reduce_window_c13
        CheckPairs(op); // reduce_window_c1
    });

    private static void CheckPairs(Operation op) => Infer.Require(op.OperandCount % 2 == 0, $"expects as many init values as inputs, but has {op.OperandCount} operands");

    public static void SelectAndScatter(SelectAndScatterOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, source) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Source.Type));
        CheckSelect(op.Select, operand);
        ReducerChecks.Check(op.Scatter, [source], [op.InitValue.Type], []); // select_and_scatter_c10
        var sizes = op.WindowDimensions ?? [];
        Infer.Require(sizes.Count == operand.Rank, $"expects window-dimensions size == operand rank, but got window-dimensions size: {sizes.Count} and operand-type: '{operand}' with rank = {operand.Rank}."); // select_and_scatter_c4
        WindowChecks.Check(sizes, op.WindowStrides, op.Padding, null, null, null);
        var expected = Infer.Tensor([.. op.Window.Select((w, d) => w.OutputSize(operand.Shape[d]))], operand.ElementType);
        Infer.Require(expected.HasCompatibleShape(source) && SameKind(expected, source), $"expects source-type to be '{expected}', but got'{source}'"); // select_and_scatter_c1, select_and_scatter_c2
    });

    private static bool SameKind(IRType a, IRType b) => a.ElementOrSelf() == b.ElementOrSelf();

    private static void CheckSelect(Region select, RankedTensorType operand)
    {
        var arguments = select.Entry.Arguments;
        Infer.Require(arguments.Count == 2, $"expects the select-region to take 2 parameters, but takes {arguments.Count}"); // select_and_scatter_c9
        var scalar = operand.ScalarOf();
        for (var i = 0; i < 2; i++)
            Infer.Require(SameKind(arguments[i].Type, scalar) && arguments[i].Type.HasCompatibleShape(scalar), $"expects the type of select-region's parameter at index {i} to be '{scalar}', but got '{arguments[i].Type}'"); // select_and_scatter_c9
        IRType[] results = [.. select.Entry.Last!.Operands.Types];
        Infer.Require(results.Length == 1, $"expects select-region to return single value, but got: {results.Length}"); // select_and_scatter_c9
        Infer.Require(results[0] is RankedTensorType { Rank: 0, ElementType: IntegerType { Width: 1 } }, $"expects the return-type of select-region to be tensor<i1>, but got: '{results[0]}'"); // select_and_scatter_c9
    }

    public static void Sort(SortOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.OperandCount > 0, "requires at least 1 operand");
        var rank = Infer.Ranked(op.Operand(0).Type).Rank;
        Infer.Require(op.Dimension >= -rank && op.Dimension < rank, $"dimension attribute value must be in range [-{rank}, {rank}), but found {op.Dimension}"); // sort_c4
        var block = op.Comparator.Entry;
        Infer.Require(block.Arguments.Count == 2 * op.OperandCount, $"comparator block should have {2 * op.OperandCount} arguments"); // sort_c5
        for (var i = 0; i < block.Arguments.Count; i++)
        {
            var expected = op.Operand(i / 2).Type.ScalarOf();
            Infer.Require(block.Arguments[i].Type == expected, $"comparator block argument #{i} should be of type '{expected}' but got '{block.Arguments[i].Type}'"); // sort_c5
        }
        IRType[] results = [.. block.Last!.Operands.Types];
        Infer.Require(results.Length == 1, $"comparator must return single output but got {results.Length}"); // sort_c5
        Infer.Require(results[0] is RankedTensorType { Rank: 0, ElementType: IntegerType { Width: 1 } }, $"comparator must return tensor<i1> but got '{results[0]}'"); // sort_c5
    });
}
