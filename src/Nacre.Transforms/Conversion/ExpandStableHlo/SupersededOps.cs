using Nacre.IR;
using Nacre.Transforms.Optimize;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>Operations of which StableHLO has a newer form.</summary>
internal static class SupersededOps
{
    public static Value[]? Broadcast(Hlo.BroadcastOp op, OpBuilder builder)
    {
        if (op.Result.Type is not RankedTensorType { HasStaticShape: true } || op.Operand.Type is not RankedTensorType { HasStaticShape: true } type)
            return null;
        return [Hlo.BroadcastInDimOp.Create(builder, op.Result.Type, op.Operand, Range(op.BroadcastSizes.Count, type.Rank)).Result];
    }

    /// <summary>The last dimension of the left side with the first of the right.</summary>
    public static Value[]? Dot(Hlo.DotOp op, OpBuilder builder)
    {
        if (!IsStatic(op))
            return null;
        var numbers = new Hlo.DotDimensionNumbersAttr([], [], [((RankedTensorType)op.Lhs.Type).Rank - 1], [0]);
        return [Hlo.DotGeneralOp.Create(builder, op.Result.Type, op.Lhs, op.Rhs, numbers, precisionConfig: op.PrecisionConfig).Result];
    }

    /// <summary>Labels on both sides are summed over or, where the result has them, go along; what only one side has and the result lacks is summed up first.</summary>
    public static Value[]? Einsum(Hlo.EinsumOp op, OpBuilder builder)
    {
        if (!IsStatic(op) || op.EinsumConfig.Split(',', '>') is not [var left, var middle, var result] || !middle.EndsWith('-'))
            return null;
        var right = middle[..^1];
        if (!new[] { left, right, result }.All(AreUnique) || result.Except(left + right).Any())
            return null;
        var (a, labelsA) = Summed(builder, op.Lhs, left, l => right.Contains(l) || result.Contains(l));
        var (b, labelsB) = Summed(builder, op.Rhs, right, l => left.Contains(l) || result.Contains(l));
        var shared = labelsA.Where(l => labelsB.Contains(l)).ToArray();
        var (batch, contracted) = (shared.Where(l => result.Contains(l)).ToArray(), shared.Where(l => !result.Contains(l)).ToArray());
        EquatableArray<long> Places(string labels, char[] of) => of.Select(l => (long)labels.IndexOf(l)).ToEquatableArray();
        var numbers = new Hlo.DotDimensionNumbersAttr(Places(labelsA, batch), Places(labelsB, batch), Places(labelsA, contracted), Places(labelsB, contracted));
        var product = Hlo.DotGeneralOp.Create(builder, a, b, numbers, op.Result.Type.ElementOrSelf()).Result;
        var order = string.Concat(batch.Concat(labelsA.Except(shared)).Concat(labelsB.Except(shared)));
        return [Permutations.Transpose(builder, product, [.. result.Select(l => (long)order.IndexOf(l))])];
    }

    public static Value[]? UnaryEinsum(Hlo.UnaryEinsumOp op, OpBuilder builder)
    {
        if (!IsStatic(op) || op.EinsumConfig.Split("->") is not [var operand, var result] || !AreUnique(operand) || !AreUnique(result) || result.Except(operand).Any())
            return null;
        var (sum, labels) = Summed(builder, op.Operand, operand, result.Contains);
        return [Permutations.Transpose(builder, sum, [.. result.Select(l => (long)labels.IndexOf(l))])];
    }

    /// <summary>A gather of single positions along one dimension.</summary>
    public static Value[]? IndexSelect(Hlo.TorchIndexSelectOp op, OpBuilder builder)
    {
        if (!IsStatic(op))
            return null;
        var (operand, index) = (((RankedTensorType)op.Operand.Type).Shape, ((RankedTensorType)op.Index.Type).Rank);
        var (dim, batches) = ((int)op.Dim, (int)op.BatchDims);
        var offsets = Range(0, operand.Rank - 1 + index - batches).Where(d => d >= batches && (d < dim || d >= dim + index - batches)).ToArray();
        long[] batch = Range(0, batches), sizes = [.. operand.Dims.Select((size, d) => d < batches || d == dim ? 1 : size)];
        return [Hlo.GatherOp.Create(builder, op.Operand, op.Index, new Hlo.GatherDimensionNumbersAttr(offsets, [dim], batch, batch, [dim], index), sizes).Result];
    }

    /// <summary>The sum over the dimensions whose labels are not kept, and the labels that remain.</summary>
    private static (Value Sum, string Labels) Summed(OpBuilder builder, Value x, string labels, Func<char, bool> isKept)
    {
        long[] dims = [.. Enumerable.Range(0, labels.Length).Where(d => !isKept(labels[d])).Select(d => (long)d)];
        if (dims.Length == 0)
            return (x, labels);
        var zero = Hlo.ConstantOp.Splat(builder, RankedTensorType.Get(x.Type.ElementOrSelf()), 0).Output;
        return (((Operation)Hlo.ReduceOp.Create(builder, x, zero, dims, Hlo.AddOp.Definition)).Result(0), string.Concat(labels.Where(isKept)));
    }

    private static bool IsStatic(Operation op) => op.Operands.Types.Concat(op.Results.Types).All(t => t is RankedTensorType { HasStaticShape: true });
    private static bool AreUnique(string labels) => labels.All(char.IsLetter) && labels.Distinct().Count() == labels.Length;
    private static long[] Range(int start, int count) => [.. Enumerable.Range(start, count).Select(d => (long)d)];
}
