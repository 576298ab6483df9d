using System.Reflection;
using System.Runtime.InteropServices;

namespace Nacre.Targets.Llvm.Interop;

/// <summary>Finds and loads the LLVM code generator library. The environment variable <c>NACRE_LLVM</c> may name the file to use.</summary>
public sealed class LlvmLibrary
{
    /// <summary>The LLVM major version whose C API this assembly is written for.</summary>
    public const int RequiredMajor = 22;

    internal const string ImportName = "nacre-llvm";

    private const string PathVariable = "NACRE_LLVM";

    private static readonly Lazy<(LlvmLibrary? Library, string Reason)> Process =
        new(() => (Open(Environment.GetEnvironmentVariable(PathVariable), out var reason), reason));

    private LlvmLibrary(nint handle, string path, Version version)
    {
        Handle = handle;
        Path = path;
        Version = version;
    }

    /// <summary>The file or library name that was loaded.</summary>
    public string Path { get; }

    public Version Version { get; }

    internal nint Handle { get; }

    private static string[] CandidateNames =>
        OperatingSystem.IsWindows() ? ["LLVM-C.dll", "LLVM-22.dll"]
        : OperatingSystem.IsMacOS() ? ["libLLVM.22.dylib", "libLLVM.dylib", "/opt/homebrew/opt/llvm@22/lib/libLLVM.dylib", "/usr/local/opt/llvm@22/lib/libLLVM.dylib"]
        : ["libLLVM.so.22.1", "libLLVM-22.so", "libLLVM-22.so.1", "/usr/lib/llvm-22/lib/libLLVM.so"];

    private static string InstallHint =>
        OperatingSystem.IsWindows() ? "install LLVM 22 and put its bin folder on the PATH"
        : OperatingSystem.IsMacOS() ? "brew install llvm@22"
        : "apt-get install -y libllvm22";

    /// <summary>Loads the library once for the process.</summary>
    /// <param name="reason">Where the library is, or why it could not be loaded and what to install.</param>
    public static bool TryLoad(out string reason)
    {
        var (library, text) = Process.Value;
        reason = text;
        return library is not null;
    }

    /// <summary>The library of the process.</summary>
    /// <exception cref="LlvmException">It could not be loaded; the message says what to install.</exception>
    public static LlvmLibrary Load()
    {
        var (library, reason) = Process.Value;
        return library ?? throw new LlvmException(reason);
    }

    /// <summary>Opens the named file, or the first candidate found when <paramref name="path"/> is null or empty. A named file is never replaced by another.</summary>
    public static LlvmLibrary? Open(string? path, out string reason)
    {
        string[] names = string.IsNullOrEmpty(path) ? CandidateNames : [path];
        var found = names.Select(name => (Name: name, Handle: TryOpen(name))).FirstOrDefault(pair => pair.Handle != 0);
        if (found.Handle == 0)
        {
            var source = string.IsNullOrEmpty(path) ? "" : $" (named by {PathVariable})";
            reason = $"LLVM {RequiredMajor} is missing: could not load {string.Join(", ", names)}{source}; to install it: {InstallHint}";
            return null;
        }

        if (ReadVersion(found.Handle) is not { Major: RequiredMajor } version)
        {
            reason = $"{found.Name} is not LLVM {RequiredMajor}; to install it: {InstallHint}";
            NativeLibrary.Free(found.Handle);
            return null;
        }

        reason = $"LLVM {version} at {found.Name}";
        return new LlvmLibrary(found.Handle, found.Name, version);
    }

    /// <summary>Routes the imports of <see cref="LlvmNative"/> to the library of the process. This assembly has no other resolver.</summary>
    internal static void InstallResolver() =>
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), static (name, _, _) => name == ImportName ? Load().Handle : 0);

    private static nint TryOpen(string name) => NativeLibrary.TryLoad(name, out var handle) ? handle : 0;

    private static unsafe Version? ReadVersion(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "LLVMGetVersion", out var function))
            return null;
        uint major, minor, patch;
        ((delegate* unmanaged<uint*, uint*, uint*, void>)function)(&major, &minor, &patch);
        return new Version((int)major, (int)minor, (int)patch);
    }
}
