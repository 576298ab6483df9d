using Nacre.Imaging;
using Xunit;

namespace Nacre.Tests.Imaging;

public class PhotographTests
{
    /// <summary>Sizes, means per channel and one pixel (a third across, half down) as libjpeg and libpng give them.</summary>
    [DataTheory("inputs/images")]
    [InlineData("grace_hopper.jpg", 517, 606, 82.59, 72.43, 86.37, 208, 101, 33)]
    [InlineData("cats_and_dogs.jpg", 1200, 600, 219.62, 158.77, 168.43, 244, 173, 189)]
    [InlineData("multi_objects.jpg", 902, 358, 112.35, 102.21, 92.34, 6, 4, 7)]
    [InlineData("burger.jpg", 480, 325, 178.46, 117.84, 77.61, 162, 148, 49)]
    [InlineData("cat.bmp", 512, 341, 156.75, 103.15, 80.98, 204, 199, 191)]
    [InlineData("bird.bmp", 512, 343, 90.59, 98.21, 60.24, 128, 127, 131)]
    [InlineData("sparrow.png", 1280, 851, 9.57, 8.43, 8.14, 0, 0, 0)]
    [InlineData("4faces.png", 128, 128, 66.84, 60.32, 49.85, 21, 24, 17)]
    public void Photographs_match_the_reference_decoders(
        string name, int width, int height, double meanRed, double meanGreen, double meanBlue, int red, int green, int blue)
    {
        var image = Image.Load(TestData.PathOf($"inputs/images/{name}")).WithChannels(3);

        Assert.Equal((width, height), (image.Width, image.Height));
        double[] means = [meanRed, meanGreen, meanBlue];
        int[] pixel = [red, green, blue];
        var at = (height / 2 * width + width / 3) * 3;
        for (var c = 0; c < 3; c++)
        {
            Assert.InRange(image.Pixels.Where((_, i) => i % 3 == c).Average(value => value), means[c] - 0.1, means[c] + 0.1);
            Assert.InRange(image.Pixels[at + c], pixel[c] - 3, pixel[c] + 3);
        }
    }
}
