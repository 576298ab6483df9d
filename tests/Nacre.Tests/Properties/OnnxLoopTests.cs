using Nacre.IR;
using Nacre.Runtime;
using Nacre.Tests.Interpreter;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Properties;

/// <summary>ONNX loops and branches: compiled, and read back from an engine file, they compute what the interpreter computes.</summary>
public sealed class OnnxLoopTests
{
    /// <summary>Trips from the caller, a state that is a sum, a condition on the data, a branch inside.</summary>
    private const string Until = """
        func.func @main(%x: tensor<3x5xf32>, %most: tensor<i64>, %w: tensor<5x5xf32>) -> tensor<3x5xf32> {
          %limit = "onnx.Constant"() <{value = dense<4.0> : tensor<f32>}> : () -> tensor<f32>
          %zero = "onnx.Constant"() <{value = dense<0.0> : tensor<f32>}> : () -> tensor<f32>
          %none = "onnx.NoValue"() : () -> none
          %r = "onnx.Loop"(%most, %none, %x) ({
          ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<3x5xf32>):
            %product = "onnx.MatMul"(%s, %w) : (tensor<3x5xf32>, tensor<5x5xf32>) -> tensor<3x5xf32>
            %most_of = "onnx.ReduceMax"(%product, %none) <{keepdims = 0 : i64}> : (tensor<3x5xf32>, none) -> tensor<f32>
            %small = "onnx.Less"(%most_of, %limit) : (tensor<f32>, tensor<f32>) -> tensor<i1>
            %positive = "onnx.Greater"(%most_of, %zero) : (tensor<f32>, tensor<f32>) -> tensor<i1>
            %next = "onnx.If"(%positive) ({
              %a = "onnx.Tanh"(%product) : (tensor<3x5xf32>) -> tensor<3x5xf32>
              "onnx.Yield"(%a) : (tensor<3x5xf32>) -> ()
            }, {
              %b = "onnx.Add"(%product, %s) : (tensor<3x5xf32>, tensor<3x5xf32>) -> tensor<3x5xf32>
              "onnx.Yield"(%b) : (tensor<3x5xf32>) -> ()
            }) : (tensor<i1>) -> tensor<3x5xf32>
            "onnx.Yield"(%small, %next) : (tensor<i1>, tensor<3x5xf32>) -> ()
          }) : (tensor<i64>, none, tensor<3x5xf32>) -> tensor<3x5xf32>
          return %r : tensor<3x5xf32>
        }
        """;

    /// <summary>A recurrence over the columns, from the last to the first, that gives a column of each step.</summary>
    private const string Scan = """
        func.func @main(%s: tensor<4xf32>, %x: tensor<4x700xf32>) -> (tensor<4xf32>, tensor<4x700xf32>) {
          %r:2 = "onnx.Scan"(%s, %x) <{num_scan_inputs = 1 : i64, scan_input_axes = array<i64: 1>, scan_input_directions = array<i64: 1>, scan_output_axes = array<i64: 1>}> ({
          ^bb0(%a: tensor<4xf32>, %b: tensor<4xf32>):
            %sum = "onnx.Add"(%a, %b) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
            %next = "onnx.Tanh"(%sum) : (tensor<4xf32>) -> tensor<4xf32>
            "onnx.Yield"(%next, %sum) : (tensor<4xf32>, tensor<4xf32>) -> ()
          }) : (tensor<4xf32>, tensor<4x700xf32>) -> (tensor<4xf32>, tensor<4x700xf32>)
          return %r#0, %r#1 : tensor<4xf32>, tensor<4x700xf32>
        }
        """;

    /// <summary>What is chosen has as many rows as the data says, and grows in a loop: none of it has fixed sizes.</summary>
    private const string Growing = """
        func.func @main(%x: tensor<6xf32>, %most: tensor<i64>) -> tensor<?xf32> {
          %none = "onnx.NoValue"() : () -> none
          %zero = "onnx.Constant"() <{value = dense<0.0> : tensor<f32>}> : () -> tensor<f32>
          %flat = "onnx.Constant"() <{value = dense<-1> : tensor<1xi64>}> : () -> tensor<1xi64>
          %exp = "onnx.Exp"(%x) : (tensor<6xf32>) -> tensor<6xf32>
          %positive = "onnx.Greater"(%x, %zero) : (tensor<6xf32>, tensor<f32>) -> tensor<6xi1>
          %where = "onnx.NonZero"(%positive) : (tensor<6xi1>) -> !onnx.unknown
          %at = "onnx.Reshape"(%where, %flat) : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
          %chosen = "onnx.Gather"(%exp, %at) : (tensor<6xf32>, !onnx.unknown) -> !onnx.unknown
          %r = "onnx.Loop"(%most, %none, %chosen) ({
          ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<?xf32>):
            %longer = "onnx.Concat"(%s, %x) <{axis = 0 : i64}> : (tensor<?xf32>, tensor<6xf32>) -> tensor<?xf32>
            "onnx.Yield"(%c, %longer) : (tensor<i1>, tensor<?xf32>) -> ()
          }) : (tensor<i64>, none, !onnx.unknown) -> tensor<?xf32>
          return %r : tensor<?xf32>
        }
        """;

