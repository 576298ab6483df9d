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
        Extent[] extents = [.. Enumerable.Range(0, high.Rank).Select(i => Extent.Of(high, i))];
        for (var i = 0; i < map.Count; i++)
            extents[map[i]] = Meet(extents[map[i]], Extent.Of(low, i));
        return Tensor(extents, element);
    }

    public static IRType Select(OpState state)
    {
        var types = state.Operands.Select(o => o.Type as RankedTensorType).ToArray();
        var element = state.Operands[1].Type.ElementOrSelf();
        Infer.Require(HloCompatibility.AreCompatibleElements(element, state.Operands[2].Type.ElementOrSelf()), "mismatched operand types");
        if (types.Any(t => t is null))
            return new UnrankedTensorType(element);
        var extents = Enumerable.Repeat(new Extent(1), types.Max(t => t!.Rank)).ToArray();
        foreach (var type in types)
        {
            for (var i = 0; i < type!.Rank; i++)
                extents[^(i + 1)] = Meet(extents[^(i + 1)], Extent.Of(type, type.Rank - 1 - i));
        }
        return Tensor(extents, element);
    }

    /// <summary>A dimension's size, and its bound where it is dynamic.</summary>
    private readonly record struct Extent(long Size, long Bound = Shape.Dynamic)
    {
        public static Extent Of(RankedTensorType type, int dimension) => new(type.Shape[dimension], Infer.Bound(type, dimension));
    }

    private static RankedTensorType Tensor(Extent[] extents, IRType element) => Infer.Tensor([.. extents.Select(e => e.Size)], element, [.. extents.Select(e => e.Bound)]);

    /// <summary>What two dimensions are after broadcasting. Either of two dynamic ones may be 1, so that the other's bound holds.</summary>
    private static Extent Meet(Extent a, Extent b)
    {
        if (a.Size == 1)
            return b;
        if (b.Size == 1)
            return a;
        Infer.Require(Dims.Match(a.Size, b.Size), $"operands do not broadcast: sizes {a.Size} and {b.Size}");
        if (a.Size != Shape.Dynamic || b.Size != Shape.Dynamic)
            return new Extent(a.Size == Shape.Dynamic ? b.Size : a.Size);
        return new Extent(Shape.Dynamic, a.Bound == Shape.Dynamic || b.Bound == Shape.Dynamic ? Shape.Dynamic : Math.Max(a.Bound, b.Bound));
    }
}
