using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Tuning;

/// <summary>
/// Measures kernels in order until all are known, the budget is spent or it is stopped. Each candidate runs in turn with the best so far; the winner runs once more in turn
/// with the estimate's choice, which stays unless it loses that clearly, too (<see cref="PairedTimes"/>).
/// </summary>
/// <param name="database">What is known; kernels in it are not measured again.</param>
/// <param name="save">Receives what is new, after each kernel.</param>
internal sealed class Tuner(string machine, TuningDatabase database, TuneOptions options, TimeProvider clock, Action<IReadOnlyList<TuningEntry>> save)
{
    private const int TrialPairs = 7, FinalPairs = 11;

    private readonly long _start = clock.GetTimestamp();

    private TimeSpan Elapsed => clock.GetElapsedTime(_start);
    private bool IsOver => Elapsed >= options.Budget || options.Stop.IsCancellationRequested;

    public void Run(IReadOnlyList<ITunableKernel> kernels)
    {
        var open = kernels.Where(k => database.Find(machine, k.Key) is null).ToArray();
        var (known, gained, bestGain) = (kernels.Count - open.Length, 0, 1.0);
        for (var i = 0; i < open.Length && !IsOver; i++)
        {
            var entries = Measure(open[i]);
            if (entries.Count == 0)
                continue;
            save(entries);
            if (entries[0].Schedule is not null)
                gained++;
            bestGain = Math.Max(bestGain, entries[0].EstimateMicroseconds / entries[0].Microseconds);
            options.Progress?.Invoke(new TuneProgress(known + i + 1, kernels.Count, gained, bestGain, Elapsed, Remaining(i + 1, open.Length - i - 1)));
        }
    }

    private TimeSpan Remaining(int done, int open)
    {
        var byKernels = Elapsed / done * open;
        var byBudget = options.Budget > Elapsed ? options.Budget - Elapsed : TimeSpan.Zero;
        return byKernels < byBudget ? byKernels : byBudget;
    }

    /// <summary>What to note for a kernel, its own entry first; nothing where the budget ended before all candidates had run.</summary>
    private IReadOnlyList<TuningEntry> Measure(ITunableKernel kernel)
    {
        using var estimate = kernel.Prepare(new Dictionary<string, Schedule>());
        if (estimate is null)
            return [];
        estimate.Run();
        var (best, decisions) = (estimate, (IReadOnlyDictionary<string, Schedule>?)null);
        try
        {
            foreach (var candidate in kernel.Candidates())
            {
                if (IsOver)
                    return [];
                if (Faster(kernel, candidate, best) is not { } faster)
                    continue;
                if (decisions is not null)
                    best.Dispose();
                (best, decisions) = (faster, candidate);
            }
            return Entries(kernel, decisions, estimate, best);
        }
        finally
        {
            if (decisions is not null)
                best.Dispose();
        }
    }

    /// <summary>The candidate, where it beats the best so far.</summary>
    private static IPreparedKernel? Faster(ITunableKernel kernel, IReadOnlyDictionary<string, Schedule> candidate, IPreparedKernel best)
    {
        var prepared = kernel.Prepare(candidate);
        if (prepared is null)
            return null;
        prepared.Run();
        if (PairedTimes.Measure(best, prepared, TrialPairs).IsGain)
            return prepared;
        prepared.Dispose();
        return null;
    }

    private IReadOnlyList<TuningEntry> Entries(ITunableKernel kernel, IReadOnlyDictionary<string, Schedule>? decisions, IPreparedKernel estimate, IPreparedKernel best)
    {
        const double micro = 1e6;
        var times = PairedTimes.Measure(estimate, best, FinalPairs);
        var entry = new TuningEntry(machine, kernel.Key, null, times.Known * micro, times.Known * micro, kernel.Description);
        if (decisions is null || !times.IsGain)
            return [entry];
        entry = entry with { Microseconds = times.New * micro };
        // A convolution may be decided to be direct; the schedule of the direct one is then an entry of its own.
        return [.. decisions.OrderByDescending(d => d.Key == kernel.Key).Select(d => entry with { Key = d.Key, Schedule = d.Value })];
    }
}
