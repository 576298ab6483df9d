using System.Text.Json;
using Nacre.Runtime;

namespace Nacre.Tests.Runtime;

public sealed class TraceTests
{
    private const string Program = """
        func.func @main(%x: tensor<4x8xf32>) -> tensor<4xf32> {
          %e = stablehlo.exponential %x : tensor<4x8xf32>
          %zero = stablehlo.constant dense<0.0> : tensor<f32>
          %sum = stablehlo.reduce(%e init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4xf32>
          return %sum : tensor<4xf32>
        }
        """;

    private sealed record Event(string Name, string Category, double Start, double Duration, int Thread, IReadOnlyDictionary<string, string> Details)
    {
        public double End => Start + Duration;
        public bool Contains(Event other) => Thread == other.Thread && Start <= other.Start && other.End <= End;
    }

    [Fact]
    public void Spans_of_the_compilation_and_of_runs_nest()
    {
        var log = new TraceLog();
        using var engine = Model.FromMlir(Program).Compile(new CompileOptions { Trace = log });
        using var session = engine.CreateSession(new RunTrace(log));
        session.Run(HostTensor.Create(ElementType.F32, 4, 8));
        session.Run(HostTensor.Create(ElementType.F32, 4, 8));
        var events = Read(log);

        Assert.All(events, e => Assert.True(e.Start >= 0 && e.Duration >= 0));
        foreach (var thread in events.GroupBy(e => e.Thread))
            AssertNested([.. thread]);
        var compile = Assert.Single(events, e => e.Name == "compile");
        Assert.All(["graph", "optimized", "form-kernels", "code", "link"], name => Assert.True(compile.Contains(Assert.Single(events, e => e.Name == name)), name));
        Assert.Equal(2, events.Count(e => e.Category == "run"));
        Assert.All(events.Where(e => e.Category == "kernel"), k => Assert.Contains(events, run => run.Category == "run" && run.Contains(k)));
    }

    [Fact]
    public void A_kernel_says_how_it_computes_what()
    {
        var log = new TraceLog();
        using var engine = Model.FromMlir(Program).Compile();
        using var session = engine.CreateSession(new RunTrace(log));
        session.Run(HostTensor.Create(ElementType.F32, 4, 8));
        var kernel = Read(log).First(e => e.Category == "kernel");
        Assert.Equal(session.LastKernels[0].Tactic, kernel.Details["tactic"]);
        Assert.Contains("tensor<4x8xf32>", kernel.Details["buffers"], StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_may_add_events_at_once()
    {
        var log = new TraceLog();
        Parallel.For(0, 100, i => log.Measure($"part {i}", "test").Dispose());
        Assert.Equal(100, Read(log).Select(e => e.Name).Distinct().Count());
    }

    [Fact]
    public void Without_a_log_nothing_is_measured() => ((TraceLog?)null).Measure("nothing", "test").Dispose();

    private static Event[] Read(TraceLog log)
    {
        using var stream = new MemoryStream();
        log.Write(stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        return [.. json.RootElement.GetProperty("traceEvents").EnumerateArray().Select(e => new Event(
            e.GetProperty("name").GetString()!,
            e.GetProperty("cat").GetString()!,
            e.GetProperty("ts").GetDouble(),
            e.GetProperty("dur").GetDouble(),
            e.GetProperty("tid").GetInt32(),
            e.GetProperty("args").EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetString()!)))];
    }

    /// <summary>Of two events of a thread either one holds the other or they share no time.</summary>
    private static void AssertNested(Event[] events)
    {
        // Times come rounded from ticks of 100 ns or less.
        const double rounding = 0.2;
        foreach (var a in events)
        {
            foreach (var b in events)
                Assert.True(ReferenceEquals(a, b) || a.Contains(b) || b.Contains(a) || a.End <= b.Start + rounding || b.End <= a.Start + rounding, $"{a} and {b} cross");
        }
    }
}
