using System.Diagnostics;
using System.Globalization;

namespace Nacre.Comparison;

/// <summary>
/// Processor time that others took: other processes, and on a virtual machine its host (stolen time). Read from Linux's <c>/proc/stat</c>, which counts
/// hundredths of a second; elsewhere nobody is seen.
/// </summary>
internal static class OthersTime
{
    private const string Counters = "/proc/stat";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Of all processors together, up to now.</summary>
    public static TimeSpan Now() => File.Exists(Counters) ? Busy(File.ReadLines(Counters).First()) - Process.GetCurrentProcess().TotalProcessorTime : TimeSpan.Zero;

    /// <summary>Whether they took enough of an interval to show in what was measured meanwhile: more than a tenth, and more than the counters' steps.</summary>
    public static bool Matters(TimeSpan others, TimeSpan interval) => others > Tick * 1.5 && others > interval / 10;

    /// <summary>All but idle time and time waiting for disks of a line <c>cpu user nice system idle iowait irq softirq steal guest guest_nice</c>; the guests' is in the users'.</summary>
    internal static TimeSpan Busy(string line)
    {
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return Tick * ticks.Where((_, i) => i is not (3 or 4)).Sum();
    }
}
