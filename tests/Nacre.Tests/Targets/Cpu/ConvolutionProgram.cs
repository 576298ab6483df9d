using System.Globalization;
using System.Runtime.InteropServices;
using Nacre.IR;
using Nacre.Testing;
using Nacre.Tests.Properties;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Targets.Cpu;

/// <summary>A channels-last convolution with random constant weights, a bias, a residual input and a rectifier behind it.</summary>
/// <param name="Image">[N, H, W, C].</param>
/// <param name="Features">Output features.</param>
/// <param name="Window">Taps in both directions.</param>
/// <param name="Padding">Top, bottom, left, right.</param>
internal sealed record ConvolutionProgram(long[] Image, long Features, long Window, long[] Padding)
{
    private readonly Random _random = new(7);

    private long[] Output => [Image[0], Image[1] + Padding[0] + Padding[1] - Window + 1, Image[2] + Padding[2] + Padding[3] - Window + 1, Features];

    private string Text()
    {
        var (image, output, weights) = (Type(Image), Type(Output), Type([Window, Window, Image[3], Features]));
        return $$"""
            func.func @main(%x: {{image}}, %r: {{output}}) -> {{output}} {
              %w = stablehlo.constant dense<"{{Hex(Window * Window * Image[3] * Features)}}"> : {{weights}}
              %b = stablehlo.constant dense<"{{Hex(Features)}}"> : {{Type([Features])}}
              %z = stablehlo.constant dense<0.0> : {{output}}
              %c = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
                window = {pad = [[{{Padding[0]}}, {{Padding[1]}}], [{{Padding[2]}}, {{Padding[3]}}]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : ({{image}}, {{weights}}) -> {{output}}
              %bb = stablehlo.broadcast_in_dim %b, dims = [3] : ({{Type([Features])}}) -> {{output}}
              %s = stablehlo.add %c, %bb : {{output}}
              %t = stablehlo.add %s, %r : {{output}}
              %m = stablehlo.maximum %t, %z : {{output}}
              return %m : {{output}}
            }
            """;
    }

    private static string Type(long[] shape) => $"tensor<{string.Join('x', shape.Select(s => s.ToString(CultureInfo.InvariantCulture)))}xf32>";

    private float[] Numbers(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => _random.NextSingle() * 2 - 1)];

    private string Hex(long count) => "0x" + Convert.ToHexString(MemoryMarshal.AsBytes<float>(Numbers(count)));

    private TensorValue Tensor(long[] shape) => new(new RankedTensorType(shape, FloatType.F32), MemoryMarshal.AsBytes<float>(Numbers(shape.Aggregate(1L, (a, b) => a * b))).ToArray());

    /// <summary>Runs it compiled and on the interpreter: the tactic, and the first difference or null.</summary>
    public (string Tactic, string? Difference) Compare(string target, int threads)
    {
        var text = Text();
        TensorValue[] inputs = [Tensor(Image), Tensor(Output)];
        using var engine = Model.FromMlir(text).Compile(new CompileOptions { Target = target, Threads = threads });
        using var session = engine.CreateSession();
        var actual = SessionRuns.Run(session, inputs)[0];
        var expected = Nacre.Tests.Interpreter.Programs.Run(text, inputs)[0];
        // Sums of window² · channels products of numbers below one.
        var tolerance = new Tolerance(1e-4, 2e-6 * Window * Math.Sqrt(Image[3]) * 8, IsNetwork: false);
        return (session.LastKernels.MaxBy(k => k.Tactic == "winograd")!.Tactic, ValueComparer.Difference(actual, expected, tolerance));
    }
}
