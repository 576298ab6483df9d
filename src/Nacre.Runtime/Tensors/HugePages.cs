using System.Runtime.InteropServices;

namespace Nacre.Runtime;

/// <summary>Asks the system for pages of 2 MiB: kernels that stream through memory then miss the address cache less often (docs/cpu-kernels.md, section 1).</summary>
internal static partial class HugePages
{
    public const long PageSize = 2 << 20;

    /// <summary>Smaller blocks gain nothing.</summary>
    public const long MinByteSize = 2 * PageSize;

    private const int AdviseHugePage = 14;

    /// <summary>A hint: where the system has no such pages nothing changes.</summary>
    public static void Advise(nint pointer, long byteSize)
    {
        if (OperatingSystem.IsLinux())
            _ = MAdvise(pointer, (nuint)byteSize, AdviseHugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(nint address, nuint length, int advice);
}
