using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators that take or put elements at places that the data say.</summary>
internal static class IndexRows
{
    public static IEnumerable<OpRow> All =>
    [
        new("Gather", 7, Gather),
        new("GatherElements", 11, GatherElements),
        new("GatherND", 11, GatherND),
        new("ScatterElements", 11, ScatterElements),
        new("ScatterND", 11, ScatterND),
        new("OneHot", 9, OneHot, InGraphs: false),
        new("NonZero", 9, (m, op) => m.Node(op, [m.Operand(Types.All, 1, 4, Values.Integers(-1, 1)).Name]), InGraphs: false),
        new("Compress", 9, Compress),
        new("TopK", 7, TopKByAttribute, Until: 9),
        new("TopK", 10, TopKByInput, InGraphs: false),
        new("Unique", 11, Unique, InGraphs: false),
        new("NonMaxSuppression", 10, NonMaxSuppression, InGraphs: false),
        new("TensorScatter", 24, TensorScatter),
    ];

    private static bool IsFull(long[] shape, int leastRank) => shape.Length >= leastRank && !shape.Contains(0);

    /// <summary>An operand with elements to choose from.</summary>
    private static Operand Full(ModelDraw m, DataType[] types, int leastRank, Values? values = null) =>
        m.Operand(types, shape => IsFull(shape, leastRank), () => [.. m.Random.Shape(leastRank, 4).Select(d => Math.Max(d, 1))], values);

    /// <summary>Places on an axis of that size; counted from the end too, which operator set 11 allows.</summary>
    private static Values Places(ModelDraw m, long size) => Values.Integers(m.Opset >= 11 ? (int)-size : 0, (int)size - 1);

    private static void Gather(ModelDraw m, string op)
    {
        var x = Full(m, Types.All, 1);
        var axis = m.Random.Int(0, x.Rank - 1);
        var indices = m.Weight(m.Random.Of(Types.Indices), m.Random.Shape(0, 2, 4), Places(m, x.Shape[axis]));
        m.Node(op, [x.Name, indices.Name], axis == 0 ? null : Make.Int("axis", m.Opset >= 11 ? m.Random.Signed(axis, x.Rank) : axis));
    }

    private static void GatherElements(ModelDraw m, string op)
    {
        var x = Full(m, Types.All, 1);
        var axis = m.Random.Int(0, x.Rank - 1);
        var shape = x.Shape.Select((d, i) => i == axis ? m.Random.Int(1, 5) : m.Random.Int(1, (int)d)).Select(d => (long)d).ToArray();
        m.Node(op, [x.Name, m.Weight(m.Random.Of(Types.Indices), shape, Places(m, x.Shape[axis])).Name], Make.Int("axis", m.Random.Signed(axis, x.Rank)));
    }

    private static void GatherND(ModelDraw m, string op)
    {
        var x = Full(m, Types.All, 1);
        var batch = m.Opset >= 12 ? m.Random.Int(0, Math.Min(1, x.Rank - 1)) : 0;
        var depth = m.Random.Int(1, x.Rank - batch);
        long[] shape = [.. x.Shape.Take(batch), .. m.Random.Shape(0, 2, 3), depth];
        m.Node(op, [x.Name, m.Weight(DataType.Int64, shape, TuplesOf(m, x.Shape[batch..(batch + depth)])).Name], batch == 0 ? null : Make.Int("batch_dims", batch));
    }

    /// <summary>Tuples of indices into axes of those sizes.</summary>
    private static Values TuplesOf(ModelDraw m, long[] sizes)
    {
        var at = 0;
        return Values.Any with { Integer = (d, _) => Next(d) };

        long Next(Draw d)
        {
            var size = (int)sizes[at++ % sizes.Length];
            return d.Int(m.Opset >= 11 ? -size : 0, size - 1);
        }
    }

    private static AttributeProto? Reduction(ModelDraw m, out bool adds)
    {
        var kinds = m.Opset >= 18 ? new[] { "none", "add", "mul", "max", "min" } : m.Opset >= 16 ? ["none", "add", "mul"] : ["none"];
        var kind = m.Random.Of(kinds);
        adds = kind != "none";
        return adds ? Make.String("reduction", kind) : null;
    }

    /// <summary>Places repeat only where the elements are combined: otherwise it is open which one wins.</summary>
    private static void ScatterElements(ModelDraw m, string op)
    {
        var x = Full(m, Types.Signed, 1);
        var axis = m.Random.Int(0, x.Rank - 1);
        var reduction = Reduction(m, out var combines);
        long[] shape = [.. x.Shape.Select((d, i) => i == axis && !combines ? 1 : (long)m.Random.Int(1, (int)d))];
        var indices = m.Weight(m.Random.Of(Types.Indices), shape, Values.Integers((int)-x.Shape[axis], (int)x.Shape[axis] - 1));
        m.Node(op, [x.Name, indices.Name, m.Weight(x.Type, shape).Name], Make.Int("axis", m.Random.Signed(axis, x.Rank)), reduction);
    }

