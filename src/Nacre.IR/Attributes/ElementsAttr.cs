using System.Buffers.Binary;

namespace Nacre.IR;

/// <summary>The elements of a constant tensor or vector.</summary>
public abstract record ElementsAttr(ShapedType Type) : Attr
{
    public long Count => Type.Shape.ElementCount;
    public IRType ElementType => Type.ElementType;

    /// <summary>One value stands for all elements.</summary>
    public abstract bool IsSplat { get; }

    /// <summary>Little-endian elements, row-major, each in <see cref="TypeExtensions.StorageBytes"/> bytes; one element when <see cref="IsSplat"/>. Null when the data is not at hand.</summary>
    public abstract Blob? Data { get; }

    private int Stride => ElementType.StorageBytes();

    /// <summary>Element <paramref name="index"/> in row-major order as an integer (sign- or zero-extended as its type says; floats as their bits).</summary>
    public long IntegerAt(long index)
    {
        var at = Data!.Slice((IsSplat ? 0 : index) * Stride, Math.Min(Stride, 8));
        return Read(at, ElementType);
    }

    /// <summary>A stored integer (sign- or zero-extended as its type says) or the bits of a float.</summary>
    internal static long Read(ReadOnlySpan<byte> bytes, IRType type)
    {
        var raw = bytes.Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
        return type is FloatType ? raw : IntegerAttr.Canonical(raw, type);
    }

    public double DoubleAt(long index) => ElementType is FloatType f ? FloatBits.ToDouble(IntegerAt(index), f.Kind)
        : ElementType is IntegerType { IsUnsigned: true } ? (ulong)IntegerAt(index) : IntegerAt(index);

    /// <summary>All elements as integers.</summary>
    public long[] ToIntegers()
    {
        var values = new long[Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = IntegerAt(i);
        return values;
    }

    /// <summary>All elements as doubles.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = DoubleAt(i);
        return values;
    }

    /// <summary>Element <paramref name="index"/> as a scalar attribute (integer, index or float element types).</summary>
    public Attr AttrAt(long index) => ElementType is FloatType f ? FloatAttr.FromBits(IntegerAt(index), f) : new IntegerAttr(IntegerAt(index), ElementType);
}

/// <summary><c>dense&lt;…&gt;</c>.</summary>
public sealed record DenseElementsAttr : ElementsAttr
{
    /// <summary>A mapped file of which more is used is not read to see whether its elements are equal.</summary>
    private const int MaxMappedBytes = 4096;

    /// <summary>Equal elements are a splat however they are given, as in MLIR.</summary>
    /// <param name="type">A statically shaped type.</param>
    /// <param name="data">All elements, or one element for a splat.</param>
    public DenseElementsAttr(ShapedType type, Blob data) : base(type)
    {
        var one = ElementType.StorageBytes();
        if (data.Length != one && data.Length != checked(Count * one))
            throw new ArgumentException($"{data.Length} bytes cannot hold the elements of {type}");
        Data = data.Length > one && (!data.IsMapped || data.Length <= MaxMappedBytes) && data.IsRepeated(one) ? Blob.Of(data.Slice(0, one).ToArray()) : data;
        IsSplat = Data.Length == one;
    }

    public override Blob Data { get; }
    public override bool IsSplat { get; }

    public static DenseElementsAttr OfI64(ShapedType type, params ReadOnlySpan<long> values) => OfIntegers(type, values);

    /// <summary>Integer (or float bit) elements, converted to the storage of the element type; one value makes a splat.</summary>
    public static DenseElementsAttr OfIntegers(ShapedType type, ReadOnlySpan<long> values)
    {
        var stride = type.ElementType.StorageBytes();
        var bytes = new byte[values.Length * stride];
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, values[i]);
            word[..Math.Min(stride, 8)].CopyTo(bytes.AsSpan(i * stride));
            if (stride > 8 && values[i] < 0)
                bytes.AsSpan(i * stride + 8, stride - 8).Fill(0xFF);
        }
        return new DenseElementsAttr(type, Blob.Of(bytes));
    }

    public static DenseElementsAttr OfDoubles(ShapedType type, ReadOnlySpan<double> values)
    {
        var bits = new long[values.Length];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = FloatBits.FromDouble(values[i], ((FloatType)type.ElementType).Kind);
        return OfIntegers(type, bits);
    }

    /// <summary>One value for all elements: a number rounded or wrapped into the element type.</summary>
    public static DenseElementsAttr Splat(ShapedType type, double value) =>
        type.ElementType is FloatType ? OfDoubles(type, [value]) : OfIntegers(type, [(long)value]);

    /// <summary>The same elements under another type of equal element count and storage.</summary>
    public DenseElementsAttr Reshaped(ShapedType type) => new(type, Data);
}

/// <summary><c>dense_resource&lt;name&gt;</c>: elements that are never printed in place, held by a shared blob.</summary>
public sealed record DenseResourceElementsAttr : ElementsAttr
{
    private readonly Blob? _data;

    public DenseResourceElementsAttr(ShapedType type, string name, Blob? data) : base(type)
    {
        Name = name;
        _data = data;
    }

    /// <summary>The resource's key in the file's <c>dialect_resources</c>.</summary>
    public string Name { get; }
    public override Blob? Data => _data;
    public override bool IsSplat => false;
}

/// <summary>Elements that are strings.</summary>
/// <param name="Type">A statically shaped type.</param>
/// <param name="Strings">All elements, or one for all.</param>
public sealed record DenseStringElementsAttr(ShapedType Type, EquatableArray<string> Strings) : ElementsAttr(Type)
{
    public override bool IsSplat => !Strings.IsEmpty && Strings.All(s => s == Strings[0]);
    public override Blob? Data => null;
}
