using System.Numerics;
using Nacre.Dialects.Onnx;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Fourier transforms of signals whose last dimension holds the real part, or the real and the imaginary part; mel filters; determinants.</summary>
internal static class SignalEvaluators
{
    public static OpEvaluators AddOnnxSignal(this OpEvaluators table) => table
        .Add<DFTOp>((op, operands, _) => [Dft(op, operands)])
        .Add<STFTOp>((op, operands, _) => [Stft(op, operands)])
        .Add<MelWeightMatrixOp>((op, operands, _) => [MelWeightMatrix(op, operands)])
        .Add<DetOp>((_, operands, _) => [Determinants(operands.Tensor(0))]);

    private static TensorValue Dft(DFTOp op, Values operands)
    {
        var x = operands.Tensor(0);
        var axis = OnnxOperands.Axis(operands.IntegerOr(2, -2), x.Rank);
        var (outer, size, inner) = x.Shape.Around(axis);
        var parts = x.Shape[x.Rank - 1];
        var lanes = inner / parts;
        var (inverse, onesided) = (op.Inverse != 0, op.Onesided != 0);
        // A one-sided inverse is given the first half of a symmetric spectrum and gives back real numbers.
        var length = operands.IntegerOr(1, inverse && onesided ? 2 * (size - 1) : size);
        var count = onesided && !inverse ? length / 2 + 1 : length;
        var outParts = inverse && onesided ? 1 : 2;
        var (source, result) = (x.ToDoubles(), new double[outer * count * lanes * outParts]);
        for (var lane = 0L; lane < outer * lanes; lane++)
        {
            var (o, l) = (lane / lanes, lane % lanes);
            var signal = new Complex[length];
            for (var i = 0L; i < Math.Min(size, length); i++)
            {
                var at = (o * size + i) * inner + l * parts;
                signal[i] = new Complex(source[at], parts == 2 ? source[at + 1] : 0);
            }
            if (inverse && onesided)
                Mirror(signal, size);
            var spectrum = Transform(signal, inverse);
            for (var k = 0L; k < count; k++)
                Store(spectrum[k], result, ((o * count + k) * lanes + l) * outParts, outParts);
        }
        var dims = x.Shape.With(axis, count);
        dims[^1] = outParts;
        return Elements.OfReals(x.ElementType, dims, result);
    }

    private static void Mirror(Complex[] half, long given)
    {
        for (var i = given; i < half.Length; i++)
            half[i] = Complex.Conjugate(half[half.Length - i]);
    }

    private static void Store(Complex value, double[] target, long at, int parts)
    {
        target[at] = value.Real;
        if (parts == 2)
            target[at + 1] = value.Imaginary;
    }

    /// <summary>The discrete Fourier transform by its definition.</summary>
    private static Complex[] Transform(Complex[] signal, bool inverse)
    {
        var n = signal.Length;
        var roots = new Complex[n];
        for (var i = 0; i < n; i++)
            roots[i] = Complex.FromPolarCoordinates(1, (inverse ? 2 : -2) * Math.PI * i / n);
        var result = new Complex[n];
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < n; i++)
                result[k] += signal[i] * roots[(int)((long)i * k % n)];
            result[k] = inverse ? result[k] / n : result[k];
        }
        return result;
    }

    private static TensorValue Stft(STFTOp op, Values operands)
    {
        var signal = operands.Tensor(0);
        var (batches, length) = (signal.Shape[0], signal.Shape[1]);
        var parts = signal.Rank == 3 ? signal.Shape[2] : 1;
        var (step, window) = (operands.Tensor(1).ToInteger(), operands.TensorOrNull(2)?.ToDoubles());
        var frameLength = operands.IntegerOr(3, window?.Length ?? length);
        var frames = (length - frameLength) / step + 1;
        var bins = op.Onesided != 0 ? frameLength / 2 + 1 : frameLength;
        var (source, result) = (signal.ToDoubles(), new double[batches * frames * bins * 2]);
        for (var frame = 0L; frame < batches * frames; frame++)
        {
            var first = frame / frames * length + frame % frames * step;
            var samples = new Complex[frameLength];
            for (var i = 0L; i < frameLength; i++)
                samples[i] = new Complex(source[(first + i) * parts], parts == 2 ? source[(first + i) * parts + 1] : 0) * (window?[i] ?? 1);
            var spectrum = Transform(samples, inverse: false);
            for (var k = 0L; k < bins; k++)
                Store(spectrum[k], result, (frame * bins + k) * 2, 2);
        }
        return Elements.OfReals(signal.ElementType, Shape.Of(batches, frames, bins, 2), result);
    }

    /// <summary>Triangular filters whose corners are equally spaced on the mel scale.</summary>
    private static TensorValue MelWeightMatrix(MelWeightMatrixOp op, Values operands)
    {
        var (bins, length, rate) = (operands.Tensor(0).ToInteger(), operands.Tensor(1).ToInteger(), operands.Tensor(2).ToInteger());
        var (low, high) = (Mel(operands.Tensor(3).DoubleAt(0)), Mel(operands.Tensor(4).DoubleAt(0)));
        var rows = length / 2 + 1;
        var corners = new long[bins + 2];
        for (var i = 0; i < corners.Length; i++)
        {
            var hertz = 700 * (Math.Pow(10, (i * (high - low) / corners.Length + low) / 2595) - 1);
            corners[i] = (long)Math.Floor((length + 1) * hertz / rate);
        }
        var result = new double[rows * bins];
        for (var bin = 0; bin < bins; bin++)
        {
            for (var row = 0; row < rows; row++)
                result[row * bins + bin] = Triangle(row, corners[bin], corners[bin + 1], corners[bin + 2]);
        }
        return Elements.OfReals(OnnxElementTypes.Of(op.OutputDatatype), Shape.Of(rows, bins), result);
    }

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);

    /// <summary>1 at the middle corner, falling to 0 at the outer ones; the upper corner itself is left out.</summary>
    private static double Triangle(long at, long low, long middle, long high)
    {
        if (at == middle)
            return 1;
        if (at >= low && at < middle)
            return (at - low) / (double)(middle - low);
        return at > middle && at < high ? (high - at) / (double)(high - middle) : 0;
    }

    private static TensorValue Determinants(TensorValue x)
    {
        var n = (int)x.Shape[x.Rank - 1];
        Shape shape = x.Shape.Dims.ToArray()[..^2];
        var (source, result) = (x.ToDoubles(), new double[shape.ElementCount]);
        for (var i = 0; i < result.Length; i++)
            result[i] = Determinant(source[(i * n * n)..((i + 1) * n * n)], n);
        return Elements.OfReals(x.ElementType, shape, result);
    }

    /// <summary>By elimination with pivoting.</summary>
    private static double Determinant(double[] a, int n)
    {
        var determinant = 1.0;
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(r => Math.Abs(a[r * n + k]));
            if (pivot != k)
                SwapRows(a, n, pivot, k);
            determinant *= pivot == k ? a[k * n + k] : -a[k * n + k];
            if (determinant == 0)
                return 0;
            for (var r = k + 1; r < n; r++)
            {
                var factor = a[r * n + k] / a[k * n + k];
                for (var c = k; c < n; c++)
                    a[r * n + c] -= factor * a[k * n + c];
            }
        }
        return determinant;
    }

    private static void SwapRows(double[] a, int n, int first, int second)
    {
        for (var c = 0; c < n; c++)
            (a[first * n + c], a[second * n + c]) = (a[second * n + c], a[first * n + c]);
    }
}
