using Nacre.Runtime;
using Nacre.Tests.Interpreter;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Compilation;

/// <summary>Kernels in which a scalar part meets vectors: compiled code computes what the interpreter computes.</summary>
public sealed class CompiledKernelTests
{
    /// <summary>Rows are chosen by indices that come out of a pad, which branches and brings both sides to vectors where lanes lie along the rows.</summary>
    [Fact]
    public void Gather_by_indices_from_a_pad() => Check("""
        func.func @main(%table: tensor<8x40xf32>, %tokens: tensor<6xi64>) -> tensor<6x40xf32> {
          %zero = stablehlo.constant dense<0> : tensor<i64>
          %before = stablehlo.pad %tokens, %zero, low = [1], high = [-1], interior = [0] : (tensor<6xi64>, tensor<i64>) -> tensor<6xi64>
          %sum = stablehlo.add %tokens, %before : tensor<6xi64>
          %rows = "stablehlo.gather"(%table, %sum) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 40>}> : (tensor<8x40xf32>, tensor<6xi64>) -> tensor<6x40xf32>
          return %rows : tensor<6x40xf32>
        }
        """);

    [Fact]
    public void Slice_at_a_start_from_a_concatenation() => Check("""
        func.func @main(%table: tensor<8x40xf32>, %tokens: tensor<6xi64>) -> tensor<3x40xf32> {
          %both = stablehlo.concatenate %tokens, %tokens, dim = 0 : (tensor<6xi64>, tensor<6xi64>) -> tensor<12xi64>
          %one = stablehlo.slice %both [7:8] : (tensor<12xi64>) -> tensor<1xi64>
          %start = stablehlo.reshape %one : (tensor<1xi64>) -> tensor<i64>
          %zero = stablehlo.constant dense<0> : tensor<i64>
          %rows = stablehlo.dynamic_slice %table, %start, %zero, sizes = [3, 40] : (tensor<8x40xf32>, tensor<i64>, tensor<i64>) -> tensor<3x40xf32>
          return %rows : tensor<3x40xf32>
        }
        """);

    private static void Check(string program)
    {
        var table = HostTensor.FromArray([.. Enumerable.Range(0, 320).Select(i => (float)i)], 8, 40);
        var tokens = HostTensor.FromArray([0L, 2, 1, 3, 0, 1], 6);
        using var engine = Model.FromMlir(program).Compile();
        using var session = engine.CreateSession();
        var actual = session.Run(table, tokens)[0];
        Assert.All(session.LastKernels, k => Assert.True(k.IsCompiled));
        var expected = Programs.Run(program, [.. new[] { table, tokens }.Select(t => (TensorValue)Nacre.Compilation.ElementTypeMap.ToValue(t))])[0];
        Assert.Equal(expected.Bytes.ToArray(), actual.AsBytes().ToArray());
    }
}
