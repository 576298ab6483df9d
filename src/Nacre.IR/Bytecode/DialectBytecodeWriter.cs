using System.Numerics;

namespace Nacre.IR;

/// <summary>What a dialect writes its attributes and types to.</summary>
public sealed class DialectBytecodeWriter
{
    private readonly ByteSink _sink;
    private readonly BytecodeNumbering _numbering;

    internal DialectBytecodeWriter(ByteSink sink, BytecodeNumbering numbering) => (_sink, _numbering) = (sink, numbering);

    public void WriteVarInt(ulong value) => _sink.WriteVarInt(value);
    public void WriteVarInt(int value) => _sink.WriteVarInt(value);
    public void WriteSignedVarInt(long value) => _sink.WriteSignedVarInt(value);
    public void WriteBool(bool value) => _sink.WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>An integer of a known width in bits.</summary>
    public void WriteInteger(BigInteger value, int width)
    {
        if (width <= 8)
        {
            _sink.WriteByte((byte)(value & ((1 << width) - 1)));
            return;
        }
        if (width <= 64)
        {
            WriteSignedVarInt(SignExtended(value, width));
            return;
        }
        var rest = value & ((BigInteger.One << width) - 1);
        var words = Math.Max(1, (int)((rest.GetBitLength() + 63) / 64));
        WriteVarInt(words);
        for (var i = 0; i < words; i++)
            WriteSignedVarInt((long)(ulong)((rest >> (64 * i)) & ulong.MaxValue));
    }

    private static long SignExtended(BigInteger value, int width) => (long)(ulong)(value & ulong.MaxValue) << (64 - width) >> (64 - width);

    public void WriteFloatBits(long bits, FloatKind kind) => WriteInteger(bits, new FloatType(kind).Width);
    public void WriteDouble(double value) => WriteFloatBits(BitConverter.DoubleToInt64Bits(value), FloatKind.F64);
    public void WriteString(string value) => _sink.WriteVarInt(_numbering.String(value));

    public void WriteBlob(ReadOnlySpan<byte> bytes)
    {
        _sink.WriteVarInt(bytes.Length);
        _sink.WriteBytes(bytes);
    }

    public void WriteAttribute(Attr attribute) => _sink.WriteVarInt(_numbering.Attribute(attribute));

    public void WriteOptionalAttribute(Attr? attribute)
    {
        if (attribute is null)
            _sink.WriteVarInt(0);
        else
            _sink.WriteFlagged(_numbering.Attribute(attribute), true);
    }

    public void WriteType(IRType type) => _sink.WriteVarInt(_numbering.Type(type));

    public void WriteList<T>(IReadOnlyList<T> items, Action<T> write)
    {
        WriteVarInt(items.Count);
        foreach (var item in items)
            write(item);
    }

    public void WriteSignedVarInts(EquatableArray<long> values) => WriteList(values, WriteSignedVarInt);

    /// <summary>A reference to a resource, which is stored apart.</summary>
    public void WriteResource(string name, Blob? data) => _sink.WriteVarInt(_numbering.Resource(name, data));
}
