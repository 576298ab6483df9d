using System.Runtime.InteropServices;

namespace Nacre.Runtime;

/// <summary>Whole pages of zeroed memory with an access of their own. The one place that knows the system's calls for it.</summary>
internal sealed unsafe partial class PageMemory : IDisposable
{
    private nint _pointer;

    /// <summary>Pages to be written.</summary>
    /// <exception cref="NacreException">The system gives no such memory, or this operating system is not known here.</exception>
    public PageMemory(long byteSize)
    {
        RequireSystem();
        ByteSize = RoundUp(Math.Max(byteSize, 1));
        nint pointer = MMap(0, (nuint)ByteSize, ProtectionOf(PageAccess.ReadWrite), Private | Anonymous, -1, 0);
        if (pointer == -1)
            throw new NacreException(ExitCode.OutOfMemoryOrLimit, $"Cannot allocate {ByteSize:N0} bytes for compiled code: system error {Marshal.GetLastPInvokeError()}.");

        _pointer = pointer;
    }

    ~PageMemory() => Free();

    public nint Pointer => _pointer;

    public long ByteSize { get; }

    /// <summary>The next page boundary.</summary>
    public static long RoundUp(long offset) => checked(offset + Environment.SystemPageSize - 1) & -(long)Environment.SystemPageSize;

    /// <summary>Changes what may be done with the pages from one page boundary to another.</summary>
    public void Protect(long begin, long end, PageAccess access)
    {
        if (end > begin && MProtect(_pointer + (nint)begin, (nuint)(end - begin), ProtectionOf(access)) != 0)
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, $"The system does not let this process run compiled code: system error {Marshal.GetLastPInvokeError()}.");
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint pointer = Interlocked.Exchange(ref _pointer, 0);
        if (pointer != 0)
            _ = MUnmap(pointer, (nuint)ByteSize);
    }

    // Linux: sys/mman.h.
    private const int Private = 2, Anonymous = 0x20;

    private static int ProtectionOf(PageAccess access) => access switch
    {
        PageAccess.Read => 1,
        PageAccess.ReadWrite => 1 | 2,
        _ => 1 | 4,
    };

    private static void RequireSystem()
    {
        if (!OperatingSystem.IsLinux())
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, "Compiled code cannot be loaded on this operating system yet; use Linux.");
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MMap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MProtect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int MUnmap(nint address, nuint length);
}
