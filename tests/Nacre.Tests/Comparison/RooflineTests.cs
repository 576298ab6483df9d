using Nacre.Comparison;

namespace Nacre.Tests.Comparison;

public sealed class RooflineTests
{
    private static readonly Roofline Machine = new(1, 100, [new MemoryLevel("L2", 1000, 50, 40), new MemoryLevel("L3", 3000, 20, 15), new MemoryLevel("DRAM", long.MaxValue, 10, 8)]);

    [Theory]
    [InlineData(5000, 0, 0.05)]
    [InlineData(5000, 1000, 0.05)]
    [InlineData(0, 1000, 0.02)]
    [InlineData(0, 2000, 0.07)]
    [InlineData(0, 4000, 0.22)]
    [InlineData(15000, 2000, 0.15)]
    public void Time_is_that_of_the_slower_of_arithmetic_and_memory(double flops, double bytes, double microseconds) =>
        Assert.Equal(microseconds, Machine.LeastMicroseconds(flops, bytes), 1e-12);

    /// <summary>Whatever the machine: all figures are there, and a level that holds more comes later.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_measured_machine_computes_and_moves_something(int threads)
    {
        var roofline = Roofline.Measure(threads);
        Assert.True(double.IsFinite(roofline.GFlops) && roofline.GFlops > 0);
        Assert.All(roofline.Levels, level => Assert.True(double.IsFinite(level.ReadGBs) && level.ReadGBs > 0 && double.IsFinite(level.TriadGBs) && level.TriadGBs > 0));
        Assert.Equal(roofline.Levels.OrderBy(l => l.Holds), roofline.Levels);
        Assert.Equal(long.MaxValue, roofline.Levels[^1].Holds);
    }
}
