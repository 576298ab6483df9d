using System.Buffers.Binary;
using System.IO.Compression;

namespace Nacre.Imaging;

/// <summary>PNG (ISO/IEC 15948): every colour type, bit depth and interlacing. 16-bit samples are rounded to 8 bits; a colour key or
/// palette transparency (tRNS) is not applied.</summary>
internal sealed class PngDecoder
{
    private const int Signature = 8, ChunkOverhead = 12, MaxDeflateRatio = 1032;

    private enum ColorType : byte { Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, RgbAlpha = 6 }

    /// <summary>The pixels of one pass: every <c>StepX</c>-th from <c>X</c> on, every <c>StepY</c>-th row from <c>Y</c> on.</summary>
    private readonly record struct Pass(int X, int Y, int StepX, int StepY);

    private static readonly Pass[] Whole = [new(0, 0, 1, 1)];

    private static readonly Pass[] Adam7 =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    private readonly int _width, _height, _depth;
    private readonly ColorType _color;
    private readonly bool _interlaced;
    private readonly byte[] _palette;
    private readonly byte[] _pixels;

    /// <summary>Samples per pixel in the file.</summary>
    private int Samples => _color switch { ColorType.Grey or ColorType.Palette => 1, ColorType.GreyAlpha => 2, ColorType.Rgb => 3, _ => 4 };

    private int Channels => _color == ColorType.Palette ? 3 : Samples;

    /// <summary>Distance in bytes between a byte and the one of the pixel before it, for the row filters.</summary>
    private int FilterStep => Math.Max(1, Samples * _depth / 8);

    private PngDecoder(ReadOnlySpan<byte> header, byte[] palette)
    {
        if (header.Length != 13)
            throw new ImageFormatException("PNG: the header chunk is missing or has a wrong length");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        Image.CheckSize(width, height);
        (_width, _height, _depth, _color, _interlaced) = ((int)width, (int)height, header[8], (ColorType)header[9], header[12] == 1);
        var known = _color switch
        {
            ColorType.Grey => _depth is 1 or 2 or 4 or 8 or 16,
            ColorType.Palette => _depth is 1 or 2 or 4 or 8,
            ColorType.Rgb or ColorType.GreyAlpha or ColorType.RgbAlpha => _depth is 8 or 16,
            _ => false,
        };
        if (!known || header[10] != 0 || header[11] != 0 || header[12] > 1)
            throw new ImageFormatException($"PNG: colour type {header[9]} with {_depth} bits, compression {header[10]}, filter {header[11]}, interlace {header[12]}");
        if (_color == ColorType.Palette && palette.Length is 0 or > 768)
            throw new ImageFormatException("PNG: the palette is missing or too long");
        _palette = palette;
        _pixels = new byte[checked((int)((long)_width * _height * Channels))];
    }

    public static Image Decode(byte[] file)
    {
        byte[] header = [], palette = [];
        using var compressed = new MemoryStream();
        for (var at = Signature; ;)
        {
            var data = ReadChunk(file, at, out var type);
            if (type.SequenceEqual("IEND"u8))
                break;
            if (type.SequenceEqual("IHDR"u8))
                header = data.ToArray();
            else if (type.SequenceEqual("PLTE"u8))
                palette = data.ToArray();
            else if (type.SequenceEqual("IDAT"u8))
                compressed.Write(data);
            else if ((type[0] & 0x20) == 0)
                throw new ImageFormatException($"PNG: unknown critical chunk at byte {at}");
            at += data.Length + ChunkOverhead;
        }
        return new PngDecoder(header, palette).Decode(compressed);
    }

    private static ReadOnlySpan<byte> ReadChunk(byte[] file, int at, out ReadOnlySpan<byte> type)
    {
        if (file.Length - at < ChunkOverhead)
            throw new ImageFormatException($"PNG: the file ends at byte {file.Length}, where a chunk is expected");
        var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
        if (length > file.Length - at - ChunkOverhead)
            throw new ImageFormatException($"PNG: the chunk at byte {at} is longer than the file");
        type = file.AsSpan(at + 4, 4);
        return file.AsSpan(at + 8, (int)length);
    }

    private Image Decode(MemoryStream compressed)
    {
        if ((long)RowBytes(_width) * _height > (compressed.Length + 1) * MaxDeflateRatio)
            throw new ImageFormatException($"PNG: {compressed.Length} bytes of data cannot hold {_width}x{_height} pixels");
        compressed.Position = 0;
        using var stream = new ZLibStream(compressed, CompressionMode.Decompress);
        try
        {
            foreach (var pass in _interlaced ? Adam7 : Whole)
                ReadPass(stream, pass);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new ImageFormatException("PNG: the compressed data is damaged or ends early", e);
        }
        return new Image(_width, _height, Channels, _pixels);
    }

    private int RowBytes(int pixels) => (int)(((long)pixels * Samples * _depth + 7) / 8);

    private void ReadPass(ZLibStream stream, Pass pass)
    {
        var columns = (_width - pass.X + pass.StepX - 1) / pass.StepX;
        if (columns <= 0)
            return;
        var (row, previous) = (new byte[RowBytes(columns)], new byte[RowBytes(columns)]);
        for (var y = pass.Y; y < _height; y += pass.StepY)
        {
            var filter = stream.ReadByte();
            stream.ReadExactly(row);
            Unfilter(filter, row, previous);
            for (var column = 0; column < columns; column++)
                StorePixel(row, column, pass.X + column * pass.StepX, y);
            (row, previous) = (previous, row);
        }
    }

    private void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        var step = FilterStep;
        for (var i = 0; i < row.Length && filter != 0; i++)
        {
            int left = i < step ? 0 : row[i - step], up = above[i], upLeft = i < step ? 0 : above[i - step];
            row[i] += (byte)(filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, upLeft),
                _ => throw new ImageFormatException($"PNG: unknown row filter {filter}"),
            });
        }
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        var (toLeft, toUp, toUpLeft) = (Math.Abs(up - upLeft), Math.Abs(left - upLeft), Math.Abs(left + up - 2 * upLeft));
        if (toLeft <= toUp && toLeft <= toUpLeft)
            return left;
        return toUp <= toUpLeft ? up : upLeft;
    }

    private void StorePixel(ReadOnlySpan<byte> row, int column, int x, int y)
    {
        var target = _pixels.AsSpan((y * _width + x) * Channels, Channels);
        if (_color == ColorType.Palette)
        {
            var entry = Sample(row, column) * 3;
            if (entry + 3 > _palette.Length)
                throw new ImageFormatException($"PNG: pixel ({x}, {y}) is outside the palette");
            _palette.AsSpan(entry, 3).CopyTo(target);
            return;
        }
        for (var c = 0; c < target.Length; c++)
            target[c] = ToByte(Sample(row, column * Samples + c));
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        if (_depth == 8)
            return row[index];
        if (_depth == 16)
            return BinaryPrimitives.ReadUInt16BigEndian(row[(index * 2)..]);
        var bit = index * _depth;
        return row[bit / 8] >> (8 - _depth - bit % 8) & ((1 << _depth) - 1);
    }

    private byte ToByte(int sample)
    {
        var largest = (1 << _depth) - 1;
        return _depth == 8 ? (byte)sample : (byte)((sample * 255 + largest / 2) / largest);
    }
}
