using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

/// <summary>Operators on linearly quantised tensors: each tensor is followed by its scale and its zero point, which may be left out.</summary>
internal static class ContribQuantizedRows
{
    public static ContribTable AddQuantized(this ContribTable table) => table
        .One("QLinearAdd", n => Quantized(n, n.Hlo.Add(Real(n, 0), Real(n, 3)), 6))
        .One("QLinearMul", Multiply)
        .One("QLinearWhere", n => Quantized(n, n.Hlo.Select(n[0], Real(n, 1), Real(n, 4)), 7))
        .One("QLinearSigmoid", n => Unary(n, n.Hlo.Logistic))
        .One("QLinearLeakyRelu", n => Unary(n, x => ContribActivationRows.LeakyRelu(n.Hlo, x, n.Float("alpha", 0.01))))
        .One("QLinearSoftmax", n => Unary(n, x => Softmax(n, x)))
        .One("QLinearConcat", Concat)
        .One("QLinearReduceMean", n => Unary(n, x => n.Hlo.Mean(x, Shapes.Axes(n.Ints("axes") ?? [], x.Rank()), n.Int("keepdims", 1) != 0)))
        .One("QLinearAveragePool", n => Unary(n, x => n.OnImage(x, i => PoolRows.Average(n.Hlo, i, n.Window(), n.Flag("count_include_pad")))))
        .One("QLinearGlobalAveragePool", n => Unary(n, x => n.OnImage(x, i => n.Hlo.Mean(i, PoolRows.SpatialAxes(i), keepDims: true))))
        .One("QLinearConv", Convolve)
        .One("NhwcMaxPool", n => n.OnImage(n[0], x => MaxPool(n, x), isLast: true))
        .One("MulInteger", n => n.Hlo.Mul(Quantization.Centered(n.Hlo, n[0], n.Optional(1), 0), Quantization.Centered(n.Hlo, n[2], n.Optional(3), 0)))
        .One("ReduceSumInteger", n => n.Hlo.Reduce(n.Hlo.Convert(n[0], IntegerType.I32), Shapes.Axes(n.Ints("axes") ?? [], n[0].Rank()), ReduceKind.Sum, n.Int("keepdims", 1) != 0));

    /// <summary>The numbers that input <paramref name="index"/> stands for; its scale and zero point follow it.</summary>
    private static Value Real(ContribNode n, int index)
    {
        var centered = Quantization.Centered(n.Hlo, n[index], n.Optional(index + 2), 0);
        return n.Hlo.Mul(n.Hlo.Convert(centered, FloatType.F32), n.Hlo.Reshape(n[index + 1]));
    }

    /// <summary>Quantises by the scale at input <paramref name="index"/> and the zero point behind it.</summary>
    private static Value Quantized(ContribNode n, Value real, int index) => Rounded(n, n.Hlo.Div(real, n.Hlo.Reshape(n[index])), index + 1);

    /// <summary>What is already divided by the scale, plus the zero point at input <paramref name="index"/>.</summary>
    private static Value Rounded(ContribNode n, Value scaled, int index)
    {
        var zeroPoint = n.Optional(index);
        return Quantization.Quantize(n.Context, scaled, zeroPoint is null ? null : n.Hlo.Reshape(zeroPoint), zeroPoint?.Element() ?? n[0].Element());
    }

    private static Value Unary(ContribNode n, Func<Value, Value> compute) => Quantized(n, compute(Real(n, 0)), 3);

    /// <summary>(a - a₀)(b - b₀) · (scale a · scale b / scale c), the product exact in integers.</summary>
    private static Value Multiply(ContribNode n)
    {
        var hlo = n.Hlo;
        var product = hlo.Mul(Quantization.Centered(hlo, n[0], n.Optional(2), 0), Quantization.Centered(hlo, n[3], n.Optional(5), 0));
        var factor = hlo.Div(hlo.Mul(hlo.Reshape(n[1]), hlo.Reshape(n[4])), hlo.Reshape(n[6]));
        return Rounded(n, hlo.Mul(hlo.Convert(product, FloatType.F32), factor), 7);
    }

    /// <summary>Along one axis; before operator set 13 over all dimensions from it on.</summary>
    private static Value Softmax(ContribNode n, Value x)
    {
        const long alongOneAxis = 13;
        var axis = Shapes.Axis(n.Int("axis", -1), x.Rank());
        if (n.Int("opset") >= alongOneAxis)
            return SoftmaxRows.Softmax(n.Hlo, x, axis);
        var dims = x.Dims();
        var flat = n.Hlo.Reshape(x, Shapes.Product(dims.AsSpan()[..axis]), Shapes.Product(dims.AsSpan()[axis..]));
        return n.Hlo.Reshape(SoftmaxRows.Softmax(n.Hlo, flat, 1), dims);
    }

    /// <summary>Scale and zero point of the result come first, then the tensors.</summary>
    private static Value Concat(ContribNode n)
    {
        Value[] parts = [.. Enumerable.Range(0, (n.InputCount - 2) / 3).Select(i => Real(n, 2 + 3 * i))];
        return Quantized(n, n.Hlo.Concat(parts, Shapes.Axis(n.Int("axis"), parts[0].Rank())), 0);
    }

    /// <summary>ONNX's operator, or the same with the channels last.</summary>
    private static Value Convolve(ContribNode n) => n.OnImage(n[0], x => QuantizeRows.Convolve(
        n.Context, new QuantizedTensor(x, n[1], n[2]), new QuantizedTensor(n[3], n[4], n[5]), n.Optional(8), n[6], n[7], n.Window(n[3].Dims()[2..]), n.Int("group", 1)));

    private static Value MaxPool(ContribNode n, Value x) => n.Hlo.ReduceWindow(x, n.Window().Checked(x.Rank() - 2).All(x.Dims()), ReduceKind.Max);
}
