namespace Nacre.Imaging;

/// <summary>Portable grey and colour maps of the Netpbm family, as text (P2, P3) or binary (P5, P6), with up to 16 bits per sample, which are rounded to 8.</summary>
internal sealed class PnmDecoder
{
    private const int MaxSample = 65535;

    private readonly byte[] _file;
    private int _at = 2;

    private PnmDecoder(byte[] file) => _file = file;

    public static Image Decode(byte[] file) => new PnmDecoder(file).Decode();

    private Image Decode()
    {
        var kind = (char)_file[1];
        var channels = kind is '3' or '6' ? 3 : 1;
        var (width, height, largest) = (ReadNumber(), ReadNumber(), ReadNumber());
        Image.CheckSize(width, height);
        if (largest is < 1 or > MaxSample)
            throw new ImageFormatException($"PNM: a largest sample of {largest}; 1 to {MaxSample} are possible");
        var pixels = new byte[CheckedCount(width, height, channels, kind is '2' or '3' ? 1 : largest > 255 ? 2 : 1)];
        if (kind is '5' or '6')
            _at++;      // one space after the last number of the header
        for (var i = 0; i < pixels.Length; i++)
        {
            var sample = kind is '2' or '3' ? ReadNumber() : ReadSample(largest > 255);
            if (sample > largest)
                throw new ImageFormatException($"PNM: a sample of {sample}, more than the largest, {largest}");
            pixels[i] = (byte)((sample * 255 + largest / 2) / largest);
        }
        return new Image(width, height, channels, pixels);
    }

    /// <summary>Samples of the picture; each takes at least so many bytes of the file, so that a short file cannot ask for much memory.</summary>
    private long CheckedCount(int width, int height, int channels, int bytesPerSample)
    {
        var count = (long)width * height * channels;
        return count * bytesPerSample <= _file.Length - _at ? count : throw Ends();
    }

    private int ReadSample(bool isWide)
    {
        if (!isWide)
            return ReadByte();
        var high = ReadByte();
        return high << 8 | ReadByte();
    }

    private byte ReadByte() => _at < _file.Length ? _file[_at++] : throw Ends();

    /// <summary>The next decimal number, past spaces and comments, which reach from # to the end of a line.</summary>
    private int ReadNumber()
    {
        for (; Peek() is (byte)'#' or <= (byte)' '; _at++)
        {
            if (_file[_at] != '#')
                continue;
            while (Peek() is not ((byte)'\n' or (byte)'\r'))
                _at++;
        }
        var (value, start) = (0, _at);
        for (; _at < _file.Length && char.IsAsciiDigit((char)_file[_at]); _at++)
            value = value <= Image.MaxPixels ? value * 10 + _file[_at] - '0' : throw new ImageFormatException($"PNM: the number at byte {start} is too large");
        return _at > start ? value : throw new ImageFormatException($"PNM: no number at byte {start}");
    }

    private byte Peek() => _at < _file.Length ? _file[_at] : throw Ends();

    private ImageFormatException Ends() => new($"PNM: the file ends at byte {_file.Length}, before its last pixel");
}
