using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Result types of products.</summary>
internal static class InferContractions
{
    public static RankedTensorType DotGeneral(IRType lhsType, IRType rhsType, DotDimensionNumbersAttr numbers, IRType element)
    {
        var (lhs, rhs) = (Infer.Ranked(lhsType), Infer.Ranked(rhsType));
        CheckDotGeneral(lhs, rhs, numbers);
        var sizes = new List<long>();
        var bounds = new List<long>();
        Add(lhs, numbers.LhsBatchingDimensions);
        Add(lhs, Remaining(lhs.Rank, numbers.LhsBatchingDimensions, numbers.LhsContractingDimensions));
        Add(rhs, Remaining(rhs.Rank, numbers.RhsBatchingDimensions, numbers.RhsContractingDimensions));
        return Infer.Tensor([.. sizes], element, [.. bounds]); // dot_general_c12

        void Add(RankedTensorType type, IEnumerable<long> dimensions)
        {
            foreach (var d in dimensions)
            {
                sizes.Add(type.Shape[(int)d]);
                bounds.Add(Infer.Bound(type, d));
            }
        }
    }

    /// <summary>The result's type with its own elements, after all checks.</summary>
    public static RankedTensorType DotGeneral(DotGeneralOp op)
    {
        CheckPrecision(op.PrecisionConfig);
        var type = DotGeneral(op.Lhs.Type, op.Rhs.Type, op.DotDimensionNumbers, op.Result.Type.ElementOrSelf());
        if (op.Algorithm is not { } algorithm)
            return type;
        var isDefault = op.PrecisionConfig is null || op.PrecisionConfig.Items.All(p => p is PrecisionAttr { Value: Precision.Default });
        Infer.Require(isDefault, "must specify DEFAULT precision config when algorithm is set."); // dot_general_c21
        Infer.Require(algorithm.Problem is null, algorithm.Problem!); // dot_general_c22..c24, i8..i10
        return type;
    }

    public static RankedTensorType Dot(DotOp op)
    {
        CheckPrecision(op.PrecisionConfig);
        return Dot(op.Lhs.Type, op.Rhs.Type, op.Result.Type.ElementOrSelf());
    }

    /// <summary>dot_general_c11: at most one precision per operand.</summary>
    private static void CheckPrecision(ArrayAttr? config)
    {
        Infer.Require(config is null || config.Items.All(p => p is PrecisionAttr), "attribute 'precision_config' failed to satisfy constraint: Precision Config attribute");
        Infer.Require(config is null || config.Count <= 2, $"expects precision config to be empty or have <= 2 elements, got {config?.Count}");
    }

    /// <summary>The dimensions that are neither in <paramref name="a"/> nor in <paramref name="b"/>, in order.</summary>
    public static IEnumerable<long> Remaining(int rank, EquatableArray<long> a, EquatableArray<long> b) => Enumerable.Range(0, rank).Select(i => (long)i).Where(i => !a.Contains(i) && !b.Contains(i));

    private static void CheckDotGeneral(RankedTensorType lhs, RankedTensorType rhs, DotDimensionNumbersAttr numbers)
    {
        var (lhsBatch, rhsBatch, lhsContract, rhsContract) = (numbers.LhsBatchingDimensions, numbers.RhsBatchingDimensions, numbers.LhsContractingDimensions, numbers.RhsContractingDimensions);
        Infer.Require(lhsBatch.Count == rhsBatch.Count, "lhs and rhs should have the same number of batching dimensions"); // dot_general_c1
        Infer.Require(lhsContract.Count == rhsContract.Count, "lhs and rhs should have the same number of contracting dimensions"); // dot_general_c2
        CheckDistinct(lhsBatch, lhsContract, "lhs"); // dot_general_c3
        CheckDistinct(rhsBatch, rhsContract, "rhs"); // dot_general_c4
        CheckRange(lhsBatch, lhs.Rank, "lhs_batching_dimensions"); // dot_general_c5
        CheckRange(lhsContract, lhs.Rank, "lhs_contracting_dimensions"); // dot_general_c6
        CheckRange(rhsBatch, rhs.Rank, "rhs_batching_dimensions"); // dot_general_c7
        CheckRange(rhsContract, rhs.Rank, "rhs_contracting_dimensions"); // dot_general_c8
        Infer.Require(Pair(lhs, lhsBatch, rhs, rhsBatch), "batching dimension sizes must match for lhs/rhs"); // dot_general_c9
        Infer.Require(Pair(lhs, lhsContract, rhs, rhsContract), "contracting dimension sizes must match for lhs/rhs"); // dot_general_c10
    }

    private static void CheckDistinct(EquatableArray<long> batch, EquatableArray<long> contract, string side)
    {
        if (batch.Concat(contract).GroupBy(d => d).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InferenceException($"has duplicated dimension from {side}_batching_dimensions and {side}_contracting_dimensions: {twice.Key}");
    }

    private static void CheckRange(EquatableArray<long> dims, int rank, string name)
    {
        foreach (var d in dims)
            Infer.Require(d >= 0 && d < rank, $"{name} value: {d} is out of range: [0, {rank})");
    }

    private static bool Pair(RankedTensorType lhs, EquatableArray<long> lhsDims, RankedTensorType rhs, EquatableArray<long> rhsDims) =>
        Enumerable.Range(0, lhsDims.Count).All(i => Dims.Match(lhs.Shape[(int)lhsDims[i]], rhs.Shape[(int)rhsDims[i]]));

    public static RankedTensorType Dot(IRType lhsType, IRType rhsType, IRType element)
    {
        var (lhs, rhs) = (Infer.Ranked(lhsType), Infer.Ranked(rhsType));
        Infer.Require(lhs.Rank is 1 or 2 && rhs.Rank is 1 or 2, $"expected both lhs/rhs ranks to be either 1 or 2, got {lhs.Rank} and {rhs.Rank}");
        Infer.Require(Dims.Match(lhs.Shape.Dims[^1], rhs.Shape[0]), "contracting dimension sizes must match for lhs/rhs");
        long[] bounds = [.. Enumerable.Range(0, lhs.Rank - 1).Select(i => Infer.Bound(lhs, i)), .. Enumerable.Range(1, rhs.Rank - 1).Select(i => Infer.Bound(rhs, i))];
        return Infer.Tensor([.. lhs.Shape.Dims.Take(lhs.Rank - 1), .. rhs.Shape.Dims.Skip(1)], element, bounds);
    }

    public static RankedTensorType Convolution(
        IRType lhsType, IRType rhsType, ConvDimensionNumbersAttr numbers, IReadOnlyList<WindowDimension> window, long featureGroups, long batchGroups, IRType element)
    {
        var (lhs, rhs) = (Infer.Ranked(lhsType), Infer.Ranked(rhsType));
        var sizes = new long[lhs.Rank];
        for (var i = 0; i < window.Count; i++)
            sizes[(int)numbers.OutputSpatialDimensions[i]] = window[i].OutputSize(lhs.Shape[(int)numbers.InputSpatialDimensions[i]]);
        var batch = lhs.Shape[(int)numbers.InputBatchDimension];
        sizes[(int)numbers.OutputBatchDimension] = batch == Shape.Dynamic ? batch : batch / batchGroups;
        sizes[(int)numbers.OutputFeatureDimension] = rhs.Shape[(int)numbers.KernelOutputFeatureDimension];
        Infer.Require(featureGroups > 0 && batchGroups > 0, "feature_group_count and batch_group_count must be positive");
        return Infer.Tensor(sizes, element); // convolution_c25, convolution_c26
    }
}
