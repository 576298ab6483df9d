using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Result types of reductions.</summary>
internal static class InferReductions
{
    public static IReadOnlyList<IRType> Reduce(OpState state)
    {
        Infer.Require(state.Operands.Count > 0, "expects at least 1 input");
        Infer.Require(state.Operands.Count % 2 == 0, $"operands ({state.Operands.Count}) must be inputs and as many init_values"); // reduce_c3
        var inputs = state.Operands.Take(state.Operands.Count / 2).Select(o => Infer.Ranked(o.Type)).ToArray();
        var odd = Array.FindIndex(inputs, i => !i.HasCompatibleShape(inputs[0]));
        Infer.Require(odd < 0, $"expects all inputs to have compatible shapes. Shape at input-index {odd} is not compatible with shape at input-index 0"); // reduce_c1
        var dimensions = state.I64s("dimensions");
        var rank = inputs[0].Rank;
        foreach (var d in dimensions)
            Infer.Require(d >= 0 && d < rank, $"Out-of-bounds dimension {d}, expected to be less than the input-tensor rank {rank}"); // reduce_c4
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

    public static IReadOnlyList<IRType> ReduceWindow(OpState state)
    {
        Infer.Require(state.Operands.Count > 0, "requires at least 1 input value"); // reduce_window_c1
        Infer.Require(state.Operands.Count % 2 == 0, $"operands ({state.Operands.Count}) must be inputs and as many init_values");
        var inputs = state.Operands.Take(state.Operands.Count / 2).Select(o => Infer.Ranked(o.Type)).ToArray();
        Infer.Require(inputs.All(i => i.HasCompatibleShape(inputs[0])), "requires same shape for all inputs"); // reduce_window_c2
        var window = WindowChecks.Read(state, "window_dimensions", "window_strides", "padding", "base_dilations", "window_dilations");
        Infer.Require(window.Count == inputs[0].Rank, $"expects window-dimensions size == input rank, but got window-dimensions size: {window.Count} and input: '{inputs[0]}' with rank = {inputs[0].Rank}."); // reduce_window_c4
        return WithBodyElements([.. inputs.Select(i => Infer.Tensor([.. window.Select((w, d) => w.OutputSize(i.Shape[d]))], i.ElementType, [.. window.Select((w, d) => w.OutputSize(Infer.Bound(i, d)))]))], state); // reduce_window_c15
    }
}
