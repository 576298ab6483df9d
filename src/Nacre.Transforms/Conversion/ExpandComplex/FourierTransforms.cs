using System.Numerics;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Optimize;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandComplex;

/// <summary>
/// Discrete Fourier transforms (https://openxla.org/stablehlo/spec#fft) as products with small matrices: n = n1·n2·…·nt elements are an array of t dimensions, of which one after the other is
/// transformed, with twiddle factors between (J. W. Cooley, J. W. Tukey, 1965). Lengths with a large prime factor are convolved with a chirp (L. I. Bluestein, 1970).
/// </summary>
internal static class FourierTransforms
{
    /// <summary>Factors are put together up to this: a product with a matrix of this size is as fast per element as one with a smaller one.</summary>
    private const long JoinedFactor = 16;

    /// <summary>Beyond, a prime factor costs more than the three transforms of a convolution.</summary>
    private const long LargestPrime = 127;

    public static bool Applies(Hlo.FftOp op) =>
        op.Operand.Type is RankedTensorType { HasStaticShape: true } && op.Result.Type is RankedTensorType { HasStaticShape: true } type && PartOf(type) is FloatType { Kind: FloatKind.F32 or FloatKind.F64 };

    private static IRType PartOf(RankedTensorType type) => type.ElementType is ComplexType complex ? complex.ElementType : type.ElementType;

    /// <summary>The parts of the result; for IRFFT the result is the real one.</summary>
    /// <param name="op">The transform.</param>
    /// <param name="x">Its operand; a real one has no imaginary part.</param>
    public static Pair Emit(Hlo.FftOp op, (Real Re, Real? Im) x)
    {
        var (type, lengths) = ((RankedTensorType)op.Result.Type, op.FftLength);
        var (last, first) = (type.Rank - 1, type.Rank - lengths.Count);
        if (type.Shape.ElementCount == 0)
            return Splat(x.Re.Builder, type.WithElement(PartOf(type)));
        var kind = op.FftType.Value;
        var isInverse = kind is Hlo.FftType.Ifft or Hlo.FftType.Irfft;
        var result = kind == Hlo.FftType.Rfft ? Map(Along(x, last, isInverse), r => Slice(r, last, 0, lengths[^1] / 2 + 1)) : new Pair(x.Re, x.Im ?? x.Re.Like(0));
        var stop = kind is Hlo.FftType.Rfft or Hlo.FftType.Irfft ? last - 1 : last;
        for (var d = first; d <= stop; d++)
            result = Along((result.Re, result.Im), d, isInverse);
        return kind == Hlo.FftType.Irfft ? Along(Mirrored(result, last, lengths[^1]), last, isInverse) : result;
    }

    private static Pair Splat(OpBuilder builder, RankedTensorType type)
    {
        var zero = new Real(builder, Hlo.ConstantOp.Splat(builder, type, 0).Output);
        return new(zero, zero);
    }

    /// <summary>The whole of a spectrum of which the first half is given: x[n - k] is the conjugate of x[k].</summary>
    private static (Real, Real?) Mirrored(Pair half, int dimension, long length)
    {
        Real Whole(Real x, bool isNegated)
        {
            var rest = length - length / 2 - 1;
            if (rest == 0)
                return x;
            var mirrored = With(x, Hlo.ReverseOp.Create(x.Builder, Slice(x, dimension, 1, 1 + rest).Value, (long[])[dimension]).Result);
            return With(x, Hlo.ConcatenateOp.Create(x.Builder, [x.Value, (isNegated ? -mirrored : mirrored).Value], dimension).Result);
        }
        return (Whole(half.Re, isNegated: false), Whole(half.Im, isNegated: true));
    }

    private static Pair Along((Real Re, Real? Im) x, int dimension, bool isInverse)
    {
        var shape = x.Re.Type.Shape;
        long[] order = [.. Enumerable.Range(0, shape.Rank).Where(d => d != dimension).Append(dimension).Select(d => (long)d)];
        var (moved, length) = (Permutations.Permute(shape, order), shape[dimension]);
        Real AsLines(Real part) => Reshape(Transpose(part, order), shape.ElementCount / length, length);
        var result = new Lines(length, isInverse).Transform((AsLines(x.Re), x.Im is { } imaginary ? AsLines(imaginary) : null), 1.0 / (isInverse ? length : 1));
        return Map(result, part => Transpose(Reshape(part, moved.Dims.ToArray()), Permutations.Inverse(order)));
    }

