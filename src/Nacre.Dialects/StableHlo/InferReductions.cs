using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Result types of reductions.</summary>
internal static class InferReductions
{
    public static IReadOnlyList<IRType> Reduce(OpState state)
    {
        Infer.Require(state.Operands.Count > 0, "expects at least 1 input");
        var inputs = Inputs(state);
        var dimensions = state.I64s("dimensions");
        var rank = inputs[0].Rank;
        foreach (var d in dimensions)
            Infer.Require(d >= 0 && d < rank, $"Out-of-bounds dimension {d}, expected to be in range [0, {rank})"); // reduce_c4
        Infer.Require(Dims.AreUnique(dimensions), "Duplicate reduction dimension: " + dimensions.GroupBy(d => d).FirstOrDefault(g => g.Count() > 1)?.Key); // reduce_c5
        return WithBodyElements([.. inputs.Select(i => Without(i, dimensions))], state); // reduce_c7, reduce_c8
    }

    private static RankedTensorType Without(RankedTensorType type, EquatableArray<long> dimensions)
    {
        var kept = InferContractions.Remaining(type.Rank, dimensions, []).ToArray();
        return Infer.Tensor([.. kept.Select(d => type.Shape[(int)d])], type.ElementType, [.. kept.Select(d => Infer.Bound(type, d))]);
    }

    /// <summary>The types with the elements that the region returns; before it is filled, with their own.</summary>
    public static IReadOnlyList<IRType> WithBodyElements(IReadOnlyList<IRType> types, OpState state)
    {
        if (state.RegionBodies is not [[{ Last: ReturnOp { OperandCount: var count } end }, ..], ..] || count != types.Count)
            return types;
        return [.. types.Select(IRType (t, i) => Infer.WithElement(t, end.Operand(i).Type.ElementOrSelf()))];
    }

    /// <summary>select_and_scatter_c11, select_and_scatter_c12: the operand's type with the elements of the second region.</summary>
    public static IReadOnlyList<IRType> SelectAndScatter(OpState state)
    {
        var operand = state.Operands[0].Type;
        return state.RegionBodies is [_, [{ Last: ReturnOp { OperandCount: 1 } end }, ..]] ? [Infer.WithElement(operand, end.Operand(0).Type.ElementOrSelf())] : [operand];
    }

    /// <summary>all_reduce_c6, all_reduce_c7: the operands' types with the elements of the computation.</summary>
    public static IReadOnlyList<IRType> AllReduce(OpState state) => WithBodyElement([.. state.Operands.Select(o => o.Type)], state);

    /// <summary>The types with the elements of the region's first result; before it is filled, with their own.</summary>
    public static IReadOnlyList<IRType> WithBodyElement(IReadOnlyList<IRType> types, OpState state) => state.RegionBodies is [[{ Last: ReturnOp { OperandCount: > 0 } end }, ..]]
        ? [.. types.Select(IRType (t) => Infer.WithElement(t, end.Operand(0).Type.ElementOrSelf()))]
        : types;

    public static IReadOnlyList<IRType> ReduceWindow(OpState state)
    {
        Infer.Require(state.Operands.Count > 0, "requires at least 1 input value"); // reduce_window_c1
        var inputs = Inputs(state);
        var sizes = state.I64s("window_dimensions");
        foreach (var input in inputs)
            Infer.Require(input.Rank == sizes.Count, $"expects window-dimensions size == input rank, but got window-dimensions size: {sizes.Count} and input: '{input}' with rank = {input.Rank}."); // reduce_window_c4
        var padding = state.GetAttr("padding") as ElementsAttr;
        var (strides, baseDilations, windowDilations) = (state.I64s("window_strides"), state.I64s("base_dilations"), state.I64s("window_dilations"));
        WindowChecks.Check(sizes, strides, padding, baseDilations, windowDilations, null); // reduce_window_c5..c12
        var window = WindowDimension.Of(sizes, strides, padding, baseDilations, windowDilations, null);
        return WithBodyElements([.. inputs.Select(i => Windows(i, window))], state); // reduce_window_c14..c16
    }

    private static RankedTensorType Windows(RankedTensorType input, IReadOnlyList<WindowDimension> window) => Infer.Tensor(
        [.. window.Select((w, d) => w.OutputSize(input.Shape[d]))], input.ElementType, [.. window.Select((w, d) => w.OutputSize(Infer.Bound(input, d)))]);

    /// <summary>The first half of the operands, all of one shape.</summary>
    private static RankedTensorType[] Inputs(OpState state)
    {
        var inputs = state.Operands.Take(state.Operands.Count / 2).Select(o => Infer.Ranked(o.Type)).ToArray();
        var odd = Array.FindIndex(inputs, i => !i.HasCompatibleShape(inputs[0]));
        Infer.Require(odd < 0, $"expects all inputs to have compatible shapes. Shape at input-index {odd} is not compatible with shape at input-index 0"); // reduce_c1, reduce_window_c2
        return inputs;
    }
}
