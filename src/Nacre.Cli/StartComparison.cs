using Nacre.Comparison;
using Nacre.Runtime;

namespace Nacre.Cli;

/// <summary>Milliseconds from a file to the first result, in a process that has done so before.</summary>
/// <param name="Nacre">Opening the model, whose program is in the compile cache, a session and its first run.</param>
/// <param name="Reference">Creating a session of ONNX Runtime from the model and its first run; null where it was not asked for.</param>
internal sealed record StartComparison(TimingSummary Nacre, TimingSummary? Reference)
{
    /// <summary>Compiles the model into the cache if it is not there.</summary>
    public static StartComparison Measure(string model, CompileOptions options, HostTensor[] inputs, bool withReference, TimeSpan duration)
    {
        var cached = options with { UseCache = true, Trace = null };
        var starts = new List<Action> { () => StartNacre(model, cached, inputs) };
        if (withReference)
            starts.Add(() => StartOnnxRuntime(model, options.Threads, inputs));
        var times = SideBySide.Measure(starts, warmup: 1, duration);
        return new StartComparison(times[0], times.ElementAtOrDefault(1));
    }

    private static void StartNacre(string model, CompileOptions options, HostTensor[] inputs)
    {
        using var engine = Engine.Open(model, options);
        using var session = engine.CreateSession();
        session.Run(inputs);
    }

    private static void StartOnnxRuntime(string model, int threads, HostTensor[] inputs)
    {
        using var session = new OnnxRuntimeSession(model, threads);
        session.Bind(session.InputNames.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => inputs[p.i]));
        session.Run();
    }
}
