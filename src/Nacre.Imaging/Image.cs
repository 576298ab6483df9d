namespace Nacre.Imaging;

/// <summary>A picture in memory: 8 bits per channel, rows top to bottom, channels interleaved.</summary>
public sealed class Image
{
    /// <summary>Larger pictures are refused before memory is taken for them.</summary>
    public const long MaxPixels = 100_000_000;

    private const long MaxFileBytes = 256L << 20;

    public int Width { get; }
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public int Channels { get; }

    /// <summary>Height x Width x Channels values, row-major.</summary>
    public byte[] Pixels { get; }

    /// <exception cref="ImageFormatException">A size is not positive or over the limit.</exception>
    /// <exception cref="ArgumentException">The pixels do not fit the sizes.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        CheckSize(width, height);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        if (pixels.LongLength != (long)width * height * channels)
            throw new ArgumentException($"{width}x{height}x{channels} needs another count than {pixels.LongLength} bytes", nameof(pixels));
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>Reads a PNG, JPEG, BMP, TIFF or PNM file; its first bytes tell which, not its name.</summary>
    /// <exception cref="ImageFormatException">The message starts with the path.</exception>
    public static Image Load(string path)
    {
        var bytes = new FileInfo(path).Length;
        if (bytes > MaxFileBytes)
            throw new ImageFormatException($"{path}: {bytes} bytes; pictures over {MaxFileBytes} bytes are not read");
        try
        {
            return Decode(File.ReadAllBytes(path));
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the bytes of a PNG, JPEG, BMP, TIFF or PNM file.</summary>
    /// <exception cref="ImageFormatException"/>
    public static Image Decode(byte[] file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PngDecoder.Decode(file),
        [0xFF, 0xD8, 0xFF, ..] => Jpeg.JpegDecoder.Decode(file),
        [(byte)'B', (byte)'M', ..] => BmpDecoder.Decode(file),
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => TiffDecoder.Decode(file),
        [(byte)'P', >= (byte)'2' and <= (byte)'6' and not (byte)'4', ..] => PnmDecoder.Decode(file),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => throw new ImageFormatException("WebP pictures are not supported; convert it to PNG"),
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => throw new ImageFormatException("JPEG 2000 pictures are not supported; convert it to PNG"),
        _ => throw new ImageFormatException("not a PNG, JPEG, BMP, TIFF or PNM file"),
    };

    /// <summary>The picture stretched to another size by linear interpolation; when shrinking, each result is a triangle-weighted mean of
    /// all the pixels it covers (the antialiased bilinear filter of Pillow and torchvision).</summary>
    /// <exception cref="ImageFormatException">A size is not positive or over the limit.</exception>
    public Image Resize(int width, int height)
    {
        CheckSize(width, height);
        return (width, height) == (Width, Height) ? this : Resampler.Resize(this, width, height);
    }

    /// <summary>The picture with 1 (grey, ITU-R BT.601 luma), 3 (RGB) or 4 (RGB and alpha) channels; alpha is dropped or opaque, never blended.</summary>
    public Image WithChannels(int channels)
    {
        if (channels is not (1 or 3 or 4))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "a picture has 1, 3 or 4 channels");
        if (channels == Channels)
            return this;

        var result = new byte[checked(Width * Height * channels)];
        for (int from = 0, to = 0; to < result.Length; from += Channels, to += channels)
            Convert(Pixels.AsSpan(from, Channels), result.AsSpan(to, channels));
        return new Image(Width, Height, channels, result);
    }

    /// <summary>The picture as a model wants it: resized, with the wanted channels, each value (pixel * scale - mean[c]) / std[c].</summary>
    /// <param name="scale">Applied to pixels 0..255; 1/255 gives 0..1.</param>
    /// <param name="mean">One value per channel, or none for 0.</param>
    /// <param name="std">One value per channel, or none for 1.</param>
    /// <returns>channels * height * width values, row-major in the order of <paramref name="layout"/>.</returns>
    public float[] ToTensorData(
        int channels, int height, int width, ImageLayout layout, float scale, ReadOnlySpan<float> mean = default, ReadOnlySpan<float> std = default)
    {
        CheckPerChannel(mean, channels, nameof(mean));
        CheckPerChannel(std, channels, nameof(std));
        var pixels = WithChannels(channels).Resize(width, height).Pixels;
        var result = new float[pixels.Length];
        var plane = height * width;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, channels);
            var value = pixels[i] * scale - (mean.IsEmpty ? 0 : mean[channel]);
            result[layout == ImageLayout.Nchw ? channel * plane + pixel : i] = std.IsEmpty ? value : value / std[channel];
        }
        return result;
    }

    /// <exception cref="ImageFormatException"/>
    internal static void CheckSize(long width, long height)
    {
        if (width < 1 || height < 1)
            throw new ImageFormatException($"a size of {width}x{height} pixels");
        if (width > MaxPixels / height)
            throw new ImageFormatException($"{width}x{height} pixels are over the limit of {MaxPixels}");
    }

    private static void Convert(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var grey = from.Length <= 2;
        if (to.Length == 1)
        {
            to[0] = grey ? from[0] : (byte)((19595 * from[0] + 38470 * from[1] + 7471 * from[2] + 32768) >> 16);
            return;
        }
        for (var c = 0; c < 3; c++)
            to[c] = from[grey ? 0 : c];
        if (to.Length == 4)
            to[3] = from.Length == 2 ? from[1] : byte.MaxValue;
    }

    private static void CheckPerChannel(ReadOnlySpan<float> values, int channels, string name)
    {
        if (!values.IsEmpty && values.Length != channels)
            throw new ArgumentException($"{values.Length} values for {channels} channels", name);
    }
}

/// <summary>Where the channels of a picture are in a tensor.</summary>
public enum ImageLayout
{
    /// <summary>[1, channels, height, width].</summary>
    Nchw,

    /// <summary>[1, height, width, channels].</summary>
    Nhwc,
}
