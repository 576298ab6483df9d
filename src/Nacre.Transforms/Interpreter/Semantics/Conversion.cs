using System.Numerics;
using System.Runtime.InteropServices;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Conversion between element types.</summary>
internal static class Conversion
{
    /// <summary>
    /// Integers wrap; floats round to nearest even; float to integer truncates and saturates (NaN gives 0); to i1 asks for non-zero; complex to real drops the imaginary part.
    /// </summary>
    public static TensorValue Convert(TensorValue x, IRType to)
    {
        var from = x.ElementType;
        if (from == to)
            return x;
        return (from, to) switch
        {
            (_, ComplexType c) => ToComplex(x, c),
            (ComplexType, _) => Convert(Elementwise.ComplexToReal(x, static z => z.Real), to),
            (_, IntegerType { Width: 1 }) => NativeNumbers.NeedsWidening(from) ? Convert(NativeNumbers.Widen(x), to) : NativeNumbers.Run<NonZeroWork, TensorValue>(from, new(x)),
            (_, FloatType f) when NativeNumbers.NeedsWidening(to) => ToNarrowFloat(x, f),
            _ when NativeNumbers.NeedsWidening(from) => Convert(NativeNumbers.Widen(x), to),
            _ => NativeNumbers.Run<FromWork, TensorValue>(from, new(x, to)),
        };
    }

    private static TensorValue ToComplex(TensorValue x, ComplexType to)
    {
        var part = x.ElementType is ComplexType c ? c.ElementType : x.ElementType;
        return TensorValue.OfComplexes(x.Type.WithElement(to), part is FloatType ? x.ToComplexes() : Convert(x, FloatType.F64).ToComplexes());
    }

    private static TensorValue ToNarrowFloat(TensorValue x, FloatType to)
    {
        if (x.ElementType is FloatType { Kind: FloatKind.F32 })
            return NativeNumbers.Narrow(x, to);
        var values = x.ElementType is FloatType ? x.ToDoubles() : IntegersAsDoubles(x);
        return TensorValue.OfDoubles(x.Type.WithElement(to), values);
    }

    private static double[] IntegersAsDoubles(TensorValue x) =>
        x.ElementType.IsUnsigned() ? Array.ConvertAll(x.ToIntegers(), v => RoundToOdd((ulong)v)) : Array.ConvertAll(x.ToIntegers(), v => RoundToOdd(v));

    /// <summary>A double that rounds to any narrower float as the integer itself would: bits beyond 53 leave a sticky one.</summary>
    private static double RoundToOdd(Int128 value)
    {
        var magnitude = Int128.Abs(value);
        if (magnitude >= (Int128)1 << 53)
            magnitude = (magnitude & ~(Int128)0xFFF) | ((magnitude & 0xFFF) != 0 ? 0x800 : 0);
        return value < 0 ? -(double)magnitude : (double)magnitude;
    }

