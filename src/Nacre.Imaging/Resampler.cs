namespace Nacre.Imaging;

/// <summary>Separable resampling with a triangle filter: first along rows, then along columns.</summary>
internal static class Resampler
{
    /// <summary>The source positions that make one result, from <paramref name="First"/> on, with weights of sum 1.</summary>
    private readonly record struct Window(int First, float[] Weights);

    public static Image Resize(Image image, int width, int height)
    {
        Image.CheckSize(width, image.Height);
        var channels = image.Channels;
        var rows = ResizeRows(image, Windows(image.Width, width));
        var columns = Windows(image.Height, height);
        var pixels = new byte[checked(width * height * channels)];
        var stride = width * channels;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < stride; x++)
                pixels[y * stride + x] = ToByte(WeightedSum(rows, columns[y], x, stride));
        }
        return new Image(width, height, channels, pixels);
    }

    private static float[] ResizeRows(Image image, Window[] windows)
    {
        var channels = image.Channels;
        var source = new float[image.Width * channels];
        var result = new float[checked(image.Height * windows.Length * channels)];
        var to = 0;
        for (var y = 0; y < image.Height; y++)
        {
            for (var i = 0; i < source.Length; i++)
                source[i] = image.Pixels[y * source.Length + i];
            foreach (var window in windows)
            {
                for (var c = 0; c < channels; c++)
                    result[to++] = WeightedSum(source, window, c, channels);
            }
        }
        return result;
    }

    private static float WeightedSum(float[] values, Window window, int origin, int step)
    {
        var sum = 0f;
        var at = origin + window.First * step;
        foreach (var weight in window.Weights)
        {
            sum += weight * values[at];
            at += step;
        }
        return sum;
    }

    /// <summary>Pixel centres are at half-integers; the triangle is one source pixel wide each side, or one result pixel where that is more.</summary>
    private static Window[] Windows(int from, int to)
    {
        var scale = (double)from / to;
        var radius = Math.Max(scale, 1);
        var windows = new Window[to];
        for (var i = 0; i < to; i++)
        {
            var center = (i + 0.5) * scale;
            var first = Math.Max(0, (int)(center - radius + 0.5));
            var end = Math.Min(from, (int)(center + radius + 0.5));
            var weights = Enumerable.Range(first, end - first).Select(x => Math.Max(0, 1 - Math.Abs(x + 0.5 - center) / radius)).ToArray();
            var sum = weights.Sum();
            windows[i] = new Window(first, Array.ConvertAll(weights, weight => (float)(weight / sum)));
        }
        return windows;
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
