using System.Numerics;
using Nacre.Compilation;
using Nacre.IR;
using Nacre.Testing;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Compilation;

/// <summary>Operations that are expanded or have loops of their own: all of a program is compiled, and it computes what the interpreter computes.</summary>
public sealed class CompiledOpTests
{
    private static readonly Dictionary<string, string> Programs = new()
    {
        ["fft of several factors"] = Fft("FFT", "[60]", "3x60xcomplex<f32>", "3x60xcomplex<f32>"),
        ["fft of one prime"] = Fft("FFT", "[17]", "2x17xcomplex<f64>", "2x17xcomplex<f64>"),
        ["fft of a large prime"] = Fft("FFT", "[262]", "2x262xcomplex<f64>", "2x262xcomplex<f64>"),
        ["fft of two dimensions"] = Fft("FFT", "[6, 32]", "2x6x32xcomplex<f64>", "2x6x32xcomplex<f64>"),
        ["fft of one element"] = Fft("FFT", "[1]", "3x1xcomplex<f32>", "3x1xcomplex<f32>"),
        ["fft of nothing"] = Fft("FFT", "[4]", "0x4xcomplex<f32>", "0x4xcomplex<f32>"),
        ["inverse fft"] = Fft("IFFT", "[48]", "2x48xcomplex<f32>", "2x48xcomplex<f32>"),
        ["inverse fft of a large prime"] = Fft("IFFT", "[131]", "131xcomplex<f32>", "131xcomplex<f32>"),
        ["real fft"] = Fft("RFFT", "[4, 30]", "2x4x30xf32", "2x4x16xcomplex<f32>"),
        ["real fft of a large prime"] = Fft("RFFT", "[139]", "2x139xf64", "2x70xcomplex<f64>"),
        ["inverse real fft of an odd length"] = Fft("IRFFT", "[3, 15]", "3x8xcomplex<f64>", "3x15xf64"),
        ["inverse real fft of an even length"] = Fft("IRFFT", "[30]", "2x16xcomplex<f32>", "2x30xf32"),

        ["threefry, words"] = RandomBits("THREE_FRY", 2, "3x5xui32"),
        ["threefry, long words"] = RandomBits("THREE_FRY", 2, "7xui64"),
        ["threefry, bytes"] = RandomBits("DEFAULT", 2, "9xi8"),
        ["threefry, nothing"] = RandomBits("THREE_FRY", 2, "0x3xui32"),
        ["philox of two numbers"] = RandomBits("PHILOX", 2, "3x6xui32"),
        ["philox of three numbers"] = RandomBits("PHILOX", 3, "5xi64"),

        ["cholesky, lower"] = Cholesky("f64", "true"),
        ["cholesky, upper"] = Cholesky("f32", "false"),
        ["cholesky, complex, lower"] = Cholesky("complex<f64>", "true"),
        ["cholesky, complex, upper"] = Cholesky("complex<f32>", "false"),
        ["cholesky of no positive matrix"] = """
            func.func @main(%x: tensor<3x3xf32>) -> tensor<3x3xf32> {
              %n = stablehlo.negate %x : tensor<3x3xf32>
              %s = stablehlo.multiply %n, %n : tensor<3x3xf32>
              %a = stablehlo.subtract %n, %s : tensor<3x3xf32>
              %r = stablehlo.cholesky %a, lower = true : tensor<3x3xf32>
              return %r : tensor<3x3xf32>
            }
            """,
        ["triangular solve, complex"] = TriangularSolve("complex<f64>", "true", "NO_TRANSPOSE"),
        ["triangular solve, complex, right"] = TriangularSolve("complex<f64>", "false", "TRANSPOSE"),
        ["triangular solve, complex, adjoint"] = TriangularSolve("complex<f64>", "true", "ADJOINT"),
        ["triangular solve, complex, adjoint, right"] = TriangularSolve("complex<f32>", "false", "ADJOINT"),

        ["convolution in batch groups"] = """
            func.func @main(%x: tensor<6x7x7x2xf32>, %w: tensor<3x3x2x9xf32>) -> tensor<2x5x5x9xf32> {
              %r = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 3 : i64, feature_group_count = 1 : i64} : (tensor<6x7x7x2xf32>, tensor<3x3x2x9xf32>) -> tensor<2x5x5x9xf32>
              return %r : tensor<2x5x5x9xf32>
            }
            """,
        ["convolution in batch groups, dilated and reversed"] = """
            func.func @main(%x: tensor<2x5x4xf32>, %w: tensor<4x2x3xf32>) -> tensor<2x4x10xf32> {
              %r = stablehlo.convolution(%x, %w) dim_numbers = [f, 0, b]x[o, i, 0]->[b, f, 0], window = {pad = [[2, 1]], lhs_dilate = [2], reverse = [true]} {batch_group_count = 2 : i64, feature_group_count = 1 : i64} : (tensor<2x5x4xf32>, tensor<4x2x3xf32>) -> tensor<2x4x10xf32>
              return %r : tensor<2x4x10xf32>
            }
            """,
        ["window with dilated input"] = """
            func.func @main(%x: tensor<3x5xf32>) -> (tensor<3x6xf32>, tensor<3x6xi32>) {
              %zero = stablehlo.constant dense<0.0> : tensor<f32>
              %none = stablehlo.constant dense<0> : tensor<i32>
              %i = stablehlo.convert %x : (tensor<3x5xf32>) -> tensor<3x5xi32>
              %r:2 = "stablehlo.reduce_window"(%x, %i, %zero, %none) <{window_dimensions = array<i64: 2, 3>, base_dilations = array<i64: 2, 3>, window_dilations = array<i64: 1, 2>, window_strides = array<i64: 2, 2>, padding = dense<[[1, 1], [2, 0]]> : tensor<2x2xi64>}> ({
              ^bb0(%a: tensor<f32>, %b: tensor<i32>, %c: tensor<f32>, %d: tensor<i32>):
                %s = stablehlo.add %a, %c : tensor<f32>
                %t = stablehlo.add %b, %d : tensor<i32>
                stablehlo.return %s, %t : tensor<f32>, tensor<i32>
              }) : (tensor<3x5xf32>, tensor<3x5xi32>, tensor<f32>, tensor<i32>) -> (tensor<3x6xf32>, tensor<3x6xi32>)
              return %r#0, %r#1 : tensor<3x6xf32>, tensor<3x6xi32>
            }
            """,

        ["pad by computed amounts"] = """
            func.func @main(%x: tensor<5x4xf32>, %p: tensor<f32>) -> tensor<7x5xf32> {
              %low = stablehlo.constant dense<[1, -1]> : tensor<2xi64>
              %zero = stablehlo.constant dense<0> : tensor<i64>
              %one = stablehlo.constant dense<1> : tensor<i64>
              %q = stablehlo.convert %p : (tensor<f32>) -> tensor<i64>
              %n = stablehlo.multiply %q, %zero : tensor<i64>
              %m = stablehlo.broadcast_in_dim %n, dims = [] : (tensor<i64>) -> tensor<2xi64>
              %l = stablehlo.add %low, %m : tensor<2xi64>
              %i = stablehlo.constant dense<[0, 1]> : tensor<2xi64>
              %inner = stablehlo.add %i, %m : tensor<2xi64>
              %r = stablehlo.dynamic_pad %x, %p, %l, %l, %inner : (tensor<5x4xf32>, tensor<f32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<7x5xf32>
              return %r : tensor<7x5xf32>
            }
            """,
        ["slice by computed amounts"] = """
            func.func @main(%x: tensor<9x17xf32>, %n: tensor<i32>) -> tensor<3x5xf32> {
              %zero = stablehlo.constant dense<0> : tensor<i32>
              %none = stablehlo.multiply %n, %zero : tensor<i32>
              %m = stablehlo.broadcast_in_dim %none, dims = [] : (tensor<i32>) -> tensor<2xi32>
              %a = stablehlo.constant dense<[2, 1]> : tensor<2xi32>
              %b = stablehlo.constant dense<[8, 16]> : tensor<2xi32>
              %c = stablehlo.constant dense<[2, 3]> : tensor<2xi32>
              %start = stablehlo.add %a, %m : tensor<2xi32>
              %limit = stablehlo.add %b, %m : tensor<2xi32>
              %stride = stablehlo.add %c, %m : tensor<2xi32>
              %r = stablehlo.real_dynamic_slice %x, %start, %limit, %stride : (tensor<9x17xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<3x5xf32>
              return %r : tensor<3x5xf32>
            }
            """,
        ["convolution by computed amounts"] = """
            func.func @main(%x: tensor<2x6x5x3xf32>, %w: tensor<3x2x3x4xf32>, %n: tensor<i64>) -> tensor<2x6x4x4xf32> {
              %zero = stablehlo.constant dense<0> : tensor<i64>
              %none = stablehlo.multiply %n, %zero : tensor<i64>
              %m = stablehlo.broadcast_in_dim %none, dims = [] : (tensor<i64>) -> tensor<2x2xi64>
              %a = stablehlo.constant dense<[[1, 2], [0, -1]]> : tensor<2x2xi64>
              %padding = stablehlo.add %a, %m : tensor<2x2xi64>
              %r = "stablehlo.dynamic_conv"(%x, %w, %padding) {window_strides = array<i64: 2, 1>, lhs_dilation = array<i64: 2, 1>, rhs_dilation = array<i64: 1, 1>, window_reversal = array<i1: false, true>, dimension_numbers = #stablehlo.conv<[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]>, batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<2x6x5x3xf32>, tensor<3x2x3x4xf32>, tensor<2x2xi64>) -> tensor<2x6x3x4xf32>
              %z = stablehlo.constant dense<0.0> : tensor<f32>
              %p = stablehlo.pad %r, %z, low = [0, 0, 0, 0], high = [0, 0, 1, 0], interior = [0, 0, 0, 0] : (tensor<2x6x3x4xf32>, tensor<f32>) -> tensor<2x6x4x4xf32>
              return %p : tensor<2x6x4x4xf32>
            }
            """,

        ["ragged product of rows"] = RaggedDot("2x11x5xf32", "3x2x5x7xf32", "2x11x7xf32", "[0]", "[1]", "[2]", "[2]", "[1]", "[0]"),
        ["ragged product of terms"] = RaggedDot("11x9xf32", "11x20xf32", "3x9x20xf32", "[]", "[]", "[0]", "[0]", "[0]", "[]"),
        ["ragged product of a batch"] = RaggedDot("11x4x5xf32", "11x5x6xf32", "11x4x6xf32", "[0]", "[0]", "[2]", "[1]", "[0]", "[]"),

        ["scan"] = """
            func.func @main(%x: tensor<3x6xf32>, %y: tensor<2x6xi32>, %s: tensor<3xf32>) -> (tensor<3x6xf32>, tensor<6x2xi32>, tensor<3xf32>) {
              %r:3 = chlo.scan(%x, %y) inits(%s) dimension=1 attributes {is_reverse = true} {
              ^bb0(%a: tensor<3xf32>, %b: tensor<2xi32>, %c: tensor<3xf32>):
                %half = stablehlo.constant dense<0.5> : tensor<3xf32>
                %h = stablehlo.multiply %c, %half : tensor<3xf32>
                %n = stablehlo.add %a, %h : tensor<3xf32>
                %d = stablehlo.add %b, %b : tensor<2xi32>
                stablehlo.return %n, %d, %n : tensor<3xf32>, tensor<2xi32>, tensor<3xf32>
              } : (tensor<3x6xf32>, tensor<2x6xi32>, tensor<3xf32>) -> (tensor<3x6xf32>, tensor<2x6xi32>, tensor<3xf32>)
              %t = stablehlo.transpose %r#1, dims = [1, 0] : (tensor<2x6xi32>) -> tensor<6x2xi32>
              return %r#0, %t, %r#2 : tensor<3x6xf32>, tensor<6x2xi32>, tensor<3xf32>
            }
            """,
        ["batch norm"] = """
            func.func @main(%x: tensor<2x3x4xf32>, %g: tensor<2x3x4xf32>, %a: tensor<3xf32>, %b: tensor<3xf32>) -> (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>) {
              %r:3 = "stablehlo.batch_norm_training"(%x, %a, %b) <{epsilon = 0.01 : f32, feature_index = 1 : i64}> : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>)
              %i = "stablehlo.batch_norm_inference"(%g, %a, %b, %r#1, %r#2) <{epsilon = 0.01 : f32, feature_index = 1 : i64}> : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
              %d:3 = "stablehlo.batch_norm_grad"(%x, %a, %r#1, %r#2, %g) <{epsilon = 0.01 : f32, feature_index = 1 : i64}> : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<2x3x4xf32>) -> (tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>)
              return %r#0, %i, %d#0, %d#1, %d#2 : tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<3xf32>, tensor<3xf32>
            }
            """,
        ["superseded operations"] = """
            func.func @main(%x: tensor<3x5xf32>, %y: tensor<5x4xf32>, %z: tensor<2x3x5xf32>, %i: tensor<2x4xi32>) -> (tensor<3x4xf32>, tensor<4x3xf32>, tensor<5x2xf32>, tensor<2x3x4xf32>, tensor<2x3x5xf32>) {
              %a = stablehlo.dot %x, %y : (tensor<3x5xf32>, tensor<5x4xf32>) -> tensor<3x4xf32>
              %b = stablehlo.einsum %z, %y, config = "zab,bc->ca" : (tensor<2x3x5xf32>, tensor<5x4xf32>) -> tensor<4x3xf32>
              %c = stablehlo.unary_einsum %z, config = "abc->ca" : (tensor<2x3x5xf32>) -> tensor<5x2xf32>
              %d = "stablehlo.torch_index_select"(%z, %i) <{batch_dims = 1 : i64, dim = 2 : i64}> : (tensor<2x3x5xf32>, tensor<2x4xi32>) -> tensor<2x3x4xf32>
              %e = "stablehlo.broadcast"(%x) <{broadcast_sizes = array<i64: 2>}> : (tensor<3x5xf32>) -> tensor<2x3x5xf32>
              return %a, %b, %c, %d, %e : tensor<3x4xf32>, tensor<4x3xf32>, tensor<5x2xf32>, tensor<2x3x4xf32>, tensor<2x3x5xf32>
            }
            """,
        ["operations that broadcast"] = """
            func.func @main(%x: tensor<3x1x5xf32>, %y: tensor<4x1xf32>, %z: tensor<3xf32>) -> (tensor<3x4x5xf32>, tensor<3x1x5xf32>, tensor<3x4x5xi1>, tensor<3x4x5xf32>) {
              %a = chlo.broadcast_add %x, %y : (tensor<3x1x5xf32>, tensor<4x1xf32>) -> tensor<3x4x5xf32>
              %b = chlo.broadcast_multiply %z, %x {broadcast_dimensions = array<i64: 0>} : (tensor<3xf32>, tensor<3x1x5xf32>) -> tensor<3x1x5xf32>
              %c = chlo.broadcast_compare %x, %y {comparison_direction = #chlo<comparison_direction LT>} : (tensor<3x1x5xf32>, tensor<4x1xf32>) -> tensor<3x4x5xi1>
              %d = chlo.broadcast_select %c, %x, %y : (tensor<3x4x5xi1>, tensor<3x1x5xf32>, tensor<4x1xf32>) -> tensor<3x4x5xf32>
              return %a, %b, %c, %d : tensor<3x4x5xf32>, tensor<3x1x5xf32>, tensor<3x4x5xi1>, tensor<3x4x5xf32>
            }
            """,
        ["tuples"] = """
            func.func @main(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
              %a = stablehlo.add %x, %y : tensor<3xf32>
              %t = stablehlo.tuple %x, %a : tuple<tensor<3xf32>, tensor<3xf32>>
              %u = stablehlo.tuple %y, %t : tuple<tensor<3xf32>, tuple<tensor<3xf32>, tensor<3xf32>>>
              %v = stablehlo.get_tuple_element %u[1] : (tuple<tensor<3xf32>, tuple<tensor<3xf32>, tensor<3xf32>>>) -> tuple<tensor<3xf32>, tensor<3xf32>>
              %r = stablehlo.get_tuple_element %v[1] : (tuple<tensor<3xf32>, tensor<3xf32>>) -> tensor<3xf32>
              return %r : tensor<3xf32>
            }
            """,
    };

