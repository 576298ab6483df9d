using Google.Protobuf;

namespace Nacre.Frontends.Onnx;

/// <summary>Parses one protobuf message from bytes with errors that say where and why.</summary>
internal static class ProtoParser
{
    public static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes, string? file, string what) where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Explain(bytes, file, what, e);
        }
    }

    private static ModelFormatException Explain(ReadOnlySpan<byte> bytes, string? file, string what, InvalidProtocolBufferException error)
    {
        if (FormatSniffer.Describe(bytes) is { } format)
            return new ModelFormatException($"this is not an {what}; it looks like {format}", file, inner: error);
        if (error.Message.Contains("too many levels", StringComparison.Ordinal))
            return new ModelFormatException("messages are nested more than 100 deep", file, inner: error);
        var scan = WireScan.TopLevel(bytes);
        return scan.Missing > 0
            ? new ModelFormatException($"the file is truncated: field {scan.Field} needs {scan.Missing} more bytes than there are; copy or download it again", file, scan.Offset, inner: error)
            : new ModelFormatException($"the file is damaged or no {what}: {error.Message}", file, scan.Field > 0 ? scan.Offset : null, inner: error);
    }
}

/// <summary>Where a walk over the top-level fields of a message stopped.</summary>
/// <param name="Offset">Start of the last field seen.</param>
/// <param name="Field">Its number; 0 when the walk reached the end of the bytes.</param>
/// <param name="Missing">How many bytes its declared length lacks; 0 when the field itself cannot be read.</param>
internal readonly record struct WireScan(long Offset, int Field, long Missing)
{
    public static WireScan TopLevel(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var start = at;
            if (!TryVarint(bytes, ref at, out var tag))
                return new(start, (int)Math.Min(tag >> 3, int.MaxValue), 1);
            var field = (int)Math.Min(tag >> 3, int.MaxValue);
            ulong length;
            switch (tag & 7)
            {
                case 0 when TryVarint(bytes, ref at, out _): continue;
                case 0: return new(start, field, 1);
                case 1: length = 8; break;
                case 5: length = 4; break;
                case 2 when TryVarint(bytes, ref at, out length): break;
                default: return new(start, field, 0);
            }
            if (length > (ulong)(bytes.Length - at))
                return new(start, field, (long)Math.Min(length - (ulong)(bytes.Length - at), long.MaxValue));
            at += (int)length;
        }
        return default;
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
