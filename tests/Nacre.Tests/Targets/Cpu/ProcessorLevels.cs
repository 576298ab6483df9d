using Nacre.Runtime;

namespace Nacre.Tests.Targets.Cpu;

/// <summary>The levels of x86-64 (psABI) that this machine can run.</summary>
public static class ProcessorLevels
{
    public static IReadOnlyList<string> Names { get; } =
        [.. new[] { ("x86-64-v2", ""), ("x86-64-v3", "avx2 fma"), ("x86-64-v4", "avx512f avx512vl avx512bw avx512dq") }.Where(level => Has(level.Item2)).Select(level => level.Item1)];

    public static TheoryData<string> Here => [.. Names];

    private static bool Has(string features) => CpuFeatures.Host.IsSupersetOf(features.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