    public static TheoryData<string> Names => [.. Programs.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Is_compiled_and_computes_what_the_interpreter_does(string name)
    {
        var program = Programs[name];
        var inputs = Inputs(program);
        var actual = RunCompiled(program, inputs);
        var expected = Interpreter.Programs.Run(program, inputs);
        for (var i = 0; i < expected.Length; i++)
            Assert.Null(ValueComparer.Difference(actual[i], expected[i], new Tolerance(1e-5, 2e-5, IsNetwork: false)));
    }

    /// <summary>Numbers of a distribution: within their range, around their mean, and not those of another operation.</summary>
    [Fact]
    public void Random_numbers_have_their_distribution()
    {
        var results = RunCompiled("""
            func.func @main(%a: tensor<f32>) -> (tensor<4000xf32>, tensor<4000xf64>, tensor<4000xi32>) {
              %low = stablehlo.constant dense<-1.0> : tensor<f32>
              %high = stablehlo.constant dense<3.0> : tensor<f32>
              %mean = stablehlo.constant dense<5.0> : tensor<f64>
              %deviation = stablehlo.constant dense<2.0> : tensor<f64>
              %zero = stablehlo.constant dense<0> : tensor<i32>
              %ten = stablehlo.constant dense<10> : tensor<i32>
              %n = stablehlo.constant dense<[4000]> : tensor<1xi64>
              %u = stablehlo.rng %low, %high, %n, distribution = UNIFORM : (tensor<f32>, tensor<f32>, tensor<1xi64>) -> tensor<4000xf32>
              %v = stablehlo.rng %mean, %deviation, %n, distribution = NORMAL : (tensor<f64>, tensor<f64>, tensor<1xi64>) -> tensor<4000xf64>
              %w = stablehlo.rng %zero, %ten, %n, distribution = UNIFORM : (tensor<i32>, tensor<i32>, tensor<1xi64>) -> tensor<4000xi32>
              return %u, %v, %w : tensor<4000xf32>, tensor<4000xf64>, tensor<4000xi32>
            }
            """, [TensorValue.Scalar(FloatType.F32, 0)]);
        double[][] numbers = [.. results.Select(r => Enumerable.Range(0, (int)r.Count).Select(i => r.DoubleAt(i)).ToArray())];
        Assert.All(numbers[0], x => Assert.InRange(x, -1, 3));
        Assert.Equal(1, numbers[0].Average(), 0.1);
        Assert.Equal(5, numbers[1].Average(), 0.15);
        Assert.Equal(4, numbers[1].Average(x => (x - 5) * (x - 5)), 0.5);
        Assert.Equal(10, numbers[2].Distinct().Count());
        Assert.NotEqual(numbers[0].Select(x => Math.Floor((x + 1) / 4 * 10)), numbers[2]);
    }

    private static TensorValue[] RunCompiled(string program, TensorValue[] inputs)
    {
        using var engine = Model.FromMlir(program).Compile(new CompileOptions { UseCache = false });
        using var session = engine.CreateSession();
        var outputs = session.Run([.. inputs.Select(ElementTypeMap.ToTensor)]);
        Assert.All(session.LastKernels, k => Assert.True(k.IsCompiled, $"'{k.Name}' runs on the interpreter"));
        return [.. outputs.Select(o => (TensorValue)ElementTypeMap.ToValue(o))];
    }

    private static TensorValue[] Inputs(string program)
    {
        var random = new Random(7);
        return [.. Interpreter.Programs.Function(program).FunctionType.Inputs.Select(type => Numbers((RankedTensorType)type, random))];
    }

    private static TensorValue Numbers(RankedTensorType type, Random random)
    {
        var count = (int)type.Shape.ElementCount;
        double Next() => random.Next(-16, 17) / 8.0;
        return type.ElementType switch
        {
            ComplexType => TensorValue.OfComplexes(type, [.. Enumerable.Range(0, count).Select(_ => new Complex(Next(), Next()))]),
            FloatType => TensorValue.OfDoubles(type, [.. Enumerable.Range(0, count).Select(_ => Next())]),
            IntegerType { Width: 64, IsUnsigned: true } => TensorValue.OfIntegers(type, [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))]),
            _ => TensorValue.OfIntegers(type, [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(5))]),
        };
    }

    private static string Fft(string kind, string length, string operand, string result) => $$"""
        func.func @main(%x: tensor<{{operand}}>) -> tensor<{{result}}> {
          %r = stablehlo.fft %x, type = {{kind}}, length = {{length}} : (tensor<{{operand}}>) -> tensor<{{result}}>
          return %r : tensor<{{result}}>
        }
        """;

    private static string RandomBits(string algorithm, int words, string result) => $$"""
        func.func @main(%s: tensor<{{words}}xui64>) -> (tensor<{{words}}xui64>, tensor<{{result}}>) {
          %t, %r = stablehlo.rng_bit_generator %s, algorithm = {{algorithm}} : (tensor<{{words}}xui64>) -> (tensor<{{words}}xui64>, tensor<{{result}}>)
          return %t, %r : tensor<{{words}}xui64>, tensor<{{result}}>
        }
        """;

    /// <summary>Of x·xᴴ + 1.</summary>
    private static string Cholesky(string element, string lower)
    {
        var type = $"tensor<2x5x5x{element}>";
        var conjugate = element[0] == 'c' ? $"chlo.conj %x : {type} -> {type}" : $"stablehlo.optimization_barrier %x : {type}";
        return $$"""
            func.func @main(%x: {{type}}) -> {{type}} {
              %c = {{conjugate}}
              %p = stablehlo.dot_general %x, %c, batching_dims = [0] x [0], contracting_dims = [2] x [2] : ({{type}}, {{type}}) -> {{type}}
              %i = stablehlo.iota dim = 1 : tensor<2x5x5xi32>
              %j = stablehlo.iota dim = 2 : tensor<2x5x5xi32>
              %d = stablehlo.compare EQ, %i, %j : (tensor<2x5x5xi32>, tensor<2x5x5xi32>) -> tensor<2x5x5xi1>
              %one = stablehlo.convert %d : (tensor<2x5x5xi1>) -> {{type}}
              %a = stablehlo.add %p, %one : {{type}}
              %r = stablehlo.cholesky %a, lower = {{lower}} : {{type}}
              return %r : {{type}}
            }
            """;
    }

    private static string TriangularSolve(string element, string left, string transpose)
    {
        var (matrix, unknown) = ($"tensor<2x4x4x{element}>", left == "true" ? $"tensor<2x4x3x{element}>" : $"tensor<2x3x4x{element}>");
        return $$"""
            func.func @main(%x: {{matrix}}, %b: {{unknown}}) -> {{unknown}} {
              %i = stablehlo.iota dim = 1 : tensor<2x4x4xi32>
              %j = stablehlo.iota dim = 2 : tensor<2x4x4xi32>
              %d = stablehlo.compare EQ, %i, %j : (tensor<2x4x4xi32>, tensor<2x4x4xi32>) -> tensor<2x4x4xi1>
              %one = stablehlo.convert %d : (tensor<2x4x4xi1>) -> {{matrix}}
              %two = stablehlo.add %one, %one : {{matrix}}
              %four = stablehlo.add %two, %two : {{matrix}}
              %a = stablehlo.add %x, %four : {{matrix}}
              %r = "stablehlo.triangular_solve"(%a, %b) <{left_side = {{left}}, lower = true, unit_diagonal = false, transpose_a = #stablehlo<transpose {{transpose}}>}> : ({{matrix}}, {{unknown}}) -> {{unknown}}
              return %r : {{unknown}}
            }
            """;
    }

    /// <summary>Three groups of 4, 2 and 3 of 11.</summary>
    private static string RaggedDot(string lhs, string rhs, string result, string lhsBatch, string rhsBatch, string lhsContracting, string rhsContracting, string ragged, string group) => $$"""
        func.func @main(%x: tensor<{{lhs}}>, %y: tensor<{{rhs}}>) -> tensor<{{result}}> {
          %g = stablehlo.constant dense<[4, 2, 3]> : tensor<3xi64>
          %r = "chlo.ragged_dot"(%x, %y, %g) {ragged_dot_dimension_numbers = #chlo.ragged_dot<lhs_batching_dimensions = {{lhsBatch}}, rhs_batching_dimensions = {{rhsBatch}}, lhs_contracting_dimensions = {{lhsContracting}}, rhs_contracting_dimensions = {{rhsContracting}}, lhs_ragged_dimensions = {{ragged}}, rhs_group_dimensions = {{group}}>} : (tensor<{{lhs}}>, tensor<{{rhs}}>, tensor<3xi64>) -> tensor<{{result}}>
          return %r : tensor<{{result}}>
        }
        """;
}
