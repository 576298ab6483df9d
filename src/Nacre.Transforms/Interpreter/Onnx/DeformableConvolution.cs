using Nacre.Dialects.Onnx;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>ONNX <c>DeformConv</c> on images [n, c, h, w]: a convolution whose taps are moved by offsets and weighed by a mask (Zhu et al., 2019).</summary>
internal sealed class DeformableConvolution
{
    private readonly TensorValue _x;
    private readonly TensorValue _w;
    private readonly double[] _pixels;
    private readonly double[] _weights;
    private readonly double[] _offsets;
    private readonly double[]? _mask;
    private readonly long[] _strides;
    private readonly long[] _dilations;
    private readonly long[] _pads;
    private readonly long _groups;
    private readonly long _offsetGroups;
    private readonly long _height;
    private readonly long _width;

    private DeformableConvolution(DeformConvOp op, Values operands)
    {
        (_x, _w) = (operands.Tensor(0), operands.Tensor(1));
        if (_x.Rank != 4)
            throw new EvaluationException("only images of two dimensions can be convolved at moved positions");
        (_pixels, _weights, _offsets) = (_x.ToDoubles(), _w.ToDoubles(), operands.Tensor(2).ToDoubles());
        _mask = operands.TensorOrNull(4)?.ToDoubles();
        _strides = op.Strides?.ToArray() ?? [1, 1];
        _dilations = op.Dilations?.ToArray() ?? [1, 1];
        _pads = op.Pads?.ToArray() ?? [0, 0, 0, 0];
        (_groups, _offsetGroups) = (op.Group, op.OffsetGroup);
        (_height, _width) = (OutputSize(0), OutputSize(1));
    }

    public static InterpreterValue[] Evaluate(DeformConvOp op, Values operands, EvaluationContext context)
    {
        var convolution = new DeformableConvolution(op, operands);
        var bias = operands.TensorOrNull(3)?.ToDoubles();
        var (batches, outputs) = (convolution._x.Shape[0], convolution._w.Shape[0]);
        var shape = Shape.Of(batches, outputs, convolution._height, convolution._width);
        var result = new double[shape.ElementCount];
        context.Charge(checked(result.LongLength * convolution._w.Count / Math.Max(1, outputs)));
        for (var at = 0L; at < result.LongLength; at++)
        {
            var (plane, pixel) = (at / (convolution._height * convolution._width), at % (convolution._height * convolution._width));
            var channel = plane % outputs;
            result[at] = (bias?[channel] ?? 0) + convolution.At(plane / outputs, channel, pixel / convolution._width, pixel % convolution._width);
        }
        return [Elements.OfReals(convolution._x.ElementType, shape, result)];
    }

    private long OutputSize(int d) => (_x.Shape[d + 2] + _pads[d] + _pads[d + 2] - _dilations[d] * (_w.Shape[d + 2] - 1) - 1) / _strides[d] + 1;

    private double At(long batch, long output, long row, long column)
    {
        var (inputs, kernelHeight, kernelWidth) = (_w.Shape[1], _w.Shape[2], _w.Shape[3]);
        var firstInput = output / (_w.Shape[0] / _groups) * inputs;
        var sum = 0.0;
        for (var input = 0L; input < inputs; input++)
        {
            for (var tap = 0L; tap < kernelHeight * kernelWidth; tap++)
                sum += _weights[(output * inputs + input) * kernelHeight * kernelWidth + tap] * Tap(batch, firstInput + input, tap, row, column);
        }
        return sum;
    }

    /// <summary>The input under a tap of the kernel, read where its offset moves it.</summary>
    private double Tap(long batch, long channel, long tap, long row, long column)
    {
        var (height, width, taps) = (_x.Shape[2], _x.Shape[3], _w.Shape[2] * _w.Shape[3]);
        var group = batch * _offsetGroups + channel / (_x.Shape[1] / _offsetGroups);
        var at = ((group * taps + tap) * 2 * _height + row) * _width + column;
        var y = row * _strides[0] - _pads[0] + tap / _w.Shape[3] * _dilations[0] + _offsets[at];
        var x = column * _strides[1] - _pads[1] + tap % _w.Shape[3] * _dilations[1] + _offsets[at + _height * _width];
        var plane = _pixels.AsSpan((int)((batch * _x.Shape[1] + channel) * height * width), (int)(height * width));
        var value = ImageSampling.LinearOrZero(plane, height, width, y, x);
        return _mask is null ? value : value * _mask[((group * taps + tap) * _height + row) * _width + column];
    }
}
