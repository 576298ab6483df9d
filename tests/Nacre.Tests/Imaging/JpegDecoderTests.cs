using Nacre.Imaging;
using Xunit;

namespace Nacre.Tests.Imaging;

public class JpegDecoderTests
{
    /// <summary>Name, file and how far quantisation and halved chroma may move a colour; libjpeg's own decoder is as far off.</summary>
    public static TheoryData<string, byte[], int> ColorKinds() => new()
    {
        { "baseline 4:2:0", JpegSamples.Baseline420, 14 },
        { "progressive 4:4:4", JpegSamples.Progressive444, 6 },
        { "restart markers 4:2:2", JpegSamples.Restart422, 9 },
        { "RGB", JpegSamples.Rgb, 4 },
        { "CMYK", JpegSamples.Cmyk, 4 },
    };

    [Theory, MemberData(nameof(ColorKinds))]
    public void Colours_come_back(string kind, byte[] file, int tolerance)
    {
        var image = Image.Decode(file);

        Assert.Equal((JpegSamples.Width, JpegSamples.Height, 3), (image.Width, image.Height, image.Channels));
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (x, y, c) = (i / 3 % image.Width, i / 3 / image.Width, i % 3);
            var difference = Math.Abs(image.Pixels[i] - JpegSamples.Color(x, y, c));
            Assert.True(difference <= tolerance, $"{kind}: channel {c} at ({x}, {y}) is off by {difference}");
        }
    }

    [Fact]
    public void A_grey_picture_has_one_channel_of_luma()
    {
        var image = Image.Decode(JpegSamples.Grey);

        Assert.Equal(1, image.Channels);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (x, y) = (i % image.Width, i / image.Width);
            var luma = 0.299 * JpegSamples.Color(x, y, 0) + 0.587 * JpegSamples.Color(x, y, 1) + 0.114 * JpegSamples.Color(x, y, 2);
            Assert.InRange(image.Pixels[i], luma - 3, luma + 3);
        }
    }

    [Fact]
    public void Arithmetic_coding_is_refused_by_name()
    {
        var error = Assert.Throws<ImageFormatException>(() => Image.Decode(JpegSamples.Arithmetic));

        Assert.Contains("arithmetic coding (marker FFC9)", error.Message);
    }

    [Fact]
    public void A_huge_size_is_refused()
    {
        var file = JpegSamples.Baseline420;
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        file.AsSpan(frame + 5, 4).Fill(0xFF);

        Assert.Contains("65535x65535 pixels are over the limit", Assert.Throws<ImageFormatException>(() => Image.Decode(file)).Message);
    }
}
