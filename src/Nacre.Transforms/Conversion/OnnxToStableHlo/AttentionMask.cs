using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// Which keys a query may see: those the mask, the causal order, the sliding window and the number of valid keys allow. Query i stands at position
/// offset + i among the keys; the offset is the length of the past, or what precedes the queries among each batch's valid keys.
/// </summary>
internal sealed class AttentionMask(AttentionOp op, OnnxLoweringContext c, long queries, long keys)
{
    private readonly HloBuilder _hlo = c.Hlo;
    private readonly RankedTensorType _type = RankedTensorType.Get(IntegerType.I64, queries, keys);

    /// <summary>Adds the mask to scores [batch, heads, queries, keys]; forbidden ones become minus infinity.</summary>
    public Value Apply(Value scores)
    {
        var result = OnnxLoweringContext.Optional(op.AttnMask) is { } mask ? ApplyMask(scores, mask) : scores;
        if (op.IsCausal != 0)
            result = Allow(result, Ahead(), 0);
        if (op.RightWindowSize >= 0)
            result = Allow(result, Ahead(), op.RightWindowSize);
        if (op.LeftWindowSize >= 0)
            result = Allow(result, _hlo.Neg(Ahead()), op.LeftWindowSize);
        return ValidKeys is { } valid ? Forbid(result, _hlo.Compare(Less, _hlo.Iota(_type, 1), valid)) : result;
    }

    private Value ApplyMask(Value scores, Value mask)
    {
        var missing = keys - mask.Dims()[^1];
        var padding = new long[mask.Rank()];
        padding[^1] = missing;
        var padded = missing > 0 ? _hlo.Pad(mask, _hlo.Lowest(mask.Element()), new long[mask.Rank()], padding) : mask;
        return mask.IsBool() ? Forbid(scores, padded) : _hlo.Add(scores, _hlo.Convert(padded, scores.Element()));
    }

    /// <summary>The number of valid keys of each batch, [batch, 1, 1, 1]; null when all are.</summary>
    private Value? ValidKeys => OnnxLoweringContext.Optional(op.NonpadKvSeqlen) is { } counts
        ? _hlo.Convert(_hlo.Reshape(counts, counts.Tensor().Shape.ElementCount, 1, 1, 1), IntegerType.I64)
        : null;

    /// <summary>How far each key lies ahead of each query.</summary>
    private Value Ahead()
    {
        var distance = _hlo.Sub(_hlo.Iota(_type, 1), _hlo.Iota(_type, 0));
        if (OnnxLoweringContext.Optional(op.PastKey) is { } past)
            return _hlo.Sub(distance, past.Dims()[2]);
        return ValidKeys is { } valid ? _hlo.Sub(distance, _hlo.Sub(valid, queries)) : distance;
    }

    private Value Allow(Value scores, Value distance, long limit) => Forbid(scores, _hlo.Compare(LessEqual, distance, limit));

    private Value Forbid(Value scores, Value allowed) => _hlo.Select(allowed, scores, _hlo.Scalar(scores.Element(), double.NegativeInfinity));
}
