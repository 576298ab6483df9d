using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Constraints on lists of dimensions, in upstream's words.</summary>
internal static class DimChecks
{
    public static string Join(IEnumerable<long> dims) => string.Join(", ", dims.Select(Infer.Size));

    /// <summary>No dimension occurs twice, within either list or in both.</summary>
    public static void Distinct(EquatableArray<long> a, EquatableArray<long> b, string nameA, string nameB)
    {
        if (a.Concat(b).GroupBy(d => d).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InferenceException($"has duplicated dimension from {nameA} and {nameB}: {twice.Key}");
    }

    /// <summary>Each dimension is in [0, limit).</summary>
    public static void InRange(EquatableArray<long> dims, long limit, string name, string limitName)
    {
        foreach (var d in dims)
            Infer.Require(d >= 0 && d < limit, $"Expects each element of {name} to be in range [0, {limitName}) i.e. [0, {limit}). got: {d}.");
    }

    /// <summary>A position in [0, limit], both included.</summary>
    public static void InRangeInclusive(long dim, long limit, string name, string limitName) =>
        Infer.Require(dim >= 0 && dim <= limit, $"Expects {name} to be in range [0, {limitName}] i.e. [0, {limit}]. got: {dim}.");

    /// <summary>The sizes of the paired batching dimensions agree.</summary>
    public static void Paired(RankedTensorType a, EquatableArray<long> dimsA, RankedTensorType b, EquatableArray<long> dimsB, string nameA, string nameB, string end)
    {
        for (var i = 0; i < dimsA.Count; i++)
        {
            var (sizeA, sizeB) = (a.Shape[(int)dimsA[i]], b.Shape[(int)dimsB[i]]);
            Infer.Require(Dims.Match(sizeA, sizeB), $"{nameA}[{i}] and {nameB}[{i}] must have compatible sizes, but got {Infer.Size(sizeA)} and {Infer.Size(sizeB)}{end}");
        }
    }
}
