using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nacre.Comparison;
using Nacre.Runtime;
using Nacre.Tests.Cli;

namespace Nacre.Tests.Compilation;

/// <summary>What <c>--precision bf16</c> does to a network: nearly the same results from half the weights.</summary>
public sealed class Bf16PrecisionTests : IDisposable
{
    /// <summary>bf16 keeps eight bits, so an operand is off by up to 2⁻⁹ of itself; two layers of sums with random signs stay within a few times that.</summary>
    private const double Tolerance = 0.02;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Targets => CpuFeatures.Host.Contains("avx512bf16")
        ? new() { "host", "x86-64-v2", "x86-64-v3", "x86-64-v4+avx512bf16" } : new() { "host", "x86-64-v2", "x86-64-v3" };

    /// <summary>A convolution, a rectifier, and a dense layer with nearly all the weights.</summary>
    private static Model Network()
    {
        var random = new Random(3);
        string Weights(int count) => "0x" + Convert.ToHexString(MemoryMarshal.AsBytes<float>(Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f).ToArray()));
        return Model.FromMlir($$"""
            func.func @main(%x: tensor<1x10x10x8xf32>) -> tensor<1x100xf32> {
              %k = stablehlo.constant dense<"{{Weights(9 * 8 * 16)}}"> : tensor<3x3x8x16xf32>
              %w = stablehlo.constant dense<"{{Weights(1024 * 100)}}"> : tensor<1024x100xf32>
              %z = stablehlo.constant dense<0.0> : tensor<1x8x8x16xf32>
              %c = stablehlo.convolution(%x, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x10x10x8xf32>, tensor<3x3x8x16xf32>) -> tensor<1x8x8x16xf32>
              %r = stablehlo.maximum %c, %z : tensor<1x8x8x16xf32>
              %f = stablehlo.reshape %r : (tensor<1x8x8x16xf32>) -> tensor<1x1024xf32>
              %d = stablehlo.dot_general %f, %w, contracting_dims = [1] x [0] : (tensor<1x1024xf32>, tensor<1024x100xf32>) -> tensor<1x100xf32>
              return %d : tensor<1x100xf32>
            }
            """);
    }

    private static HostTensor Image()
    {
        var random = new Random(4);
        return HostTensor.FromArray([.. Enumerable.Range(0, 800).Select(_ => random.NextSingle())], 1, 10, 10, 8);
    }

    private string Save(Precision precision, string target)
    {
        var path = Path.Combine(_folder.Path, precision.ToString() + EngineFile.Extension);
        using var engine = Network().Compile(new CompileOptions { Precision = precision, Target = target });
        engine.Save(path);
        return path;
    }

    private static byte[] Output(Engine engine)
    {
        using var session = engine.CreateSession();
        return session.Run([Image()])[0].AsBytes().ToArray();
    }

    [Theory, MemberData(nameof(Targets))]
    public void Outputs_lose_little_and_something(string target)
    {
        using var engine = Network().Compile(new CompileOptions { Precision = Precision.Bf16, Target = target });
        using var session = engine.CreateSession();
        var loss = Assert.Single(PrecisionLoss.Measure(engine, [Image()], session.Run([Image()])));
        Assert.InRange(loss.Largest, 1e-5, Tolerance);
        Assert.InRange(loss.Rms, 1e-5, Tolerance);
        Assert.All(session.LastKernels, k => Assert.True(k.IsCompiled));
    }

    [Theory, MemberData(nameof(Targets))]
    public void An_engine_file_holds_half_the_weights_and_computes_the_same(string target)
    {
        var path = Save(Precision.Bf16, target);
        var saved = new FileInfo(Save(Precision.Model, target)).Length - new FileInfo(path).Length;
        // 1024 x 100 weights in two bytes less each; the code may take some more.
        Assert.True(saved > 150_000, string.Create(CultureInfo.InvariantCulture, $"only {saved} bytes smaller"));
        using var compiled = Network().Compile(new CompileOptions { Precision = Precision.Bf16, Target = target });
        using var loaded = Engine.Load(path);
        Assert.Equal(Output(compiled), Output(loaded));
    }

    [Fact]
    public void Loss_is_a_part_of_the_largest_element_and_of_the_norm()
    {
        var loss = PrecisionLoss.Between("y", HostTensor.FromArray([3f, 5f], 2), HostTensor.FromArray([3f, 4f], 2));
        Assert.Equal(0.25, loss.Largest, 1e-12);
        Assert.Equal(0.2, loss.Rms, 1e-12);
        Assert.Equal(double.PositiveInfinity, PrecisionLoss.Between("y", HostTensor.FromArray([float.NaN], 1), HostTensor.FromArray([3f], 1)).Largest);
        Assert.Equal(double.PositiveInfinity, PrecisionLoss.Between("y", HostTensor.FromArray([1f], 1), HostTensor.FromArray([1f, 2f], 2)).Largest);
    }

    [Fact]
    public void Bench_names_the_precision_and_what_it_loses()
    {
        var figures = Path.Combine(_folder.Path, "figures");
        var run = CommandRun.Of("bench", Engines.EngineModels.Digits, "--precision", "bf16", "--duration", "0", "--json", figures);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        Assert.Contains("nacre in bf16", run.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(figures));
        Assert.Equal("bf16", json.RootElement.GetProperty("precision").GetString());
        Assert.InRange(json.RootElement.GetProperty("precision_loss").GetDouble(), 1e-7, 0.1);
    }

    [Fact]
    public void Run_reports_the_loss_when_asked()
    {
        const string words = "largest difference from the model's precision";
        Assert.Contains(words, CommandRun.Of("run", Engines.EngineModels.Digits, "--no-cache", "--precision", "bf16", "--report").Error, StringComparison.Ordinal);
        Assert.DoesNotContain(words, CommandRun.Of("run", Engines.EngineModels.Digits, "--no-cache", "--precision", "bf16").Error, StringComparison.Ordinal);
    }
}
