using System.IO.Compression;

namespace Nacre.Imaging;

/// <summary>The ways in which TIFF packs the bytes of a strip.</summary>
internal static class TiffStrips
{
    private const int None = 1, Lzw = 5, Deflate = 8, PackBits = 32773, OldDeflate = 32946;

    /// <summary>How many bytes one byte of a strip may become at most; a limit for what a small file may ask for.</summary>
    public static int LargestRatio(long compression) => compression switch { None => 1, PackBits => 64, Lzw => 4096, _ => 1032 };

    /// <exception cref="ImageFormatException">The data end early, are damaged, or packed in another way.</exception>
    public static void Decode(long compression, ReadOnlySpan<byte> data, Span<byte> strip)
    {
        switch (compression)
        {
            case None when data.Length >= strip.Length: data[..strip.Length].CopyTo(strip); break;
            case None: throw Ends();
            case PackBits: DecodePackBits(data, strip); break;
            case Lzw: TiffLzw.Decode(data, strip); break;
            case Deflate or OldDeflate: DecodeDeflate(data, strip); break;
            default: throw new ImageFormatException($"TIFF: compression {compression} is not supported");
        }
    }

    /// <summary>A byte n in 0..127 before n + 1 bytes as they are, 129..255 before one byte to repeat 257 − n times; 128 says nothing.</summary>
    private static void DecodePackBits(ReadOnlySpan<byte> data, Span<byte> strip)
    {
        for (var (at, to) = (0, 0); to < strip.Length;)
        {
            if (at >= data.Length)
                throw Ends();
            var head = data[at++];
            if (head == 128)
                continue;
            var isRun = head > 128;
            var count = Math.Min(isRun ? 257 - head : head + 1, strip.Length - to);
            if (at + (isRun ? 1 : count) > data.Length)
                throw Ends();
            if (isRun)
                strip.Slice(to, count).Fill(data[at]);
            else
                data.Slice(at, count).CopyTo(strip[to..]);
            at += isRun ? 1 : count;
            to += count;
        }
    }

    private static void DecodeDeflate(ReadOnlySpan<byte> data, Span<byte> strip)
    {
        using var stream = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        try
        {
            stream.ReadExactly(strip);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new ImageFormatException("TIFF: the compressed data of a strip are damaged or end early", e);
        }
    }

    public static ImageFormatException Ends() => new("TIFF: the data of a strip end before its last row");
}
