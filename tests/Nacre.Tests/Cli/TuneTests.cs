using Nacre.Runtime;

namespace Nacre.Tests.Cli;

/// <summary><c>--tune</c> and <c>--tuning</c>.</summary>
public sealed class TuneTests : IDisposable
{
    private const string Product = """
        func.func @main(%x: tensor<40x16xf32>) -> tensor<40x80xf32> {
          %w = stablehlo.constant dense<0.5> : tensor<16x80xf32>
          %y = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<40x16xf32>, tensor<16x80xf32>) -> tensor<40x80xf32>
          return %y : tensor<40x80xf32>
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public TuneTests() => _model = _folder.Write("m.mlir", System.Text.Encoding.UTF8.GetBytes(Product));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Measures_once_and_then_knows()
    {
        var first = CommandRun.Of("compile", _model, "-o", _folder["a.nacre"], "--tune", "10m", "--tuning", _folder["t.txt"]);
        Assert.True(first.Exit == ExitCode.Ok, first.Error);
        Assert.Contains("tuning: 1 of 1 kernels", first.Error, StringComparison.Ordinal);
        var database = File.ReadAllText(_folder["t.txt"]);
        Assert.Contains("# stablehlo.dot_general (tensor<40x16xf32>, tensor<16x80xf32>) -> tensor<40x80xf32>", database, StringComparison.Ordinal);
        var second = CommandRun.Of("compile", _model, "-o", _folder["b.nacre"], "--tune", "10m", "--tuning", _folder["t.txt"]);
        Assert.DoesNotContain("tuning:", second.Error, StringComparison.Ordinal);
        Assert.Equal(database, File.ReadAllText(_folder["t.txt"]));
        Assert.Equal(File.ReadAllBytes(_folder["a.nacre"]), File.ReadAllBytes(_folder["b.nacre"]));
    }

    [Fact]
    public void Run_and_bench_tune_too()
    {
        var run = CommandRun.Of("run", _model, "--input", "ones", "--tune", "1ms", "--tuning", _folder["t.txt"]);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        var bench = CommandRun.Of("bench", _model, "--duration", "0", "--tune", "1ms", "--tuning", _folder["t.txt"]);
        Assert.True(bench.Exit == ExitCode.Ok, bench.Error);
    }

    [Theory]
    [InlineData("60")]
    [InlineData("soon")]
    [InlineData("-1s")]
    [InlineData("0s")]
    public void A_time_that_is_none_is_refused(string time) => CommandRun.Of("compile", _model, "-o", _folder["a.nacre"], "--tune", time).Fails(ExitCode.Usage, "tun");

    [Fact]
    public void An_engine_is_compiled_already()
    {
        Assert.Equal(ExitCode.Ok, CommandRun.Of("compile", _model, "-o", _folder["a.nacre"]).Exit);
        CommandRun.Of("run", _folder["a.nacre"], "--tuning", _folder["t.txt"]).Fails(ExitCode.Usage, "compiled already");
    }

    [Fact]
    public void A_database_that_is_not_there_is_refused() =>
        CommandRun.Of("compile", _model, "-o", _folder["a.nacre"], "--tuning", _folder["t.txt"]).Fails(ExitCode.Usage, "tuning database", "does not exist");

    [Fact]
    public void A_database_that_cannot_be_written_is_said() =>
        CommandRun.Of("compile", _model, "-o", _folder["a.nacre"], "--tune", "10m", "--tuning", _folder["m.mlir/t.txt"]).Fails(ExitCode.Usage, "tuning database", "cannot be written");
}
