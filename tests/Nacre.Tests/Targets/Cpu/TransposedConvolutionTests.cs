using System.Runtime.InteropServices;
using Nacre.IR;
using Nacre.Testing;
using Nacre.Tests.Properties;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Targets.Cpu;

/// <summary>Transposed convolutions: strides up to the window's size and beyond, paddings, groups, one to three dimensions, channels first and last.</summary>
public sealed class TransposedConvolutionTests
{
    /// <summary>Input [n, c, spatial…], weights [c, features per group, window…], strides, amounts cut off the full result in front and behind, groups.</summary>
    public static TheoryData<long[], long[], long[], long[], long[], long> Shapes => new()
    {
        { [1, 8, 7, 5], [8, 6, 2, 2], [2, 2], [0, 0], [0, 0], 1 },
        { [2, 8, 6, 7], [8, 5, 4, 4], [2, 2], [1, 1], [1, 1], 1 },
        { [1, 6, 5, 5], [6, 4, 3, 3], [2, 2], [1, 1], [0, 0], 1 },
        { [1, 6, 5, 4], [6, 4, 3, 5], [3, 2], [1, 2], [0, 1], 1 },
        { [1, 4, 5, 4], [4, 3, 2, 1], [3, 4], [0, 0], [-1, 0], 1 },
        { [1, 8, 4, 6], [8, 3, 4, 4], [2, 2], [1, 1], [1, 1], 4 },
        { [1, 8, 4, 6], [8, 1, 4, 4], [2, 2], [1, 1], [1, 1], 8 },
        { [2, 5, 9], [5, 7, 16], [8], [4], [4], 1 },
        { [1, 3, 3, 4, 5], [3, 4, 2, 3, 4], [2, 1, 2], [0, 1, 1], [0, 0, 1], 1 },
        { [1, 3, 6, 6], [3, 2, 3, 3], [2, 2], [5, 4], [3, 6], 1 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Computes_what_the_interpreter_computes(long[] input, long[] weights, long[] strides, long[] cutLow, long[] cutHigh, long groups)
    {
        var (spatial, features) = (strides.Length, weights[1] * groups);
        long[] reach = [.. weights.Skip(2).Select(k => k - 1)];
        long[] kernel = [features, input[1] / groups, .. weights.Skip(2)];
        long[] output = [input[0], features, .. strides.Select((s, i) => (input[i + 2] - 1) * s + weights[i + 2] - cutLow[i] - cutHigh[i])];
        var letters = string.Join(", ", Enumerable.Range(0, spatial));
        var padding = string.Join(", ", reach.Select((r, i) => $"[{r - cutLow[i]}, {r - cutHigh[i]}]"));
        var text = $$"""
            func.func @main(%x: {{Type(input)}}, %w: {{Type(kernel)}}) -> {{Type(output)}} {
              %c = stablehlo.convolution(%x, %w) dim_numbers = [b, f, {{letters}}]x[o, i, {{letters}}]->[b, f, {{letters}}],
                window = {pad = [{{padding}}], lhs_dilate = [{{string.Join(", ", strides)}}], reverse = [{{string.Join(", ", strides.Select(_ => "true"))}}]}
                {batch_group_count = 1 : i64, feature_group_count = {{groups}} : i64} : ({{Type(input)}}, {{Type(kernel)}}) -> {{Type(output)}}
              return %c : {{Type(output)}}
            }
            """;
        TensorValue[] inputs = [Tensor(input, 1), Tensor(kernel, 2)];
        using var engine = Model.FromMlir(text).Compile(new CompileOptions());
        using var session = engine.CreateSession();

        var actual = SessionRuns.Run(session, inputs)[0];

        Assert.Null(ValueComparer.Difference(actual, Nacre.Tests.Interpreter.Programs.Run(text, inputs)[0], new Tolerance(1e-5, 1e-5, IsNetwork: false)));
        Assert.DoesNotContain(session.LastKernels, k => !k.IsCompiled);
    }

    private static string Type(long[] shape) => $"tensor<{string.Join('x', shape)}xf32>";

    private static TensorValue Tensor(long[] shape, int seed)
    {
        var random = new Random(seed);
        float[] numbers = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() * 2 - 1)];
        return new TensorValue(new RankedTensorType(shape, FloatType.F32), MemoryMarshal.AsBytes<float>(numbers).ToArray());
    }
}
