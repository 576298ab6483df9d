namespace Nacre.Imaging.Jpeg;

/// <summary>
/// Rows of one plane at the picture's size. Where a plane has half the picture's samples in a direction, a pixel is three quarters of its own sample and one quarter of the
/// neighbour that it lies towards (the Independent JPEG Group's triangle filter, with its rounding); at other ratios, and in planes up to two samples wide, samples are repeated.
/// </summary>
internal sealed class JpegUpsampling
{
    private readonly JpegComponent _component;
    private readonly int _maxHorizontal, _maxVertical;
    private readonly bool _filtersColumns, _filtersRows;
    private readonly int[] _line;

    public JpegUpsampling(JpegComponent component, int maxHorizontal, int maxVertical)
    {
        (_component, _maxHorizontal, _maxVertical) = (component, maxHorizontal, maxVertical);
        var (halfWidth, halfHeight) = (maxHorizontal == 2 * component.Horizontal, maxVertical == 2 * component.Vertical);
        var (fullWidth, fullHeight) = (maxHorizontal == component.Horizontal, maxVertical == component.Vertical);
        _filtersColumns = halfWidth && (halfHeight || fullHeight) && component.Width > 2;
        _filtersRows = halfHeight && (fullWidth || _filtersColumns);
        _line = new int[component.Width];
    }

    /// <summary>The samples, 0 to 255, of a row of pixels.</summary>
    public void ReadRow(int y, Span<int> pixels)
    {
        var weight = MixRows(y);
        for (var x = 0; x < pixels.Length; x++)
        {
            if (!_filtersColumns)
            {
                var sample = _line[x * _component.Horizontal / _maxHorizontal];
                pixels[x] = weight == 1 ? sample : sample + Bias(y, 1, 2) >> 2;
                continue;
            }
            var (own, other) = (x / 2, Neighbour(x, _line.Length));
            var sum = 3 * _line[own] + _line[other];
            pixels[x] = weight == 1 ? sum + Bias(x, 1, 2) >> 2 : sum + Bias(x, 8, 7) >> 4;
        }
    }

    /// <summary>Adds up the rows of samples that a row of pixels is made of, and returns the sum of their weights.</summary>
    private int MixRows(int y)
    {
        if (!_filtersRows)
        {
            var samples = Row(y * _component.Vertical / _maxVertical);
            for (var x = 0; x < _line.Length; x++)
                _line[x] = samples[x];
            return 1;
        }
        var near = Row(y / 2);
        var far = Row(Neighbour(y, _component.Height));
        for (var x = 0; x < _line.Length; x++)
            _line[x] = 3 * near[x] + far[x];
        return 4;
    }

    private ReadOnlySpan<byte> Row(int y) => _component.Samples.AsSpan(y * _component.Stride, _component.Width);

    /// <summary>The sample on the side of its own sample that a pixel lies on; beyond the edge, the own one.</summary>
    private static int Neighbour(int pixel, int samples) => Math.Clamp(pixel % 2 == 0 ? pixel / 2 - 1 : pixel / 2 + 1, 0, samples - 1);

    /// <summary>Rounding up and down in turn, so that it is even on average.</summary>
    private static int Bias(int pixel, int even, int odd) => pixel % 2 == 0 ? even : odd;
}
