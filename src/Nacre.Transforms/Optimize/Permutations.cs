using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>Arithmetic on permutations in StableHLO's sense: dimension i of the result is dimension p[i] of the operand.</summary>
internal static class Permutations
{
    public static long[] Inverse(EquatableArray<long> p)
    {
        var inverse = new long[p.Count];
        for (var i = 0; i < p.Count; i++)
            inverse[p[i]] = i;
        return inverse;
    }

    /// <summary>transpose(transpose(x, first), second) = transpose(x, result).</summary>
    public static long[] Compose(EquatableArray<long> first, EquatableArray<long> second) => [.. second.Select(s => first[(int)s])];

    public static bool IsIdentity(IReadOnlyList<long> p) => p.Select((d, i) => d == i).All(same => same);

    /// <summary>Values per result dimension, as values per operand dimension.</summary>
    public static T[] ToOperand<T>(EquatableArray<long> p, IReadOnlyList<T> perResult)
    {
        var perOperand = new T[p.Count];
        for (var i = 0; i < p.Count; i++)
            perOperand[p[i]] = perResult[i];
        return perOperand;
    }

    public static Shape Permute(Shape shape, IEnumerable<long> p) => new(p.Select(d => shape[(int)d]).ToEquatableArray());

    public static Value Transpose(OpBuilder builder, Value value, IReadOnlyList<long> permutation) =>
        IsIdentity(permutation) ? value : Hlo.TransposeOp.Create(builder, value, permutation.ToArray()).Result;
}
