using Nacre.Imaging;
using Xunit;

namespace Nacre.Tests.Imaging;

public class ImageTests
{
    [Fact]
    public void Grey_becomes_equal_channels_and_colour_becomes_luma()
    {
        var grey = new Image(2, 1, 1, [10, 200]);
        var color = new Image(1, 1, 4, [255, 0, 0, 7]);

        Assert.Equal([10, 10, 10, 200, 200, 200], grey.WithChannels(3).Pixels);
        Assert.Equal([76], color.WithChannels(1).Pixels);
        Assert.Equal([255, 0, 0], color.WithChannels(3).Pixels);
        Assert.Equal([10, 10, 10, 255], grey.WithChannels(4).Pixels[..4]);
    }

    [Fact]
    public void Enlarging_interpolates_between_pixel_centres()
    {
        var image = new Image(2, 1, 1, [0, 100]).Resize(4, 1);

        Assert.Equal([0, 25, 75, 100], image.Pixels);
    }

    [Fact]
    public void Shrinking_uses_every_pixel()
    {
        byte[] stripes = [.. Enumerable.Range(0, 64).Select(i => (byte)(i % 2 * 200))];

        var image = new Image(64, 1, 1, stripes).Resize(4, 1);

        Assert.All(image.Pixels, value => Assert.InRange(value, 97, 103));
    }

    [Theory, InlineData(7, 5), InlineData(40, 31)]
    public void Resizing_one_colour_keeps_it(int width, int height)
    {
        byte[] pixels = [.. Enumerable.Range(0, 20 * 10 * 3).Select(i => (byte)(i % 3 * 90 + 20))];

        var image = new Image(20, 10, 3, pixels).Resize(width, height);

        Assert.Equal(Enumerable.Range(0, width * height * 3).Select(i => (byte)(i % 3 * 90 + 20)), image.Pixels);
    }

    [Fact]
    public void Tensor_data_follow_the_layout_and_the_normalisation()
    {
        var image = new Image(2, 1, 3, [0, 51, 102, 153, 204, 255]);

        Assert.Equal([0f, 153, 51, 204, 102, 255], image.ToTensorData(3, 1, 2, ImageLayout.Nchw, 1));
        Assert.Equal([0f, 51, 102, 153, 204, 255], image.ToTensorData(3, 1, 2, ImageLayout.Nhwc, 1));
        var normalised = image.ToTensorData(3, 1, 2, ImageLayout.Nhwc, 1 / 255f, [0, 0.2f, 0.4f], [1, 2, 4]);
        float[] expected = [0, 0, 0, 0.6f, 0.3f, 0.15f];
        Assert.All(normalised.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void Tensor_data_check_the_count_of_means()
        => Assert.Throws<ArgumentException>(() => new Image(1, 1, 1, [0]).ToTensorData(3, 1, 1, ImageLayout.Nchw, 1, [0.5f]));

    [Fact]
    public void The_sample_digits_are_8_by_8_grey()
    {
        var image = Image.Load(Path.Combine(TestData.Repository, "samples", "digits", "seven.png"));

        Assert.Equal((8, 8, 1), (image.Width, image.Height, image.Channels));
        Assert.Contains(image.Pixels, value => value == 255);
    }
}
