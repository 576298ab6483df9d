using System.Globalization;
using Nacre.IR;

namespace Nacre.Opt;

/// <summary>The times of passes in MLIR's form: those on nested operations below a line for their pipeline, each pass once with the sum of its runs.</summary>
internal static class TimingReport
{
    public static void Write(IReadOnlyList<PassTiming> timings, TextWriter log)
    {
        var total = TimeSpan.FromTicks(timings.Sum(t => t.Time.Ticks));
        var rule = $"===-{new string('-', 72)}-===";
        log.WriteLine(rule);
        log.WriteLine($"{new string(' ', 25)}... Execution time report ...");
        log.WriteLine(rule);
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Total Execution Time: {total.TotalSeconds:F4} seconds\n"));
        log.WriteLine("  ----Wall Time----  ----Name----");
        foreach (var run in Runs(timings))
            WriteRun(run, total, log);
        WriteLine("Total", total, total, log);
    }

    /// <summary>Passes on operations of one kind that follow each other.</summary>
    private static IEnumerable<PassTiming[]> Runs(IReadOnlyList<PassTiming> timings)
    {
        for (var start = 0; start < timings.Count;)
        {
            var run = timings.Skip(start).TakeWhile(t => t.Anchor == timings[start].Anchor).ToArray();
            yield return run;
            start += run.Length;
        }
    }

    private static void WriteRun(PassTiming[] run, TimeSpan total, TextWriter log)
    {
        if (run[0].Anchor.Length == 0)
        {
            foreach (var timing in run)
                WriteLine(timing.Pass, timing.Time, total, log);
            return;
        }
        WriteLine($"'{run[0].Anchor}' Pipeline", Sum(run), total, log);
        foreach (var pass in run.GroupBy(t => t.Pass))
            WriteLine($"  {pass.Key}", Sum(pass), total, log);
    }

    private static TimeSpan Sum(IEnumerable<PassTiming> timings) => TimeSpan.FromTicks(timings.Sum(t => t.Time.Ticks));

    private static void WriteLine(string name, TimeSpan time, TimeSpan total, TextWriter log) =>
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {time.TotalSeconds,8:F4} ({100 * time / total,5:F1}%)  {name}"));
}
