using Nacre.Dialects.Onnx;
using Nacre.Dialects.OnnxPreview;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Scaled dot-product attention and rotary embedding.</summary>
internal static class AttentionRows
{
    public static OnnxRows AddAttention(this OnnxRows rows) => rows
        .Add<AttentionOp>(Attention)
        .One<FlexAttentionOp>(FlexAttention)
        .One<RotaryEmbeddingOp>(RotaryEmbedding);

    /// <summary>
    /// softmax(cap(scale · Q Kᵀ) + bias) · V for each head, with the heads in dimension 1. Several query heads may share a key head: they are then laid
    /// one below the other as rows of one matrix.
    /// </summary>
    private static IReadOnlyList<Value?> Attention(AttentionOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var q = SplitHeads(c, op.Q, op.QNumHeads);
        var k = Appended(hlo, OnnxLoweringContext.Optional(op.PastKey), SplitHeads(c, op.K, op.KvNumHeads));
        var v = Appended(hlo, OnnxLoweringContext.Optional(op.PastValue), SplitHeads(c, op.V, op.KvNumHeads));
        var (queries, keys) = (q.Dims(), k.Dims());
        if (queries[1] % keys[1] != 0)
            throw c.Cannot($"{queries[1]} query heads cannot share {keys[1]} key heads");

        var accumulator = q.Element() is FloatType { Width: < 32 } ? FloatType.F32 : q.Element();
        var raw = hlo.Mul(GroupedProduct(hlo, q, k, 3, accumulator), op.Scale ?? 1 / Math.Sqrt(queries[3]));
        var capped = op.Softcap > 0 ? hlo.Mul(hlo.Tanh(hlo.Div(raw, op.Softcap)), op.Softcap) : raw;
        var biased = new AttentionMask(op, c, queries[2], keys[2]).Apply(capped);
        var weights = Softmax(hlo, op.SoftmaxPrecision is { } precision ? hlo.Convert(biased, OnnxElements.Of(precision)) : biased);

        var y = hlo.Convert(GroupedProduct(hlo, hlo.Convert(weights, v.Element()), v, 2, accumulator), op.Q.Element());
        var shown = op.QkMatmulOutputMode switch { 0 => raw, 1 => capped, 2 => biased, 3 => weights, var mode => throw c.Cannot($"the output mode {mode} is not known") };
        return [op.Q.Rank() == 3 ? JoinHeads(hlo, y) : y, k, v, OnnxLoweringContext.IsWanted(op.QkMatmulOutput) ? hlo.Convert(shown, op.Q.Element()) : null];
    }

    /// <summary>Products of each head's rows in a [batch, heads, rows, size] with the matrix of its group in b, whose dimension <paramref name="contractB"/> is summed over.</summary>
    public static Value GroupedProduct(HloBuilder hlo, Value a, Value b, long contractB, IRType accumulator)
    {
        var (dims, groups) = (a.Dims(), b.Dims()[1]);
        var rows = hlo.Reshape(a, dims[0], groups, dims[1] / groups * dims[2], dims[3]);
        var product = hlo.Dot(rows, b, [0, 1], [0, 1], [3], [contractB], accumulator);
        return hlo.Reshape(product, dims[0], dims[1], dims[2], product.Dims()[3]);
    }

    /// <summary>Attention whose scores and weights pass through subgraphs of the model.</summary>
    private static Value FlexAttention(FlexAttentionOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var (queries, keys) = (op.Q.Dims(), op.K.Dims());
        if (queries.Length != 4 || keys.Length != 4 || queries[1] % keys[1] != 0)
            throw new OnnxMisfitException($"{op.Q.Type} and {op.K.Type} do not fit together");
        var precision = op.SoftmaxPrecision is { } given ? OnnxElements.Of(given) : op.Q.Element() is FloatType { Width: < 32 } ? FloatType.F32 : op.Q.Element();
        var scores = hlo.Mul(GroupedProduct(hlo, op.Q, op.K, 3, precision), op.Scale ?? 1 / Math.Sqrt(queries[3]));
        var weights = Modified(c, op.ProbMod, Softmax(hlo, Modified(c, op.ScoreMod, scores)));
        return hlo.Convert(GroupedProduct(hlo, weights, hlo.Convert(op.V, precision), 2, precision), op.V.Element());
    }

    private static Value Modified(OnnxLoweringContext c, Region region, Value x)
    {
        if (region.IsEmpty)
            return x;
        var result = c.Inline(region, x)[0];
        return result.Type == x.Type ? result : throw c.Cannot($"a subgraph gives {result.Type} for {x.Type}");
    }

