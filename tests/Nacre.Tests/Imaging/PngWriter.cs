using System.Buffers.Binary;
using System.IO.Compression;

namespace Nacre.Tests.Imaging;

/// <summary>Writes PNG files of any kind from samples, so that the reader is tested against an encoder that shares nothing with it.</summary>
internal sealed record PngWriter(int Width, int Height, int ColorType, int Depth)
{
    /// <summary>Red, green, blue per entry.</summary>
    public byte[] Palette { get; init; } = [];

    /// <summary>Rows are filtered with this method (0 to 4).</summary>
    public int Filter { get; init; }

    public bool Interlaced { get; init; }

    private int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <param name="sample">The value of a sample of <see cref="Depth"/> bits, from x, y and the index of the channel.</param>
    public byte[] Write(Func<int, int, int, int> sample)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            (int X, int Y, int StepX, int StepY)[] passes = Interlaced
                ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
                : [(0, 0, 1, 1)];
            foreach (var (x, y, stepX, stepY) in passes)
                WritePass(zlib, x, y, stepX, stepY, sample);
        }

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)Depth, (byte)ColorType, (byte)(Interlaced ? 1 : 0));
        WriteChunk(file, "IHDR"u8, header);
        if (Palette.Length > 0)
            WriteChunk(file, "PLTE"u8, Palette);
        var data = compressed.ToArray();
        WriteChunk(file, "IDAT"u8, data[..(data.Length / 2)]);
        WriteChunk(file, "IDAT"u8, data[(data.Length / 2)..]);
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private void WritePass(ZLibStream stream, int left, int top, int stepX, int stepY, Func<int, int, int, int> sample)
    {
        byte[]? above = null;
        for (var y = top; y < Height; y += stepY)
        {
            var bits = new List<bool>();
            for (var x = left; x < Width; x += stepX)
            {
                for (var i = 0; i < Samples * Depth; i++)
                    bits.Add((sample(x, y, i / Depth) >> (Depth - 1 - i % Depth) & 1) != 0);
            }
            if (bits.Count == 0)
                return;
            var row = bits.Chunk(8).Select(chunk => (byte)chunk.Select((bit, i) => bit ? 0x80 >> i : 0).Sum()).ToArray();
            stream.WriteByte((byte)Filter);
            stream.Write(Filtered(row, above ?? new byte[row.Length]));
            above = row;
        }
    }

    private byte[] Filtered(byte[] row, byte[] above)
    {
        var step = Math.Max(1, Samples * Depth / 8);
        return [.. row.Select((value, i) => (byte)(value - Predict(i < step ? 0 : row[i - step], above[i], i < step ? 0 : above[i - step])))];
    }

    private int Predict(int left, int up, int upLeft) => Filter switch
    {
        1 => left,
        2 => up,
        3 => (left + up) / 2,
        4 => new[] { left, up, upLeft }.MinBy(candidate => Math.Abs(left + up - upLeft - candidate)),
        _ => 0,
    };

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc([.. type, .. data]));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
