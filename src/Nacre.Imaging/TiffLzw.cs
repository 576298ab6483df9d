namespace Nacre.Imaging;

/// <summary>
/// TIFF's form of Lempel, Ziv and Welch's compression: codes of 9 to 12 bits, most significant first, for a byte or for an earlier string with the byte that followed it.
/// </summary>
internal ref struct TiffLzw
{
    private const int Clear = 256, End = 257, Codes = 4096;

    private readonly ReadOnlySpan<byte> _data;
    private readonly Span<byte> _strip;

    // Strings are what was written before, so a code's string is a place in the strip and a length.
    private readonly int[] _starts = new int[Codes], _lengths = new int[Codes];
    private int _next = End + 1;
    private long _bit;

    private TiffLzw(ReadOnlySpan<byte> data, Span<byte> strip)
    {
        _data = data;
        _strip = strip;
    }

    /// <exception cref="ImageFormatException">The data end early or are damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> data, Span<byte> strip) => new TiffLzw(data, strip).Decode();

    private void Decode()
    {
        var previous = (Start: 0, Length: 0);
        for (var to = 0; to < _strip.Length;)
        {
            var code = ReadCode();
            if (code == End)
                throw TiffStrips.Ends();
            if (code == Clear)
            {
                (_next, previous) = (End + 1, default);
                continue;
            }
            if (previous.Length > 0)
                Define(previous.Start, previous.Length + 1);
            if (code >= _next)
                throw new ImageFormatException($"TIFF: the LZW code {code} is not defined yet");
            var length = Math.Min(code < Clear ? 1 : _lengths[code], _strip.Length - to);
            for (var i = 0; i < length; i++)
                _strip[to + i] = code < Clear ? (byte)code : _strip[_starts[code] + i];
            previous = (to, length);
            to += length;
        }
    }

    /// <summary>The string that was written last, and the byte after it, which the code being read is about to write.</summary>
    private void Define(int start, int length)
    {
        if (_next == Codes)
            throw new ImageFormatException("TIFF: more LZW codes than 12 bits hold");
        (_starts[_next], _lengths[_next]) = (start, length);
        _next++;
    }

    /// <summary>Codes get wider one entry before the table needs it.</summary>
    private int ReadCode()
    {
        var width = _next >= 2047 ? 12 : _next >= 1023 ? 11 : _next >= 511 ? 10 : 9;
        if (_bit + width > _data.Length * 8L)
            throw TiffStrips.Ends();
        var value = 0;
        for (var end = _bit + width; _bit < end; _bit++)
            value = value << 1 | _data[(int)(_bit / 8)] >> (int)(7 - _bit % 8) & 1;
        return value;
    }
}
