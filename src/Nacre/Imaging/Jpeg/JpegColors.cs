namespace Nacre.Imaging.Jpeg;

/// <summary>Makes pixels of a frame's planes: brings each to full size by linear interpolation between sample centres, then converts the colours.</summary>
internal sealed class JpegColors
{
    /// <summary>How the sample columns of a plane make the pixels of a row: between <c>Left</c> and its right neighbour with that one's weight.</summary>
    private readonly record struct Tap(int Left, int Right, float Weight);

    private readonly JpegComponent[] _components;
    private readonly Tap[][] _columns, _rows;
    private readonly int _width, _height;
    private readonly bool _isYcc, _isInverted;

    /// <param name="adobeTransform">Adobe's note on the colours: 0 as they are, 1 YCbCr, 2 YCCK; such CMYK pictures are stored inverted.</param>
    public JpegColors(JpegComponent[] components, int width, int height, int? adobeTransform)
    {
        (_components, _width, _height) = (components, width, height);
        _columns = [.. components.Select(c => Taps(width, c.Width, components.Max(o => o.Horizontal), c.Horizontal))];
        _rows = [.. components.Select(c => Taps(height, c.Height, components.Max(o => o.Vertical), c.Vertical))];
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
        var planes = Array.ConvertAll(_components, _ => new float[_width]);
        for (var y = 0; y < _height; y++)
        {
            for (var i = 0; i < planes.Length; i++)
                ReadRow(i, y, planes[i]);
            var row = pixels.AsSpan(y * _width * channels, _width * channels);
            for (var x = 0; x < _width; x++)
                Convert(planes, x, row.Slice(x * channels, channels));
        }
        return new Image(_width, _height, channels, pixels);
    }

    private static Tap[] Taps(int pixels, int samples, int maxFactor, int factor)
    {
        var taps = new Tap[pixels];
        for (var i = 0; i < pixels; i++)
        {
            var position = Math.Clamp((i + 0.5f) * factor / maxFactor - 0.5f, 0, samples - 1);
            var left = (int)position;
            taps[i] = new Tap(left, Math.Min(left + 1, samples - 1), position - left);
        }
        return taps;
    }

    private void ReadRow(int index, int y, float[] row)
    {
        var (component, vertical) = (_components[index], _rows[index][y]);
        var upper = component.Samples.AsSpan(vertical.Left * component.Stride, component.Width);
        var lower = component.Samples.AsSpan(vertical.Right * component.Stride, component.Width);
        for (var x = 0; x < row.Length; x++)
        {
            var (left, right, weight) = _columns[index][x];
            var top = upper[left] + (upper[right] - upper[left]) * weight;
            var bottom = lower[left] + (lower[right] - lower[left]) * weight;
            row[x] = top + (bottom - top) * vertical.Weight;
        }
    }

    private void Convert(float[][] planes, int x, Span<byte> pixel)
    {
        if (planes.Length == 1)
        {
            pixel[0] = ToByte(planes[0][x]);
            return;
        }
        var (a, b, c) = (planes[0][x], planes[1][x], planes[2][x]);
        if (_isYcc)
            (a, b, c) = (a + 1.402f * (c - 128), a - 0.344136f * (b - 128) - 0.714136f * (c - 128), a + 1.772f * (b - 128));
        if (planes.Length == 4)
            (a, b, c) = WithBlack(_isYcc ? (255 - a, 255 - b, 255 - c) : (a, b, c), planes[3][x]);
        (pixel[0], pixel[1], pixel[2]) = (ToByte(a), ToByte(b), ToByte(c));
    }

    private (float Red, float Green, float Blue) WithBlack((float Cyan, float Magenta, float Yellow) ink, float black)
    {
        var (cyan, magenta, yellow) = _isInverted ? ink : (255 - ink.Cyan, 255 - ink.Magenta, 255 - ink.Yellow);
        var light = (_isInverted ? black : 255 - black) / 255;
        return (cyan * light, magenta * light, yellow * light);
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
