using System.Runtime.InteropServices;
using Nacre.IR;
using Nacre.Testing;
using Nacre.Tests.Properties;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Targets.Cpu;

public sealed class RowTests
{
    /// <summary>The row that a reduction has read must not be taken from the result's memory where it is read at other places than it is written.</summary>
    [Theory]
    [InlineData("stablehlo.reverse %x, dims = [1] : tensor<16x64xf32>")]
    [InlineData("stablehlo.reverse %x, dims = [0] : tensor<16x64xf32>")]
    [InlineData("stablehlo.add %x, %x : tensor<16x64xf32>")]
    public void A_row_is_used_again_after_it_was_summed_up(string again)
    {
        var text = $$"""
            func.func @main(%a: tensor<16x64xf32>) -> tensor<16x64xf32> {
              %zero = stablehlo.constant dense<0.0> : tensor<f32>
              %x = stablehlo.multiply %a, %a : tensor<16x64xf32>
              %again = {{again}}
              %sum = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<16x64xf32>, tensor<f32>) -> tensor<16xf32>
              %sums = stablehlo.broadcast_in_dim %sum, dims = [0] : (tensor<16xf32>) -> tensor<16x64xf32>
              %y = stablehlo.subtract %x, %sums : tensor<16x64xf32>
              %r = stablehlo.add %y, %again : tensor<16x64xf32>
              return %r : tensor<16x64xf32>
            }
            """;
        float[] numbers = [.. Enumerable.Range(0, 16 * 64).Select(i => (float)(i % 37) / 8)];
        var input = new TensorValue(RankedTensorType.Get(FloatType.F32, 16, 64), MemoryMarshal.AsBytes<float>(numbers).ToArray());
        using var engine = Model.FromMlir(text).Compile(new CompileOptions());
        using var session = engine.CreateSession();
        var actual = SessionRuns.Run(session, [input])[0];
        Assert.Null(ValueComparer.Difference(actual, Nacre.Tests.Interpreter.Programs.Run(text, input)[0], new Tolerance(1e-5, 1e-4, IsNetwork: false)));
        Assert.Contains(session.LastKernels, k => k.Tactic == "row");
    }
}
