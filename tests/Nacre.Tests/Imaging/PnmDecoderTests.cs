using System.Text;
using Nacre.Imaging;

namespace Nacre.Tests.Imaging;

public sealed class PnmDecoderTests
{
    [Fact]
    public void Binary_colours_are_read()
    {
        var image = Image.Decode([.. "P6 # made by hand\n2 1\n255\n"u8, 1, 2, 3, 40, 50, 60]);

        Assert.Equal((2, 1, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal([1, 2, 3, 40, 50, 60], image.Pixels);
    }

    [Fact]
    public void Greys_in_text_are_scaled_to_eight_bits()
    {
        var image = Image.Decode(Encoding.ASCII.GetBytes("P2\n# a ramp\n3 1 10\n0 5\n10\n"));

        Assert.Equal((3, 1, 1), (image.Width, image.Height, image.Channels));
        Assert.Equal([0, 128, 255], image.Pixels);
    }

    [Fact]
    public void Sixteen_bits_are_rounded_to_eight() => Assert.Equal([0, 128, 255], Image.Decode([.. "P5 3 1 65535 "u8, 0, 0, 0x80, 0x00, 0xFF, 0xFF]).Pixels);

    [Theory]
    [InlineData("P6 2 1 255 abc", "the file ends at byte 14")]
    [InlineData("P5 1000000 1000000 255 ", "1000000x1000000 pixels are over the limit")]
    [InlineData("P5 10000 10000 255 ", "the file ends")]
    [InlineData("P2 1 1 0 0", "a largest sample of 0")]
    [InlineData("P2 1 1 9 10", "a sample of 10, more than the largest, 9")]
    [InlineData("P2 1 x 9 1", "no number at byte 5")]
    [InlineData("P2 99999999999999 1 9 1", "is too large")]
    public void Damage_is_named(string file, string message)
        => Assert.Contains(message, Assert.Throws<ImageFormatException>(() => Image.Decode(Encoding.ASCII.GetBytes(file))).Message);
}
