using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

/// <summary>Attention over several heads in ONNX Runtime's forms. Queries, keys and values are brought into [batch, heads, sequence, size].</summary>
internal static class ContribAttentionRows
{
    public static ContribTable AddAttention(this ContribTable table) => table
        .Add("Attention", Attention)
        .Add("QAttention", QuantizedAttention)
        .Add("MultiHeadAttention", MultiHeadAttention)
        .Add("GroupQueryAttention", GroupQueryAttention)
        .One("RotaryEmbedding", RotaryEmbedding);

    private static IReadOnlyList<Value?> Attention(ContribNode n)
    {
        var projected = n.Hlo.Dot(n[0], n[1], [], [], [2], [0]);
        return SelfAttention(n, n.Optional(2) is { } bias ? n.Hlo.Add(projected, bias) : projected, n.Optional(3), n.Optional(4), n.Optional(5));
    }

    /// <summary>As <see cref="Attention"/>, where the product with the weights is one of quantised matrices.</summary>
    private static IReadOnlyList<Value?> QuantizedAttention(ContribNode n)
    {
        var hlo = n.Hlo;
        var product = MatMulRows.MatMulInteger(hlo, n[0], n.Optional(6), n[1], n.Optional(7));
        var scale = hlo.Mul(hlo.Reshape(n[3]), n[4].Tensor().Shape.ElementCount == 1 ? hlo.Reshape(n[4]) : n[4]);
        return SelfAttention(n, hlo.Add(hlo.Mul(hlo.Convert(product, scale.Element()), scale), n[2]), n.Optional(5), n.Optional(8), null);
    }

    /// <summary>Attention over queries, keys and values that lie beside one another; the state of the past holds keys, then values.</summary>
    private static IReadOnlyList<Value?> SelfAttention(ContribNode n, Value projected, Value? mask, Value? past, Value? bias)
    {
        n.Refuse(n.Flag("do_rotary"), "rotary positions");
        n.Refuse(n.Flag("past_present_share_buffer"), "a buffer for past and present");
        var (hlo, heads, third) = (n.Hlo, n.Count("num_heads"), projected.Dims()[2] / 3);
        var sizes = n.Ints("qkv_hidden_sizes") ?? new[] { third, third, third };
        Value Part(long start, long size) => AttentionRows.SplitHeads(n.Context, hlo.SliceAxis(projected, 2, start, start + size), heads);
        Value? Past(int i) => past is null ? null : hlo.Reshape(hlo.SliceAxis(past, 0, i, i + 1), past.Dims().AsSpan()[1..]);
        var query = Part(0, sizes[0]);
        var key = AttentionRows.Appended(hlo, Past(0), Part(sizes[0], sizes[1]));
        var value = AttentionRows.Appended(hlo, Past(1), Part(sizes[0] + sizes[1], sizes[2]));
        var output = Attend(n, query, key, value, scores => Masked(n, scores, mask, bias));
        return [output, n.Wants(1) ? hlo.Concat([hlo.Unsqueeze(key, 0), hlo.Unsqueeze(value, 0)], 0) : null];
    }

    private static IReadOnlyList<Value?> MultiHeadAttention(ContribNode n)
    {
        n.Refuse(n.Optional(8) is not null || n.Optional(9) is not null, "a buffer for past and present");
        n.Refuse(n.Wants(3), "its scores as output");
        var (hlo, heads) = (n.Hlo, n.Count("num_heads"));
        var (query, key, value) = Unpacked(n);
        var (start, isSplit) = (0L, key.Rank() == 4);
        Value WithBias(Value x)
        {
            var size = x.Dims()[2];
            start += size;
            return n.Optional(3) is { } bias ? hlo.Add(x, hlo.SliceAxis(bias, 0, start - size, start)) : x;
        }
        var (q, k) = (WithBias(query), isSplit ? key : WithBias(key));
        var v = isSplit ? value : WithBias(value);
        k = AttentionRows.Appended(hlo, n.Optional(6), AttentionRows.SplitHeads(n.Context, k, heads));
        v = AttentionRows.Appended(hlo, n.Optional(7), AttentionRows.SplitHeads(n.Context, v, heads));
        return [Attend(n, AttentionRows.SplitHeads(n.Context, q, heads), k, v, scores => Masked(n, scores, n.Optional(4), n.Optional(5))), k, v];
    }

