using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Nacre.Runtime;

/// <summary>The instruction sets of this machine that generated code may use, by LLVM's names.</summary>
public static class CpuFeatures
{
    private enum Register
    {
        Eax,
        Ebx,
        Ecx,
        Edx,
    }

    /// <summary>Which vector registers the operating system must save.</summary>
    private enum State
    {
        Sse,
        Avx,
        Avx512,
    }

    /// <summary>Where CPUID tells it (Intel SDM vol. 2A; AMD APM vol. 3 for leaf 0x80000001).</summary>
    private readonly record struct Row(string Name, uint Leaf, int Subleaf, Register Register, int Bit, State State = State.Sse);

    private const uint Amd = 0x80000001;

    private static readonly Row[] Rows =
    [
        new("sse3", 1, 0, Register.Ecx, 0), new("ssse3", 1, 0, Register.Ecx, 9), new("sse4.1", 1, 0, Register.Ecx, 19), new("sse4.2", 1, 0, Register.Ecx, 20),
        new("movbe", 1, 0, Register.Ecx, 22), new("popcnt", 1, 0, Register.Ecx, 23), new("cx16", 1, 0, Register.Ecx, 13),
        new("fma", 1, 0, Register.Ecx, 12, State.Avx), new("avx", 1, 0, Register.Ecx, 28, State.Avx), new("f16c", 1, 0, Register.Ecx, 29, State.Avx),
        new("sahf", Amd, 0, Register.Ecx, 0), new("lzcnt", Amd, 0, Register.Ecx, 5), new("sse4a", Amd, 0, Register.Ecx, 6), new("xop", Amd, 0, Register.Ecx, 11, State.Avx),
        new("fma4", Amd, 0, Register.Ecx, 16, State.Avx), new("tbm", Amd, 0, Register.Ecx, 21),
        new("bmi", 7, 0, Register.Ebx, 3), new("avx2", 7, 0, Register.Ebx, 5, State.Avx), new("bmi2", 7, 0, Register.Ebx, 8), new("adx", 7, 0, Register.Ebx, 19),
        new("avx512f", 7, 0, Register.Ebx, 16, State.Avx512), new("avx512dq", 7, 0, Register.Ebx, 17, State.Avx512), new("avx512ifma", 7, 0, Register.Ebx, 21, State.Avx512),
        new("avx512cd", 7, 0, Register.Ebx, 28, State.Avx512), new("avx512bw", 7, 0, Register.Ebx, 30, State.Avx512), new("avx512vl", 7, 0, Register.Ebx, 31, State.Avx512),
        new("avx512vbmi", 7, 0, Register.Ecx, 1, State.Avx512), new("avx512vbmi2", 7, 0, Register.Ecx, 6, State.Avx512), new("gfni", 7, 0, Register.Ecx, 8),
        new("vaes", 7, 0, Register.Ecx, 9, State.Avx), new("vpclmulqdq", 7, 0, Register.Ecx, 10, State.Avx), new("avx512vnni", 7, 0, Register.Ecx, 11, State.Avx512),
        new("avx512bitalg", 7, 0, Register.Ecx, 12, State.Avx512), new("avx512vpopcntdq", 7, 0, Register.Ecx, 14, State.Avx512), new("avx512fp16", 7, 0, Register.Edx, 23, State.Avx512),
        new("avxvnni", 7, 1, Register.Eax, 4, State.Avx), new("avx512bf16", 7, 1, Register.Eax, 5, State.Avx512), new("avxifma", 7, 1, Register.Eax, 23, State.Avx),
        new("avxvnniint8", 7, 1, Register.Edx, 4, State.Avx), new("avxneconvert", 7, 1, Register.Edx, 5, State.Avx), new("avxvnniint16", 7, 1, Register.Edx, 10, State.Avx),
        new("avx10.1", 7, 1, Register.Edx, 19, State.Avx512), new("egpr", 7, 1, Register.Edx, 21),
    ];

    private static readonly Lazy<HashSet<string>> LazyHost = new(() => [.. Rows.Where(IsPresent).Select(r => r.Name)]);

    /// <summary>The architecture of this process as an engine names it.</summary>
    public static string Architecture { get; } = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64
        ? "x86-64" : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>All names that can be asked for.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Rows.Select(r => r.Name)];

    /// <summary>The features of this machine among <see cref="Known"/>.</summary>
    public static IReadOnlySet<string> Host => LazyHost.Value;

    /// <summary>Differs between processors for which different code may be generated: their identification and all feature bits.</summary>
    public static string Fingerprint()
    {
        if (!X86Base.IsSupported)
            return Architecture;

        (uint Leaf, int Subleaf)[] leaves = [(0, 0), (7, 0), (7, 1), (0xD, 1), (0x14, 0), (0x19, 0), (0x24, 0), (Amd, 0), (0x80000008, 0)];
        var text = new System.Text.StringBuilder(Architecture).Append(CultureInfo.InvariantCulture, $" {Avx.IsSupported} {Avx512F.IsSupported}");
        // Of leaf 1 without ebx, which has the number of the core that runs this.
        var (eax, _, ecx, edx) = CpuId(1, 0);
        text.Append(CultureInfo.InvariantCulture, $" {eax:x}.{ecx:x}.{edx:x}");
        foreach (var (leaf, subleaf) in leaves)
            text.Append(CultureInfo.InvariantCulture, $" {CpuId(leaf, subleaf)}");

        return text.ToString();
    }

    private static bool IsPresent(Row row)
    {
        if (!X86Base.IsSupported || (row.State == State.Avx && !Avx.IsSupported) || (row.State == State.Avx512 && !Avx512F.IsSupported))
            return false;

        var (eax, ebx, ecx, edx) = CpuId(row.Leaf, row.Subleaf);
        int bits = row.Register switch { Register.Eax => eax, Register.Ebx => ebx, Register.Ecx => ecx, _ => edx };
        return ((bits >> row.Bit) & 1) != 0;
    }

    /// <summary>Zeros for a leaf that the processor does not have.</summary>
    private static (int Eax, int Ebx, int Ecx, int Edx) CpuId(uint leaf, int subleaf)
    {
        uint range = leaf & 0x80000000;
        uint most = (uint)X86Base.CpuId(unchecked((int)range), 0).Eax;
        return leaf <= most ? X86Base.CpuId(unchecked((int)leaf), subleaf) : default;
    }
}