    /// <summary>A model for inputs of two sizes: each branch is for one of them. (The first region is the one for a false condition.)</summary>
    private const string TwoSizes = """
        func.func @main(%x: tensor<2x3xf32>, %c: tensor<i1>, %v: tensor<3x4xf32>, %w: tensor<5x4xf32>) -> tensor<?x?xf32> {
          %r = "onnx.If"(%c) ({
            %b = "onnx.MatMul"(%x, %w) : (tensor<2x3xf32>, tensor<5x4xf32>) -> !onnx.unknown
            %t = "onnx.Tanh"(%b) : (!onnx.unknown) -> !onnx.unknown
            "onnx.Yield"(%t) : (!onnx.unknown) -> ()
          }, {
            %a = "onnx.MatMul"(%x, %v) : (tensor<2x3xf32>, tensor<3x4xf32>) -> !onnx.unknown
            "onnx.Yield"(%a) : (!onnx.unknown) -> ()
          }) : (tensor<i1>) -> tensor<?x?xf32>
          return %r : tensor<?x?xf32>
        }
        """;

    [Fact]
    public void A_branch_for_other_sizes_leaves_the_one_that_runs_compiled()
    {
        var random = new RandomValues(11);
        var kernels = Check(TwoSizes, random.Floats(2, 3), Bool(true), random.Floats(3, 4), random.Floats(5, 4));
        Assert.Contains(kernels, k => k.IsCompiled && k.Tactic.StartsWith("contraction", StringComparison.Ordinal));
        Assert.Single(kernels, k => !k.IsCompiled);
    }

    [Fact]
    public void A_branch_for_other_sizes_says_so_where_it_runs()
    {
        var random = new RandomValues(12);
        using var engine = Model.FromMlir(TwoSizes).Compile();
        using var session = engine.CreateSession();
        var error = Assert.Throws<NacreException>(() => session.Run(Tensors([random.Floats(2, 3), Bool(false), random.Floats(3, 4), random.Floats(5, 4)])));
        Assert.Equal(ExitCode.Unsupported, error.Code);
        Assert.Contains("onnx.MatMul", error.Message, StringComparison.Ordinal);
    }

    private static TensorValue Bool(bool value) => TensorValue.Scalar(IntegerType.I1, value ? 1 : 0);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void Loop_until_the_data_say_so(long most)
    {
        var random = new RandomValues(7);
        var kernels = Check(Until, random.Floats(3, 5), TensorValue.Scalar(IntegerType.I64, most), random.Floats(5, 5));
        Assert.All(kernels, k => Assert.True(k.IsCompiled, k.Name));
    }

    [Fact]
    public void Scan_backwards()
    {
        var random = new RandomValues(8);
        var kernels = Check(Scan, random.Floats(4), random.Floats(4, 700));
        Assert.All(kernels, k => Assert.True(k.IsCompiled, k.Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Sizes_that_the_data_give(long most)
    {
        var kernels = Check(Growing, new RandomValues(9).Floats(6), TensorValue.Scalar(IntegerType.I64, most));
        Assert.Contains(kernels, k => k.IsCompiled);
        Assert.Single(kernels, k => !k.IsCompiled);
    }

    /// <summary>Compares with the interpreter, directly and through an engine file; the kernels that ran.</summary>
    private static IReadOnlyList<KernelReport> Check(string text, params TensorValue[] inputs)
    {
        var expected = ReferenceInterpreter.Create().Run(Programs.Function(text), inputs).Select(v => v.AsTensor).ToArray();
        using var folder = new TemporaryFolder();
        using var engine = Model.FromMlir(text).Compile(new CompileOptions { UseCache = false });
        using var session = engine.CreateSession();
        AssertEqual(expected, session.Run(Tensors(inputs)));
        AssertEqual(expected, session.Run(Tensors(inputs)));
        var file = Path.Combine(folder.Path, "loop.nacre");
        engine.Save(file);
        using var loaded = Engine.Load(file);
        using var again = loaded.CreateSession();
        AssertEqual(expected, again.Run(Tensors(inputs)));
        return session.LastKernels;
    }

    private static HostTensor[] Tensors(TensorValue[] values) => Array.ConvertAll(values, v =>
    {
        var tensor = HostTensor.Create(HloWriter.RuntimeType(v.ElementType), [.. v.Shape.Dims]);
        v.Bytes.CopyTo(tensor.AsBytes());
        return tensor;
    });

    private static void AssertEqual(TensorValue[] expected, HostTensor[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Shape.Dims.ToArray(), a.Shape.ToArray());
            foreach (var (x, y) in e.ToDoubles().Zip(a.AsSpan<float>().ToArray()))
                Assert.True(Math.Abs(x - y) <= 1e-5 + 1e-4 * Math.Abs(x), $"expected {x}, got {y}");
        }
    }

    private sealed class RandomValues(int seed)
    {
        private readonly Random _random = new(seed);

        public TensorValue Floats(params ReadOnlySpan<long> dims)
        {
            var type = RankedTensorType.Get(FloatType.F32, dims);
            return TensorValue.OfDoubles(type, [.. Enumerable.Range(0, (int)type.Shape.ElementCount).Select(_ => _random.NextDouble() * 2 - 1)]);
        }
    }
}
