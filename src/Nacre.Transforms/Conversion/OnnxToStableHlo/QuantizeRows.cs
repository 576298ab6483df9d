using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Quantisation, and products of quantised tensors: exact in integers, scaled at the end.</summary>
internal static class QuantizeRows
{
    public static OnnxRows AddQuantization(this OnnxRows rows) => rows
        .One<QuantizeLinearOp>(QuantizeLinear)
        .One<DequantizeLinearOp>(DequantizeLinear)
        .Add<DynamicQuantizeLinearOp>(DynamicQuantizeLinear)
        .One<QLinearConvOp>(QLinearConv)
        .One<QLinearMatMulOp>(QLinearMatMul);

    private static Value QuantizeLinear(QuantizeLinearOp op, OnnxLoweringContext c)
    {
        var zeroPoint = OnnxLoweringContext.Optional(op.YZeroPoint);
        var target = zeroPoint?.Element() ?? (op.OutputDtype != 0 ? OnnxElements.Of(op.OutputDtype) : IntegerType.UI8);
        var precision = op.Precision != 0 ? OnnxElements.Of(op.Precision) : op.YScale.Element();
        var computed = precision is FloatType { Width: > 8 } ? precision : FloatType.F32;
        var axis = AxisOf(op.X, op.Axis);
        var x = c.Hlo.Convert(op.X, computed);
        var scaled = c.Hlo.Div(x, Quantization.FitBlocks(c.Hlo, c.Hlo.Convert(op.YScale, computed), x, axis, op.BlockSize));
        var shift = zeroPoint is null ? null : Quantization.FitBlocks(c.Hlo, zeroPoint, x, axis, op.BlockSize);
        return Quantization.Quantize(c, scaled, shift, target, op.Saturate != 0);
    }

    private static int AxisOf(Value x, long axis) => x.Rank() <= 1 ? 0 : Shapes.Axis(axis, x.Rank());

    /// <summary>(x - zero point) · scale.</summary>
    private static Value DequantizeLinear(DequantizeLinearOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var axis = AxisOf(op.X, op.Axis);
        var target = op.OutputDtype != 0 ? OnnxElements.Of(op.OutputDtype) : op.XScale.Element();
        var wide = op.X.IsInteger() ? IntegerType.I32 : (IRType)FloatType.F32;
        var centered = hlo.Convert(op.X, wide);
        if (OnnxLoweringContext.Optional(op.XZeroPoint) is { } zeroPoint)
            centered = hlo.Sub(centered, Quantization.FitBlocks(hlo, hlo.Convert(zeroPoint, wide), centered, axis, op.BlockSize));
        var scale = Quantization.FitBlocks(hlo, hlo.Convert(op.XScale, FloatType.F32), centered, axis, op.BlockSize);
        return hlo.Convert(hlo.Mul(hlo.Convert(centered, FloatType.F32), scale), target);
    }

    private static IReadOnlyList<Value?> DynamicQuantizeLinear(DynamicQuantizeLinearOp op, OnnxLoweringContext c)
    {
        var (values, scale, zeroPoint) = QuantizeDynamically(c, op.X);
        return [values, scale, zeroPoint];
    }

    /// <summary>Scale and zero point such that the range of x, widened to hold 0, covers 0 … 255.</summary>
    public static QuantizedTensor QuantizeDynamically(OnnxLoweringContext c, Value x)
    {
        var hlo = c.Hlo;
        var low = hlo.Min(hlo.Reduce(x, null, ReduceKind.Min, keepDims: false), 0);
        var high = hlo.Max(hlo.Reduce(x, null, ReduceKind.Max, keepDims: false), 0);
        var scale = hlo.Div(hlo.Sub(high, low), 255);
        var divisor = hlo.Select(hlo.Compare(Equal, scale, 0), hlo.SplatLike(scale, 1), scale);
        var zeroPoint = hlo.Convert(hlo.RoundEven(hlo.Clamp(hlo.Div(hlo.Neg(low), divisor), 0, 255)), IntegerType.UI8);
        return new QuantizedTensor(Quantization.Quantize(c, hlo.Div(x, divisor), zeroPoint, IntegerType.UI8), scale, zeroPoint);
    }

    private static Value QLinearConv(QLinearConvOp op, OnnxLoweringContext c) => Convolve(
        c, new QuantizedTensor(op.X, op.XScale, op.XZeroPoint), new QuantizedTensor(op.W, op.WScale, op.WZeroPoint), OnnxLoweringContext.Optional(op.B), op.YScale, op.YZeroPoint,
        new WindowAttributes(op.W.Dims()[2..], op.AutoPad, op.Strides, op.Dilations, op.Pads), op.Group);

    /// <summary>A convolution whose result is quantised again; the bias is in units of scale X · scale W.</summary>
    public static Value Convolve(
        OnnxLoweringContext c, QuantizedTensor x, QuantizedTensor w, Value? bias, Value yScale, Value yZeroPoint, WindowAttributes window, long group)
    {
        var hlo = c.Hlo;
        var product = ConvRows.Convolve(hlo, Quantization.Centered(hlo, x.Values, x.ZeroPoint, 1), Quantization.Centered(hlo, w.Values, w.ZeroPoint, 0), window, group);
        var sum = ConvRows.WithBias(hlo, product, bias);
        return Requantize(c, sum, Fit32(hlo, x.Scale, sum, 1), Fit32(hlo, w.Scale, sum, 1), yScale, yZeroPoint, 1);
    }

    private static Value QLinearMatMul(QLinearMatMulOp op, OnnxLoweringContext c)
    {
        var product = MatMulRows.MatMulInteger(c.Hlo, op.A, op.AZeroPoint, op.B, op.BZeroPoint);
        var rows = Math.Max(0, product.Rank() - 2);
        return Requantize(
            c, product, Fit32(c.Hlo, op.AScale, product, rows), Fit32(c.Hlo, op.BScale, product, product.Rank() - 1), op.YScale, op.YZeroPoint, rows);
    }

    private static Value Fit32(HloBuilder hlo, Value scale, Value like, int axis) => Quantization.Fit(hlo, hlo.Convert(scale, FloatType.F32), like, axis);

    /// <summary>Quantises sum · (scale A · scale B / scale Y).</summary>
    private static Value Requantize(OnnxLoweringContext c, Value sum, Value aScale, Value bScale, Value yScale, Value yZeroPoint, int axis)
    {
        var hlo = c.Hlo;
        var factor = hlo.Div(hlo.Mul(aScale, bScale), Fit32(hlo, yScale, sum, axis));
        return Quantization.Quantize(c, hlo.Mul(hlo.Convert(sum, FloatType.F32), factor), Quantization.Fit(hlo, yZeroPoint, sum, axis), yZeroPoint.Element());
    }
}