    private readonly record struct NonZeroWork(TensorValue X) : INumberWork<TensorValue>
    {
        public TensorValue Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var source = X.Stored<T>();
            var target = new byte[source.Length];
            for (var i = 0; i < target.Length; i++)
                target[i] = T.IsZero(source[i]) ? (byte)0 : (byte)1;
            return new TensorValue(X.Type.WithElement(IntegerType.I1), target);
        }
    }

    private readonly record struct FromWork(TensorValue X, IRType To) : INumberWork<TensorValue>
    {
        public TensorValue Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => NativeNumbers.Run<ToWork<T>, TensorValue>(To, new(X, To));
    }

    private readonly record struct ToWork<TFrom>(TensorValue X, IRType To) : INumberWork<TensorValue> where TFrom : unmanaged, INumber<TFrom>
    {
        public TensorValue Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var source = X.Stored<TFrom>();
            var bytes = new byte[source.Length * To.StorageBytes()];
            var target = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
            if (NumberKind.IsFloat<TFrom>() && !NumberKind.IsFloat<T>())
                Saturate(source, target);
            else
                Truncate(source, target);
            return new TensorValue(X.Type.WithElement(To), bytes.AsCanonical(To));
        }

        private void Saturate<T>(ReadOnlySpan<TFrom> source, Span<T> target) where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var (min, max) = Range<T>();
            for (var i = 0; i < target.Length; i++)
                target[i] = T.Clamp(T.CreateSaturating(source[i]), min, max);
        }

        private (T Min, T Max) Range<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var width = ElementCodec.NarrowWidth(To);
            if (width == 0)
                return (T.MinValue, T.MaxValue);
            return To.IsUnsigned() ? (T.Zero, T.CreateTruncating((1L << width) - 1)) : (T.CreateTruncating(-1L << (width - 1)), T.CreateTruncating((1L << (width - 1)) - 1));
        }

        private static void Truncate<T>(ReadOnlySpan<TFrom> source, Span<T> target) where T : unmanaged, INumber<T>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = T.CreateTruncating(source[i]);
        }
    }

    private static byte[] AsCanonical(this byte[] bytes, IRType type) => ElementCodec.Canonicalize(type, bytes);

    /// <summary>Reads the bits of the tensor as elements of another type: a narrower one adds a last dimension, a wider one takes it away.</summary>
    public static TensorValue Bitcast(TensorValue x, IRType to)
    {
        var (fromBits, toBits) = (x.ElementType.BitWidth(), to.BitWidth());
        long[] dims = fromBits == toBits ? x.Shape.Dims.ToArray()
            : fromBits > toBits ? [.. x.Shape.Dims, fromBits / toBits]
            : x.Shape.Dims.ToArray()[..^1];
        var type = new RankedTensorType(dims, to);
        if (IsByteSized(x.ElementType) && IsByteSized(to))
            return new TensorValue(type, Blob.Of(x.Bytes.ToArray()));
        return BitcastNarrow(x, type, fromBits, toBits);
    }

    private static bool IsByteSized(IRType type) => type.BitWidth() == 8 * type.StorageBytes();

    private static TensorValue BitcastNarrow(TensorValue x, RankedTensorType type, int fromBits, int toBits)
    {
        var source = x.ToIntegers();
        var target = new long[type.Shape.ElementCount];
        for (var i = 0L; i < target.Length; i++)
        {
            var bit = i * toBits;
            var word = source[bit / fromBits] >> (int)(bit % fromBits);
            for (var taken = fromBits; taken < toBits; taken += fromBits)
                word = (word & ((1L << taken) - 1)) | source[(bit + taken) / fromBits] << taken;
            target[i] = word;
        }
        return TensorValue.OfIntegers(type, target);
    }

    /// <summary>Rounds floats to a format with fewer exponent and mantissa bits and back; out of its range is infinity, below its smallest normal number is zero.</summary>
    public static TensorValue ReducePrecision(TensorValue x, int exponentBits, int mantissaBits)
    {
        var bias = (1 << (exponentBits - 1)) - 1;
        return Elementwise.Real(x, v => Reduce(v, bias, mantissaBits));
    }

    private static double Reduce(double value, int bias, int mantissaBits)
    {
        // Without mantissa bits there is no NaN.
        if (double.IsNaN(value) && mantissaBits == 0)
            return double.CopySign(double.PositiveInfinity, value);
        if (value == 0 || !double.IsFinite(value))
            return value;
        var exponent = Math.ILogB(value);
        var unit = exponent - mantissaBits;
        var rounded = mantissaBits >= 52 ? value : Math.ScaleB(Math.Round(Math.ScaleB(value, -unit), MidpointRounding.ToEven), unit);
        var reached = Math.ILogB(rounded);
        if (reached > bias)
            return double.CopySign(double.PositiveInfinity, value);
        return reached < 1 - bias ? double.CopySign(0, value) : rounded;
    }
}