    private static void ScatterND(ModelDraw m, string op)
    {
        var x = Full(m, Types.Signed, 1);
        var depth = m.Random.Int(1, x.Rank);
        var reduction = Reduction(m, out var combines);
        var count = combines ? m.Random.Int(1, 4) : 1;
        var indices = m.Weight(DataType.Int64, [count, depth], TuplesOf(m, x.Shape[..depth]));
        m.Node(op, [x.Name, indices.Name, m.Weight(x.Type, [count, .. x.Shape[depth..]]).Name], reduction);
    }

    private static void OneHot(ModelDraw m, string op)
    {
        var depth = m.Random.Int(1, 6);
        var x = m.Operand(Types.Indices, 0, 3, Values.Integers(-depth - 1, depth + 1));
        var type = m.Random.Of(DataType.Float, DataType.Int64, DataType.Int32);
        m.Node(op, [x.Name, m.Parameter(DataType.Int64, [], Values.Constant(depth)).Name, m.Weight(type, [2]).Name], m.Maybe(Make.Int("axis", m.Opset >= 11 ? m.Random.Axis(x.Rank + 1) : m.Random.Int(0, x.Rank))));
    }

    private static void Compress(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 1, 4);
        var axis = m.Random.Chance(0.7) ? m.Random.Int(0, x.Rank - 1) : -1;
        var most = (int)(axis < 0 ? x.Count : x.Shape[axis]);
        var condition = m.Weight(DataType.Bool, [m.Random.Int(Math.Min(1, most), most)]);
        m.Node(op, [x.Name, condition.Name], axis < 0 ? null : Make.Int("axis", m.Opset >= 11 ? m.Random.Signed(axis, x.Rank) : axis));
    }

    private static void TopKByAttribute(ModelDraw m, string op)
    {
        var x = Full(m, Types.Float, 1);
        var axis = m.Random.Int(0, x.Rank - 1);
        m.Node(op, [x.Name], 2, Make.Int("axis", axis), Make.Int("k", m.Random.Int(1, (int)x.Shape[axis])));
    }

    private static void TopKByInput(ModelDraw m, string op)
    {
        var x = Full(m, [DataType.Float, DataType.Int64, DataType.Double, DataType.Int32], 1, Values.Quarters);
        var axis = m.Random.Int(0, x.Rank - 1);
        m.Node(op, [x.Name, m.List(m.Random.Int(1, (int)x.Shape[axis]))], 2, Make.Int("axis", m.Opset >= 11 ? m.Random.Signed(axis, x.Rank) : axis), m.Opset >= 11 ? m.MaybeFlag("largest") : null);
    }

    private static void Unique(ModelDraw m, string op)
    {
        var x = Full(m, [DataType.Float, DataType.Int64, DataType.Double, DataType.Int8], 1, Values.Integers(-2, 2));
        m.Node(op, [x.Name], 4, m.Maybe(Make.Int("axis", m.Random.Axis(x.Rank))), m.MaybeFlag("sorted"));
    }

    private static void NonMaxSuppression(ModelDraw m, string op)
    {
        var (batch, classes, boxes) = (m.Random.Int(1, 2), m.Random.Int(1, 3), m.Random.Int(1, 8));
        var x = m.Input(DataType.Float, [batch, boxes, 4], Values.Between(0, 4));
        var scores = m.Input(DataType.Float, [batch, classes, boxes], Values.Between(0, 1));
        var most = m.Random.Chance(0.8) ? m.List(m.Random.Int(1, 6)) : "";
        m.Node(op, [x.Name, scores.Name, most, Threshold(), Threshold()], m.MaybeFlag("center_point_box"));

        string Threshold() => m.Random.Chance(0.7) ? m.Parameter(DataType.Float, [1], Values.Between(0.1, 0.7)).Name : "";
    }

    private static void TensorScatter(ModelDraw m, string op)
    {
        long[] shape = [m.Random.Int(1, 3), m.Random.Int(1, 2), m.Random.Int(3, 6), m.Random.Int(1, 4)];
        var length = m.Random.Int(1, (int)shape[2] - 1);
        var x = m.Input(DataType.Float, shape, Values.Any);
        var indices = m.Weight(DataType.Int64, [shape[0]], Values.Integers(0, (int)shape[2] - length));
        m.Node(op, [x.Name, m.Weight(x.Type, [shape[0], shape[1], length, shape[3]]).Name, indices.Name], m.Maybe(Make.String("mode", m.Random.Of("linear", "circular"))));
    }
}
