using Xunit;

namespace Nacre.Tests.Interpreter;

/// <summary>Regions on scalars that the interpreter runs on whole tensors, against results worked out by hand.</summary>
public sealed class RegionTests
{
    [Fact]
    public void A_reduction_keeps_the_order_of_its_elements()
    {
        // The body is associative but not commutative: of two pairs it keeps the first one's left and the second one's right.
        var results = Programs.Run("""
            func.func @main() -> (tensor<i32>, tensor<i32>) {
              %x = stablehlo.constant dense<[1, 2, 3, 4, 5]> : tensor<5xi32>
              %zero = stablehlo.constant dense<0> : tensor<i32>
              %r:2 = stablehlo.reduce(%x init: %zero), (%x init: %zero) across dimensions = [0] : (tensor<5xi32>, tensor<5xi32>, tensor<i32>, tensor<i32>) -> (tensor<i32>, tensor<i32>)
               reducer(%a: tensor<i32>, %c: tensor<i32>) (%b: tensor<i32>, %d: tensor<i32>) {
                stablehlo.return %a, %d : tensor<i32>, tensor<i32>
              }
              return %r#0, %r#1 : tensor<i32>, tensor<i32>
            }
            """);
        Assert.Equal([0, 5], results.Select(r => r.ToInteger()));
    }

    [Fact]
    public void A_body_may_use_values_around_it()
    {
        var result = Programs.Run("""
            func.func @main() -> tensor<2xi32> {
              %x = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
              %zero = stablehlo.constant dense<0> : tensor<i32>
              %ten = stablehlo.constant dense<10> : tensor<i32>
              %r = stablehlo.reduce(%x init: %zero) across dimensions = [1] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2xi32>
               reducer(%a: tensor<i32>, %b: tensor<i32>) {
                %s = stablehlo.add %a, %b : tensor<i32>
                %m = stablehlo.minimum %s, %ten : tensor<i32>
                stablehlo.return %m : tensor<i32>
              }
              return %r : tensor<2xi32>
            }
            """);
        Assert.Equal([6, 10], result[0].ToIntegers());
    }

    [Fact]
    public void Updates_of_one_element_come_in_order()
    {
        // x becomes 2 x + update for each update in turn.
        var result = Programs.Run("""
            func.func @main() -> tensor<3xi32> {
              %x = stablehlo.constant dense<[1, 1, 1]> : tensor<3xi32>
              %i = stablehlo.constant dense<[[0], [2], [0], [7], [0]]> : tensor<5x1xi32>
              %u = stablehlo.constant dense<[1, 10, 2, 100, 3]> : tensor<5xi32>
              %r = "stablehlo.scatter"(%x, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
              ^bb0(%a: tensor<i32>, %b: tensor<i32>):
                %d = stablehlo.add %a, %a : tensor<i32>
                %s = stablehlo.add %d, %b : tensor<i32>
                stablehlo.return %s : tensor<i32>
              }) : (tensor<3xi32>, tensor<5x1xi32>, tensor<5xi32>) -> tensor<3xi32>
              return %r : tensor<3xi32>
            }
            """);
        Assert.Equal([19, 1, 12], result[0].ToIntegers());
    }

    [Fact]
    public void Sorting_is_stable_and_moves_all_inputs()
    {
        var results = Programs.Run("""
            func.func @main() -> (tensor<7xi32>, tensor<7xi32>) {
              %k = stablehlo.constant dense<[3, 1, 2, 3, 1, 2, 1]> : tensor<7xi32>
              %v = stablehlo.iota dim = 0 : tensor<7xi32>
              %r:2 = "stablehlo.sort"(%k, %v) <{dimension = 0 : i64, is_stable = true}> ({
              ^bb0(%a: tensor<i32>, %b: tensor<i32>, %c: tensor<i32>, %d: tensor<i32>):
                %lt = stablehlo.compare LT, %a, %b : (tensor<i32>, tensor<i32>) -> tensor<i1>
                stablehlo.return %lt : tensor<i1>
              }) : (tensor<7xi32>, tensor<7xi32>) -> (tensor<7xi32>, tensor<7xi32>)
              return %r#0, %r#1 : tensor<7xi32>, tensor<7xi32>
            }
            """);
        Assert.Equal([1, 1, 1, 2, 2, 3, 3], results[0].ToIntegers());
        Assert.Equal([1, 4, 6, 2, 5, 0, 3], results[1].ToIntegers());
    }

    [Fact]
    public void A_body_that_is_not_element_wise_runs_lane_by_lane()
    {
        var result = Programs.Run("""
            func.func @main() -> tensor<3xi32> {
              %x = stablehlo.constant dense<[1, 2, 3]> : tensor<3xi32>
              %r = "stablehlo.map"(%x) <{dimensions = array<i64: 0>}> ({
              ^bb0(%a: tensor<i32>):
                %v = stablehlo.reshape %a : (tensor<i32>) -> tensor<1xi32>
                %w = stablehlo.concatenate %v, %v, dim = 0 : (tensor<1xi32>, tensor<1xi32>) -> tensor<2xi32>
                %s = stablehlo.slice %w [1:2] : (tensor<2xi32>) -> tensor<1xi32>
                %y = stablehlo.reshape %s : (tensor<1xi32>) -> tensor<i32>
                %z = stablehlo.multiply %y, %y : tensor<i32>
                stablehlo.return %z : tensor<i32>
              }) : (tensor<3xi32>) -> tensor<3xi32>
              return %r : tensor<3xi32>
            }
            """);
        Assert.Equal([1, 4, 9], result[0].ToIntegers());
    }

    [Fact]
    public void Windows_overlap_and_are_padded()
    {
        var result = Programs.Run("""
            func.func @main() -> tensor<4xf32> {
              %x = stablehlo.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
              %zero = stablehlo.constant dense<0.0> : tensor<f32>
              %r = "stablehlo.reduce_window"(%x, %zero) <{window_dimensions = array<i64: 3>, padding = dense<[[1, 1]]> : tensor<1x2xi64>}> ({
              ^bb0(%a: tensor<f32>, %b: tensor<f32>):
                %s = stablehlo.add %a, %b : tensor<f32>
                stablehlo.return %s : tensor<f32>
              }) : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
              return %r : tensor<4xf32>
            }
            """);
        Assert.Equal([3, 6, 9, 7], result[0].ToDoubles());
    }
}
