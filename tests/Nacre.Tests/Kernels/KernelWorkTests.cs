using Nacre.Dialects;
using Nacre.Dialects.Kernels;
using Nacre.Transforms.Kernels;

namespace Nacre.Tests.Kernels;

public sealed class KernelWorkTests
{
    [Fact]
    public void Product_with_bias() => Check(2 * 4 * 8 * 16 + 4 * 8, 4 * (4 * 16 + 16 * 8 + 8 + 4 * 8), """
        nacre.kernel @k(%a: tensor<4x16xf32>, %b: tensor<16x8xf32>, %bias: tensor<8xf32>) -> tensor<4x8xf32> {
          %c = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<4x16xf32>, tensor<16x8xf32>) -> tensor<4x8xf32>
          %d = stablehlo.broadcast_in_dim %bias, dims = [1] : (tensor<8xf32>) -> tensor<4x8xf32>
          %e = stablehlo.add %c, %d : tensor<4x8xf32>
          nacre.yield %e : tensor<4x8xf32>
        }
        """);

    /// <summary>Six features in two groups of three, four of them out: each output sums up 3·3·3 products.</summary>
    [Fact]
    public void Grouped_convolution() => Check(2.0 * 8 * 8 * 4 * 27, 4 * (10 * 10 * 6 + 3 * 3 * 3 * 4 + 8 * 8 * 4), """
        nacre.kernel @k(%x: tensor<1x10x10x6xf32>, %w: tensor<3x3x3x4xf32>) -> tensor<1x8x8x4xf32> {
          %y = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 0], [0, 0]]} {feature_group_count = 2 : i64, batch_group_count = 1 : i64} : (tensor<1x10x10x6xf32>, tensor<3x3x3x4xf32>) -> tensor<1x8x8x4xf32>
          nacre.yield %y : tensor<1x8x8x4xf32>
        }
        """);

    /// <summary>Of the table only the rows taken count; conversions and constants are no arithmetic.</summary>
    [Fact]
    public void Rows_of_a_table() => Check(2 * 5 * 16, 5 * 16 * 4 + 5 * 4 + 5 * 16 * 4, """
        nacre.kernel @k(%table: tensor<50000x16xf32>, %rows: tensor<5xi32>) -> tensor<5x16xf32> {
          %i = stablehlo.convert %rows : (tensor<5xi32>) -> tensor<5xi64>
          %t = "stablehlo.gather"(%table, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 16>}> : (tensor<50000x16xf32>, tensor<5xi64>) -> tensor<5x16xf32>
          %two = stablehlo.constant dense<2.0> : tensor<5x16xf32>
          %e = stablehlo.exponential %t : tensor<5x16xf32>
          %r = stablehlo.multiply %e, %two : tensor<5x16xf32>
          nacre.yield %r : tensor<5x16xf32>
        }
        """);

    /// <summary>A sum over all elements, and the largest of each window of two.</summary>
    [Fact]
    public void Reductions() => Check(6 * 8 + 6 * 7 * 2, 4 * (6 * 8 + 6 + 6 * 7), """
        nacre.kernel @k(%x: tensor<6x8xf32>) -> (tensor<6xf32>, tensor<6x7xf32>) {
          %zero = stablehlo.constant dense<0.0> : tensor<f32>
          %sum = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<6x8xf32>, tensor<f32>) -> tensor<6xf32>
          %most = "stablehlo.reduce_window"(%x, %zero) <{window_dimensions = array<i64: 1, 2>}> ({
          ^bb0(%a: tensor<f32>, %b: tensor<f32>):
            %m = stablehlo.maximum %a, %b : tensor<f32>
            stablehlo.return %m : tensor<f32>
          }) : (tensor<6x8xf32>, tensor<f32>) -> tensor<6x7xf32>
          nacre.yield %sum, %most : tensor<6xf32>, tensor<6x7xf32>
        }
        """);

    private static void Check(double flops, double bytes, string kernel)
    {
        var module = AllDialects.ParseModule(AllDialects.NewContext(), kernel);
        Assert.Equal(new KernelWork(flops, bytes), KernelWork.Of(module.Body.Operations.OfType<KernelOp>().Single()));
    }
}
