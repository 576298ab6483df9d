namespace Nacre.Targets.Llvm.Interop;

/// <summary>A processor to generate kernels for, with what tactics need to know to size their tiles.</summary>
/// <param name="VectorBits">Width of the vectors that tactics should use: 512, 256 or 128.</param>
public sealed record CpuTarget(string Triple, string Cpu, string Features, int VectorBits, CacheSizes Caches)
    : LlvmTarget(Triple, Cpu, Features)
{
    /// <summary>Names accepted by <see cref="FromLevel"/>, lowest first.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["x86-64-v2", "x86-64-v3", "x86-64-v4"];

    /// <summary>How many values of <paramref name="elementBits"/> bits one vector holds.</summary>
    public int Lanes(int elementBits) => VectorBits / elementBits;

    /// <summary>How many vector registers code of this width may use.</summary>
    public int VectorRegisters => VectorBits == 512 || !IsX86(Triple) ? 32 : 16;

    /// <summary>Whether code may multiply pairs of bf16 and add them to f32 in one instruction on 512 bits; no level of the psABI promises it.</summary>
    public bool HasBf16Dot => VectorBits == 512 && HasFeature("avx512bf16");

    /// <summary>
    /// Whether <see cref="HasBf16Dot"/> multiplies faster than f32 does. Intel's processors with a matrix unit run that instruction on one port every other cycle, half as many
    /// products as by f32 (Emerald Rapids: 84 to 170 GFLOP/s).
    /// </summary>
    public bool IsBf16DotFast => HasBf16Dot && !HasFeature("amx-bf16");

    private bool HasFeature(string name) => Features.Split(',').Contains("+" + name);

    /// <summary>The machine this runs on, all its features in use.</summary>
    /// <exception cref="LlvmException">LLVM is missing.</exception>
    public static CpuTarget Host()
    {
        _ = LlvmLibrary.Load();
        var triple = LlvmNative.TakeMessage(LlvmNative.LLVMGetDefaultTargetTriple());
        var cpu = LlvmNative.TakeMessage(LlvmNative.LLVMGetHostCPUName());
        var features = LlvmNative.TakeMessage(LlvmNative.LLVMGetHostCPUFeatures());
        var bits = WidestVector(features);
        return new CpuTarget(triple, cpu, UseFullWidth(features, bits), bits, CacheSizes.Detect());
    }

    /// <summary>
    /// A level of the x86-64 psABI on the host's operating system, with cache sizes that fit any machine of the level; further instruction sets may follow by LLVM's names:
    /// <c>x86-64-v4+avx512bf16</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The level is not one of <see cref="Levels"/>.</exception>
    public static CpuTarget FromLevel(string target)
    {
        var (level, features) = target.Split('+') is [var first, .. var more] ? (first, string.Join(',', more.Select(f => "+" + f))) : (target, "");
        var bits = level switch
        {
            "x86-64-v2" => 128,
            "x86-64-v3" => 256,
            "x86-64-v4" => 512,
            _ => throw new ArgumentException($"unknown CPU level '{level}'; known: {string.Join(", ", Levels)}", nameof(target)),
        };
        _ = LlvmLibrary.Load();
        var host = LlvmNative.TakeMessage(LlvmNative.LLVMGetDefaultTargetTriple());
        var triple = "x86_64" + host[host.IndexOf('-', StringComparison.Ordinal)..];
        return new CpuTarget(triple, level, UseFullWidth(features, bits), bits, CacheSizes.Typical);
    }

    private static bool IsX86(string triple) => triple.StartsWith("x86_64", StringComparison.Ordinal);

    private static int WidestVector(string features)
    {
        var set = features.Split(',').ToHashSet();
        if (set.IsSupersetOf(["+avx512f", "+avx512vl", "+avx512bw", "+avx512dq"]))
            return 512;
        return set.IsSupersetOf(["+avx2", "+fma"]) ? 256 : 128;
    }

    /// <summary>LLVM splits 512-bit values in two for processors that it believes slow down on them, most of Intel's; kernels here are dense enough to gain.</summary>
    private static string UseFullWidth(string features, int bits)
    {
        if (bits < 512)
            return features;
        return features.Length == 0 ? "-prefer-256-bit" : features + ",-prefer-256-bit";
    }
}
