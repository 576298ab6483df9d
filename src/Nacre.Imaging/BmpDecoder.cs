using System.Buffers.Binary;
using System.Numerics;

namespace Nacre.Imaging;

/// <summary>Windows bitmaps with any of the usual headers, uncompressed: 1, 4, 8 bits with a palette; 16, 24, 32 bits. Always RGB; alpha is ignored.</summary>
internal sealed class BmpDecoder
{
    private const int FileHeader = 14, CoreHeader = 12, InfoHeader = 40, Uncompressed = 0, BitFields = 3;

    private readonly byte[] _file;
    private readonly int _width, _height, _bits, _paletteAt, _paletteStep, _pixelsAt;
    private readonly bool _topDown;
    private readonly uint[] _masks;

    private BmpDecoder(byte[] file)
    {
        _file = file;
        var headerSize = ReadInt32(FileHeader);
        var core = headerSize == CoreHeader;
        if (!core && headerSize is < InfoHeader or > 1024)
            throw new ImageFormatException($"BMP: unknown header of {headerSize} bytes");

        long height = core ? ReadUInt16(20) : ReadInt32(22);
        _width = core ? ReadUInt16(18) : ReadInt32(18);
        _topDown = height < 0;
        Image.CheckSize(_width, Math.Abs(height));
        _height = (int)Math.Abs(height);
        _bits = ReadUInt16(core ? 24 : 28);
        var compression = core ? Uncompressed : ReadInt32(30);
        if (_bits is not (1 or 4 or 8 or 16 or 24 or 32) || compression is not (Uncompressed or BitFields) || (compression == BitFields && _bits is not (16 or 32)))
            throw new ImageFormatException($"BMP: {_bits} bits per pixel with compression {compression} is not supported");

        _masks = compression == BitFields
            ? [(uint)ReadInt32(54), (uint)ReadInt32(58), (uint)ReadInt32(62)]
            : _bits == 16 ? [0x7C00, 0x03E0, 0x001F] : [0xFF0000, 0x00FF00, 0x0000FF];
        if (_masks.Contains(0u))
            throw new ImageFormatException("BMP: a colour mask is empty");
        (_paletteAt, _paletteStep) = (FileHeader + headerSize, core ? 3 : 4);
        _pixelsAt = ReadInt32(10);
    }

    public static Image Decode(byte[] file) => new BmpDecoder(file).Decode();

    private Image Decode()
    {
        var stride = ((long)_width * _bits + 31) / 32 * 4;
        if (_pixelsAt < FileHeader || _pixelsAt > _file.Length || stride * _height > _file.Length - _pixelsAt)
            throw new ImageFormatException($"BMP: the file ends before the last of {_height} rows");

        var pixels = new byte[checked(_width * _height * 3)];
        for (var y = 0; y < _height; y++)
        {
            var row = _file.AsSpan(_pixelsAt + (int)(stride * (_topDown ? y : _height - 1 - y)), (int)stride);
            for (var x = 0; x < _width; x++)
                ReadPixel(row, x, pixels.AsSpan((y * _width + x) * 3, 3));
        }
        return new Image(_width, _height, 3, pixels);
    }

    private void ReadPixel(ReadOnlySpan<byte> row, int x, Span<byte> rgb)
    {
        switch (_bits)
        {
            case 16: ApplyMasks(BinaryPrimitives.ReadUInt16LittleEndian(row[(x * 2)..]), rgb); break;
            case 24: CopyReversed(row.Slice(x * 3, 3), rgb); break;
            case 32: ApplyMasks(BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 4)..]), rgb); break;
            default:
                var bit = x * _bits;
                var entry = row[bit / 8] >> (8 - _bits - bit % 8) & ((1 << _bits) - 1);
                CopyReversed(Bytes(_paletteAt + entry * _paletteStep, 3), rgb);
                break;
        }
    }

    private void ApplyMasks(uint pixel, Span<byte> rgb)
    {
        for (var c = 0; c < 3; c++)
        {
            var shift = BitOperations.TrailingZeroCount(_masks[c]);
            var largest = _masks[c] >> shift;
            rgb[c] = (byte)(((ulong)((pixel & _masks[c]) >> shift) * 255 + largest / 2) / largest);
        }
    }

    private static void CopyReversed(ReadOnlySpan<byte> bgr, Span<byte> rgb) => (rgb[0], rgb[1], rgb[2]) = (bgr[2], bgr[1], bgr[0]);

    private int ReadInt32(int at) => BinaryPrimitives.ReadInt32LittleEndian(Bytes(at, 4));

    private int ReadUInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(at, 2));

    private ReadOnlySpan<byte> Bytes(int at, int count)
        => at <= _file.Length - count ? _file.AsSpan(at, count) : throw new ImageFormatException($"BMP: the file ends at byte {_file.Length}, before its header or palette does");
}
