using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Chlo;

/// <summary>A function of two tensors after broadcasting: aligned at the last dimension, or as the broadcast dimensions of the one with lower rank say.</summary>
public interface IBroadcastingBinary : IInferHloTypes, IPure
{
    Value Lhs { get; }
    Value Rhs { get; }

    /// <summary>The dimension of the tensor of higher rank that each dimension of the other one meets; null for the last ones.</summary>
    EquatableArray<long>? BroadcastDimensions { get; set; }
    OpResult Result { get; }
}

/// <summary>Result types of broadcasting operations.</summary>
internal static class InferBroadcast
{
    public static IRType WithElementOf(this IRType type, IRType element) => type is RankedTensorType ranked ? ranked.WithElement(element) : new UnrankedTensorType(element);

    public static IRType Binary(OpState state, IRType element)
    {
        Infer.Require(HloCompatibility.AreCompatibleElements(state.Operands[0].Type.ElementOrSelf(), state.Operands[1].Type.ElementOrSelf()), "mismatched operand types");
        if (state.Operands[0].Type is not RankedTensorType lhs || state.Operands[1].Type is not RankedTensorType rhs)
            return new UnrankedTensorType(element);
        var (low, high) = lhs.Rank <= rhs.Rank ? (lhs, rhs) : (rhs, lhs);
        var map = lhs.Rank != rhs.Rank && state.GetAttr("broadcast_dimensions") is DenseArrayAttr dimensions ? dimensions.Bits : Enumerable.Range(high.Rank - low.Rank, low.Rank).Select(i => (long)i).ToEquatableArray();
        // Dimensions that do not fit are an error of the conversion, not of the operation: then nothing is known of the sizes.
        if (map.Count != low.Rank || !Dims.AreInRange(map, high.Rank))
            return Infer.Tensor([.. Enumerable.Repeat(Shape.Dynamic, high.Rank)], element);
        var sizes = high.Shape.Dims.ToArray();
        for (var i = 0; i < map.Count; i++)
            sizes[map[i]] = Meet(sizes[map[i]], low.Shape[i]);
        return Infer.Tensor(sizes, element);
    }

    public static IRType Select(OpState state)
    {
        var types = state.Operands.Select(o => o.Type as RankedTensorType).ToArray();
        var element = state.Operands[1].Type.ElementOrSelf();
        Infer.Require(HloCompatibility.AreCompatibleElements(element, state.Operands[2].Type.ElementOrSelf()), "mismatched operand types");
        if (types.Any(t => t is null))
            return new UnrankedTensorType(element);
        var sizes = Enumerable.Repeat(1L, types.Max(t => t!.Rank)).ToArray();
        foreach (var type in types)
        {
            for (var i = 0; i < type!.Rank; i++)
                sizes[^(i + 1)] = Meet(sizes[^(i + 1)], type.Shape.Dims[^(i + 1)]);
        }
        return Infer.Tensor(sizes, element);
    }

    /// <summary>The size that two dimensions have after broadcasting.</summary>
    private static long Meet(long a, long b)
    {
        if (a == 1 || a == b)
            return b;
        if (b == 1)
            return a;
        Infer.Require(Dims.Match(a, b), $"operands do not broadcast: sizes {a} and {b}");
        return a == Shape.Dynamic ? b : a;
    }
}
