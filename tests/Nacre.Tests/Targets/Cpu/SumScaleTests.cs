using System.Runtime.InteropServices;
using Nacre.IR;
using Nacre.Testing;
using Nacre.Tests.Properties;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Targets.Cpu;

/// <summary>Products whose left side is scaled along the sum: the scaling is part of the product's kernel.</summary>
public sealed class SumScaleTests
{
    private const string Convolution = """
        func.func @main(%x: tensor<1x9x7x24xf32>, %s: tensor<1x24xf32>, %w: tensor<1x1x24x40xf32>) -> tensor<1x9x7x40xf32> {
          %b = stablehlo.broadcast_in_dim %s, dims = [0, 3] : (tensor<1x24xf32>) -> tensor<1x9x7x24xf32>
          %m = stablehlo.multiply %b, %x : tensor<1x9x7x24xf32>
          %r = stablehlo.convolution(%m, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
            : (tensor<1x9x7x24xf32>, tensor<1x1x24x40xf32>) -> tensor<1x9x7x40xf32>
          return %r : tensor<1x9x7x40xf32>
        }
        """;

    private const string Product = """
        func.func @main(%x: tensor<5x33xf32>, %s: tensor<33x1xf32>, %w: tensor<33x17xf32>) -> tensor<5x17xf32> {
          %f = stablehlo.reshape %s : (tensor<33x1xf32>) -> tensor<33xf32>
          %b = stablehlo.broadcast_in_dim %f, dims = [1] : (tensor<33xf32>) -> tensor<5x33xf32>
          %m = stablehlo.multiply %x, %b : tensor<5x33xf32>
          %r = stablehlo.dot_general %m, %w, contracting_dims = [1] x [0] : (tensor<5x33xf32>, tensor<33x17xf32>) -> tensor<5x17xf32>
          return %r : tensor<5x17xf32>
        }
        """;

    // A factor per row is no factor of the sum's elements; a window of several pixels has each factor several times.
    private const string RowFactor = """
        func.func @main(%x: tensor<33x33xf32>, %s: tensor<33xf32>, %w: tensor<33x17xf32>) -> tensor<33x17xf32> {
          %b = stablehlo.broadcast_in_dim %s, dims = [0] : (tensor<33xf32>) -> tensor<33x33xf32>
          %m = stablehlo.multiply %x, %b : tensor<33x33xf32>
          %r = stablehlo.dot_general %m, %w, contracting_dims = [1] x [0] : (tensor<33x33xf32>, tensor<33x17xf32>) -> tensor<33x17xf32>
          return %r : tensor<33x17xf32>
        }
        """;

    private const string WideWindow = """
        func.func @main(%x: tensor<1x9x7x24xf32>, %s: tensor<24xf32>, %w: tensor<2x2x24x40xf32>) -> tensor<1x8x6x40xf32> {
          %b = stablehlo.broadcast_in_dim %s, dims = [3] : (tensor<24xf32>) -> tensor<1x9x7x24xf32>
          %m = stablehlo.multiply %x, %b : tensor<1x9x7x24xf32>
          %r = stablehlo.convolution(%m, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
            : (tensor<1x9x7x24xf32>, tensor<2x2x24x40xf32>) -> tensor<1x8x6x40xf32>
          return %r : tensor<1x8x6x40xf32>
        }
        """;

    public static TheoryData<string, string, int> Programs()
    {
        var programs = new TheoryData<string, string, int>();
        foreach (var level in ProcessorLevels.Names)
        {
            programs.Add(level, Convolution, 1);
            programs.Add(level, Product, 1);
            programs.Add(level, RowFactor, 2);
            programs.Add(level, WideWindow, 2);
        }
        return programs;
    }

    [Theory, MemberData(nameof(Programs))]
    public void Scaling_along_the_sum_is_part_of_the_product(string target, string text, int kernels)
    {
        var model = Model.FromMlir(text);
        var random = new Random(3);
        TensorValue[] inputs = [.. model.Inputs.Select(i => Tensor([.. i.Shape!], random))];
        using var engine = model.Compile(new CompileOptions { Target = target });
        using var session = engine.CreateSession();

        var actual = SessionRuns.Run(session, inputs)[0];

        Assert.Null(ValueComparer.Difference(actual, Nacre.Tests.Interpreter.Programs.Run(text, inputs)[0], new Tolerance(1e-5, 1e-5, IsNetwork: false)));
        Assert.Equal(kernels, session.LastKernels.Count);
    }

    private static TensorValue Tensor(long[] shape, Random random)
    {
        float[] numbers = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() * 2 - 1)];
        return new TensorValue(new RankedTensorType(shape, FloatType.F32), MemoryMarshal.AsBytes<float>(numbers).ToArray());
    }
}
