using System.Runtime.InteropServices;

namespace Nacre.Runtime;

/// <summary>The C functions that a code generator may call although nobody wrote a call: memcpy, fma, conversions of half floats, ….</summary>
internal static class SystemSymbols
{
    private static readonly Lazy<nint[]> Libraries = new(() => [.. Names.Select(Open).Where(handle => handle != 0)]);

    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["ucrtbase.dll", "vcruntime140.dll"]
        : OperatingSystem.IsMacOS() ? ["libSystem.dylib"]
        : ["libc.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so"];

    /// <summary>0 when there is no such function.</summary>
    public static nint AddressOf(string name)
    {
        foreach (nint library in Libraries.Value)
            if (NativeLibrary.TryGetExport(library, name, out nint address))
                return address;

        return 0;
    }

    private static nint Open(string name) => NativeLibrary.TryLoad(name, out nint handle) ? handle : 0;
}
