using System.Numerics;

namespace Nacre.IR;

/// <summary>What a dialect reads its attributes and types from.</summary>
public sealed class DialectBytecodeReader
{
    private readonly ByteCursor _cursor;
    private readonly BytecodeTables _tables;

    internal DialectBytecodeReader(ByteCursor cursor, BytecodeTables tables) => (_cursor, _tables) = (cursor, tables);

    public BytecodeException Error(string message) => _cursor.Error(message);

    public ulong ReadVarInt() => _cursor.ReadVarInt();
    public long ReadSignedVarInt() => _cursor.ReadSignedVarInt();
    public bool ReadBool() => _cursor.ReadByte() != 0;

    /// <summary>An unsigned integer that fits 31 bits.</summary>
    public int ReadInt32(string what)
    {
        var value = ReadVarInt();
        return value <= int.MaxValue ? (int)value : throw Error($"{what} {value} is too large");
    }

    /// <summary>An integer of a known width in bits, sign-extended from 64 bits where it is wider.</summary>
    public BigInteger ReadInteger(int width)
    {
        if (width <= 8)
            return _cursor.ReadByte();
        if (width <= 64)
            return ReadSignedVarInt();
        var value = BigInteger.Zero;
        var words = _cursor.ReadCount("words of an integer");
        for (var i = 0; i < words; i++)
            value |= (BigInteger)(ulong)ReadSignedVarInt() << (64 * i);
        return value >> (width - 1) == BigInteger.One ? value - (BigInteger.One << width) : value;
    }

    /// <summary>The bits of a float.</summary>
    public long ReadFloatBits(FloatKind kind)
    {
        var width = new FloatType(kind).Width;
        if (width > 64)
            throw Error($"numbers of type {new FloatType(kind)} are not supported");
        return (long)(ulong)(ReadInteger(width) & ulong.MaxValue) & (width == 64 ? -1L : (1L << width) - 1);
    }

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadFloatBits(FloatKind.F64));

    public string ReadString() => _tables.ReadString(_cursor);
    public ReadOnlyMemory<byte> ReadBlob() => _cursor.ReadBytes(_cursor.ReadVarInt());
    public Attr ReadAttribute() => _tables.ReadAttribute(_cursor);

    public T ReadAttribute<T>(string what) where T : Attr => ReadAttribute() is T attribute ? attribute : throw Error($"expected {what}");

    public Attr? ReadOptionalAttribute()
    {
        var (index, present) = _cursor.ReadFlagged();
        return present ? _tables.Attribute(_cursor, index) : null;
    }

    public IRType ReadType() => _tables.ReadType(_cursor);

    public T ReadType<T>(string what) where T : IRType => ReadType() is T type ? type : throw Error($"expected {what}");

    public T[] ReadList<T>(Func<T> item)
    {
        var items = new T[_cursor.ReadCount("items of a list")];
        for (var i = 0; i < items.Length; i++)
            items[i] = item();
        return items;
    }

    /// <summary>A number of items that are to follow, each of at least one byte.</summary>
    public int CheckCount(long count) => _cursor.Count((ulong)count, "elements");

    public long[] ReadSignedVarInts() => ReadList(ReadSignedVarInt);

    /// <summary>The name and the bytes of a resource; none where the file leaves them out.</summary>
    public (string Name, Blob? Data) ReadResource() => _tables.ReadResource(_cursor);
}
