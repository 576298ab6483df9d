using System.Buffers.Binary;
using System.Numerics;

namespace Nacre.IR;

/// <summary>Collects the primitives of the format.</summary>
internal sealed class ByteSink
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    /// <summary>Replaces a byte that is already written.</summary>
    public void Patch(int at, byte value) => _bytes[at] = value;

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void WriteVarInt(ulong value)
    {
        var bits = 64 - BitOperations.LeadingZeroCount(value);
        var count = Math.Max(1, (bits + 6) / 7);
        if (count > 8)
        {
            WriteByte(0);
            BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
            return;
        }
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, ((value << 1) | 1) << (count - 1));
        WriteBytes(word[..count]);
    }

    public void WriteVarInt(int value) => WriteVarInt(checked((ulong)value));

    public void WriteSignedVarInt(long value) => WriteVarInt((ulong)((value << 1) ^ (value >> 63)));

    public void WriteFlagged(int value, bool flag) => WriteVarInt(((ulong)value << 1) | (flag ? 1UL : 0));

    /// <summary>Bytes and the zero that ends them.</summary>
    public void WriteTerminated(ReadOnlySpan<byte> text)
    {
        WriteBytes(text);
        WriteByte(0);
    }

    public void WriteSection(BytecodeSection id, ByteSink content)
    {
        WriteByte((byte)id);
        WriteVarInt(content.Length);
        WriteBytes(content.Written.Span);
    }

    /// <summary>A section whose content starts at a multiple of <paramref name="alignment"/>, when this is written to the start of a file.</summary>
    public void WriteSection(BytecodeSection id, ByteSink content, int alignment)
    {
        WriteByte((byte)((int)id | 0x80));
        WriteVarInt(content.Length);
        WriteVarInt(alignment);
        Pad(alignment);
        WriteBytes(content.Written.Span);
    }

    public void Pad(int alignment)
    {
        while (Length % alignment != 0)
            WriteByte(BytecodeFormat.Padding);
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Length + count))));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
