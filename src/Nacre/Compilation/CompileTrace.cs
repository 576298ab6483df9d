using System.Diagnostics;
using Nacre.IR;
using Nacre.Runtime;

namespace Nacre.Compilation;

/// <summary>Records phases and passes of one compilation, from now on.</summary>
internal sealed class CompileTrace(TraceLog trace)
{
    public const string Category = "compile";

    private long _phaseStart = Stopwatch.GetTimestamp();

    public void PhaseEnded(string phase)
    {
        var now = Stopwatch.GetTimestamp();
        Add(phase, _phaseStart, now);
        _phaseStart = now;
    }

    public void AddPasses(IEnumerable<PassTiming> passes)
    {
        foreach (var pass in passes)
            Add(pass.Pass, pass.Start, pass.Start + (long)(pass.Time.TotalSeconds * Stopwatch.Frequency));
    }

    private void Add(string name, long start, long end) => trace.Add(new TraceEvent(name, Category, start, end, Environment.CurrentManagedThreadId));
}
