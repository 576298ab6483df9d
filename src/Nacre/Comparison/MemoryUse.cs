using System.Diagnostics;
using System.Globalization;

namespace Nacre.Comparison;

/// <summary>Resident memory of a process that loaded a model and ran it, in bytes. Pages of mapped files count where they were touched.</summary>
/// <param name="Before">The most until the model was opened: what the process needs without any.</param>
/// <param name="Peak">The most of all.</param>
public sealed record MemoryUse(long Before, long Peak)
{
    private const double BytesPerMiB = 1 << 20;

    public double PeakMiB => Peak / BytesPerMiB;

    /// <summary>What the model cost.</summary>
    public double IncreaseMiB => (Peak - Before) / BytesPerMiB;

    /// <summary>Runs <paramref name="work"/> in this process, which should do nothing else before or beside it.</summary>
    public static MemoryUse Of(Action work)
    {
        var before = PeakOfThisProcess();
        work();
        return new MemoryUse(before, PeakOfThisProcess());
    }

    /// <summary>Two numbers, which <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Before} {Peak}");

    /// <exception cref="FormatException">The text is not what <see cref="ToString"/> writes.</exception>
    public static MemoryUse Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != 2)
            throw new FormatException($"'{text}' is no measurement of memory");
        return new MemoryUse(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static long PeakOfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
