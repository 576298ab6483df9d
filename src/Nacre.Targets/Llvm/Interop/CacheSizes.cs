using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Nacre.Targets.Llvm.Interop;

/// <summary>Data cache sizes in bytes that one core sees. <paramref name="L3"/> is shared by cores and 0 where there is none.</summary>
public sealed record CacheSizes(long L1d, long L2, long L3)
{
    /// <summary>What most desktop and server cores have at least; used when the machine does not tell.</summary>
    public static CacheSizes Typical { get; } = new(32 << 10, 512 << 10, 8 << 20);

    /// <summary>The sizes of this machine, each unknown one replaced by <see cref="Typical"/>'s.</summary>
    public static CacheSizes Detect()
    {
        var sizes = X86Base.IsSupported ? FromCpuId() : FromSysfs("/sys/devices/system/cpu/cpu0/cache");
        return new CacheSizes(
            sizes.GetValueOrDefault(1, Typical.L1d),
            sizes.GetValueOrDefault(2, Typical.L2),
            sizes.GetValueOrDefault(3, sizes.ContainsKey(2) ? 0 : Typical.L3));
    }

    /// <summary>Reads the deterministic cache parameters: leaf 4 (Intel SDM vol. 2A) or 0x8000001D (AMD APM vol. 3), which share one layout.</summary>
    private static Dictionary<int, long> FromCpuId()
    {
        const uint maxStandard = 0, maxExtended = 0x80000000, intel = 4, amd = 0x8000001D;
        var hasAmd = (uint)X86Base.CpuId(unchecked((int)maxExtended), 0).Eax >= amd;
        var hasIntel = (uint)X86Base.CpuId((int)maxStandard, 0).Eax >= intel;
        var sizes = hasAmd ? ReadLeaf(amd) : [];
        return sizes.Count == 0 && hasIntel ? ReadLeaf(intel) : sizes;
    }

    private static Dictionary<int, long> ReadLeaf(uint leaf)
    {
        const int data = 1, unified = 3, maxCaches = 16;
        var sizes = new Dictionary<int, long>();
        for (var index = 0; index < maxCaches; index++)
        {
            var (eax, ebx, ecx, _) = X86Base.CpuId(unchecked((int)leaf), index);
            var kind = eax & 31;
            if (kind == 0)
                break;
            if (kind is not (data or unified))
                continue;
            long ways = ((uint)ebx >> 22) + 1, partitions = (((uint)ebx >> 12) & 0x3FF) + 1, line = ((uint)ebx & 0xFFF) + 1;
            sizes[(eax >> 5) & 7] = ways * partitions * line * ((uint)ecx + 1L);
        }

        return sizes;
    }

    private static Dictionary<int, long> FromSysfs(string folder)
    {
        var sizes = new Dictionary<int, long>();
        if (!Directory.Exists(folder))
            return sizes;
        foreach (var index in Directory.GetDirectories(folder, "index*"))
        {
            if (ReadLine(index, "type") == "Instruction" || !int.TryParse(ReadLine(index, "level"), CultureInfo.InvariantCulture, out var level))
                continue;
            if (int.TryParse(ReadLine(index, "size").TrimEnd('K'), CultureInfo.InvariantCulture, out var kib))
                sizes[level] = (long)kib << 10;
        }

        return sizes;
    }

    private static string ReadLine(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }
}
