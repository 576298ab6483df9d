using System.Globalization;

namespace Nacre.Comparison;

/// <summary>How fast the threads together reach data that lies in one level of the memory.</summary>
/// <param name="Name">L2, L3 or DRAM.</param>
/// <param name="Holds">Bytes that fit into it.</param>
/// <param name="ReadGBs">Reading alone, in 10^9 bytes per second.</param>
/// <param name="TriadGBs">a = b + s·c, counting each of the three arrays once, as STREAM does.</param>
public sealed record MemoryLevel(string Name, long Holds, double ReadGBs, double TriadGBs);

/// <summary>What this machine can do at most, measured: the bound that kernels are held against (Williams, Waterman, Patterson 2009).</summary>
/// <param name="Threads">Threads that work at once.</param>
/// <param name="GFlops">Fused multiply-adds in f32, each counted as two operations, in 10^9 per second.</param>
/// <param name="Levels">From the nearest on; the last holds everything.</param>
public sealed record Roofline(int Threads, double GFlops, IReadOnlyList<MemoryLevel> Levels)
{
    /// <summary>Measures with kernels of Nacre's own code generator; takes about a second.</summary>
    /// <exception cref="Runtime.NacreException">There is no LLVM, or not enough memory.</exception>
    public static Roofline Measure(int threads) => new RooflineMeasurement(threads).Run();

    /// <summary>The shortest time for so much arithmetic on so many bytes: the longer of computing and reading. At best each level holds as many of the bytes as fit.</summary>
    public double LeastMicroseconds(double flops, double bytes)
    {
        var (nanoseconds, nearer) = (0.0, 0.0);
        foreach (var level in Levels)
        {
            nanoseconds += Math.Max(0, Math.Min(bytes, level.Holds) - nearer) / level.ReadGBs;
            nearer = level.Holds;
        }
        return Math.Max(flops / GFlops, nanoseconds) / 1e3;
    }

    /// <summary>A line for a report.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GFlops:F0} GFLOP/s f32; ")
        + string.Join("; ", Levels.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.ReadGBs:F0} GB/s read, {l.TriadGBs:F0} triad")));
}
