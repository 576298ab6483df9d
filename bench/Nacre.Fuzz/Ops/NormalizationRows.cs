using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators that bring groups of elements to a common scale, and losses.</summary>
internal static class NormalizationRows
{
    public static IEnumerable<OpRow> All =>
    [
        new("BatchNormalization", 9, BatchNormalization),
        new("InstanceNormalization", 7, InstanceNormalization),
        new("LayerNormalization", 17, LayerNormalization),
        new("RMSNormalization", 23, RMSNormalization),
        new("GroupNormalization", 18, GroupNormalization),
        new("LpNormalization", 7, LpNormalization),
        new("LRN", 7, LocalResponse),
        new("MeanVarianceNormalization", 9, MeanVariance),
        new("SoftmaxCrossEntropyLoss", 12, Loss, InGraphs: false),
        new("NegativeLogLikelihoodLoss", 12, Loss, InGraphs: false),
    ];

    /// <summary>A batch with at least two elements to normalise, so that the variance is no rounding error.</summary>
    private static Operand Batch(ModelDraw m) => m.Operand(
        [DataType.Float, DataType.Float, DataType.Double, DataType.Float16],
        shape => shape.Length is >= 3 and <= 5 && shape.All(d => d > 0) && shape.Skip(2).Aggregate(1L, (p, d) => p * d) >= 4,
        () => m.Random.Image(m.Random.Int(1, 3)));

    private static AttributeProto? Epsilon(ModelDraw m) => m.Maybe(Make.Float("epsilon", m.Random.Float(1e-5, 1e-2)));

    private static void BatchNormalization(ModelDraw m, string op)
    {
        var x = Batch(m);
        var parts = ((Values[])[Values.Any, Values.Any, Values.Any, Values.Positive]).Select(v => m.Weight(x.Type, [x.Shape[1]], v).Name);
        m.Node(op, [x.Name, .. parts], Epsilon(m), m.Maybe(Make.Float("momentum", 0.8f)));
    }

    private static void InstanceNormalization(ModelDraw m, string op)
    {
        var x = Batch(m);
        m.Node(op, [x.Name, m.Weight(x.Type, [x.Shape[1]]).Name, m.Weight(x.Type, [x.Shape[1]]).Name], Epsilon(m));
    }

    /// <summary>An operand, and the shape of the axes from one on, which have at least two elements.</summary>
    private static (Operand X, int Axis) Tail(ModelDraw m)
    {
        var x = m.Operand(
            [DataType.Float, DataType.Float, DataType.Double, DataType.Float16],
            shape => shape.Length is >= 1 and <= 4 && shape.All(d => d > 0) && shape[^1] >= 3, () => [.. m.Random.Shape(0, 3).Select(d => Math.Max(d, 1)), m.Random.Int(3, 9)]);
        return (x, m.Random.Int(0, x.Rank - 1));
    }

    private static void LayerNormalization(ModelDraw m, string op)
    {
        var (x, axis) = Tail(m);
        var scale = m.Weight(x.Type, x.Shape[axis..]);
        var outputs = m.Random.Chance(0.2) ? 3 : 1;
        m.Node(op, [x.Name, scale.Name, m.Random.Chance(0.6) ? m.Weight(x.Type, scale.Shape).Name : ""], outputs, Make.Int("axis", m.Random.Signed(axis, x.Rank)), Epsilon(m));
    }

    private static void RMSNormalization(ModelDraw m, string op)
    {
        var (x, axis) = Tail(m);
        m.Node(op, [x.Name, m.Weight(x.Type, x.Shape[axis..]).Name], Make.Int("axis", m.Random.Signed(axis, x.Rank)), Epsilon(m));
    }

    /// <summary>Up to operator set 20 there is a scale for each group, then one for each channel.</summary>
    private static void GroupNormalization(ModelDraw m, string op)
    {
        var x = Batch(m);
        var groups = m.Random.DivisorOf(x.Shape[1]);
        long[] scales = [m.Opset >= 21 ? x.Shape[1] : groups];
        m.Node(op, [x.Name, m.Weight(x.Type, scales).Name, m.Weight(x.Type, scales).Name], Make.Int("num_groups", groups), Epsilon(m));
    }

    private static void LpNormalization(ModelDraw m, string op)
    {
        var (x, axis) = Tail(m);
        m.Node(op, [x.Name], Make.Int("axis", m.Random.Signed(axis, x.Rank)), m.Maybe(Make.Int("p", m.Random.Int(1, 2))));
    }

    private static void LocalResponse(ModelDraw m, string op)
    {
        var x = m.Image(Types.Float, 2);
        m.Node(
            op, [x.Name], Make.Int("size", 2 * m.Random.Int(0, 3) + 1), m.Maybe(Make.Float("alpha", m.Random.Float(0.001, 0.5))), m.Maybe(Make.Float("beta", m.Random.Float(0.5, 1))),
            m.Maybe(Make.Float("bias", m.Random.Float(1, 2))));
    }

    private static void MeanVariance(ModelDraw m, string op)
    {
        var x = m.Image(Types.Float, 2);
        m.Node(op, [x.Name], m.Maybe(Make.Ints("axes", m.Random.Some<long>([0, 1, 2, 3], least: 2))));
    }

    private static void Loss(ModelDraw m, string op)
    {
        var (batch, classes) = (m.Random.Int(1, 4), m.Random.Int(2, 5));
        var spatial = m.Random.Shape(0, 2, 3);
        var x = m.Input(DataType.Float, [batch, classes, .. spatial], Values.Any);
        var labels = m.Input(m.Random.Of(Types.Indices), [batch, .. spatial], Values.Integers(0, classes - 1));
        var outputs = op == "SoftmaxCrossEntropyLoss" && m.Random.Chance(0.3) ? 2 : 1;
        m.Node(
            op, [x.Name, labels.Name, m.Random.Chance(0.5) ? m.Weight(DataType.Float, [classes], Values.Positive).Name : ""], outputs,
            m.Maybe(Make.String("reduction", m.Random.Of("none", "sum", "mean"))), m.Random.Chance(0.3) ? Make.Int("ignore_index", m.Random.Int(0, classes - 1)) : null);
    }
}
