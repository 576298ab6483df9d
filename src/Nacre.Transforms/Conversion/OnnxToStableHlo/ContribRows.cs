using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// Operators of ONNX Runtime's domain <c>com.microsoft</c> that its quantiser and optimiser write into models
/// (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).
/// </summary>
internal static class ContribRows
{
    private static readonly Dictionary<string, OnnxValueLowering<CustomOp>> Table = new(StringComparer.Ordinal)
    {
        ["QLinearAdd"] = (op, c) => QuantizedBinary(op, c, c.Hlo.Add),
        ["QLinearMul"] = (op, c) => QuantizedBinary(op, c, c.Hlo.Mul),
        ["QLinearSigmoid"] = (op, c) => QuantizedUnary(op, c, c.Hlo.Logistic),
        ["QLinearLeakyRelu"] = (op, c) => QuantizedUnary(op, c, x => c.Hlo.Select(c.Hlo.Compare(Less, x, 0), c.Hlo.Mul(x, Float(op, "alpha", 0.01)), x)),
        ["QLinearConcat"] = QuantizedConcat,
        ["QLinearAveragePool"] = (op, c) => QuantizedUnary(op, c, x => PoolRows.Average(c.Hlo, ChannelsFirst(op, x), Window(op, c), Integer(op, "count_include_pad") != 0)),
        ["QLinearGlobalAveragePool"] = (op, c) => QuantizedUnary(op, c, x => c.Hlo.Mean(ChannelsFirst(op, x), PoolRows.SpatialAxes(x), keepDims: true)),
        ["Gelu"] = (op, c) => ActivationRows.Gelu(c.Hlo, op.Operand(0)),
        ["BiasGelu"] = (op, c) => ActivationRows.Gelu(c.Hlo, c.Hlo.Add(op.Operand(0), op.Operand(1))),
        ["FastGelu"] = (op, c) => ActivationRows.GeluTanh(c.Hlo, Input(op, 1) is { } bias ? c.Hlo.Add(op.Operand(0), bias) : op.Operand(0)),
        ["QuickGelu"] = (op, c) => c.Hlo.Mul(op.Operand(0), c.Hlo.Logistic(c.Hlo.Mul(op.Operand(0), Float(op, "alpha", 1.702)))),
    };

    public static OnnxRows AddContrib(this OnnxRows rows) => rows
        .One<CustomOp>((op, c) => op.Domain == "com.microsoft" && Table.TryGetValue(op.OpType, out var lower) ? lower(op, c) : throw c.Cannot($"{op.Domain}.{op.OpType} is not known"));

    private static double Float(CustomOp op, string name, double otherwise) => op.NodeAttributes[name] is FloatAttr given ? given.Value : otherwise;
    private static long Integer(CustomOp op, string name) => op.NodeAttributes[name] is IntegerAttr given ? given.Value : 0;
    private static EquatableArray<long>? Integers(CustomOp op, string name) => op.NodeAttributes[name] is DenseArrayAttr given ? given.Bits : default(EquatableArray<long>?);
    private static Value? Input(CustomOp op, int index) => index < op.OperandCount ? OnnxLoweringContext.Optional(op.Operand(index)) : null;

    private static Value ChannelsFirst(CustomOp op, Value x) =>
        Integer(op, "channels_last") == 0 ? x : throw new OnnxLoweringException("images with the channels last are not supported");

    private static WindowAttributes Window(CustomOp op, OnnxLoweringContext c) => new(
        Integers(op, "kernel_shape")?.ToArray() ?? throw c.Cannot("it has no kernel shape"), op.NodeAttributes["auto_pad"] is StringAttr pad ? pad.Value : "NOTSET",
        Integers(op, "strides"), null, Integers(op, "pads"), Integer(op, "ceil_mode") != 0);

    /// <summary>The numbers that operand <paramref name="index"/> stands for; its scale and zero point follow it.</summary>
    private static Value Real(CustomOp op, OnnxLoweringContext c, int index)
    {
        var centered = Quantization.Centered(c.Hlo, op.Operand(index), Input(op, index + 2), 0);
        return c.Hlo.Mul(c.Hlo.Convert(centered, FloatType.F32), c.Hlo.Reshape(op.Operand(index + 1)));
    }

    /// <summary>Quantises by the scale at operand <paramref name="index"/> and the zero point behind it.</summary>
    private static Value Quantized(CustomOp op, OnnxLoweringContext c, Value real, int index)
    {
        var zeroPoint = Input(op, index + 1);
        var scaled = c.Hlo.Div(real, c.Hlo.Reshape(op.Operand(index)));
        return Quantization.Quantize(c, scaled, zeroPoint is null ? null : c.Hlo.Reshape(zeroPoint), zeroPoint?.Element() ?? IntegerType.UI8);
    }

    private static Value QuantizedBinary(CustomOp op, OnnxLoweringContext c, Func<Value, Value, Value> compute) =>
        Quantized(op, c, compute(Real(op, c, 0), Real(op, c, 3)), 6);

    private static Value QuantizedUnary(CustomOp op, OnnxLoweringContext c, Func<Value, Value> compute) => Quantized(op, c, compute(Real(op, c, 0)), 3);

    private static Value QuantizedConcat(CustomOp op, OnnxLoweringContext c)
    {
        Value[] parts = [.. Enumerable.Range(0, (op.OperandCount - 2) / 3).Select(i => Real(op, c, 2 + 3 * i))];
        return Quantized(op, c, c.Hlo.Concat(parts, Shapes.Axis(Integer(op, "axis"), parts[0].Rank())), 0);
    }
}
