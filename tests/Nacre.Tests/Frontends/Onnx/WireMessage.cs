namespace Nacre.Tests.Frontends.Onnx;

/// <summary>A protobuf message as its wire format shows it, without a schema: fields that can be read as messages are taken for messages.</summary>
internal sealed class WireMessage
{
    private const int MaxDepth = 12;

    public List<WireField> Fields { get; } = [];

    /// <summary>Null where the bytes are no message.</summary>
    public static WireMessage? TryParse(ReadOnlySpan<byte> bytes, int depth = 0)
    {
        var message = new WireMessage();
        for (var at = 0; at < bytes.Length;)
        {
            if (ReadField(bytes, ref at, depth) is not { } field)
                return null;
            message.Fields.Add(field);
        }
        return message;
    }

    /// <summary>This message and those in it.</summary>
    public IEnumerable<WireMessage> All => Fields.Select(f => f.Message).OfType<WireMessage>().SelectMany(m => m.All).Prepend(this);

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        foreach (var field in Fields)
            field.Write(stream);
        return stream.ToArray();
    }

    private static WireField? ReadField(ReadOnlySpan<byte> bytes, ref int at, int depth)
    {
        if (!TryVarint(bytes, ref at, out var tag) || tag >> 3 is 0 or > 1000)
            return null;
        var (number, kind) = ((int)(tag >> 3), (int)(tag & 7));
        if (kind == WireField.Varint)
            return TryVarint(bytes, ref at, out var value) ? new WireField(number, kind) { Value = value } : null;
        var length = kind switch
        {
            WireField.Fixed64 => 8,
            WireField.Fixed32 => 4,
            WireField.Bytes when TryVarint(bytes, ref at, out var declared) && declared <= (ulong)(bytes.Length - at) => (int)declared,
            _ => -1,
        };
        if (length < 0 || length > bytes.Length - at)
            return null;
        var content = bytes.Slice(at, length);
        at += length;
        var message = kind == WireField.Bytes && length > 1 && depth < MaxDepth ? TryParse(content, depth + 1) : null;
        return new WireField(number, kind) { Content = content.ToArray(), Message = message };
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return true;
        }
        return false;
    }
}

/// <summary>One field of a <see cref="WireMessage"/>.</summary>
internal sealed record WireField(int Number, int Kind)
{
    public const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>Of a varint.</summary>
    public ulong Value { get; init; }

    /// <summary>Of all other kinds.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>The content as a message, which counts then; null where it is none.</summary>
    public WireMessage? Message { get; init; }

    public void Write(Stream stream)
    {
        WriteVarint(stream, (ulong)Number << 3 | (uint)Kind);
        if (Kind == Varint)
        {
            WriteVarint(stream, Value);
            return;
        }
        var content = Message?.ToBytes() ?? Content;
        if (Kind == Bytes)
            WriteVarint(stream, (ulong)content.Length);
        stream.Write(content);
    }

    private static void WriteVarint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
