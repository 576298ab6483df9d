using System.Numerics;
using System.Runtime.InteropServices;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>
/// A tensor: a statically shaped type and its elements in the IR's storage form (little-endian, row-major, <see cref="TypeExtensions.StorageBytes"/> each;
/// integers narrower than their storage are sign- or zero-extended, i1 is 0 or 1). Immutable. Shares its bytes with the attribute that it came from or becomes.
/// </summary>
public sealed record TensorValue : InterpreterValue
{
    private byte[]? _expanded;

    /// <param name="type">A statically shaped type.</param>
    /// <param name="data">All elements, or one element that stands for all.</param>
    public TensorValue(RankedTensorType type, Blob data)
    {
        Type = type;
        Data = data;
        Count = type.Shape.ElementCount;
        var one = type.ElementType.StorageBytes();
        if (data.Length != one && data.Length != checked(Count * one))
            throw new ArgumentException($"{data.Length} bytes cannot hold the elements of {type}");
        IsSplat = data.Length == one && Count != 1;
    }

    public TensorValue(RankedTensorType type, byte[] data) : this(type, Blob.Of(data)) { }

    public RankedTensorType Type { get; }
    public Blob Data { get; }

    /// <summary><see cref="Data"/> is one element that stands for all.</summary>
    public bool IsSplat { get; }
    public long Count { get; }
    public Shape Shape => Type.Shape;
    public int Rank => Type.Rank;
    public IRType ElementType => Type.ElementType;

    /// <summary>A splat counts as if it were written out, which it may be at any time.</summary>
    public override long ByteSize => Count * ElementType.StorageBytes();

    /// <summary>All elements; a splat is written out at the first call.</summary>
    public ReadOnlySpan<byte> Bytes => IsSplat ? _expanded ??= Expand() : Data.Span;

