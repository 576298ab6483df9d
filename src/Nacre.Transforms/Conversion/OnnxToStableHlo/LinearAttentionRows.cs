using Nacre.Dialects.Onnx;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// Attention as a recurrence: a matrix per head takes up k ⊗ v at each position and is read by q. Gated rules first let it fade by e^decay; delta rules
/// take up only β times what v adds to the value that k already finds.
/// </summary>
internal static class LinearAttentionRows
{
    public static OnnxRows AddLinearAttention(this OnnxRows rows) => rows
        .Add<LinearAttentionOp>((op, c) => new Recurrence(op, c).Build());

    /// <summary>One operator's recurrence, in single precision; the sequence is brought to the front: [time, batch, heads, size].</summary>
    private sealed class Recurrence(LinearAttentionOp op, OnnxLoweringContext c)
    {
        private readonly HloBuilder _hlo = c.Hlo;
        private readonly bool _isGated = op.UpdateRule is "gated" or "gated_delta";
        private readonly bool _isDelta = op.UpdateRule is "delta" or "gated_delta";

        public IReadOnlyList<Value?> Build()
        {
            if (op.QNumHeads < 1 || op.KvNumHeads < 1 || op.QNumHeads % op.KvNumHeads != 0 || op.UpdateRule is not ("linear" or "gated" or "delta" or "gated_delta"))
                throw c.Cannot($"the rule '{op.UpdateRule}' with {op.QNumHeads} query and {op.KvNumHeads} key heads is not known");
            var (q, k, v) = (ByTime(op.Query, op.QNumHeads), ByTime(op.Key, op.KvNumHeads), ByTime(op.Value, op.KvNumHeads));
            var scale = op.Scale == 0 ? 1 / Math.Sqrt(q.Dims()[3]) : op.Scale;
            List<Value> sequences = [_hlo.Mul(q, scale), k, v];
            if (_isGated)
                sequences.Add(_hlo.Exp(ByTime(op.Decay, op.KvNumHeads)));
            if (_isDelta)
                sequences.Add(ByTime(op.Beta, op.Beta.Dims()[^1]));
            var past = OnnxLoweringContext.Optional(op.PastState);
            var state = past is null ? _hlo.Splat(RankedTensorType.Get(FloatType.F32, [.. k.Dims()[1..], v.Dims()[3]]), 0) : _hlo.Convert(past, FloatType.F32);
            var (y, last) = Run(sequences, state, v.Dims()[3]);
            var dims = op.Query.Dims();
            var joined = _hlo.Reshape(_hlo.Transpose(y, 1, 0, 2, 3), dims[0], dims[1], op.QNumHeads * v.Dims()[3]);
            return [_hlo.Convert(joined, op.Query.Element()), _hlo.Convert(last, past?.Element() ?? op.Query.Element())];
        }

        /// <summary>[batch, time, heads · size] as [time, batch, heads, size].</summary>
        private Value ByTime(Value x, long heads)
        {
            var dims = x.Dims();
            if (dims.Length != 3 || dims[2] % heads != 0)
                throw c.Cannot($"{x.Type} cannot be split into {heads} heads");
            return _hlo.Convert(_hlo.Transpose(_hlo.Reshape(x, dims[0], dims[1], heads, dims[2] / heads), 1, 0, 2, 3), FloatType.F32);
        }

        private (Value Y, Value State) Run(List<Value> sequences, Value state, long valueSize)
        {
            var dims = sequences[0].Dims();
            if (dims[0] == 1)
                return Unsqueezed(Step(_hlo, [.. sequences.Select(s => _hlo.Reshape(s, s.Dims().AsSpan(1)))], state));
            var empty = _hlo.Splat(RankedTensorType.Get(FloatType.F32, [.. dims[..3], valueSize]), 0);
            var loop = Hlo.WhileOp.Create(
                _hlo.Ops, [_hlo.Scalar(IntegerType.I32, 0), empty, state],
                (ops, a) => [new HloBuilder(ops).Compare(Less, a[0], dims[0])],
                (ops, a) => Iterate(new HloBuilder(ops), sequences, a[0], a[1], a[2]));
            return (loop.Result(1), loop.Result(2));
        }

        private (Value, Value) Unsqueezed((Value Y, Value State) step) => (_hlo.Unsqueeze(step.Y, 0), step.State);

        private Value[] Iterate(HloBuilder hlo, List<Value> sequences, Value time, Value outputs, Value state)
        {
            var zero = hlo.Scalar(IntegerType.I32, 0);
            Value[] now = [.. sequences.Select(s => At(hlo, s, time, zero))];
            var (y, next) = Step(hlo, now, state);
            var written = Hlo.DynamicUpdateSliceOp.Create(hlo.Ops, outputs, hlo.Unsqueeze(y, 0), [time, zero, zero, zero]).Result;
            return [hlo.Add(time, 1), written, next];
        }

        private static Value At(HloBuilder hlo, Value sequence, Value time, Value zero)
        {
            var dims = sequence.Dims();
            var slice = Hlo.DynamicSliceOp.Create(hlo.Ops, sequence, [time, zero, zero, zero], new long[] { 1, dims[1], dims[2], dims[3] }).Result;
            return hlo.Reshape(slice, dims.AsSpan(1));
        }

        /// <param name="now">q, k, v and what the rule needs, each [batch, heads, size].</param>
        /// <param name="state">[batch, heads, key size, value size].</param>
        private (Value Y, Value State) Step(HloBuilder hlo, Value[] now, Value state)
        {
            var (q, k, v) = (now[0], now[1], now[2]);
            if (_isGated)
                state = hlo.Mul(state, hlo.Unsqueeze(now[3], 3));
            if (_isDelta)
                v = hlo.Mul(now[^1], hlo.Sub(v, hlo.Dot(k, state, [0, 1], [0, 1], [2], [2])));
            state = hlo.Add(state, hlo.Mul(hlo.Unsqueeze(k, 3), hlo.Unsqueeze(v, 2)));
            var (batch, heads, size) = (q.Dims()[0], q.Dims()[1], q.Dims()[2]);
            var groups = hlo.Reshape(q, batch, op.KvNumHeads, heads / op.KvNumHeads, size);
            var y = hlo.Dot(groups, state, [0, 1], [0, 1], [3], [2]);
            return (hlo.Reshape(y, batch, heads, y.Dims()[3]), state);
        }
    }
}
