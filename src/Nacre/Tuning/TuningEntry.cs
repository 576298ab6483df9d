using System.Globalization;
using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Tuning;

/// <summary>What was measured for one operation on one machine: a line of the database.</summary>
/// <param name="Machine">Of <see cref="Caching.CacheKey.OfTiming"/>.</param>
/// <param name="Key">Of <see cref="MeasuredSchedules.KeyOf"/>.</param>
/// <param name="Schedule">The fastest; null where nothing was faster than the estimate's choice.</param>
/// <param name="Microseconds">Of one run with the schedule.</param>
/// <param name="EstimateMicroseconds">Of one run with the estimate's choice.</param>
/// <param name="Description">For people; no part of the meaning.</param>
internal sealed record TuningEntry(string Machine, string Key, Schedule? Schedule, double Microseconds, double EstimateMicroseconds, string Description)
{
    /// <summary>Raised when a tactic's parameters mean something else, or its code has changed so that times no longer hold. Lines of other schemas are kept and not used.</summary>
    public const int Schema = 1;

    private const string Estimate = "estimate";

    /// <summary><c>1 MACHINE KEY winograd outputs=4 … @ 812.3 990.0 # stablehlo.convolution …</c></summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Schema} {Machine} {Key} {Schedule?.ToString() ?? Estimate} @ {Microseconds:0.0} {EstimateMicroseconds:0.0} # {Description}");

    /// <summary>Null for a line that is damaged.</summary>
    public static TuningEntry? Parse(string line)
    {
        var comment = line.IndexOf('#', StringComparison.Ordinal);
        var words = (comment < 0 ? line : line[..comment]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, "@");
        if (at < 4 || words.Length != at + 3 || !IsHex(words[1]) || !IsHex(words[2]) || Time(words[at + 1]) is not { } time || Time(words[at + 2]) is not { } estimate)
            return null;
        var isEstimate = words[3] == Estimate;
        var schedule = isEstimate ? null : Schedule.Parse(words.AsSpan(3..at));
        if (isEstimate ? at != 4 : schedule is null)
            return null;
        return new TuningEntry(words[1], words[2], schedule, time, estimate, comment < 0 ? "" : line[(comment + 1)..].Trim());
    }

    private static bool IsHex(string word) => word.All(char.IsAsciiHexDigitLower);

    private static double? Time(string word) => double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time) ? time : null;
}
