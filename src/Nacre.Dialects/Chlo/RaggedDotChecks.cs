using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Chlo;

/// <summary>
/// The constraints of <c>ragged_dot</c>. The ragged dimension of lhs is a free one (<c>[b,m,k], [g,b,k,n] -> [b,m,n]</c>), a contracting one
/// (<c>[b,m,k], [b,k,n] -> [g,b,m,n]</c>) or a batching one (<c>[b,m,k], [b,k,n] -> [b,m,n]</c>).
/// </summary>
internal static class RaggedDotChecks
{
    private enum Mode { Free, Contracting, Batching }

    public static void Verify(RaggedDotOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        if (op.Lhs.Type is not RankedTensorType lhs || op.Rhs.Type is not RankedTensorType rhs || op.GroupSizes.Type is not RankedTensorType groupSizes)
            return;
        var numbers = op.RaggedDotDimensionNumbers;
        InferContractions.DotGeneral(lhs, rhs, numbers.Dot, op.Result.Type.ElementOrSelf());
        Infer.Require(numbers.LhsRaggedDimensions.Count == 1, "There must be exactly one ragged dimension in the lhs.");
        var ragged = numbers.LhsRaggedDimensions[0];
        CheckRange(ragged, lhs.Rank, "lhs_ragged_dim", "lhs_rank");
        var mode = ModeOf(numbers, ragged);
        CheckGroupSizes(groupSizes, [.. Prefix(lhs.Rank, numbers.Dot, ragged, mode).Select(d => lhs.Shape[(int)d])]);
        CheckGroups(rhs, numbers, groupSizes.Shape.Dims[^1], mode);
    });

    private static Mode ModeOf(RaggedDotDimensionNumbersAttr numbers, long ragged) =>
        numbers.Dot.LhsBatchingDimensions.Contains(ragged) ? Mode.Batching : numbers.Dot.LhsContractingDimensions.Contains(ragged) ? Mode.Contracting : Mode.Free;

    /// <summary>The groups in front where a contracting dimension is ragged; then what a product gives, without the groups of rhs.</summary>
    public static RankedTensorType ResultType(RaggedDotOp op)
    {
        var (lhs, rhs, numbers) = (Infer.Ranked(op.Lhs.Type), Infer.Ranked(op.Rhs.Type), op.RaggedDotDimensionNumbers);
        var dot = numbers.Dot;
        var isContracting = ModeOf(numbers, numbers.LhsRaggedDimensions[0]) == Mode.Contracting;
        var groups = isContracting ? Infer.Ranked(op.GroupSizes.Type).Shape.Dims.TakeLast(1) : [];
        var left = dot.LhsBatchingDimensions.Concat(InferContractions.Remaining(lhs.Rank, dot.LhsBatchingDimensions, dot.LhsContractingDimensions)).Select(d => lhs.Shape[(int)d]);
        EquatableArray<long> batch = [.. dot.RhsBatchingDimensions, .. numbers.RhsGroupDimensions];
        var right = InferContractions.Remaining(rhs.Rank, batch, dot.RhsContractingDimensions).Select(d => rhs.Shape[(int)d]);
        return Infer.Tensor([.. groups, .. left, .. right], op.Result.Type.ElementOrSelf());
    }

    private static void CheckRange(long dimension, int rank, string name, string rankName) =>
        Infer.Require(dimension >= 0 && dimension < rank, $"expects {name} to be in range [0, {rank}) i.e. [0, {rankName}). got: {dimension}.");

    /// <summary>The dimensions of lhs in front of the groups in the shape of their sizes: the batching ones, then those of the ragged one's kind before it.</summary>
    private static IEnumerable<long> Prefix(int rank, DotDimensionNumbersAttr dot, long ragged, Mode mode) => mode switch
    {
        Mode.Batching => dot.LhsBatchingDimensions.TakeWhile(d => d != ragged),
        Mode.Contracting => dot.LhsBatchingDimensions.Concat(dot.LhsContractingDimensions.TakeWhile(d => d != ragged)),
        _ => dot.LhsBatchingDimensions.Concat(InferContractions.Remaining(rank, dot.LhsBatchingDimensions, dot.LhsContractingDimensions).TakeWhile(d => d < ragged)),
    };

    /// <summary>The sizes stand alone, or behind <paramref name="prefix"/>.</summary>
    private static void CheckGroupSizes(RankedTensorType groupSizes, long[] prefix)
    {
        Infer.Require(groupSizes.Rank == 1 || groupSizes.Rank == prefix.Length + 1, $"expected group_sizes to have rank {prefix.Length + 1}, got {groupSizes.Rank}");
        long[] expected = [.. prefix, groupSizes.Shape.Dims[^1]];
        Infer.Require(groupSizes.Rank == 1 || groupSizes.Shape.Dims.SequenceEqual(expected), $"group_sizes is expected to have shape [{DimChecks.Join(expected)}], got {Infer.Sizes(groupSizes)}");
    }

    private static void CheckGroups(RankedTensorType rhs, RaggedDotDimensionNumbersAttr numbers, long groups, Mode mode)
    {
        var dimensions = numbers.RhsGroupDimensions;
        foreach (var dimension in dimensions)
            CheckRange(dimension, rhs.Rank, "rhs_group_dim", "rhs_rank");
        CheckDistinct(dimensions, numbers.Dot.RhsBatchingDimensions, "rhs_batching_dimensions");
        CheckDistinct(dimensions, numbers.Dot.RhsContractingDimensions, "rhs_contracting_dimensions");
        if (mode != Mode.Free)
        {
            Infer.Require(dimensions.IsEmpty, "There must be zero group dimensions in the rhs when the ragged dimension is batch or contracting.");
            return;
        }
        Infer.Require(dimensions.Count == 1, "There must be exactly one group dimension in the rhs when the lhs ragged dimension is non-contracting.");
        var size = rhs.Shape[(int)dimensions[0]];
        Infer.Require(Dims.Match(groups, size), $"rhs group dimension is expected to have size={groups}, got {size}");
    }

    private static void CheckDistinct(EquatableArray<long> groups, EquatableArray<long> others, string name)
    {
        if (groups.Where(others.Contains).Select(d => (long?)d).FirstOrDefault() is { } twice)
            throw new InferenceException($"has duplicated dimension from rhs_group_dimensions and {name}: {twice}");
    }
}