    private static Pair Map(Pair x, Func<Real, Real> function) => new(function(x.Re), function(x.Im));
    private static Real With(Real x, Value value) => new(x.Builder, value);
    private static Real Reshape(Real x, params long[] shape) => With(x, Hlo.ReshapeOp.Create(x.Builder, x.Value, shape).Result);
    private static Real Transpose(Real x, IReadOnlyList<long> order) => With(x, Permutations.Transpose(x.Builder, x.Value, order));

    private static Real Slice(Real x, int dimension, long start, long limit)
    {
        var (starts, limits) = (new long[x.Type.Rank], x.Type.Shape.Dims.ToArray());
        (starts[dimension], limits[dimension]) = (start, limit);
        return With(x, Hlo.SliceOp.Create(x.Builder, x.Value, starts, limits, (long[])[.. limits.Select(_ => 1L)]).Result);
    }

    /// <summary>Transforms of the lines of a matrix.</summary>
    private sealed record Lines(long Length, bool IsInverse)
    {
        /// <param name="x">The parts of [lines, length] elements.</param>
        /// <param name="scale">By which the result is multiplied.</param>
        public Pair Transform((Real Re, Real? Im) x, double scale)
        {
            if (Length == 1)
                return new Pair(x.Re, x.Im ?? x.Re.Like(0));
            return FactorsOf(Length) is { } factors ? ByFactors(x, factors, scale) : ByChirp(x, scale);
        }

        /// <summary>Factors that primes were put together to; null where one is too large.</summary>
        private static long[]? FactorsOf(long n)
        {
            var primes = new List<long>();
            for (var p = 2L; n > 1; p = p * p > n ? n : p + 1)
            {
                for (; n % p == 0; n /= p)
                    primes.Add(p);
            }
            if (primes[^1] > LargestPrime)
                return null;
            var factors = new List<long>();
            foreach (var prime in Enumerable.Reverse(primes))
            {
                if (factors.Count > 0 && factors[^1] * prime <= JoinedFactor)
                    factors[^1] *= prime;
                else
                    factors.Add(prime);
            }
            return [.. factors];
        }

        /// <summary>[lines, n1, n2, …] → [lines, n2, …, k1] → … → [lines, k1, k2, …], of which the element k1 + n1·k2 + n1·n2·k3 + … is wanted.</summary>
        private Pair ByFactors((Real Re, Real? Im) x, long[] factors, double scale)
        {
            var (lines, rest, done) = (x.Re.Type.Shape[0], Length, 1L);
            Pair result = default;
            foreach (var n in factors)
            {
                rest /= n;
                result = OneFactor((Reshape(x.Re, lines, n, rest * done), x.Im is { } imaginary ? Reshape(imaginary, lines, n, rest * done) : null), n, rest == 1 ? scale : 1);
                if (rest > 1)
                    result = Map(result, part => Reshape(part, lines, rest, done, n)) * Constant(result.Re, [lines, rest, done, n], [1, 3], Turns(rest, n, rest * n));
                done *= n;
                x = (result.Re, result.Im);
            }
            long[] order = [0, .. Enumerable.Range(1, factors.Length).Select(d => (long)d).Reverse()];
            return Map(result, part => Reshape(Transpose(Reshape(part, [lines, .. factors]), order), lines, Length));
        }

        /// <summary>The transform of the second dimension, which becomes the last.</summary>
        private Pair OneFactor((Real Re, Real? Im) x, long n, double scale)
        {
            var matrix = Constant(x.Re, [n, n], [0, 1], [.. Turns(n, n, n).Select(z => z * scale)]);
            var numbers = new Hlo.DotDimensionNumbersAttr([], [], [1], [0]);
            Real Times(Real part, Real factor) => With(part, Hlo.DotGeneralOp.Create(part.Builder, part.Value, factor.Value, numbers).Result);
            var ofReal = new Pair(Times(x.Re, matrix.Re), Times(x.Re, matrix.Im));
            return x.Im is { } imaginary ? new Pair(ofReal.Re - Times(imaginary, matrix.Im), ofReal.Im + Times(imaginary, matrix.Re)) : ofReal;
        }

