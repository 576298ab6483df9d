using System.Runtime.InteropServices;

namespace Nacre.Transforms.Interpreter.Lapack;

/// <summary>Finds the library of LAPACK's Fortran routines (https://netlib.org/lapack). The environment variable <c>NACRE_LAPACK</c> may name the file to use.</summary>
public sealed class LapackLibrary
{
    private const string PathVariable = "NACRE_LAPACK";

    private static readonly Lazy<(LapackLibrary? Library, string Reason)> Process =
        new(() => (Open(Environment.GetEnvironmentVariable(PathVariable), out var reason), reason));

    private readonly nint _handle;

    private LapackLibrary(nint handle, string path) => (_handle, Path) = (handle, path);

    /// <summary>The file or library name that was loaded.</summary>
    public string Path { get; }

    private static string[] CandidateNames =>
        OperatingSystem.IsWindows() ? ["libopenblas.dll", "liblapack.dll"]
        : OperatingSystem.IsMacOS() ? ["/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/usr/local/opt/openblas/lib/libopenblas.dylib", "/System/Library/Frameworks/Accelerate.framework/Accelerate"]
        : ["liblapack.so.3", "libopenblas.so.0"];

    private static string InstallHint =>
        OperatingSystem.IsWindows() ? "put libopenblas.dll on the PATH"
        : OperatingSystem.IsMacOS() ? "brew install openblas"
        : "apt-get install -y liblapack3";

    /// <summary>The library of the process, loaded at the first call; null where there is none.</summary>
    /// <param name="reason">Where the library is, or why it could not be loaded and what to install.</param>
    public static LapackLibrary? TryLoad(out string reason)
    {
        var (library, text) = Process.Value;
        reason = text;
        return library;
    }

    /// <summary>Opens the named file, or the first candidate found when <paramref name="path"/> is null or empty.</summary>
    public static LapackLibrary? Open(string? path, out string reason)
    {
        string[] names = string.IsNullOrEmpty(path) ? CandidateNames : [path];
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var handle))
                continue;
            var library = new LapackLibrary(handle, name);
            if (library.Find("dpotrf") != 0)
            {
                reason = $"LAPACK at {name}";
                return library;
            }
            NativeLibrary.Free(handle);
        }
        reason = $"LAPACK is missing: could not load {string.Join(", ", names)}{(string.IsNullOrEmpty(path) ? "" : $" (named by {PathVariable})")}; to install it: {InstallHint}";
        return null;
    }

    /// <summary>The address of a routine such as <c>dpotrf</c>; 0 where the library has none of that name.</summary>
    internal nint Find(string routine) => NativeLibrary.TryGetExport(_handle, routine + "_", out var address) ? address : 0;
}