    /// <summary>Query, key and value [batch, sequence, heads · size]; keys and values of another text may come as heads.</summary>
    private static (Value Query, Value Key, Value Value) Unpacked(ContribNode n)
    {
        Value Part(Value packed, int i)
        {
            var dims = packed.Dims();
            return n.Hlo.Reshape(n.Hlo.SliceAxis(packed, 3, i, i + 1), dims[0], dims[1], dims[2] * dims[4]);
        }
        if (n[0].Rank() == 5)
            return (Part(n[0], 0), Part(n[0], 1), Part(n[0], 2));
        return n[1].Rank() == 5 ? (n[0], Part(n[1], 0), Part(n[1], 1)) : (n[0], n[1], n[2]);
    }

    /// <summary>softmax(masked(scale · Q Kᵀ)) · V, the heads side by side again. Several query heads may share a key head.</summary>
    private static Value Attend(ContribNode n, Value query, Value key, Value value, Func<Value, Value> masked, Value? sink = null)
    {
        var (hlo, precision) = (n.Hlo, query.Element() is FloatType { Width: < 32 } ? FloatType.F32 : query.Element());
        var scale = n.Float("scale", 0) is not 0 and var given ? given : 1 / Math.Sqrt(query.Dims()[3]);
        var scores = masked(hlo.Mul(AttentionRows.GroupedProduct(hlo, query, key, 3, precision), scale));
        var weights = sink is null ? AttentionRows.Softmax(hlo, scores) : SoftmaxWith(hlo, scores, sink);
        var output = AttentionRows.GroupedProduct(hlo, weights, hlo.Convert(value, precision), 2, precision);
        return AttentionRows.JoinHeads(hlo, hlo.Convert(output, query.Element()));
    }

    /// <summary>Softmax with one more score for each head, whose weight counts for none of the keys.</summary>
    private static Value SoftmaxWith(HloBuilder hlo, Value scores, Value sink)
    {
        var dims = scores.Dims();
        var column = hlo.BroadcastTo(hlo.Reshape(hlo.Convert(sink, scores.Element()), 1, sink.Tensor().Shape.ElementCount, 1, 1), dims[0], dims[1], dims[2], 1);
        return hlo.SliceAxis(AttentionRows.Softmax(hlo, hlo.Concat([scores, column], 3)), 3, 0, dims[3]);
    }

    /// <summary>Adds the bias, and the filter value to the scores of masked keys; of a text read in one direction, later keys are forbidden.</summary>
    private static Value Masked(ContribNode n, Value scores, Value? mask, Value? bias)
    {
        var (hlo, dims) = (n.Hlo, scores.Dims());
        var past = dims[3] - dims[2];
        if (mask is not null)
            scores = hlo.Add(scores, hlo.Select(Kept(n, mask, dims), hlo.Scalar(scores.Element(), 0), hlo.Scalar(scores.Element(), n.Float("mask_filter_value", -10000))));
        if (bias is not null)
            scores = hlo.Add(scores, hlo.Convert(bias, scores.Element()));
        return n.Flag("unidirectional") ? Allow(hlo, scores, hlo.Compare(LessEqual, Ahead(hlo, dims), past)) : scores;
    }

    /// <summary>Which keys [batch, 1, queries, keys] the mask keeps: 1 for each that is, or where the text ends, or all ends and then all beginnings.</summary>
    private static Value Kept(ContribNode n, Value mask, long[] scores)
    {
        var (hlo, dims, batch) = (n.Hlo, mask.Dims(), scores[0]);
        var keys = hlo.Iota(RankedTensorType.Get(mask.Element(), 1, 1, 1, scores[3]), 3);
        Value Bound(long index) => hlo.Reshape(hlo.SliceAxis(mask, 0, index * batch, (index + 1) * batch), batch, 1, 1, 1);
        return dims.Length switch
        {
            1 when dims[0] == batch => hlo.Compare(Less, keys, Bound(0)),
            1 when dims[0] == 2 * batch => hlo.And(hlo.Compare(Less, keys, Bound(0)), hlo.Compare(GreaterEqual, keys, Bound(1))),
            2 => hlo.Compare(NotEqual, hlo.Reshape(mask, dims[0], 1, 1, dims[1]), 0),
            3 => hlo.Compare(NotEqual, hlo.Unsqueeze(mask, 1), 0),
            4 => hlo.Compare(NotEqual, hlo.Slice(mask, [0, 0, scores[3] - scores[2], 0], [dims[0], dims[1], scores[3], scores[3]]), 0),
            _ => throw n.Context.Cannot($"a mask {mask.Type} is not supported"),
        };
    }

