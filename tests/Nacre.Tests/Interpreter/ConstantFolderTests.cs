using Nacre.Dialects.StableHlo;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Xunit;

namespace Nacre.Tests.Interpreter;

public sealed class ConstantFolderTests
{
    private static readonly ConstantFolder Folder = new(AllEvaluators.Create(), new FoldLimits(MaxGrowthBytes: 1 << 16));

    private static T Find<T>(string body, string arguments = "") where T : Operation => Programs.Parse($"func.func @main({arguments}) {{\n{body}\nreturn\n}}").Walk<T>().Single();

    [Fact]
    public void Constant_operands_are_folded()
    {
        var add = Find<AddOp>("""
            %a = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
            %b = stablehlo.constant dense<10> : tensor<2xi32>
            %r = stablehlo.add %a, %b : tensor<2xi32>
            """);
        var attr = Assert.IsType<DenseElementsAttr>(Assert.Single(Folder.TryFold(add)!));
        Assert.Equal([11, 12], attr.ToIntegers());
        Assert.Equal(add.Result.Type, attr.Type);
    }

    [Fact]
    public void An_argument_is_no_constant() =>
        Assert.Null(Folder.TryFold(Find<AddOp>("%r = stablehlo.add %a, %a : tensor<2xi32>", "%a: tensor<2xi32>")));

    [Fact]
    public void Splats_stay_splats()
    {
        var multiply = Find<MulOp>("""
            %a = stablehlo.constant dense<3.0> : tensor<1000x1000xf32>
            %r = stablehlo.multiply %a, %a : tensor<1000x1000xf32>
            """);
        Assert.Equal(4, Folder.TryFold(multiply)?[0].Data!.Length);
    }

    [Fact]
    public void A_result_that_blows_up_the_program_is_left_alone()
    {
        const string body = """
            %a = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
            %r = stablehlo.broadcast_in_dim %a, dims = [1] : (tensor<2xf32>) -> tensor<SIZEx2xf32>
            """;
        Assert.Null(Folder.TryFold(Find<BroadcastInDimOp>(body.Replace("SIZE", "100000"))));
        Assert.NotNull(Folder.TryFold(Find<BroadcastInDimOp>(body.Replace("SIZE", "10"))));
    }

    [Fact]
    public void Large_results_become_resources_named_by_their_content()
    {
        const string body = """
            %i = stablehlo.constant dense<"HEX"> : tensor<64x64xf32>
            %r = stablehlo.transpose %i, dims = [1, 0] : (tensor<64x64xf32>) -> tensor<64x64xf32>
            """;
        var bytes = new byte[64 * 64 * 4];
        new Random(1).NextBytes(bytes);
        var program = body.Replace("HEX", "0x" + Convert.ToHexString(bytes));
        var first = Assert.IsType<DenseResourceElementsAttr>(Folder.TryFold(Find<TransposeOp>(program))?[0]);
        var second = Assert.IsType<DenseResourceElementsAttr>(Folder.TryFold(Find<TransposeOp>(program))?[0]);
        Assert.Equal(first.Name, second.Name);
        Assert.Equal(bytes.AsSpan(4 * 64, 4).ToArray(), first.Data!.Span.Slice(4, 4).ToArray());
    }

    [Fact]
    public void An_operation_that_draws_numbers_is_not_folded() => Assert.Null(Folder.TryFold(Find<RngOp>("""
            %a = stablehlo.constant dense<0.0> : tensor<f32>
            %b = stablehlo.constant dense<1.0> : tensor<f32>
            %s = stablehlo.constant dense<[3]> : tensor<1xi64>
            %r = "stablehlo.rng"(%a, %b, %s) <{rng_distribution = #stablehlo<rng_distribution UNIFORM>}> : (tensor<f32>, tensor<f32>, tensor<1xi64>) -> tensor<3xf32>
            """)));

    [Fact]
    public void A_reduction_with_a_constant_input_is_folded()
    {
        var reduce = Find<ReduceOp>("""
            %x = stablehlo.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
            %zero = stablehlo.constant dense<0.0> : tensor<f32>
            %r = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [0] : (tensor<2x2xf32>, tensor<f32>) -> tensor<2xf32>
            """);
        Assert.Equal([4, 6], Folder.TryFold(reduce)![0].ToDoubles());
    }

    [Fact]
    public void A_body_that_uses_a_value_from_outside_is_not_folded()
    {
        var reduce = Find<ReduceOp>(
            """
            %x = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
            %zero = stablehlo.constant dense<0.0> : tensor<f32>
            %r = stablehlo.reduce(%x init: %zero) across dimensions = [0] : (tensor<2xf32>, tensor<f32>) -> tensor<f32>
             reducer(%a: tensor<f32>, %b: tensor<f32>) {
              %s = stablehlo.add %a, %outer : tensor<f32>
              stablehlo.return %s : tensor<f32>
            }
            """,
            "%outer: tensor<f32>");
        Assert.Null(Folder.TryFold(reduce));
    }
}
