using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Tests.Targets.Cpu;

public sealed class WinogradTests
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 3)]
    [InlineData(2, 5)]
    [InlineData(6, 3)]
    public void The_transforms_compute_the_filter(int outputs, int taps)
    {
        var transforms = new WinogradTransforms(outputs, taps);
        var random = new Random(1);
        double[] filter = [.. Enumerable.Range(0, taps).Select(_ => random.NextDouble())], data = [.. Enumerable.Range(0, transforms.Size).Select(_ => random.NextDouble())];
        var products = Apply(transforms.Filter, filter).Zip(Apply(transforms.Input, data), (a, b) => a * b).ToArray();
        var direct = Enumerable.Range(0, outputs).Select(i => filter.Select((tap, k) => tap * data[i + k]).Sum());
        Assert.All(direct.Zip(Apply(transforms.Output, products)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(filter.Zip(Apply(transforms.FilterBack, Apply(transforms.Filter, filter))), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    private static double[] Apply(double[][] matrix, double[] vector) => [.. matrix.Select(row => row.Zip(vector, (a, b) => a * b).Sum())];

    /// <summary>Whole and cut tiles, uneven channels and features, several images, one-sided padding, images smaller than a tile, several blocks.</summary>
    public static TheoryData<long[], long, long, long[]> Shapes => new()
    {
        { [1, 16, 16, 32], 32, 3, [1, 1, 1, 1] },
        { [1, 13, 15, 40], 37, 3, [1, 1, 1, 1] },
        { [3, 9, 10, 33], 48, 3, [0, 0, 0, 0] },
        { [2, 8, 7, 64], 65, 3, [2, 0, 0, 1] },
        { [64, 4, 4, 64], 64, 3, [1, 1, 1, 1] },
        { [1, 40, 44, 96], 64, 3, [1, 1, 1, 1] },
        { [1, 14, 14, 48], 40, 5, [2, 2, 2, 2] },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Computes_what_the_interpreter_computes(long[] image, long features, long window, long[] padding)
    {
        foreach (var (target, threads) in ProcessorLevels.Names.Select(level => (level, 1)).Append(("host", 1)).Append(("host", 2)))
        {
            var (tactic, difference) = new ConvolutionProgram(image, features, window, padding).Compare(target, threads);
            Assert.True(difference is null, $"{target}: {difference}");
            Assert.True(tactic == "winograd", $"{target}: {tactic}");
        }
    }

    [Theory]
    [InlineData(3, 64)] // few channels
    [InlineData(64, 1)] // one feature
    public void Leaves_to_the_direct_way_what_does_not_pay(long channels, long features)
    {
        var (tactic, difference) = new ConvolutionProgram([1, 16, 16, channels], features, 3, [1, 1, 1, 1]).Compare("host", 1);
        Assert.Null(difference);
        Assert.NotEqual("winograd", tactic);
    }
}
