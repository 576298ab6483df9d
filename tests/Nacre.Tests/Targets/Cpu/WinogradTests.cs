using System.Text.RegularExpressions;
using Nacre.Compilation;
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

    /// <summary>By itself the small image would take other products than the large one.</summary>
    [Fact]
    public void Images_of_several_sizes_share_the_transformed_weights()
    {
        Assert.NotEqual(PackedWeights("8x10"), PackedWeights("60x80"));
        Assert.Equal(PackedWeights("60x80"), PackedWeights("8x10", "60x80"));
    }

    /// <summary>The shapes that the weights have in memory, for convolutions of images of these sizes with the same weights.</summary>
    private static IEnumerable<string> PackedWeights(params string[] sizes)
    {
        var types = sizes.Select(size => $"tensor<1x{size}x256xf32>").ToArray();
        var convolutions = types.Select((type, i) => $$"""
              %y{{i}} = stablehlo.convolution(%x{{i}}, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {pad = [[1, 1], [1, 1]]}
                {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : ({{type}}, tensor<3x3x256x256xf32>) -> {{type}}
            """);
        var text = $$"""
            func.func @main({{string.Join(", ", types.Select((t, i) => $"%x{i}: {t}"))}}) -> ({{string.Join(", ", types)}}) {
              %w = stablehlo.constant dense<0.01> : tensor<3x3x256x256xf32>
            {{string.Join("\n", convolutions)}}
              return {{string.Join(", ", types.Select((_, i) => $"%y{i}"))}} : {{string.Join(", ", types)}}
            }
            """;
        var kernels = PhaseText.Emit(Model.FromMlir(text), new CompileOptions { Target = "x86-64-v4" }, "kernels");
        return Regex.Matches(kernels, @"tensor<([0-9x]+)xf32> \{nacre\.packed\}").Select(m => m.Groups[1].Value).Distinct();
    }
}
