using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;

namespace Nacre.Compilation;

/// <summary>What machines the code for a processor runs on.</summary>
internal static class EngineTargets
{
    private static readonly string[] V2 = ["sse3", "ssse3", "sse4.1", "sse4.2", "popcnt", "cx16", "sahf"];
    private static readonly string[] V3 = [.. V2, "avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe"];
    private static readonly string[] V4 = [.. V3, "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    public static EngineTarget Of(CpuTarget cpu)
    {
        string[] level = cpu.Cpu switch
        {
            "x86-64-v2" => V2,
            "x86-64-v3" => V3,
            "x86-64-v4" => V4,
            _ => [],
        };
        var further = cpu.Features.Split(',').Where(f => f.StartsWith('+')).Select(f => f[1..]).Where(CpuFeatures.Known.Contains);
        return new EngineTarget(CpuFeatures.Architecture, cpu.Cpu, level.Union(further).Order(StringComparer.Ordinal).ToArray());
    }
}
