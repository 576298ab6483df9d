using Nacre.Imaging;

namespace Nacre.Tests.Imaging;

public sealed class TiffDecoderTests
{
    private static readonly int[] Packings = [1, 5, 8, 32773];

    public static TheoryData<int, bool, int> Kinds()
    {
        var kinds = new TheoryData<int, bool, int>();
        foreach (var packing in Packings)
        {
            foreach (var samples in (int[])[1, 2, 3, 4])
                kinds.Add(packing, samples % 2 == 0, samples);
        }
        return kinds;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Pictures_come_back(int compression, bool bigEndian, int samples)
    {
        // Noise has enough different strings to widen LZW's codes to 12 bits and to clear its table.
        var pixels = new byte[61 * 40 * samples];
        new Random(samples).NextBytes(pixels.AsSpan(pixels.Length / 3));

        var image = Image.Decode(new TiffWriter(61, 40, samples) { Compression = compression, BigEndian = bigEndian }.Write(pixels));

        Assert.Equal((61, 40, samples), (image.Width, image.Height, image.Channels));
        Assert.Equal(pixels, image.Pixels);
    }

    [Fact]
    public void Horizontal_differences_are_added_up()
    {
        var image = Image.Decode(new TiffWriter(3, 2, 3) { Fields = { [317] = 2 } }.Write([1, 2, 3, 1, 1, 1, 255, 0, 1, 9, 8, 7, 0, 0, 0, 1, 1, 1]));

        Assert.Equal([1, 2, 3, 2, 3, 4, 1, 3, 5, 9, 8, 7, 9, 8, 7, 10, 9, 8], image.Pixels);
    }

    [Fact]
    public void White_may_be_zero() => Assert.Equal([255, 0], Image.Decode(new TiffWriter(2, 1, 1) { Fields = { [262] = 0 } }.Write([0, 255])).Pixels);

    [Theory]
    [InlineData(259, 7, "compression 7 is not supported")]
    [InlineData(258, 16, "16 bits per sample")]
    [InlineData(262, 5, "photometric interpretation 5")]
    [InlineData(284, 2, "separate planes")]
    [InlineData(317, 3, "predictor 3")]
    [InlineData(322, 16, "tiles")]
    [InlineData(256, 200_000_000, "over the limit")]
    [InlineData(256, 10_000, "cannot hold 10000x1 pixels")]
    public void What_is_not_supported_is_named(int field, int value, string message)
        => Assert.Contains(message, Assert.Throws<ImageFormatException>(() => Image.Decode(new TiffWriter(2, 1, 1) { Fields = { [field] = value } }.Write([1, 2]))).Message);
}
