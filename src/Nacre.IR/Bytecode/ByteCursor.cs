using System.Buffers.Binary;
using System.Numerics;

namespace Nacre.IR;

/// <summary>Reads the primitives of the format from a part of a file. Every count and length is checked against what is left before anything is allocated.</summary>
/// <param name="data">The part.</param>
/// <param name="start">Where the part begins in the file.</param>
internal sealed class ByteCursor(ReadOnlyMemory<byte> data, long start = 0)
{
    private int _at;

    public int Remaining => data.Length - _at;
    public bool AtEnd => Remaining == 0;

    /// <summary>The position in the file.</summary>
    public long Offset => start + _at;

    /// <summary>The same part from its beginning.</summary>
    public ByteCursor Restarted() => new(data, start);

    public BytecodeException Error(string message) => new(message, Offset);

    public byte ReadByte() => AtEnd ? throw Error("unexpected end of the data") : data.Span[_at++];

    /// <summary>An integer of 1 to 9 bytes: the zeros below the lowest set bit of the first byte count the bytes that follow.</summary>
    public ulong ReadVarInt()
    {
        var first = ReadByte();
        if ((first & 1) != 0)
            return (ulong)first >> 1;
        var extra = first == 0 ? 8 : BitOperations.TrailingZeroCount(first);
        if (extra > Remaining)
            throw Error($"an integer needs {extra} more bytes, {Remaining} are left");
        Span<byte> word = stackalloc byte[8];
        data.Span.Slice(_at, extra).CopyTo(word);
        _at += extra;
        var rest = BinaryPrimitives.ReadUInt64LittleEndian(word);
        return first == 0 ? rest : ((rest << 8) | first) >> (extra + 1);
    }

    public long ReadSignedVarInt()
    {
        var value = ReadVarInt();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>An integer whose lowest bit is a flag.</summary>
    public (ulong Value, bool Flag) ReadFlagged()
    {
        var value = ReadVarInt();
        return (value >> 1, (value & 1) != 0);
    }

    /// <summary>The number of items that follow, each of at least one byte.</summary>
    public int ReadCount(string what) => Count(ReadVarInt(), what);

    public int Count(ulong count, string what) => count <= (ulong)Remaining ? (int)count : throw Error($"{count} {what} cannot lie in the {Remaining} bytes that are left");

    public int ReadIndex(int count, string what) => Index(ReadVarInt(), count, what);

    public int Index(ulong index, int count, string what) => index < (ulong)count ? (int)index : throw Error($"{what} {index} does not exist: there are {count}");

    public ReadOnlyMemory<byte> ReadBytes(ulong length)
    {
        var count = Count(length, "bytes");
        _at += count;
        return data.Slice(_at - count, count);
    }

    /// <summary>The next bytes as a part of their own.</summary>
    public ByteCursor ReadPart(ulong length)
    {
        var offset = Offset;
        return new ByteCursor(ReadBytes(length), offset);
    }

    /// <summary>UTF-8 up to a zero byte.</summary>
    public string ReadTerminatedString()
    {
        var length = data.Span[_at..].IndexOf((byte)0);
        if (length < 0)
            throw Error("a string has no end");
        var text = ByteText.Decode(data.Span.Slice(_at, length));
        _at += length + 1;
        return text;
    }

    public (BytecodeSection Id, ByteCursor Data) ReadSection()
    {
        var head = ReadByte();
        var id = (BytecodeSection)(head & 0x7F);
        if (id > BytecodeSection.Properties)
            throw Error($"unknown section {(int)id}");
        var length = ReadVarInt();
        if ((head & 0x80) != 0)
            AlignTo(ReadVarInt());
        return (id, ReadPart(length));
    }

    /// <summary>Skips the padding before a multiple of <paramref name="alignment"/>, counted from the start of the file.</summary>
    public void AlignTo(ulong alignment)
    {
        if (alignment > int.MaxValue || !BitOperations.IsPow2(alignment))
            throw Error($"{alignment} is no alignment");
        while (((ulong)Offset & (alignment - 1)) != 0)
        {
            if (ReadByte() != BytecodeFormat.Padding)
                throw Error("the padding is not what it should be");
        }
    }
}
