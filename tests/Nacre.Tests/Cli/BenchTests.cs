using System.Text.Json;
using Nacre.Runtime;

namespace Nacre.Tests.Cli;

/// <summary>What <c>nacre bench</c> writes beside the latency.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private static readonly string Digits = Path.Combine(TestData.Repository, "samples/digits/digits.onnx");

    public void Dispose() => _folder.Dispose();

    private string File(string name) => Path.Combine(_folder.Path, name);

    /// <summary>A deployed engine needs no compiler, so compiling takes more.</summary>
    [Fact]
    public void Memory_of_an_engine_and_of_compiling_it()
    {
        var run = CommandRun.OfProcess(new Dictionary<string, string>(), "bench", Digits, "--duration", "0", "--memory", "--json", File("figures"));
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(File("figures")));
        var (deployed, compiling) = (json.RootElement.GetProperty("nacre_mib").GetDouble(), json.RootElement.GetProperty("compile_mib").GetDouble());
        Assert.InRange(deployed, 1, compiling);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("reference_mib").ValueKind);
    }

    [Fact]
    public void Profile_names_tactics_and_nodes_and_their_share_of_the_roofline()
    {
        var run = CommandRun.Of("bench", Digits, "--duration", "0", "--profile", "--trace", File("trace"));
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        Assert.Contains("GFLOP/s f32; L2 ", run.Out, StringComparison.Ordinal);
        Assert.Contains("contraction.packed", run.Out, StringComparison.Ordinal);
        Assert.Contains("all kernels: ", run.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(File("trace")));
        Assert.Contains(json.RootElement.GetProperty("traceEvents").EnumerateArray(), e => e.GetProperty("cat").GetString() == "kernel");
    }

    [Fact]
    public void Run_writes_a_trace_too()
    {
        var run = CommandRun.Of("run", Digits, "--no-cache", "--trace", File("trace"));
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(File("trace")));
        var names = json.RootElement.GetProperty("traceEvents").EnumerateArray().Select(e => e.GetProperty("name").GetString()).ToArray();
        Assert.Superset(new HashSet<string?> { "open", "compile", "graph", "code", "run" }, names.ToHashSet());
    }

    /// <summary>One number for every element: a zero image gives what one of zeros in a file gives.</summary>
    [Fact]
    public void An_input_may_be_one_number()
    {
        var shape = Model.Load(Digits).Inputs[0].Shape!.Select(d => Math.Max(1, d)).ToArray();
        Npy.Write(File("zeros.npy"), HostTensor.Create(ElementType.F32, shape));
        Assert.Equal(CommandRun.Of("run", Digits, "--input", File("zeros.npy")).Out, CommandRun.Of("run", Digits, "--input", "0").Out);
    }
}
