using System.Runtime.InteropServices;
using Nacre.Compilation;
using Nacre.IR;
using Nacre.Testing;
using Nacre.Tests.Properties;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Targets.Cpu;

/// <summary>Vectors whose elements do not lie side by side in memory.</summary>
public sealed class ScatteredLoadTests
{
    /// <summary>x is 3 x 5 x 116: rows have whole vectors and a rest.</summary>
    [Theory]
    [InlineData("stablehlo.slice %x [0:3, 0:5, 0:116:2] : (tensor<3x5x116xf32>) -> tensor<3x5x58xf32>", "3x5x58", true)]
    [InlineData("stablehlo.slice %x [0:3, 0:5, 1:116:3] : (tensor<3x5x116xf32>) -> tensor<3x5x39xf32>", "3x5x39", true)]
    [InlineData("stablehlo.reverse %x, dims = [2] : tensor<3x5x116xf32>", "3x5x116", true)]
    [InlineData("stablehlo.reverse %x, dims = [0] : tensor<3x5x116xf32>", "3x5x116", false)]
    [InlineData("shuffle 2", "3x5x116", true)]
    [InlineData("shuffle 4", "3x5x116", true)]
    [InlineData("shuffle 29", "3x5x116", true)]
    [InlineData("pad", "116x7x6", false)]
    [InlineData("stablehlo.transpose %x, dims = [0, 2, 1] : (tensor<3x5x116xf32>) -> tensor<3x116x5xf32>", "3x116x5", false)]
    public void Elements_are_in_their_places(string operation, string shape, bool isShuffled)
    {
        var text = $$"""
            func.func @main(%x: tensor<3x5x116xf32>) -> tensor<{{shape}}xf32> {
              {{Body(operation)}}
              return %r : tensor<{{shape}}xf32>
            }
            """;
        float[] numbers = [.. Enumerable.Range(0, 3 * 5 * 116).Select(i => (float)i)];
        var input = new TensorValue(RankedTensorType.Get(FloatType.F32, 3, 5, 116), MemoryMarshal.AsBytes<float>(numbers).ToArray());
        using var engine = Model.FromMlir(text).Compile(new CompileOptions());
        using var session = engine.CreateSession();
        var actual = SessionRuns.Run(session, [input])[0];
        Assert.Null(ValueComparer.Difference(actual, Nacre.Tests.Interpreter.Programs.Run(text, input)[0], new Tolerance(0, 0, IsNetwork: false)));
        // What shuffling saves depends on the length of the vectors, so that is asked for one processor.
        var scheduled = PhaseText.Emit(Model.FromMlir(text), new CompileOptions { Target = "x86-64-v4" }, "scheduled");
        Assert.Equal(isShuffled, scheduled.Contains("vector.shuffle", StringComparison.Ordinal));
    }

    /// <summary><c>shuffle g</c>: the last dimension as g groups that take turns; <c>pad</c>: with the first dimension last, as an image for a convolution.</summary>
    private static string Body(string operation)
    {
        if (operation == "pad")
        {
            return """
                %turned = stablehlo.transpose %x, dims = [2, 1, 0] : (tensor<3x5x116xf32>) -> tensor<116x5x3xf32>
                %one = stablehlo.constant dense<1.0> : tensor<f32>
                %r = stablehlo.pad %turned, %one, low = [0, 0, 1], high = [0, 2, 2], interior = [0, 0, 0] : (tensor<116x5x3xf32>, tensor<f32>) -> tensor<116x7x6xf32>
                """;
        }
        if (!operation.StartsWith("shuffle", StringComparison.Ordinal))
            return $"%r = {operation}";
        var groups = int.Parse(operation.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return $"""
            %split = stablehlo.reshape %x : (tensor<3x5x116xf32>) -> tensor<3x5x{groups}x{116 / groups}xf32>
            %turned = stablehlo.transpose %split, dims = [0, 1, 3, 2] : (tensor<3x5x{groups}x{116 / groups}xf32>) -> tensor<3x5x{116 / groups}x{groups}xf32>
            %r = stablehlo.reshape %turned : (tensor<3x5x{116 / groups}x{groups}xf32>) -> tensor<3x5x116xf32>
            """;
    }
}
