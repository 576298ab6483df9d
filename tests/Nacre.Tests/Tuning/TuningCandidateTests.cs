using System.Globalization;
using System.Runtime.InteropServices;
using Nacre.Caching;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Testing;
using Nacre.Tests.Properties;
using Nacre.Transforms.Interpreter;
using Nacre.Tuning;

namespace Nacre.Tests.Tuning;

/// <summary>Whatever a database says, results stay right.</summary>
public sealed class TuningCandidateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(5);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 70, 90)]
    [InlineData(33, 65, 130)]
    [InlineData(200, 40, 17)]
    public void Every_candidate_of_a_product_computes_it(long rows, long depth, long columns)
    {
        var (a, b, c) = (Type(rows, depth), Type(depth, columns), Type(rows, columns));
        var text = $$"""
            func.func @main(%x: {{a}}) -> {{c}} {
              %w = stablehlo.constant dense<"{{Hex(depth * columns)}}"> : {{b}}
              %y = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : ({{a}}, {{b}}) -> {{c}}
              %z = stablehlo.tanh %y : {{c}}
              return %z : {{c}}
            }
            """;
        Assert.InRange(CheckAll(text, [Tensor(rows, depth)], 1e-5), 2, 12);
    }

    [Theory]
    [InlineData(11, 12, 40, 37, 3, 1, 1)] // Winograd applies, padding
    [InlineData(9, 7, 32, 64, 3, 1, 0)]
    [InlineData(14, 14, 24, 20, 3, 2, 1)] // direct only
    [InlineData(8, 9, 50, 33, 1, 1, 0)]
    public void Every_candidate_of_a_convolution_computes_it(long height, long width, long channels, long features, long window, long stride, long padding)
    {
        var (outHeight, outWidth) = ((height + 2 * padding - window) / stride + 1, (width + 2 * padding - window) / stride + 1);
        var (x, w, y) = (Type(2, height, width, channels), Type(window, window, channels, features), Type(2, outHeight, outWidth, features));
        var text = $$"""
            func.func @main(%x: {{x}}, %r: {{y}}) -> {{y}} {
              %w = stablehlo.constant dense<"{{Hex(window * window * channels * features)}}"> : {{w}}
              %c = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
                window = {stride = [{{stride}}, {{stride}}], pad = [[{{padding}}, {{padding}}], [{{padding}}, {{padding}}]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : ({{x}}, {{w}}) -> {{y}}
              %s = stablehlo.add %c, %r : {{y}}
              return %s : {{y}}
            }
            """;
        Assert.InRange(CheckAll(text, [Tensor(2, height, width, channels), Tensor(2, outHeight, outWidth, features)], 2e-6 * window * Math.Sqrt(channels) * 8), 3, 12);
    }

    /// <summary>How many candidates the program's kernel has, each of them used and right.</summary>
    private int CheckAll(string text, TensorValue[] inputs, double absolute)
    {
        var model = Model.FromMlir(text);
        var kernel = Assert.Single(ModelTuning.KernelsOf(model, new CompileOptions(), model.Main.FunctionType.Inputs.Select(IRType? (t) => t).ToEquatableArray()));
        var candidates = kernel.Candidates();
        var expected = Nacre.Tests.Interpreter.Programs.Run(text, inputs)[0];
        foreach (var candidate in candidates)
        {
            var options = new CompileOptions { TuningFile = Database(candidate) };
            using var engine = model.Compile(options);
            using var session = engine.CreateSession();
            var difference = ValueComparer.Difference(SessionRuns.Run(session, inputs)[0], expected, new Tolerance(1e-4, absolute, IsNetwork: false));
            var wanted = candidate.Values.Last();
            Assert.True(difference is null, $"{wanted}: {difference}");
            Assert.Contains($"tactic = \"{wanted.Tactic}\"", Kernels(model, options), StringComparison.Ordinal);
            foreach (var parameter in wanted.Parameters)
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{parameter.Name} = {parameter.Value} : i64"), Kernels(model, options), StringComparison.Ordinal);
        }
        return candidates.Count;
    }

    private static string Kernels(Model model, CompileOptions options) => Nacre.Compilation.PhaseText.Emit(model, options, "kernels");

    private string Database(IReadOnlyDictionary<string, Schedule> decisions, string target = "host")
    {
        var entries = decisions.Select(d => new TuningEntry(CacheKey.OfTiming(target), d.Key, d.Value, 1, 2, "").ToString());
        return _folder.Write("tuning.txt", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', entries)));
    }

    private const string Product = """
        func.func @main(%x: tensor<40x16xf32>) -> tensor<40x80xf32> {
          %w = stablehlo.constant dense<0.5> : tensor<16x80xf32>
          %y = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<40x16xf32>, tensor<16x80xf32>) -> tensor<40x80xf32>
          return %y : tensor<40x80xf32>
        }
        """;

    private static string KeyOfProduct => ModelTuning.KernelsOf(Model.FromMlir(Product), new CompileOptions(), [RankedTensorType.Get(FloatType.F32, 40, 16)]).Single().Key;

    [Theory]
    [InlineData("contraction.packed", 100)] // more accumulators than there are registers
    [InlineData("winograd", 2)]
    [InlineData("window", 2)]
    [InlineData("no.such", 2)]
    public void What_is_no_candidate_is_ignored(string tactic, long rows)
    {
        var model = Model.FromMlir(Product);
        var parameters = new[] { new ScheduleParameter("rows", rows), new ScheduleParameter("vectors", 2), new ScheduleParameter("rows_outside", 1) };
        var options = new CompileOptions { TuningFile = Database(new Dictionary<string, Schedule> { [KeyOfProduct] = new(tactic, parameters) }) };
        Assert.Equal(Kernels(model, new CompileOptions()), Kernels(model, options));
    }

    [Fact]
    public void A_database_of_another_target_is_ignored()
    {
        var model = Model.FromMlir(Product);
        var decision = Assert.Single(ModelTuning.KernelsOf(model, new CompileOptions(), [RankedTensorType.Get(FloatType.F32, 40, 16)])).Candidates()[0];
        Assert.Equal(Kernels(model, new CompileOptions()), Kernels(model, new CompileOptions { TuningFile = Database(decision, "x86-64-v2") }));
        Assert.NotEqual(Kernels(model, new CompileOptions()), Kernels(model, new CompileOptions { TuningFile = Database(decision) }));
    }

    [Fact]
    public void The_same_database_gives_the_same_engine()
    {
        var decision = Assert.Single(ModelTuning.KernelsOf(Model.FromMlir(Product), new CompileOptions(), [RankedTensorType.Get(FloatType.F32, 40, 16)])).Candidates()[0];
        var options = new CompileOptions { TuningFile = Database(decision) };
        var (first, second, plain) = (Bytes(options), Bytes(options), Bytes(new CompileOptions()));
        Assert.Equal(first, second);
        Assert.NotEqual(first, plain);
    }

    private byte[] Bytes(CompileOptions options)
    {
        using var engine = Model.FromMlir(Product).Compile(options);
        engine.Save(_folder["x.nacre"]);
        return File.ReadAllBytes(_folder["x.nacre"]);
    }

    [Fact]
    public void The_cache_knows_what_the_database_said()
    {
        var path = _folder.Write("m.mlir", System.Text.Encoding.UTF8.GetBytes(Product));
        var options = new CompileOptions { UseCache = true, CacheFolder = _folder["cache"], TuningFile = _folder["tuning.txt"] };
        _folder.Write("tuning.txt", []);
        Assert.Equal(1, Compiled(path, options));
        Assert.Equal(0, Compiled(path, options));
        Database(Assert.Single(ModelTuning.KernelsOf(Model.FromMlir(Product), new CompileOptions(), [RankedTensorType.Get(FloatType.F32, 40, 16)])).Candidates()[0]);
        Assert.Equal(1, Compiled(path, options));
        Assert.Equal(0, Compiled(path, options));
    }

    private static int Compiled(string path, CompileOptions options)
    {
        using var engine = Engine.Open(path, options);
        engine.Compile();
        return engine.ProgramsCompiled;
    }

    [Fact]
    public void Damaged_lines_are_a_warning()
    {
        var warnings = new List<string>();
        _folder.Write("tuning.txt", "1 damaged\n"u8.ToArray());
        using var engine = Model.FromMlir(Product).Compile(new CompileOptions { TuningFile = _folder["tuning.txt"], Warn = warnings.Add });
        engine.Compile();
        Assert.Contains("tuning.txt' has damaged lines, which are not used: 1", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private static string Type(params long[] shape) => $"tensor<{string.Join('x', shape.Select(s => s.ToString(CultureInfo.InvariantCulture)))}xf32>";

    private float[] Numbers(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => _random.NextSingle() * 2 - 1)];

    private string Hex(long count) => "0x" + Convert.ToHexString(MemoryMarshal.AsBytes<float>(Numbers(count)));

    private TensorValue Tensor(params long[] shape) => new(new RankedTensorType(shape, FloatType.F32), MemoryMarshal.AsBytes<float>(Numbers(shape.Aggregate(1L, (a, b) => a * b))).ToArray());
}