    /// <summary>[batch, sequence, heads · size] as [batch, heads, sequence, size].</summary>
    public static Value SplitHeads(OnnxLoweringContext c, Value x, long? heads)
    {
        if (x.Rank() == 4)
            return x;
        var dims = x.Dims();
        if (dims.Length != 3 || heads is not { } count || count < 1 || dims[2] % count != 0)
            throw c.Cannot($"{x.Type} cannot be split into {heads} heads");
        return c.Hlo.Transpose(c.Hlo.Reshape(x, dims[0], dims[1], count, dims[2] / count), 0, 2, 1, 3);
    }

    public static Value JoinHeads(HloBuilder hlo, Value y)
    {
        var dims = y.Dims();
        return hlo.Reshape(hlo.Transpose(y, 0, 2, 1, 3), dims[0], dims[2], dims[1] * dims[3]);
    }

    public static Value Appended(HloBuilder hlo, Value? past, Value now) => past is null ? now : hlo.Concat([past, now], 2);

    /// <summary>Softmax along the last axis; a row whose elements all are minus infinity becomes zero.</summary>
    public static Value Softmax(HloBuilder hlo, Value x)
    {
        int[] last = [x.Rank() - 1];
        var greatest = hlo.Reduce(x, last, ReduceKind.Max, keepDims: true);
        var finite = hlo.Select(hlo.Compare(Equal, greatest, double.NegativeInfinity), hlo.SplatLike(greatest, 0), greatest);
        var powers = hlo.Exp(hlo.Sub(x, finite));
        var sum = hlo.Reduce(powers, last, ReduceKind.Sum, keepDims: true);
        return hlo.Div(powers, hlo.Select(hlo.Compare(Equal, sum, 0), hlo.SplatLike(sum, 1), sum));
    }

    private static Value RotaryEmbedding(RotaryEmbeddingOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var sequenceFirst = op.X.Rank() == 3;
        var x = sequenceFirst ? SplitLast(c, op.X, op.NumHeads) : op.X;
        var turned = op.RotaryEmbeddingDim > 0 ? op.RotaryEmbeddingDim : x.Dims()[3];
        var (cos, sin) = (Angles(op, c, op.CosCache, turned / 2, sequenceFirst), Angles(op, c, op.SinCache, turned / 2, sequenceFirst));
        return hlo.Reshape(Turned(hlo, x, cos, sin, op.Interleaved != 0), op.X.Dims());
    }

    /// <summary>
    /// Turns pairs of elements (x₁, x₂) of the last of four dimensions by angles: (x₁ cos - x₂ sin, x₁ sin + x₂ cos). Pairs are neighbours, or the halves' elements at the same
    /// place; elements behind the last angle's pair stay.
    /// </summary>
    public static Value Turned(HloBuilder hlo, Value x, Value cos, Value sin, bool interleaved)
    {
        var (size, turned) = (x.Dims()[3], 2 * cos.Dims()[3]);
        var part = hlo.SliceAxis(x, 3, 0, turned);
        var first = interleaved ? hlo.SliceAxis(part, 3, 0, turned, 2) : hlo.SliceAxis(part, 3, 0, turned / 2);
        var second = interleaved ? hlo.SliceAxis(part, 3, 1, turned, 2) : hlo.SliceAxis(part, 3, turned / 2, turned);
        var real = hlo.Sub(hlo.Mul(first, cos), hlo.Mul(second, sin));
        var imaginary = hlo.Add(hlo.Mul(first, sin), hlo.Mul(second, cos));
        var pairs = interleaved ? hlo.Concat([hlo.Unsqueeze(real, 4), hlo.Unsqueeze(imaginary, 4)], 4) : hlo.Concat([real, imaginary], 3);
        var result = hlo.Reshape(pairs, part.Dims());
        return turned < size ? hlo.Concat([result, hlo.SliceAxis(x, 3, turned, size)], 3) : result;
    }

    private static Value SplitLast(OnnxLoweringContext c, Value x, long? heads)
    {
        var dims = x.Dims();
        if (heads is not { } count || count < 1 || dims[2] % count != 0)
            throw c.Cannot($"{x.Type} cannot be split into {heads} heads");
        return c.Hlo.Reshape(x, dims[0], dims[1], count, dims[2] / count);
    }

    /// <summary>The cache's rows for each batch and position, [batch, sequence, size], with a dimension for the heads.</summary>
    private static Value Angles(RotaryEmbeddingOp op, OnnxLoweringContext c, Value cache, long size, bool sequenceFirst)
    {
        var rows = OnnxLoweringContext.Optional(op.PositionIds) is { } positions ? c.Hlo.Gather(cache, positions, 0) : cache;
        return c.Hlo.Unsqueeze(c.Hlo.SliceAxis(rows, 2, 0, size), sequenceFirst ? 2 : 1);
    }
}
