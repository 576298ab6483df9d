using Nacre.Comparison;

namespace Nacre.Tests.Comparison;

public sealed class SideBySideTests
{
    [Fact]
    public void Median_least_and_spread()
    {
        var mine = TimingSummary.Of([3, 1, 2, 4, 10]);
        Assert.Equal((3, 1, 10), (mine.Median, mine.Min, mine.Percentile95));
        // Pairs by turn: 2, 2, 1, 0.5, 4.
        var spread = mine.RatioQuartiles(TimingSummary.Of([6, 2, 2, 2, 40]));
        Assert.Equal((1, 2), spread);
    }

    [Fact]
    public void Engines_run_in_turn_for_as_many_turns()
    {
        var order = new List<char>();
        var times = SideBySide.Measure([() => order.Add('a'), () => order.Add('b')], warmup: 1, TimeSpan.Zero, minTurns: 2);
        Assert.All(times, t => Assert.Equal(2, t.Turns.Count));
        var turns = string.Concat(order.Where((c, i) => i == 0 || order[i - 1] != c));
        Assert.Equal(string.Concat(Enumerable.Repeat("ab", turns.Length / 2)), turns);
        // Runs of warm-up, at least one turn each until the background compiler is done, and the two that count.
        Assert.InRange(turns.Length, 8, int.MaxValue);
    }

    [Fact]
    public void Time_that_others_took_leaves_out_idle_time()
    {
        // user, nice, system, irq, softirq and steal; neither idle, waiting for disks nor the guests that users' time holds.
        Assert.Equal(TimeSpan.FromMilliseconds(10 * (1 + 2 + 4 + 32 + 64 + 128)), OthersTime.Busy("cpu  1 2 4 8 16 32 64 128 256 512"));
        Assert.True(OthersTime.Matters(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100)));
        Assert.False(OthersTime.Matters(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)));
        Assert.False(OthersTime.Matters(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(1000)));
    }
}
