using System.Diagnostics;
using System.Runtime;

namespace Nacre.Comparison;

/// <summary>Times of one engine, in milliseconds per run.</summary>
/// <param name="Turns">A time per turn that counts, in order.</param>
public sealed record TimingSummary(double Median, double Min, double Percentile95, IReadOnlyList<double> Turns)
{
    /// <summary>Turns that do not count because others took the processors meanwhile.</summary>
    public int Disturbed { get; init; }

    public static TimingSummary Of(IReadOnlyList<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return new TimingSummary(sorted[sorted.Length / 2], sorted[0], sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * 0.95))], milliseconds);
    }

    /// <summary>The quartiles of how many times longer the other engine took, turn by turn: what the machine did meanwhile met both turns of a pair.</summary>
    public (double Low, double High) RatioQuartiles(TimingSummary other)
    {
        var ratios = Turns.Zip(other.Turns, (mine, theirs) => theirs / mine).Order().ToArray();
        return (ratios[ratios.Length / 4], ratios[ratios.Length - 1 - ratios.Length / 4]);
    }
}

/// <summary>
/// Measures engines in turn, A B A B, so that what else the machine does meets all of them alike. Before a turn all is still for a moment, because threads of the other
/// engine may spin for a while after its last run and would take the processors. A turn lasts some tens of milliseconds; its first run is not counted: it finds the
/// other engine's data in the caches and its own threads asleep. Warm-up also waits for .NET's background compiler, which for about a second after a model was compiled
/// optimises the methods that did it: with as many threads as processors it would slow down the first turns of both engines. A round of turns during which others took the
/// processors (<see cref="OthersTime"/>) does not count, and after one comes a pause, the longer the more of them follow each other; where too few rounds are without, the least
/// disturbed count.
/// </summary>
public static class SideBySide
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // The background compiler starts 100 ms after the last method was compiled for the first time.
    private static readonly TimeSpan CompilerDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestCompilerWait = TimeSpan.FromSeconds(5);

    // After a disturbed round, times the number of those in a row, up to so many; and for how many times the duration others are waited for.
    private static readonly TimeSpan PauseForOthers = TimeSpan.FromMilliseconds(300);
    private const int LongestPauses = 10;
    private const int Patience = 20;

    // Quartiles of the ratio further apart than this are worth more rounds, up to so many times the duration or the rounds asked for.
    private const double WideSpread = 1.2;
    private const int LongestMeasurement = 4;

    /// <param name="engines">Each runs once when called.</param>
    /// <param name="warmup">Runs of each, at least, before anything is counted.</param>
    /// <param name="duration">How long to measure all engines together; up to four times as long while the quartiles of the ratio lie far apart, whichever way it leans.</param>
    /// <param name="minTurns">Turns of each engine at least, however long they take.</param>
    public static TimingSummary[] Measure(IReadOnlyList<Action> engines, int warmup, TimeSpan duration, int minTurns = 7)
    {
        var times = engines.Select(_ => new List<double>()).ToArray();
        WarmUp(engines, warmup);
        var rounds = new List<Round>();
        var clock = Stopwatch.StartNew();
        while (!IsEnough(rounds, clock.Elapsed, duration, minTurns))
        {
            rounds.Add(OneRound(engines));
            var disturbed = Enumerable.Reverse(rounds).TakeWhile(r => r.IsDisturbed).Count();
            var pause = PauseForOthers * Math.Min(disturbed, LongestPauses);
            Thread.Sleep(pause < duration ? pause : duration);
        }
        var counted = rounds.Where(r => !r.IsDisturbed).ToList();
        if (counted.Count < minTurns)
            counted = [.. rounds.OrderBy(r => r.OthersShare).Take(minTurns)];
        return [.. engines.Select((_, e) => TimingSummary.Of([.. counted.Select(r => r.Times[e])]) with { Disturbed = rounds.Count - counted.Count })];
    }

    /// <summary>A turn of every engine, and what part of one processor others took meanwhile.</summary>
    private sealed record Round(double[] Times, double OthersShare, bool IsDisturbed);

    private static Round OneRound(IReadOnlyList<Action> engines)
    {
        var (times, others, took) = (new double[engines.Count], TimeSpan.Zero, TimeSpan.Zero);
        for (var e = 0; e < engines.Count; e++)
        {
            if (engines.Count > 1)
                Thread.Sleep(Pause);
            var (before, start) = (OthersTime.Now(), Stopwatch.GetTimestamp());
            times[e] = OneTurn(engines[e]);
            took += Stopwatch.GetElapsedTime(start);
            others += OthersTime.Now() - before;
        }
        return new Round(times, others / took, OthersTime.Matters(others, took));
    }

    private static bool IsEnough(List<Round> rounds, TimeSpan elapsed, TimeSpan duration, int minTurns)
    {
        var counted = rounds.Where(r => !r.IsDisturbed).ToList();
        if (counted.Count < minTurns)
            return rounds.Count >= minTurns && (rounds.Count >= minTurns * LongestMeasurement || elapsed >= duration * Patience);
        return elapsed >= duration && (elapsed >= duration * LongestMeasurement || !IsUncertain(counted));
    }

    private static bool IsUncertain(List<Round> rounds)
    {
        if (rounds[0].Times.Length < 2)
            return false;
        var (low, high) = TimingSummary.Of([.. rounds.Select(r => r.Times[0])]).RatioQuartiles(TimingSummary.Of([.. rounds.Select(r => r.Times[1])]));
        return high > low * WideSpread;
    }

    private static void WarmUp(IReadOnlyList<Action> engines, int runs)
    {
        foreach (var engine in engines)
        {
            for (var i = 0; i < runs; i++)
                engine();
        }
        var clock = Stopwatch.StartNew();
        long compiled;
        do
        {
            compiled = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(CompilerDelay);
            foreach (var engine in engines)
                OneTurn(engine);
        }
        while (JitInfo.GetCompiledMethodCount() != compiled && clock.Elapsed < LongestCompilerWait);
    }

    /// <summary>Milliseconds per run, the median of the turn.</summary>
    private static double OneTurn(Action engine)
    {
        engine();
        var runs = new List<double>();
        var start = Stopwatch.GetTimestamp();
        do
        {
            var before = Stopwatch.GetTimestamp();
            engine();
            runs.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(start) < Turn);
        runs.Sort();
        return runs[runs.Count / 2];
    }
}
