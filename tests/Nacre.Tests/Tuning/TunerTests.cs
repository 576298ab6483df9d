using Nacre.Targets.Cpu.Tactics;
using Nacre.Tuning;

namespace Nacre.Tests.Tuning;

/// <summary>The order of measuring, its end and its judgement, with kernels whose times and clock are made up.</summary>
public sealed class TunerTests
{
    private readonly FakeClock _clock = new();
    private readonly List<TuningEntry> _saved = [];
    private readonly List<TuneProgress> _progress = [];

    /// <summary>Microseconds of a kernel with the estimate's choice and with each candidate; run number → seconds.</summary>
    private FakeKernel Kernel(string key, double estimate, params double[] candidates) => new(_clock, key, [.. candidates.Prepend(estimate).Select(t => (Func<int, double>)(_ => t * 1e-6))]);

    private void Tune(TimeSpan budget, TuningDatabase? known, CancellationToken stop, params ITunableKernel[] kernels) =>
        new Tuner("aa", known ?? new TuningDatabase(), new TuneOptions(budget, _progress.Add, stop), _clock, _saved.AddRange).Run(kernels);

    private void Tune(params ITunableKernel[] kernels) => Tune(TimeSpan.FromHours(1), null, default, kernels);

    [Fact]
    public void The_fastest_candidate_wins()
    {
        Tune(Kernel("01", 100, 90, 120, 60, 80));
        var entry = Assert.Single(_saved);
        Assert.Equal(("01", 60.0, 100.0), (entry.Key, Math.Round(entry.Microseconds, 3), Math.Round(entry.EstimateMicroseconds, 3)));
        Assert.Equal(3, entry.Schedule!["n"]);
    }

    [Theory]
    [InlineData(99, 150)]
    [InlineData(101, 99)]
    [InlineData(101, 150)]
    public void Without_a_clear_gain_the_estimate_stays_and_that_is_noted(double first, double second)
    {
        Tune(Kernel("01", 100, first, second));
        Assert.Null(Assert.Single(_saved).Schedule);
        Assert.Equal((1, 1, 0, 1.0), (_progress[^1].Done, _progress[^1].Total, _progress[^1].Gained, _progress[^1].BestGain));
    }

    /// <summary>A median 10 % better, but slower in every third run: chance as far as one can tell.</summary>
    [Fact]
    public void A_gain_within_the_noise_is_none()
    {
        Tune(new FakeKernel(_clock, "01", [_ => 100e-6, run => (run % 3 == 1 ? 130 : 90) * 1e-6]));
        Assert.Null(Assert.Single(_saved).Schedule);
    }

    [Fact]
    public void Disturbances_that_meet_both_do_not_count()
    {
        Tune(new FakeKernel(_clock, "01", [run => (run % 2 == 0 ? 500 : 100) * 1e-6, run => (run % 2 == 0 ? 400 : 80) * 1e-6]));
        Assert.NotNull(Assert.Single(_saved).Schedule);
    }

    [Fact]
    public void It_ends_with_the_budget_and_keeps_whole_kernels()
    {
        Tune(TimeSpan.FromSeconds(10), null, default, Kernel("01", 1e5, 5e4), Kernel("02", 1e6, 5e5, 4e5), Kernel("03", 1e6, 5e5));
        Assert.Equal(["01"], _saved.Select(e => e.Key));
        Assert.InRange(_clock.Now.TotalSeconds, 10, 30);
    }

    [Fact]
    public void It_ends_when_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var second = Kernel("02", 100, 50);
        second.AtPrepare = stop.Cancel;
        Tune(TimeSpan.FromHours(1), null, stop.Token, Kernel("01", 100, 50), second, Kernel("03", 100, 50));
        Assert.Equal(["01"], _saved.Select(e => e.Key));
    }

    [Fact]
    public void What_is_known_is_not_measured_again()
    {
        var (known, open) = (Kernel("01", 100, 50), Kernel("02", 100, 50));
        Tune(TimeSpan.FromHours(1), TuningDatabase.Parse("1 aa 01 estimate @ 1.0 1.0"), default, known, open);
        Assert.Equal((0, true), (known.Prepared, open.Prepared > 0));
        Assert.Equal((2, 2), (_progress[^1].Done, _progress[^1].Total));
    }

    [Fact]
    public void Equal_times_give_equal_entries()
    {
        Tune(Kernel("01", 100, 60, 60, 70));
        Tune(Kernel("01", 100, 60, 60, 70));
        Assert.Equal(_saved[0], _saved[1]);
    }

    [Fact]
    public void All_that_was_prepared_is_disposed()
    {
        var kernel = Kernel("01", 100, 90, 120, 60, 80);
        Tune(kernel);
        Assert.Equal((5, 5), (kernel.Prepared, kernel.Disposed));
    }

    [Fact]
    public void Progress_tells_what_is_left()
    {
        Tune(Kernel("01", 100, 50), Kernel("02", 100, 50), Kernel("03", 100, 50));
        Assert.Equal([1, 2, 3], _progress.Select(p => p.Done));
        Assert.Equal(TimeSpan.Zero, _progress[^1].Remaining);
        Assert.Equal(_progress[0].Elapsed * 2, _progress[0].Remaining);
        Assert.Equal(2, _progress[0].BestGain, 1e-9);
    }

    private sealed class FakeClock : TimeProvider
    {
        public TimeSpan Now { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Now.Ticks;
    }

    /// <summary>Ways that take made-up times, which pass on the clock.</summary>
    private sealed class FakeKernel(FakeClock clock, string key, IReadOnlyList<Func<int, double>> times) : ITunableKernel
    {
        public string Key => key;
        public string Description => "fake";
        public int Prepared { get; private set; }
        public int Disposed { get; private set; }
        public Action? AtPrepare { get; set; }

        public IReadOnlyList<IReadOnlyDictionary<string, Schedule>> Candidates() =>
            [.. Enumerable.Range(1, times.Count - 1).Select(i => new Dictionary<string, Schedule> { [key] = new("t", new ScheduleParameter("n", i)) })];

        public IPreparedKernel Prepare(IReadOnlyDictionary<string, Schedule> decisions)
        {
            Prepared++;
            AtPrepare?.Invoke();
            return new Run(this, clock, times[decisions.Count == 0 ? 0 : (int)decisions[key]["n"]]);
        }

        private sealed class Run(FakeKernel kernel, FakeClock clock, Func<int, double> time) : IPreparedKernel
        {
            private int _run;

            double IPreparedKernel.Run()
            {
                var seconds = time(_run++);
                clock.Now += TimeSpan.FromSeconds(seconds);
                return seconds;
            }

            public void Dispose() => kernel.Disposed++;
        }
    }
}
