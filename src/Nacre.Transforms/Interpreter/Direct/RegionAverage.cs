using System.Numerics.Tensors;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>
/// The samples of one region of interest (He et al., Mask R-CNN, 2017), interpolated from four pixels each: where these lie and what each counts is the same for all channels.
/// </summary>
/// <param name="bins">Bins down and across.</param>
/// <param name="height">Of an image in pixels.</param>
/// <param name="width">Of an image in pixels.</param>
internal sealed class RegionAverage((int Down, int Across) bins, int height, int width)
{
    private readonly List<int> _pixels = [];
    private readonly List<float> _weights = [];

    /// <summary>Chooses the samples of a region (x1, y1, x2, y2) in pixels.</summary>
    /// <param name="ratio">Samples of a bin in each direction; 0: as many as it has pixels.</param>
    /// <param name="least">The least size of a region.</param>
    public void Load(double x1, double y1, double x2, double y2, long ratio, double least)
    {
        _pixels.Clear();
        _weights.Clear();
        var binHeight = Math.Max(least, y2 - y1) / bins.Down;
        var binWidth = Math.Max(least, x2 - x1) / bins.Across;
        var down = (int)(ratio > 0 ? ratio : Math.Ceiling(binHeight));
        var across = (int)(ratio > 0 ? ratio : Math.Ceiling(binWidth));
        SamplesPerBin = Math.Max(0, down * across);
        for (var bin = 0; bin < bins.Down * bins.Across; bin++)
        {
            for (var sample = 0; sample < SamplesPerBin; sample++)
            {
                var y = y1 + (bin / bins.Across + (sample / across + 0.5) / down) * binHeight;
                var x = x1 + (bin % bins.Across + (sample % across + 0.5) / across) * binWidth;
                Add(y, x, 1.0 / SamplesPerBin);
            }
        }
    }

    public int SamplesPerBin { get; private set; }

    /// <summary>The four pixels around a point; a pixel or more outside it counts nothing.</summary>
    private void Add(double y, double x, double share)
    {
        if (y < -1 || y > height || x < -1 || x > width)
            share = 0;
        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        var (top, left) = ((int)y, (int)x);
        var (bottom, right) = (Math.Min(top + 1, height - 1), Math.Min(left + 1, width - 1));
        var (dy, dx) = (y - top, x - left);
        Add(top * width + left, (1 - dy) * (1 - dx) * share);
        Add(top * width + right, (1 - dy) * dx * share);
        Add(bottom * width + left, dy * (1 - dx) * share);
        Add(bottom * width + right, dy * dx * share);
    }

    private void Add(int pixel, double weight)
    {
        _pixels.Add(pixel);
        _weights.Add((float)weight);
    }

    /// <summary>Adds up the samples of each bin, for all channels at once.</summary>
    /// <param name="image">[height, width, channels].</param>
    /// <param name="result">[bins, channels].</param>
    public void Average(ReadOnlySpan<float> image, int channels, Span<float> result)
    {
        result.Clear();
        var perBin = 4 * SamplesPerBin;
        for (var i = 0; i < _pixels.Count; i++)
        {
            var sums = result.Slice(i / perBin * channels, channels);
            TensorPrimitives.MultiplyAdd(image.Slice(_pixels[i] * channels, channels), _weights[i], sums, sums);
        }
    }
}
