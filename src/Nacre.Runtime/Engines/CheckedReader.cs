using System.Buffers.Binary;
using System.Text;

namespace Nacre.Runtime;

/// <summary>Reads little-endian values that <see cref="BinaryWriter"/> wrote, from bytes that may be anything.</summary>
/// <param name="bytes">The bytes to read.</param>
/// <param name="file">Named in errors.</param>
public sealed class CheckedReader(ReadOnlyMemory<byte> bytes, string file)
{
    private int _at;

    public int Remaining => bytes.Length - _at;

    public byte ReadByte() => Take(1)[0];

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public bool ReadBoolean() => ReadByte() switch { 0 => false, 1 => true, var other => throw Damaged($"{other} is no truth value") };

    public byte[] ReadBytes() => Take(ReadCount(1)).ToArray();

    public string ReadString() => Encoding.UTF8.GetString(Take(ReadCount(1)));

    /// <summary>Null where a truth value before it says so.</summary>
    public string? ReadOptionalString() => ReadBoolean() ? ReadString() : null;

    /// <summary>A count and as many items.</summary>
    public T[] ReadArray<T>(Func<T> read)
    {
        var items = new T[ReadCount(1)];
        for (int i = 0; i < items.Length; i++)
            items[i] = read();

        return items;
    }

    /// <summary>A value of an enumeration whose members are 0 to <paramref name="last"/>.</summary>
    public byte ReadEnum(byte last) => ReadByte() is var value && value <= last ? value : throw Damaged($"{value} is no value of its kind");

    /// <summary>The error that these bytes are not what they should be.</summary>
    public NacreException Damaged(string why) =>
        new(ExitCode.ModelUnreadable, $"'{file}' is damaged: {why}, before byte {_at} of {bytes.Length}. Compile the model again.");

    /// <summary>A count that the remaining bytes can hold.</summary>
    private int ReadCount(int leastByteSize)
    {
        int count = ReadInt32();
        return count >= 0 && count <= Remaining / leastByteSize ? count : throw Damaged($"it has no {count} more items");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
            throw Damaged($"{count} bytes are missing");

        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }
}

/// <summary>The writing side of <see cref="CheckedReader"/>.</summary>
public static class CheckedWriter
{
    public static void WriteBlock(this BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    public static void WriteText(this BinaryWriter writer, string text) => writer.WriteBlock(Encoding.UTF8.GetBytes(text));

    public static void WriteOptionalText(this BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.WriteText(text);
    }

    public static void WriteArray<T>(this BinaryWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.Write(items.Count);
        foreach (T item in items)
            write(item);
    }
}
