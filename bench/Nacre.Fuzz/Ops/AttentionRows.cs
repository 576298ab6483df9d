using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators of transformers.</summary>
internal static class AttentionRows
{
    public static IEnumerable<OpRow> All =>
    [
        new("Attention", 23, Attention),
        new("RotaryEmbedding", 23, Rotary),
    ];

    private static void Attention(ModelDraw m, string op)
    {
        var (batch, heads, queries, keys, size) = (m.Random.Int(1, 2), m.Random.Int(1, 4), m.Random.Int(1, 5), m.Random.Int(1, 5), 2 * m.Random.Int(1, 4));
        var shared = m.Random.DivisorOf(heads);
        var isFlat = m.Random.Chance(0.3);
        long[] Shape(long count, long length) => isFlat ? [batch, length, count * size] : [batch, count, length, size];
        var q = m.Input(DataType.Float, Shape(heads, queries), Values.Any);
        var k = m.Weight(q.Type, Shape(shared, keys));
        var v = m.Weight(q.Type, Shape(shared, keys));
        var mask = m.Random.Chance(0.4) ? m.Weight(m.Random.Of(DataType.Float, DataType.Bool), m.Random.Of<long[]>([queries, keys], [batch, 1, queries, keys], [batch, heads, queries, keys])).Name : "";
        m.Node(
            op, [q.Name, k.Name, v.Name, mask], mask.Length == 0 ? m.MaybeFlag("is_causal") : null, m.Maybe(Make.Float("scale", m.Random.Float(0.1, 1))), m.Random.Chance(0.2) ? Make.Float("softcap", 2) : null,
            isFlat ? Make.Int("q_num_heads", heads) : null, isFlat ? Make.Int("kv_num_heads", shared) : null);
    }

    private static void Rotary(ModelDraw m, string op)
    {
        var (batch, heads, length, size) = (m.Random.Int(1, 2), m.Random.Int(1, 3), m.Random.Int(1, 5), 2 * m.Random.Int(1, 4));
        var x = m.Input(DataType.Float, [batch, heads, length, size], Values.Any);
        var hasPositions = m.Random.Chance(0.5);
        long[] table = hasPositions ? [8, size / 2] : [batch, length, size / 2];
        var positions = hasPositions ? m.Weight(DataType.Int64, [batch, length], Values.Integers(0, 7)).Name : "";
        m.Node(op, [x.Name, m.Weight(x.Type, table, Values.Between(-1, 1)).Name, m.Weight(x.Type, table, Values.Between(-1, 1)).Name, positions], m.MaybeFlag("interleaved"));
    }
}
