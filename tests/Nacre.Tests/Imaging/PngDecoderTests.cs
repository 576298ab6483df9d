using Nacre.Imaging;
using Xunit;

namespace Nacre.Tests.Imaging;

public class PngDecoderTests
{
    private const int Width = 11, Height = 9;

    public static TheoryData<int, int, bool> Kinds()
    {
        (int Color, int[] Depths)[] kinds = [(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (4, [8, 16]), (6, [8, 16])];
        var data = new TheoryData<int, int, bool>();
        foreach (var (color, depths) in kinds)
        {
            foreach (var depth in depths)
            {
                data.Add(color, depth, false);
                data.Add(color, depth, true);
            }
        }
        return data;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Samples_come_back_scaled_to_8_bits(int color, int depth, bool interlaced)
    {
        var largest = (1 << depth) - 1;
        int Sample(int x, int y, int c) => (x * 7919 + y * 104729 + c * 1299709) % (largest + 1);

        var image = Image.Decode(new PngWriter(Width, Height, color, depth) { Interlaced = interlaced, Filter = 4 }.Write(Sample));

        Assert.Equal((Width, Height), (image.Width, image.Height));
        Assert.Equal(Expected(image.Channels, (x, y, c) => (int)Math.Round(Sample(x, y, c) * 255.0 / largest)), image.Pixels);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Every_row_filter_is_undone(int filter)
    {
        static int Sample(int x, int y, int c) => (x * x * 31 + y * 57 + c * 101) & 0xFF;

        var image = Image.Decode(new PngWriter(Width, Height, 2, 8) { Filter = filter }.Write(Sample));

        Assert.Equal(Expected(3, Sample), image.Pixels);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(4), InlineData(8)]
    public void Palette_entries_become_RGB(int depth)
    {
        byte[] palette = [10, 20, 30, 200, 150, 100];

        var image = Image.Decode(new PngWriter(Width, Height, 3, depth) { Palette = palette }.Write((x, y, _) => (x + y) % 2));

        Assert.Equal(Expected(3, (x, y, c) => palette[(x + y) % 2 * 3 + c]), image.Pixels);
    }

    [Fact]
    public void An_index_outside_the_palette_is_an_error()
    {
        var file = new PngWriter(Width, Height, 3, 8) { Palette = [1, 2, 3] }.Write((x, _, _) => x == 5 ? 1 : 0);

        Assert.Equal("PNG: pixel (5, 0) is outside the palette", Assert.Throws<ImageFormatException>(() => Image.Decode(file)).Message);
    }

    [Theory]
    [InlineData(65535, 65535, "over the limit")]
    [InlineData(0, 5, "a size of 0x5 pixels")]
    [InlineData(9999, 9999, "cannot hold")]
    public void A_header_that_promises_too_much_is_refused_before_memory_is_taken(int width, int height, string reason)
    {
        var file = new PngWriter(1, 1, 0, 8).Write((_, _, _) => 0);
        (file[18], file[19], file[22], file[23]) = ((byte)(width >> 8), (byte)width, (byte)(height >> 8), (byte)height);

        Assert.Contains(reason, Assert.Throws<ImageFormatException>(() => Image.Decode(file)).Message);
    }

    private static byte[] Expected(int channels, Func<int, int, int, int> sample)
        => [.. Enumerable.Range(0, Width * Height * channels).Select(i => (byte)sample(i / channels % Width, i / channels / Width, i % channels))];
}
