namespace Nacre.Tuning;

/// <summary>Times of two ways that were run in turn. Each pair met the same disturbances, so the ratios within pairs say more than either's times.</summary>
internal sealed class PairedTimes
{
    /// <summary>A gain must be this much, in three quarters of the pairs, to be more than noise.</summary>
    private const double LeastGain = 1.02;

    private readonly List<(double Known, double New)> _pairs = [];

    /// <summary>Runs both in turn; ends early when the new one is clearly slower.</summary>
    public static PairedTimes Measure(IPreparedKernel known, IPreparedKernel candidate, int pairs)
    {
        const int enoughToGiveUp = 3;
        var times = new PairedTimes();
        for (var i = 0; i < pairs; i++)
        {
            times._pairs.Add((known.Run(), candidate.Run()));
            if (i + 1 >= enoughToGiveUp && times._pairs.All(p => p.New > p.Known))
                break;
        }
        return times;
    }

    public double Known => Median(_pairs.Select(p => p.Known));
    public double New => Median(_pairs.Select(p => p.New));

    /// <summary>Whether the new one is faster by more than the noise.</summary>
    public bool IsGain => _pairs.Select(p => p.Known / p.New).Order().ElementAt(_pairs.Count / 4) > LeastGain;

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