        /// <summary>jk = (j² + k² - (k - j)²) / 2: with c[j] = e^(∓πij²/n) the result is c · (x·c ∗ 1/c), a convolution by transforms whose length is a power of two.</summary>
        private Pair ByChirp((Real Re, Real? Im) x, double scale)
        {
            var (lines, size) = (x.Re.Type.Shape[0], (long)BitOperations.RoundUpToPowerOf2((ulong)(2 * Length - 1)));
            Complex[] chirp = [.. Enumerable.Range(0, (int)Length).Select(j => Turn((long)j * j % (2 * Length), 2 * Length))];
            var turned = Constant(x.Re, [lines, Length], [1], chirp);
            var product = x.Im is { } imaginary ? new Pair(x.Re, imaginary) * turned : turned * x.Re;
            var padded = Map(product, part => Padded(part, size));
            var spectrum = new Lines(size, IsInverse: false).Transform((padded.Re, padded.Im), 1) * Constant(x.Re, [lines, size], [1], Response(chirp, size));
            var convolved = Map(new Lines(size, IsInverse: true).Transform((spectrum.Re, spectrum.Im), 1), part => Slice(part, 1, 0, Length));
            return convolved * Constant(x.Re, [lines, Length], [1], [.. chirp.Select(z => z * scale)]);
        }

        /// <summary>The transform of 1/c around 0, divided by its size.</summary>
        private static Complex[] Response(Complex[] chirp, long size)
        {
            var kernel = new Complex[size];
            for (var j = 0; j < chirp.Length; j++)
                kernel[j] = kernel[(size - j) % size] = Complex.Conjugate(chirp[j]) / size;
            return Fourier.Radix2(kernel, inverse: false);
        }

        private static Real Padded(Real x, long size)
        {
            var zero = Hlo.ConstantOp.Splat(x.Builder, RankedTensorType.Get(x.Type.ElementType), 0).Output;
            return With(x, Hlo.PadOp.Create(x.Builder, x.Value, zero, (long[])[0, 0], (long[])[0, size - x.Type.Shape[1]], (long[])[0, 0]).Result);
        }

        /// <summary>e^(∓2πi·jk/n) for all j and k.</summary>
        private Complex[] Turns(long rows, long columns, long n)
        {
            var turns = new Complex[rows * columns];
            for (var j = 0L; j < rows; j++)
            {
                for (var k = 0L; k < columns; k++)
                    turns[j * columns + k] = Turn(j * k % n, n);
            }
            return turns;
        }

        /// <summary>e^(∓2πi·k/n), exact on the axes.</summary>
        private Complex Turn(long k, long n)
        {
            var (quarter, rest) = Math.DivRem(4 * k, n);
            var angle = Math.PI / 2 * rest / n;
            var turn = new Complex(Math.Cos(angle), Math.Sin(angle));
            var rotated = (quarter % 4) switch
            {
                0 => turn,
                1 => new Complex(-turn.Imaginary, turn.Real),
                2 => -turn,
                _ => new Complex(turn.Imaginary, -turn.Real),
            };
            return IsInverse ? rotated : Complex.Conjugate(rotated);
        }

        /// <summary>Numbers in the dimensions <paramref name="dims"/> of a shape.</summary>
        private static Pair Constant(Real like, long[] shape, long[] dims, Complex[] values)
        {
            var (builder, element) = (like.Builder, like.Type.ElementType);
            var small = new RankedTensorType(dims.Select(d => shape[d]).ToArray(), element);
            Real Part(Func<Complex, double> part)
            {
                var constant = Hlo.ConstantOp.Create(builder, DenseElementsAttr.OfDoubles(small, Array.ConvertAll(values, z => part(z)))).Output;
                return new Real(builder, dims.Length == shape.Length ? constant : Hlo.BroadcastInDimOp.Create(builder, new RankedTensorType(shape, element), constant, dims).Result);
            }
            return new(Part(z => z.Real), Part(z => z.Imaginary));
        }
    }
}
