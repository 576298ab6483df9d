using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Checks of reductions' bodies.</summary>
internal static class HloVerifyReductions
{
    /// <summary>A region from scalars of the results so far and elements to scalars.</summary>
    public static void Reducer(Operation op, Region region, IReadOnlyList<Value> inputs, IReadOnlyList<Value> initValues, Verifier verifier) =>
        HloVerify.Run(op, verifier, () => CheckReducer(region, [.. inputs.Select(i => i.Type)], [.. initValues.Select(i => i.Type)]));

    /// <summary>reduce_c6, reduce_window_c13, scatter_c23, select_and_scatter_c10, all_reduce_c5.</summary>
    public static void CheckReducer(Region region, IReadOnlyList<IRType> inputs, IReadOnlyList<IRType> initValues)
    {
        Infer.Require(!region.IsEmpty, "expects non-empty reduction block.");
        var block = region.Entry;
        var expected = 2 * inputs.Count;
        Infer.Require(block.Arguments.Count == expected, $"Reduction-region must take {expected} parameters, but takes {block.Arguments.Count} parameter(s)");
        IRType[] results = block.Last is ReturnOp end ? [.. end.Operands.Types] : [];
        Infer.Require(results.Length > 0, "The reduction-region expected to return some value(s)");
        Infer.Require(results.Length == inputs.Count, $"Reduction-region here must produce {inputs.Count} tensors, but produces {results.Length} instead");
        Infer.Require(results.All(r => r is RankedTensorType), "Reduction-region here must produce tensor-typed result(s)");
        for (var i = 0; i < inputs.Count; i++)
            CheckPair(block, i, inputs[i], initValues[i], results[i], inputs.Count);
    }

    private static void CheckPair(Block block, int i, IRType input, IRType init, IRType result, int count)
    {
        var accumulator = block.Arguments[i].Type;
        Infer.Require(HloCompatibility.AreCompatible(accumulator, result), $"The type of reduction-region's parameter at index {i} is different than the corresponding result type: '{accumulator}' vs '{result}'");
        var element = block.Arguments[i + count].Type;
        Infer.Require(Promotes(init, accumulator), $"The type of reduction-region's result type at index {i} differs from the op's corresponding init-value type: '{result}' vs '{init}'");
        Infer.Require(Promotes(input, element), $"The element-type of reduction-region's argument at index {i + count} is expected to be promotable from '{input.ElementOrSelf()}', but got '{element.ElementOrSelf()}'");
        Infer.Require(element is RankedTensorType { Rank: 0 }, $"The rank of reduction-region's argument at index {i + count} is different from 0, got: {(element as RankedTensorType)?.Rank}");
    }

    /// <summary>Whether elements of <paramref name="from"/> may be used as ones of <paramref name="to"/>: of the same kind and no wider.</summary>
    public static bool Promotes(IRType from, IRType to) => (from.ElementOrSelf(), to.ElementOrSelf()) switch
    {
        (IntegerType a, IntegerType b) => a.Width <= b.Width,
        (FloatType a, FloatType b) => a.Width <= b.Width,
        (ComplexType a, ComplexType b) => a.BitWidth() <= b.BitWidth(),
        (Quant.QuantizedType a, Quant.QuantizedType b) => a.ExpressedType == b.ExpressedType && a.StorageType.Width <= b.StorageType.Width,
        var (a, b) => a == b,
    };

    public static void SelectAndScatter(SelectAndScatterOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, source) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Source.Type));
        var window = op.Window;
        Infer.Require(window.Count == operand.Rank, $"expects window-dimensions size == operand rank, but got window-dimensions size: {window.Count} and operand-type: '{operand}' with rank = {operand.Rank}."); // select_and_scatter_c4
        var expected = Infer.Tensor([.. window.Select((w, d) => w.OutputSize(operand.Shape[d]))], operand.ElementType);
        Infer.Require(expected.HasCompatibleShape(source), $"expects source-type to be {Infer.Sizes(expected)}, but got {Infer.Sizes(source)}"); // select_and_scatter_c2
        CheckReducer(op.Scatter, [operand], [op.InitValue.Type]); // select_and_scatter_c10
    });

    public static void Sort(SortOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.OperandCount > 0, "requires at least 1 operand");
        var rank = Infer.Ranked(op.Operand(0).Type).Rank;
        Infer.Require(rank == 0 || (op.Dimension >= -rank && op.Dimension < rank), $"dimension attribute value must be in range [-{rank}, {rank}), but found {op.Dimension}"); // sort_c4
        var block = op.Comparator.Entry;
        Infer.Require(block.Arguments.Count == 2 * op.OperandCount, $"comparator block should have {2 * op.OperandCount} arguments"); // sort_c5
        for (var i = 0; i < block.Arguments.Count; i++)
        {
            var expected = op.Operand(i / 2).Type.ScalarOf();
            Infer.Require(block.Arguments[i].Type == expected, $"comparator block argument #{i} should be of type '{expected}' but got '{block.Arguments[i].Type}'"); // sort_c5
        }
        IRType[] results = block.Last is ReturnOp end ? [.. end.Operands.Types] : [];
        Infer.Require(results.Length == 1, $"comparator must return single output but got {results.Length}"); // sort_c5
        Infer.Require(results[0] is RankedTensorType { Rank: 0, ElementType: IntegerType { Width: 1 } }, $"comparator must return tensor<i1> but got '{results[0]}'"); // sort_c5
    });
}

/// <summary>Checks of scatter.</summary>
internal static class HloVerifyIndexing
{
    public static void Scatter(ScatterOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.OperandCount % 2 == 1 && op.OperandCount > 1, "Not all inputs have compatible shapes."); // scatter_c5
        var first = op.Inputs[0].Type;
        Infer.Require(op.Inputs.Types.All(t => t.HasCompatibleShape(first)), "Not all inputs have compatible shapes."); // scatter_c1
        Infer.Require(op.Updates.Types.All(t => t.HasCompatibleShape(op.Updates[0].Type)), "Not all updates have compatible shapes."); // scatter_c3
        HloVerifyReductions.CheckReducer(op.UpdateComputation, [.. op.Updates.Types], [.. op.Inputs.Types]); // scatter_c23
    });
}
