using System.Buffers.Binary;

namespace Nacre.Imaging;

/// <summary>
/// Baseline TIFF (revision 6.0), the first picture of a file: strips of 8-bit samples, interleaved, grey, RGB or with a palette, alpha kept; uncompressed or with
/// PackBits, LZW or Deflate (<see cref="TiffStrips"/>), with or without horizontal differencing.
/// </summary>
internal sealed class TiffDecoder
{
    private const int EntryBytes = 12;

    private enum Tag : ushort
    {
        Width = 256, Height = 257, BitsPerSample = 258, Compression = 259, Photometric = 262, StripOffsets = 273, SamplesPerPixel = 277, RowsPerStrip = 278,
        StripByteCounts = 279, PlanarConfiguration = 284, Predictor = 317, ColorMap = 320, TileWidth = 322,
    }

    private enum Photometric { WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3 }

    private readonly byte[] _file;
    private readonly bool _isBigEndian;
    private readonly Dictionary<Tag, long[]> _fields = [];

    private TiffDecoder(byte[] file)
    {
        _file = file;
        _isBigEndian = file[0] == 'M';
        var at = Read32(4);
        var entries = Read16(at);
        for (var i = 0; i < entries; i++)
            ReadEntry(at + 2 + i * EntryBytes);
    }

    public static Image Decode(byte[] file) => new TiffDecoder(file).Decode();

    private Image Decode()
    {
        var (width, height, samples) = (Required(Tag.Width), Required(Tag.Height), Field(Tag.SamplesPerPixel, 1));
        Image.CheckSize(width, height);
        var photometric = (Photometric)Required(Tag.Photometric);
        CheckSupported(photometric, samples);
        var pixels = ReadStrips((int)width, (int)height, (int)samples);
        if (Field(Tag.Predictor, 1) == 2)
            AddUpRows(pixels, (int)(width * samples), (int)samples);
        if (photometric == Photometric.WhiteIsZero)
            pixels = Array.ConvertAll(pixels, p => (byte)(255 - p));
        return photometric == Photometric.Palette ? new Image((int)width, (int)height, 3, Colors(pixels)) : new Image((int)width, (int)height, (int)samples, pixels);
    }

    private void CheckSupported(Photometric photometric, long samples)
    {
        var fits = photometric switch
        {
            Photometric.WhiteIsZero or Photometric.Palette => samples == 1,
            Photometric.BlackIsZero => samples is 1 or 2,
            Photometric.Rgb => samples is 3 or 4,
            _ => false,
        };
        if (!fits)
            throw new ImageFormatException($"TIFF: {samples} samples per pixel with photometric interpretation {(int)photometric} are not supported");
        if (Values(Tag.BitsPerSample, [1]).FirstOrDefault(b => b != 8) is var bits and not 0)
            throw new ImageFormatException($"TIFF: {bits} bits per sample are not supported, only 8");
        if (_fields.ContainsKey(Tag.TileWidth))
            throw new ImageFormatException("TIFF: tiles are not supported, only strips");
        if (Field(Tag.PlanarConfiguration, 1) != 1)
            throw new ImageFormatException("TIFF: separate planes are not supported, only interleaved samples");
        if (Field(Tag.Predictor, 1) is var predictor and not (1 or 2))
            throw new ImageFormatException($"TIFF: predictor {predictor} is not supported");
    }

    private byte[] ReadStrips(int width, int height, int samples)
    {
        var (offsets, counts) = (Values(Tag.StripOffsets, []), Values(Tag.StripByteCounts, []));
        var rows = Math.Clamp(Field(Tag.RowsPerStrip, height), 1, height);
        var rowBytes = (long)width * samples;
        if (offsets.Length != (height + rows - 1) / rows || counts.Length != offsets.Length)
            throw new ImageFormatException($"TIFF: {offsets.Length} strips with {counts.Length} lengths do not make {height} rows, {rows} in each");
        var compression = Field(Tag.Compression, 1);
        if (rowBytes * height > (counts.Sum() + 1) * TiffStrips.LargestRatio(compression))
            throw new ImageFormatException($"TIFF: {counts.Sum()} bytes of data cannot hold {width}x{height} pixels");
        var pixels = new byte[rowBytes * height];
        for (var i = 0; i < offsets.Length; i++)
        {
            var first = (int)(i * rows * rowBytes);
            TiffStrips.Decode(compression, Bytes(offsets[i], counts[i]), pixels.AsSpan(first, (int)Math.Min(rows * rowBytes, pixels.Length - first)));
        }
        return pixels;
    }

    /// <summary>Undoes horizontal differencing: each sample is stored as its difference from that of the pixel before it.</summary>
    private static void AddUpRows(byte[] pixels, int rowBytes, int samples)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            if (i % rowBytes >= samples)
                pixels[i] += pixels[i - samples];
        }
    }

    /// <summary>The palette has all reds, then all greens, then all blues, of 16 bits.</summary>
    private byte[] Colors(byte[] indices)
    {
        var map = Values(Tag.ColorMap, []);
        if (map.Length != 3 * 256)
            throw new ImageFormatException($"TIFF: a palette of {map.Length} values instead of {3 * 256}");
        return [.. indices.SelectMany(index => new[] { (byte)(map[index] >> 8), (byte)(map[256 + index] >> 8), (byte)(map[512 + index] >> 8) })];
    }

    /// <summary>A field: tag, type (1 byte, 3 of 16 bits, 4 of 32 bits), number of values, and the values themselves or, where they take more than four bytes, their place.</summary>
    private void ReadEntry(long at)
    {
        var (tag, type, count) = ((Tag)Read16(at), Read16(at + 2), Read32(at + 4));
        if (!Enum.IsDefined(tag))
            return;
        var size = type switch { 1 => 1, 3 => 2, 4 => 4, _ => throw new ImageFormatException($"TIFF: the field {tag} has values of type {type}") };
        if (count > _file.Length)
            throw new ImageFormatException($"TIFF: the field {tag} has {count} values, more than the file has bytes");
        var values = count * size <= 4 ? at + 8 : Read32(at + 8);
        _fields[tag] = [.. Enumerable.Range(0, (int)count).Select(i => size switch { 1 => Bytes(values + i, 1)[0], 2 => Read16(values + i * 2), _ => Read32(values + i * 4) })];
    }

    private long[] Values(Tag tag, long[] ifMissing) => _fields.GetValueOrDefault(tag, ifMissing);

    private long Field(Tag tag, long ifMissing) => _fields.TryGetValue(tag, out var values) && values.Length > 0 ? values[0] : ifMissing;

    private long Required(Tag tag) => _fields.TryGetValue(tag, out var values) && values.Length > 0 ? values[0] : throw new ImageFormatException($"TIFF: the field {tag} is missing");

    private long Read16(long at) => _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Bytes(at, 2)) : BinaryPrimitives.ReadUInt16LittleEndian(Bytes(at, 2));

    private long Read32(long at) => _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Bytes(at, 4)) : BinaryPrimitives.ReadUInt32LittleEndian(Bytes(at, 4));

    private ReadOnlySpan<byte> Bytes(long at, long count)
        => at + count <= _file.Length ? _file.AsSpan((int)at, (int)count) : throw new ImageFormatException($"TIFF: the file ends at byte {_file.Length}, before byte {at + count} that it refers to");
}
