using System.Buffers;
using System.Text;

namespace Nacre.IR;

/// <summary>
/// The bytes of MLIR's strings as .NET strings, without loss: UTF-8, where a byte that is not part of a valid sequence becomes the lone surrogate
/// U+DC00 + byte (as in Python's <c>surrogateescape</c>).
/// </summary>
public static class ByteText
{
    private const char FirstEscape = '\uDC80', LastEscape = '\uDCFF';

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> chars = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == OperationStatus.Done)
            {
                text.Append(chars[..rune.EncodeToUtf16(chars)]);
            }
            else
            {
                foreach (var invalid in bytes[..consumed])
                    text.Append((char)(0xDC00 + invalid));
            }
            bytes = bytes[consumed..];
        }
        return text.ToString();
    }

    public static byte[] Encode(ReadOnlySpan<char> text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 1);
        while (text.IndexOfAnyInRange(FirstEscape, LastEscape) is >= 0 and var at)
        {
            var isPair = at > 0 && char.IsHighSurrogate(text[at - 1]);
            var end = isPair ? at + 1 : at;
            Encoding.UTF8.GetBytes(text[..end], bytes);
            if (!isPair)
                bytes.Write([(byte)(text[at] - 0xDC00)]);
            text = text[(at + 1)..];
        }
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
