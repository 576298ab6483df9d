namespace Nacre.Imaging.Jpeg;

/// <summary>Makes pixels of a frame's planes: brings each to full size, then converts the colours (JFIF: ITU-R BT.601 with the full range) with 16 bits behind the point.</summary>
internal sealed class JpegColors
{
    private const int Bits = 16, Half = 1 << (Bits - 1);

    private readonly JpegComponent[] _components;
    private readonly JpegUpsampling[] _planes;
    private readonly int _width, _height;
    private readonly bool _isYcc, _isInverted;

    /// <param name="adobeTransform">Adobe's note on the colours: 0 as they are, 1 YCbCr, 2 YCCK; such CMYK pictures are stored inverted.</param>
    public JpegColors(JpegComponent[] components, int width, int height, int? adobeTransform)
    {
        (_components, _width, _height) = (components, width, height);
        var (horizontal, vertical) = (components.Max(c => c.Horizontal), components.Max(c => c.Vertical));
        _planes = Array.ConvertAll(components, c => new JpegUpsampling(c, horizontal, vertical));
        var namedRgb = components.Select(c => c.Id).SequenceEqual("RGB"u8.ToArray().Select(c => (int)c));
        _isYcc = components.Length switch
        {
            3 => adobeTransform is { } transform ? transform != 0 : !namedRgb,
            4 => adobeTransform == 2,
            _ => false,
        };
        _isInverted = adobeTransform is not null;
    }

    public Image ToImage()
    {
        var channels = _components.Length == 1 ? 1 : 3;
        var pixels = new byte[checked(_width * _height * channels)];
        var rows = Array.ConvertAll(_planes, _ => new int[_width]);
        for (var y = 0; y < _height; y++)
        {
            for (var i = 0; i < rows.Length; i++)
                _planes[i].ReadRow(y, rows[i]);
            var row = pixels.AsSpan(y * _width * channels, _width * channels);
            for (var x = 0; x < _width; x++)
                Convert(rows, x, row.Slice(x * channels, channels));
        }
        return new Image(_width, _height, channels, pixels);
    }

    private void Convert(int[][] rows, int x, Span<byte> pixel)
    {
        if (rows.Length == 1)
        {
            pixel[0] = (byte)rows[0][x];
            return;
        }
        var (a, b, c) = (rows[0][x], rows[1][x], rows[2][x]);
        if (_isYcc)
            (a, b, c) = FromYcc(a, b - 128, c - 128);
        if (rows.Length == 4)
            (a, b, c) = WithBlack(_isYcc ? (255 - a, 255 - b, 255 - c) : (a, b, c), rows[3][x]);
        (pixel[0], pixel[1], pixel[2]) = ((byte)a, (byte)b, (byte)c);
    }

    private static (int Red, int Green, int Blue) FromYcc(int luma, int blue, int red) =>
    (
        Clamp(luma + (Fixed(1.40200) * red + Half >> Bits)),
        Clamp(luma + (-Fixed(0.34414) * blue - Fixed(0.71414) * red + Half >> Bits)),
        Clamp(luma + (Fixed(1.77200) * blue + Half >> Bits))
    );

    private (int Red, int Green, int Blue) WithBlack((int Cyan, int Magenta, int Yellow) ink, int black)
    {
        var (cyan, magenta, yellow) = _isInverted ? ink : (255 - ink.Cyan, 255 - ink.Magenta, 255 - ink.Yellow);
        var light = _isInverted ? black : 255 - black;
        return (Scale(cyan, light), Scale(magenta, light), Scale(yellow, light));
    }

    /// <summary>The product of two shares of 255, rounded.</summary>
    private static int Scale(int value, int light) => (value * light + 127) / 255;

    private static int Clamp(int value) => Math.Clamp(value, 0, 255);

    private static int Fixed(double factor) => (int)(factor * (1 << Bits) + 0.5);
}