    /// <summary>All elements as the .NET type that stores them.</summary>
    public ReadOnlySpan<T> As<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes);

    /// <summary>The elements that are stored: one for a splat.</summary>
    public ReadOnlySpan<T> Stored<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Data.Span);

    private byte[] Expand()
    {
        var one = Data.Span;
        var bytes = NewBytes(Type);
        for (var at = 0; at < bytes.Length; at += one.Length)
            one.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Room for all elements of <paramref name="type"/>, not cleared.</summary>
    public static byte[] NewBytes(RankedTensorType type) => GC.AllocateUninitializedArray<byte>(checked((int)(type.Shape.ElementCount * type.ElementType.StorageBytes())));

    /// <summary>The elements of a constant, shared with it unless they are not in canonical form.</summary>
    /// <exception cref="InvalidOperationException">The attribute's data is not at hand, or its shape is dynamic.</exception>
    public static TensorValue FromAttr(ElementsAttr attr)
    {
        if (attr.Data is not { } data)
            throw new InvalidOperationException("the constant's elements are not available");
        var type = new RankedTensorType(attr.Type.Shape, attr.ElementType);
        return new TensorValue(type, ElementCodec.Canonical(attr.ElementType, data));
    }

    /// <summary>The value as an attribute that shares its bytes.</summary>
    public DenseElementsAttr ToAttr() => new(Type, Data);

    /// <summary>The same elements under another shape with as many elements.</summary>
    public TensorValue Reshaped(Shape shape) => new(new RankedTensorType(shape, ElementType), Data);

    /// <summary>The same bytes under another element type of the same storage.</summary>
    public TensorValue Reinterpreted(IRType elementType) => new(new RankedTensorType(Shape, elementType), Data);

    // One element ---------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>Element <paramref name="index"/> in row-major order as an integer, extended as its type says; floats as their bits.</summary>
    public long IntegerAt(long index) => ElementCodec.ReadInteger(ElementType, ElementBytes(index));

    /// <summary>Element <paramref name="index"/> in row-major order as a double.</summary>
    public double DoubleAt(long index) => ElementCodec.ReadDouble(ElementType, ElementBytes(index));

    /// <summary>Element <paramref name="index"/> in row-major order as a complex number.</summary>
    public Complex ComplexAt(long index)
    {
        if (ElementType is not ComplexType { ElementType: var part })
            return DoubleAt(index);
        var bytes = ElementBytes(index);
        return new Complex(ElementCodec.ReadDouble(part, bytes), ElementCodec.ReadDouble(part, bytes[(bytes.Length / 2)..]));
    }

    /// <summary>Element <paramref name="index"/> in row-major order as its bytes.</summary>
    public ReadOnlySpan<byte> ElementBytes(long index)
    {
        var size = ElementType.StorageBytes();
        return Data.Slice(IsSplat ? 0 : index * size, size);
    }

    /// <summary>The only element of a one-element tensor as an integer.</summary>
    public long ToInteger() => IntegerAt(0);

    /// <summary>The only element of a one-element tensor as a truth value.</summary>
    public bool ToBool() => IntegerAt(0) != 0;

    // All elements --------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>All elements as integers (floats as their bits).</summary>
    public long[] ToIntegers()
    {
        var values = new long[Count];
        ElementCodec.ToIntegers(ElementType, Bytes, values);
        return values;
    }

    /// <summary>All elements as doubles.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Count];
        ElementCodec.ToDoubles(ElementType, Bytes, values);
        return values;
    }

    /// <summary>All elements as complex numbers; real ones get a zero imaginary part.</summary>
    public Complex[] ToComplexes()
    {
        var values = new Complex[Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = ComplexAt(i);
        return values;
    }

    /// <summary>Wraps integers into the element type (into bits for a float type).</summary>
    public static TensorValue OfIntegers(RankedTensorType type, ReadOnlySpan<long> values)
    {
        var bytes = NewBytes(type);
        ElementCodec.FromIntegers(type.ElementType, values, bytes);
        return new TensorValue(type, bytes);
    }

    /// <summary>Rounds doubles into the float element type.</summary>
    public static TensorValue OfDoubles(RankedTensorType type, ReadOnlySpan<double> values)
    {
        var bytes = NewBytes(type);
        ElementCodec.FromDoubles((FloatType)type.ElementType, values, bytes);
        return new TensorValue(type, bytes);
    }

    /// <summary>Rounds both parts into the complex element type.</summary>
    public static TensorValue OfComplexes(RankedTensorType type, ReadOnlySpan<Complex> values)
    {
        var bytes = NewBytes(type);
        ElementCodec.FromDoubles((FloatType)((ComplexType)type.ElementType).ElementType, MemoryMarshal.Cast<Complex, double>(values), bytes);
        return new TensorValue(type, bytes);
    }

    /// <summary>One-dimensional 64-bit integers: shapes and index vectors.</summary>
    public static TensorValue OfI64(params ReadOnlySpan<long> values) => OfIntegers(RankedTensorType.Get(IntegerType.I64, values.Length), values);

    /// <summary>A scalar integer of <paramref name="type"/>.</summary>
    public static TensorValue Scalar(IRType type, long value) => OfIntegers(RankedTensorType.Get(type), [value]);

    /// <summary>A scalar truth value.</summary>
    public static TensorValue Scalar(bool value) => Scalar(IntegerType.I1, value ? 1 : 0);

    /// <summary>One value for all elements: rounded or wrapped into the element type.</summary>
    public static TensorValue Splat(RankedTensorType type, double value)
    {
        var one = type.WithShape(Shape.Scalar);
        var scalar = type.ElementType switch
        {
            ComplexType => OfComplexes(one, [value]),
            FloatType => OfDoubles(one, [value]),
            _ => OfIntegers(one, [(long)value]),
        };
        return new TensorValue(type, scalar.Data);
    }

    /// <summary>Same type and same bits.</summary>
    public bool Equals(TensorValue? other) => other is not null && Type == other.Type && (Data.Equals(other.Data) || Bytes.SequenceEqual(other.Bytes));

    public override int GetHashCode() => Type.GetHashCode();

    public override string ToString() => ToAttr().ToString();
}
