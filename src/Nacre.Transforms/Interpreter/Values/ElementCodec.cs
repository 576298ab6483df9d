using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Conversion between stored elements and <see cref="long"/> or <see cref="double"/>, one or many at a time.</summary>
internal static class ElementCodec
{
    /// <summary>The value's width in bits when it is narrower than its storage; 0 otherwise.</summary>
    public static int NarrowWidth(IRType type) => type is IntegerType i && i.Width != 8 * i.StorageBytes() ? i.Width : 0;

    /// <summary>Brings narrow integers into the canonical form: extended to their storage as their type says. Other data is shared.</summary>
    public static Blob Canonical(IRType type, Blob data)
    {
        if (NarrowWidth(type) == 0 || type.StorageBytes() != 1)
            return data;
        var source = data.Span;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != Wrap(type, source[i]))
                return Blob.Of(Canonicalize(type, source.ToArray()));
        }
        return data;
    }

    /// <summary>Wraps narrow integers in place after arithmetic in their storage type.</summary>
    public static byte[] Canonicalize(IRType type, byte[] bytes)
    {
        if (NarrowWidth(type) == 0)
            return bytes;
        if (type.StorageBytes() == 1)
        {
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = Wrap(type, bytes[i]);
            return bytes;
        }
        var values = new long[bytes.Length / type.StorageBytes()];
        ToIntegers(type, bytes, values);
        FromIntegers(type, values, bytes);
        return bytes;
    }

    private static byte Wrap(IRType type, byte value) => (byte)IntegerAttr.Canonical(value, type);

    public static long ReadInteger(IRType type, ReadOnlySpan<byte> bytes) => type switch
    {
        IntegerType { Width: 64 } or IndexType => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        IntegerType { Width: 32, IsUnsigned: false } => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        IntegerType or FloatType when bytes.Length <= 8 => type is FloatType ? Raw(bytes) : IntegerAttr.Canonical(Raw(bytes), type),
        _ => throw Unsupported(type),
    };

    public static double ReadDouble(IRType type, ReadOnlySpan<byte> bytes) => type switch
    {
        FloatType { Kind: FloatKind.F32 } => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        FloatType f => FloatBits.ToDouble(Raw(bytes), f.Kind),
        IntegerType { IsUnsigned: true } => (ulong)ReadInteger(type, bytes),
        _ => ReadInteger(type, bytes),
    };

    private static long Raw(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    public static void ToIntegers(IRType type, ReadOnlySpan<byte> bytes, Span<long> values)
    {
        var size = type.StorageBytes();
        if (type is IntegerType { Width: 64 } or IndexType)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }
        if (type is IntegerType { Width: 32, IsUnsigned: false })
        {
            var source = MemoryMarshal.Cast<byte, int>(bytes);
            for (var i = 0; i < values.Length; i++)
                values[i] = source[i];
            return;
        }
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadInteger(type, bytes.Slice(i * size, size));
    }

    public static void FromIntegers(IRType type, ReadOnlySpan<long> values, Span<byte> bytes)
    {
        switch (type.StorageBytes())
        {
            case 1: Store(type, values, MemoryMarshal.Cast<byte, sbyte>(bytes)); break;
            case 2: Store(type, values, MemoryMarshal.Cast<byte, short>(bytes)); break;
            case 4: Store(type, values, MemoryMarshal.Cast<byte, int>(bytes)); break;
            case 8: Store(type, values, MemoryMarshal.Cast<byte, long>(bytes)); break;
            default: throw Unsupported(type);
        }
    }

    private static void Store<T>(IRType type, ReadOnlySpan<long> values, Span<T> target) where T : unmanaged, IBinaryInteger<T>
    {
        var narrow = NarrowWidth(type) != 0;
        for (var i = 0; i < values.Length; i++)
            target[i] = T.CreateTruncating(narrow ? IntegerAttr.Canonical(values[i], type) : values[i]);
    }

    public static void ToDoubles(IRType type, ReadOnlySpan<byte> bytes, Span<double> values)
    {
        switch (type)
        {
            case FloatType { Kind: FloatKind.F64 }:
                bytes.CopyTo(MemoryMarshal.AsBytes(values));
                return;
            case FloatType { Kind: FloatKind.F32 }:
                Widen(MemoryMarshal.Cast<byte, float>(bytes), values);
                return;
            case FloatType { Kind: FloatKind.F16 }:
                Widen(MemoryMarshal.Cast<byte, Half>(bytes), values);
                return;
        }
        var size = type.StorageBytes();
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadDouble(type, bytes.Slice(i * size, size));
    }

    private static void Widen<T>(ReadOnlySpan<T> source, Span<double> target) where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = double.CreateTruncating(source[i]);
    }

    /// <summary>Rounds to nearest, ties to even.</summary>
    public static void FromDoubles(FloatType type, ReadOnlySpan<double> values, Span<byte> bytes)
    {
        switch (type.Kind)
        {
            case FloatKind.F64:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                return;
            case FloatKind.F32:
                Round(values, MemoryMarshal.Cast<byte, float>(bytes));
                return;
            case FloatKind.F16:
                Round(values, MemoryMarshal.Cast<byte, Half>(bytes));
                return;
        }
        var size = type.StorageBytes();
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, FloatBits.FromDouble(values[i], type.Kind));
            word[..size].CopyTo(bytes[(i * size)..]);
        }
    }

    private static void Round<T>(ReadOnlySpan<double> source, Span<T> target) where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = T.CreateTruncating(source[i]);
    }

    public static EvaluationException Unsupported(IRType type) => new($"elements of type {type} cannot be interpreted");
}
