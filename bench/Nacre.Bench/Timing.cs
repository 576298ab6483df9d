using System.Diagnostics;

namespace Nacre.Bench;

/// <summary>Latencies of repeated runs, sorted, in milliseconds.</summary>
public sealed record Timing(IReadOnlyList<double> Milliseconds)
{
    private const int WarmupRuns = 3, LeastRuns = 5;

    public double Median => Percentile(50);

    /// <summary>Runs a few times to warm up, then for about <paramref name="duration"/>, and at least a handful of times.</summary>
    public static Timing Measure(Action run, TimeSpan duration)
    {
        for (var i = 0; i < WarmupRuns; i++)
            run();

        var latencies = new List<double>();
        var whole = Stopwatch.StartNew();
        while (latencies.Count < LeastRuns || whole.Elapsed < duration)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        latencies.Sort();
        return new Timing(latencies);
    }

    /// <summary>Nearest-rank percentile.</summary>
    public double Percentile(double percent)
    {
        var rank = (int)Math.Ceiling(percent / 100 * Milliseconds.Count);
        return Milliseconds[Math.Clamp(rank - 1, 0, Milliseconds.Count - 1)];
    }

    public override string ToString()
        => $"median {Median:0.000} ms  (min {Milliseconds[0]:0.000}, p90 {Percentile(90):0.000}, p99 {Percentile(99):0.000}; {Milliseconds.Count} runs)";
}