    /// <summary>The number of each key minus that of each query.</summary>
    private static Value Ahead(HloBuilder hlo, long[] scores)
    {
        var type = RankedTensorType.Get(IntegerType.I64, scores[2], scores[3]);
        return hlo.Sub(hlo.Iota(type, 1), hlo.Iota(type, 0));
    }

    private static Value Allow(HloBuilder hlo, Value scores, Value allowed) => hlo.Select(allowed, scores, hlo.Scalar(scores.Element(), double.NegativeInfinity));

    private static IReadOnlyList<Value?> GroupQueryAttention(ContribNode n)
    {
        n.Refuse(n.Text("k_quant_type", "NONE") != "NONE" || n.Text("v_quant_type", "NONE") != "NONE" || n.Optional(12) is not null, "a quantised cache");
        n.Refuse(n.Flag("sliding_window_cache"), "a cache as large as the window");
        n.Refuse(n.Optional(14) is not null, "normalised queries");
        n.Refuse(n.Wants(3), "its scores as output");
        var (hlo, c) = (n.Hlo, n.Context);
        var (query, key, value) = GroupedHeads(n);
        var (batch, length) = (query.Dims()[0], query.Dims()[2]);
        var valid = hlo.Add(hlo.Convert(hlo.Reshape(n[5], batch), IntegerType.I64), 1);
        var past = hlo.Max(hlo.Sub(valid, length), 0);
        if (n.Flag("do_rotary"))
            (query, key) = (Turned(n, query, past), Turned(n, key, past));
        var total = c.Require(n[6], "the length of the whole text").IntegerAt(0);
        var (keys, values) = (Cached(n, n.Optional(3), key, past, total), Cached(n, n.Optional(4), value, past, total));
        var sink = n.Optional(11) ?? (n.Flag("smooth_softmax") ? hlo.Splat(RankedTensorType.Get(FloatType.F32, query.Dims()[1]), 0) : null);
        var output = Attend(n, query, hlo.SliceAxis(keys, 2, 0, total), hlo.SliceAxis(values, 2, 0, total), scores => Causal(n, scores, past, valid), sink);
        return [output, keys, values];
    }

    private static (Value Query, Value Key, Value Value) GroupedHeads(ContribNode n)
    {
        var (heads, groups) = (n.Count("num_heads"), n.Count("kv_num_heads"));
        if (n.Optional(1) is { } key)
            return (AttentionRows.SplitHeads(n.Context, n[0], heads), AttentionRows.SplitHeads(n.Context, key, groups), AttentionRows.SplitHeads(n.Context, n[2], groups));
        var size = n[0].Dims()[2] / (heads + 2 * groups);
        Value Part(long start, long count) => AttentionRows.SplitHeads(n.Context, n.Hlo.SliceAxis(n[0], 2, start * size, (start + count) * size), count);
        return (Part(0, heads), Part(heads, groups), Part(heads + groups, groups));
    }

    /// <summary>Turns queries or keys by the angles of their positions: those given, or counted from the end of each batch entry's past.</summary>
    private static Value Turned(ContribNode n, Value x, Value past)
    {
        var hlo = n.Hlo;
        var (batch, length) = (x.Dims()[0], x.Dims()[2]);
        var positions = n.Optional(9) ?? hlo.Add(hlo.Reshape(past, batch, 1), hlo.Iota(RankedTensorType.Get(IntegerType.I64, 1, length), 1));
        Value Angles(int input) => hlo.Unsqueeze(hlo.Gather(n[input], positions, 0), 1);
        return AttentionRows.Turned(hlo, x, Angles(7), Angles(8), n.Flag("rotary_interleaved"));
    }

