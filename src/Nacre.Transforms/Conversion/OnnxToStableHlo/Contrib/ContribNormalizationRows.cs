using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

/// <summary>Normalisations of the last dimension, some with additions or embeddings before them. Statistics are taken at least in single precision.</summary>
internal static class ContribNormalizationRows
{
    public static ContribTable AddNormalization(this ContribTable table) => table
        .Add("SkipLayerNormalization", n => Skip(n, n[2], n.Optional(3), n.Optional(4), isCentered: true))
        .Add("SkipSimplifiedLayerNormalization", n => Skip(n, n[2], null, n.Optional(3), isCentered: false))
        .Add("SimplifiedLayerNormalization", Simplified)
        .Add("EmbedLayerNormalization", Embed)
        .Add("QEmbedLayerNormalization", EmbedQuantized);

    private sealed record Normalized(Value Y, Value Mean, Value InverseDeviation);

    /// <summary>(x - mean) / √(variance + ε) · γ + β, or x / √(mean(x²) + ε) · γ where x is not centred.</summary>
    private static Normalized Normalize(ContribNode n, Value input, Value gamma, Value? beta, int firstAxis, bool isCentered, double defaultEpsilon)
    {
        var hlo = n.Hlo;
        var x = input.Element() is FloatType { Width: < 32 } ? hlo.Convert(input, FloatType.F32) : input;
        var axes = Shapes.Range(firstAxis, x.Rank());
        var mean = hlo.Mean(x, axes, keepDims: true);
        var centered = isCentered ? hlo.Sub(x, mean) : x;
        var inverse = hlo.Rsqrt(hlo.Add(hlo.Mean(hlo.Square(centered), axes, keepDims: true), n.Float("epsilon", defaultEpsilon)));
        var y = hlo.Mul(hlo.Mul(centered, inverse), hlo.Convert(gamma, x.Element()));
        return new Normalized(hlo.Convert(beta is null ? y : hlo.Add(y, hlo.Convert(beta, x.Element())), input.Element()), mean, inverse);
    }

    /// <summary>Normalises input + skip + bias, which is the fourth result.</summary>
    private static IReadOnlyList<Value?> Skip(ContribNode n, Value gamma, Value? beta, Value? bias, bool isCentered)
    {
        var sum = n.Hlo.Add(n[0], n[1]);
        sum = bias is null ? sum : n.Hlo.Add(sum, bias);
        var (y, mean, inverse) = Normalize(n, sum, gamma, beta, sum.Rank() - 1, isCentered, 1e-12);
        return [y, mean, inverse, sum];
    }

    private static IReadOnlyList<Value?> Simplified(ContribNode n)
    {
        var (y, _, inverse) = Normalize(n, n[0], n[1], null, Shapes.Axis(n.Int("axis", -1), n[0].Rank()), isCentered: false, 1e-5);
        return [y, inverse];
    }

    private static IReadOnlyList<Value?> Embed(ContribNode n) =>
        Embed(n, n[2], n[3], n.Optional(4), n[5], n[6], n.Optional(7), n.Optional(8));

    /// <summary>As <see cref="Embed(ContribNode)"/>; the tables and factors are quantised, their scales and zero points follow.</summary>
    private static IReadOnlyList<Value?> EmbedQuantized(ContribNode n)
    {
        const int tables = 2, scales = 8, zeroPoints = 13;
        Value? Real(int i) => n.Optional(tables + i) is { } q
            ? n.Hlo.Mul(n.Hlo.Convert(Quantization.Centered(n.Hlo, q, n.Optional(zeroPoints + i), 0), FloatType.F32), n.Hlo.Reshape(n[scales + i]))
            : null;
        return Embed(n, Real(0)!, Real(1)!, Real(2), Real(3)!, Real(4)!, n.Optional(7), null);
    }

    /// <summary>Normalises the sum of the embeddings of words, positions and segments; the other results are the number of words of each text, and that sum.</summary>
    private static IReadOnlyList<Value?> Embed(ContribNode n, Value words, Value positions, Value? segments, Value gamma, Value beta, Value? mask, Value? positionIds)
    {
        var hlo = n.Hlo;
        var dims = n[0].Dims();
        var sum = hlo.Gather(words, n[0], 0);
        var at = positionIds is null ? hlo.SliceAxis(positions, 0, 0, dims[1]) : hlo.Gather(positions, positionIds, 0);
        sum = hlo.Add(sum, at);
        if (segments is not null && n.Optional(1) is { } segmentIds)
            sum = hlo.Add(sum, hlo.Gather(segments, segmentIds, 0));
        var counts = mask is null
            ? hlo.Splat(RankedTensorType.Get(IntegerType.I32, dims[0]), 0)
            : hlo.Reduce(hlo.Convert(hlo.Compare(Equal, mask, 1), IntegerType.I32), [1], ReduceKind.Sum, keepDims: false);
        return [Normalize(n, sum, gamma, beta, 2, isCentered: true, 1e-12).Y, counts, sum];
    }
}
