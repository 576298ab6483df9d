using System.Numerics;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>The four kinds of discrete Fourier transform.</summary>
internal enum FourierKind { Forward, Inverse, RealForward, RealInverse }

/// <summary>Discrete Fourier transforms in double precision: radix 2 for powers of two, Bluestein's algorithm for other lengths.</summary>
internal static class Fourier
{
    /// <summary>Transforms the last <c>lengths.Length</c> dimensions.</summary>
    public static TensorValue Transform(TensorValue x, FourierKind kind, ReadOnlySpan<long> lengths)
    {
        var part = x.ElementType is ComplexType c ? c.ElementType : x.ElementType;
        var dims = x.Shape.Dims.ToArray();
        var data = x.ToComplexes();
        var (first, last) = (x.Rank - lengths.Length, x.Rank - 1);
        var inverse = kind is FourierKind.Inverse or FourierKind.RealInverse;
        if (kind == FourierKind.RealForward)
        {
            AlongDimension(data, dims, last, inverse: false);
            data = Resize(data, dims, dims[last] / 2 + 1, static (line, i) => line[i]);
        }
        var stop = kind is FourierKind.RealForward or FourierKind.RealInverse ? last - 1 : last;
        for (var d = first; d <= stop; d++)
            AlongDimension(data, dims, d, inverse);
        if (kind != FourierKind.RealInverse)
            return TensorValue.OfComplexes(new RankedTensorType(dims, new ComplexType(part)), data);
        var length = lengths[^1];
        data = Resize(data, dims, length, (line, i) => i < line.Length && i <= length / 2 ? line[i] : Complex.Conjugate(line[length - i]));
        AlongDimension(data, dims, last, inverse: true);
        return TensorValue.OfDoubles(new RankedTensorType(dims, part), Array.ConvertAll(data, z => z.Real));
    }

    /// <summary>Gives every line along the last dimension another length.</summary>
    private static Complex[] Resize(Complex[] data, long[] dims, long length, Func<Complex[], long, Complex> element)
    {
        var old = dims[^1];
        var lines = old == 0 ? 0 : data.Length / old;
        var result = new Complex[lines * length];
        for (var line = 0L; line < lines; line++)
        {
            var source = data.AsSpan((int)(line * old), (int)old).ToArray();
            for (var i = 0L; i < length; i++)
                result[line * length + i] = element(source, i);
        }
        dims[^1] = length;
        return result;
    }

    private static void AlongDimension(Complex[] data, long[] dims, int dimension, bool inverse)
    {
        var length = (int)dims[dimension];
        var stride = dims[(dimension + 1)..].Aggregate(1L, (a, b) => a * b);
        if (length == 0 || data.Length == 0)
            return;
        var line = new Complex[length];
        for (var start = 0L; start < data.Length; start += start % stride == stride - 1 ? 1 + stride * (length - 1) : 1)
        {
            for (var i = 0; i < length; i++)
                line[i] = data[start + i * stride];
            var result = Line(line, inverse);
            for (var i = 0; i < length; i++)
                data[start + i * stride] = inverse ? result[i] / length : result[i];
        }
    }

    private static Complex[] Line(Complex[] x, bool inverse) => BitOperations.IsPow2(x.Length) ? Radix2(x, inverse) : Bluestein(x, inverse);

    /// <summary>The transform of a length that is a power of two.</summary>
    public static Complex[] Radix2(Complex[] x, bool inverse)
    {
        var n = x.Length;
        if (n == 1)
            return [x[0]];
        var (even, odd) = (new Complex[n / 2], new Complex[n / 2]);
        for (var i = 0; i < n / 2; i++)
            (even[i], odd[i]) = (x[2 * i], x[2 * i + 1]);
        (even, odd) = (Radix2(even, inverse), Radix2(odd, inverse));
        var result = new Complex[n];
        for (var k = 0; k < n / 2; k++)
        {
            var turned = Root(k, n, inverse) * odd[k];
            (result[k], result[k + n / 2]) = (even[k] + turned, even[k] - turned);
        }
        return result;
    }

    /// <summary>A transform of any length as a circular convolution with a chirp, whose length is a power of two.</summary>
    private static Complex[] Bluestein(Complex[] x, bool inverse)
    {
        var n = x.Length;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * n - 1));
        var (chirp, a, b) = (new Complex[n], new Complex[size], new Complex[size]);
        for (var i = 0; i < n; i++)
        {
            chirp[i] = Root((long)i * i % (2 * n), 2 * n, inverse);
            a[i] = x[i] * chirp[i];
            b[i] = Complex.Conjugate(chirp[i]);
            if (i > 0)
                b[size - i] = b[i];
        }
        var (fa, fb) = (Radix2(a, inverse: false), Radix2(b, inverse: false));
        for (var i = 0; i < size; i++)
            fa[i] *= fb[i];
        var product = Radix2(fa, inverse: true);
        var result = new Complex[n];
        for (var i = 0; i < n; i++)
            result[i] = product[i] / size * chirp[i];
        return result;
    }

    /// <summary>exp(∓2πi k / n).</summary>
    private static Complex Root(long k, long n, bool inverse)
    {
        var angle = 2 * Math.PI * k / n;
        return new Complex(Math.Cos(angle), inverse ? Math.Sin(angle) : -Math.Sin(angle));
    }
}