    /// <summary>The cache with each batch entry's new rows behind its past and zeros behind those; it has room for the whole text and no less than before.</summary>
    private static Value Cached(ContribNode n, Value? cache, Value rows, Value past, long total)
    {
        var (hlo, dims) = (n.Hlo, rows.Dims());
        var room = cache is null ? 0 : cache.Dims()[2];
        var capacity = Math.Max(total, Math.Max(room, dims[2]));
        Value Padded(Value x) => hlo.Pad(x, hlo.Scalar(x.Element(), 0), [0, 0, 0, 0], [0, 0, capacity - x.Dims()[2], 0]);
        if (cache is null || room == 0)
            return capacity == dims[2] ? rows : Padded(rows);
        var isPast = hlo.Compare(Less, hlo.Iota(RankedTensorType.Get(IntegerType.I64, 1, 1, capacity, 1), 2), hlo.Reshape(past, dims[0], 1, 1, 1));
        var kept = hlo.Select(isPast, Padded(cache), hlo.Scalar(cache.Element(), 0));
        var zero = hlo.Scalar(IntegerType.I64, 0);
        Value Entry(int b) => Hlo.DynamicUpdateSliceOp.Create(
            hlo.Ops, hlo.SliceAxis(kept, 0, b, b + 1), hlo.SliceAxis(rows, 0, b, b + 1), [zero, zero, hlo.Reshape(hlo.SliceAxis(past, 0, b, b + 1)), zero]).Result;
        return hlo.Concat([.. Enumerable.Range(0, (int)dims[0]).Select(Entry)], 0);
    }

    /// <summary>Caps the scores, adds the bias, and forbids keys after the query, before the window and behind the text.</summary>
    private static Value Causal(ContribNode n, Value scores, Value past, Value valid)
    {
        var (hlo, dims) = (n.Hlo, scores.Dims());
        var (cap, window) = (n.Float("softcap", 0), n.Int("local_window_size", -1));
        if (cap > 0)
            scores = hlo.Mul(hlo.Tanh(hlo.Div(scores, cap)), cap);
        if (n.Optional(10) is { } bias)
            scores = hlo.Add(scores, hlo.Convert(bias, scores.Element()));
        if (n.Int("causal", 1) == 0)
            return Allow(hlo, scores, hlo.Compare(Less, hlo.Iota(RankedTensorType.Get(IntegerType.I64, 1, 1, 1, dims[3]), 3), hlo.Reshape(valid, dims[0], 1, 1, 1)));
        var ahead = hlo.Sub(hlo.Unsqueeze(Ahead(hlo, dims), 0, 1), hlo.Reshape(past, dims[0], 1, 1, 1));
        var allowed = hlo.Compare(LessEqual, ahead, 0);
        return Allow(hlo, scores, window > 0 ? hlo.And(allowed, hlo.Compare(Greater, ahead, -window)) : allowed);
    }

    /// <summary>Heads [batch, heads, sequence, size], or side by side [batch, sequence, heads · size], turned by the angles of their positions: given each, or the first.</summary>
    private static Value RotaryEmbedding(ContribNode n)
    {
        var (hlo, dims) = (n.Hlo, n[0].Dims());
        var isJoined = dims.Length == 3;
        var length = isJoined ? dims[1] : dims[2];
        var heads = n.Int("num_heads") is > 0 and var given ? given : isJoined ? dims[2] / (2 * n[2].Dims()[1]) : dims[1];
        var x = isJoined ? hlo.Reshape(n[0], dims[0], length, heads, dims[2] / heads) : n[0];
        var positions = n[1].Rank() == 1 ? hlo.Add(hlo.Reshape(n[1], 1, 1), hlo.Iota(RankedTensorType.Get(n[1].Element(), 1, length), 1)) : n[1];
        Value Angles(int input) => hlo.Unsqueeze(hlo.Gather(n[input], positions, 0), isJoined ? 2 : 1);
        return hlo.Reshape(AttentionRows.Turned(hlo, x, Angles(2), Angles(3), n.Flag("interleaved")), dims);
    }
}
