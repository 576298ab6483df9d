using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators on integers that stand for numbers.</summary>
internal static class QuantizedRows
{
    private static readonly Values Scales = Values.Between(0.01, 0.1);

    public static IEnumerable<OpRow> All =>
    [
        new("QuantizeLinear", 10, (m, op) => Quantize(m, op, Types.Float, Values.Any), InGraphs: false),
        new("DequantizeLinear", 10, (m, op) => Quantize(m, op, [DataType.Uint8, DataType.Int8], Values.Bytes), InGraphs: false),
        new("DynamicQuantizeLinear", 11, (m, op) => m.Node(op, [m.Operand(Types.Float, 1, 4).Name], 3), InGraphs: false),
        new("MatMulInteger", 10, MatMulInteger, InGraphs: false),
        new("ConvInteger", 10, ConvInteger, InGraphs: false),
        new("QLinearMatMul", 10, QLinearMatMul, InGraphs: false),
        new("QLinearConv", 10, QLinearConv, InGraphs: false),
    ];

    private static string Scale(ModelDraw m, params long[] shape) => m.Weight(DataType.Float, shape, Scales).Name;

    private static string ZeroPoint(ModelDraw m, DataType type, params long[] shape) => m.Weight(type, shape, type == DataType.Uint8 ? Values.Integers(100, 150) : Values.Integers(-20, 20)).Name;

    /// <summary>One scale for all, or since operator set 13 one for each place of an axis.</summary>
    private static void Quantize(ModelDraw m, string op, DataType[] types, Values values)
    {
        var x = m.Operand(types, 1, 4, values);
        var target = op == "QuantizeLinear" ? m.Random.Of(Types.Bytes) : x.Type;
        var axis = m.Opset >= 13 && m.Random.Chance(0.5) ? m.Random.Int(0, x.Rank - 1) : -1;
        long[] shape = axis < 0 ? [] : [x.Shape[axis]];
        var zero = target == DataType.Int8 || m.Random.Chance(0.7) ? ZeroPoint(m, target, shape) : "";
        m.Node(op, [x.Name, Scale(m, shape), zero], axis < 0 ? null : Make.Int("axis", m.Random.Signed(axis, x.Rank)));
    }

    private static (Operand A, Operand B) Factors(ModelDraw m)
    {
        var (rows, depth, columns) = (m.Random.Int(1, 6), m.Random.Int(1, 8), m.Random.Int(1, 6));
        long[] batch = m.Random.Shape(0, 2, 3);
        var a = m.Input(m.Random.Of(Types.Bytes), [.. batch, rows, depth], Values.Bytes);
        return (a, m.Weight(m.Random.Of(Types.Bytes), [.. m.Random.Chance(0.5) ? batch : [], depth, columns], Values.Bytes));
    }

    private static void MatMulInteger(ModelDraw m, string op)
    {
        var (a, b) = Factors(m);
        m.Node(op, [a.Name, b.Name, m.Random.Chance(0.7) ? ZeroPoint(m, a.Type) : "", m.Random.Chance(0.7) ? ZeroPoint(m, b.Type) : ""]);
    }

    private static void QLinearMatMul(ModelDraw m, string op)
    {
        var (a, b) = Factors(m);
        var type = a.Type;
        m.Node(op, [a.Name, Scale(m), ZeroPoint(m, a.Type), b.Name, Scale(m), ZeroPoint(m, b.Type), Scale(m), ZeroPoint(m, type)]);
    }

    private static (Operand X, Operand W, IEnumerable<AttributeProto?> Attributes) Convolution(ModelDraw m)
    {
        var x = m.Input(m.Random.Of(Types.Bytes), m.Random.Image(2, 8), Values.Bytes);
        var group = m.Random.Chance(0.7) ? 1 : m.Random.DivisorOf(x.Shape[1]);
        long[] kernel = [m.Random.Int(1, 3), m.Random.Int(1, 3)];
        var w = m.Weight(m.Random.Of(Types.Bytes), [group * m.Random.Int(1, 4), x.Shape[1] / group, .. kernel], Values.Bytes);
        return (x, w, [Make.Ints("kernel_shape", kernel), Make.Ints("pads", [.. kernel.Concat(kernel).Select(k => (long)m.Random.Int(0, (int)k - 1))]), Make.Ints("strides", m.Random.Int(1, 2), m.Random.Int(1, 2)), group == 1 ? null : Make.Int("group", group)]);
    }

    private static void ConvInteger(ModelDraw m, string op)
    {
        var (x, w, attributes) = Convolution(m);
        m.Node(op, [x.Name, w.Name, m.Random.Chance(0.7) ? ZeroPoint(m, x.Type) : "", m.Random.Chance(0.7) ? ZeroPoint(m, w.Type) : ""], attributes);
    }

    private static void QLinearConv(ModelDraw m, string op)
    {
        var (x, w, attributes) = Convolution(m);
        var bias = m.Random.Chance(0.5) ? m.Constant(DataType.Int32, [w.Shape[0]], Values.Integers(-100, 100)).Name : "";
        long[] perFilter = m.Random.Chance(0.5) ? [w.Shape[0]] : [];
        m.Node(op, [x.Name, Scale(m), ZeroPoint(m, x.Type), w.Name, Scale(m, perFilter), m.Constant(w.Type, perFilter, Values.Constant(w.Type == DataType.Uint8 ? 128 : 0)).Name, Scale(m), ZeroPoint(m, x.Type), bias], attributes);
    }
}
