using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Nacre.Compilation;
using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;
using Nacre.Tuning;

namespace Nacre.Caching;

/// <summary>Names of cache entries: hashes of all that decides their content.</summary>
internal static class CacheKey
{
    private static readonly Lazy<string> Compiler = new(() => string.Join(' ', Assemblies().Select(a => a.ManifestModule.ModuleVersionId.ToString())));

    /// <summary>The name of what is known of a model file from its bytes.</summary>
    public static string OfModel(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Hash(Compiler.Value, Path.GetExtension(path), Convert.ToHexString(SHA256.HashData(stream)));
    }

    /// <summary>The name of a model together with its external files as they are now.</summary>
    public static string OfFiles(string modelKey, string folder, IReadOnlyList<string> externalFiles) =>
        Hash([modelKey, .. externalFiles.Select(file => $"{file} {FileStamp.Of(Path.Combine(folder, file))}")]);

    /// <summary>The name of the program for inputs of certain types.</summary>
    public static string OfProgram(string filesKey, CompileOptions options, IEnumerable<InputType> types) =>
        Hash(filesKey, Machine(options.Target), options.Strict.ToString(), options.Precision.ToString(), TuningFile.FingerprintOf(options), string.Join(';', types.Select(t => t.ToString())));

    /// <summary>What generated code depends on: for the host all that its processor says of itself.</summary>
    private static string Machine(string target) => target == "host" ? $"{Processor()} {Environment.ProcessorCount}" : $"{RuntimeInformation.RuntimeIdentifier} {target}";

    /// <summary>Names what times on this machine depend on for code of a target: the processor with its features, its caches and the target.</summary>
    public static string OfTiming(string target) => Hash(Processor(), target)[..16];

    private static string Processor() => $"{RuntimeInformation.RuntimeIdentifier} {CpuFeatures.Fingerprint()} {CacheSizes.Detect()}";

    private static string Hash(params IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    /// <summary>Every assembly whose change may change the code that comes out.</summary>
    private static Assembly[] Assemblies() =>
    [
        typeof(Nacre.IR.Operation).Assembly, typeof(Dialects.AllDialects).Assembly, typeof(Frontends.Onnx.OnnxImporter).Assembly,
        typeof(Transforms.Kernels.FormKernelsPass).Assembly, typeof(CpuTarget).Assembly, typeof(EngineFile).Assembly, typeof(CacheKey).Assembly,
    ];
}
