using Nacre.Compilation;
using Nacre.Runtime;
using Nacre.Tuning;

namespace Nacre.Caching;

/// <summary>
/// Compiled programs in a folder of the user's, a file each, named by what decides their content. Whatever is wrong with the folder or a file in it is
/// the same as an empty cache. Files appear whole; the least recently used go first when there is too much.
/// </summary>
/// <param name="folder">Made at the first use.</param>
/// <param name="limit">Bytes of all files.</param>
internal sealed class CompileCache(string folder, long limit = CompileCache.DefaultLimit)
{
    public const long DefaultLimit = 8L << 30;
    private const string ModelExtension = ".model";

    /// <summary>The folder of environment variable <c>NACRE_CACHE</c>, or <c>nacre</c> in the user's folder for caches.</summary>
    public static string DefaultFolder()
    {
        if (Environment.GetEnvironmentVariable("NACRE_CACHE") is { Length: > 0 } own)
            return own;
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches)
            return Path.Combine(caches, "nacre");
        return OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "nacre", "cache")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "nacre");
    }

    /// <summary>Null where the options use no cache.</summary>
    public static CompileCache? For(CompileOptions options) => options.UseCache ? new CompileCache(options.CacheFolder ?? DefaultFolder()) : null;

    public CachedModel? FindModel(string key) => Find(PathOf(key, ModelExtension), path => CachedModel.Read(File.ReadAllBytes(path), path));

    public void StoreModel(string key, CachedModel model) => Store(PathOf(key, ModelExtension), path =>
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllBytes(temporary, model.ToBytes());
        File.Move(temporary, path, overwrite: true);
    });

    public CompiledProgram? FindProgram(string key, CompileOptions options) =>
        Find(PathOf(key, EngineFile.Extension), path => CompiledProgram.Of(EngineFile.Open(path, new ReferenceKernels(RegisteredCalls.Of(options)).Load)));

    public void StoreProgram(string key, CompiledProgram program) => Store(PathOf(key, EngineFile.Extension), path => EngineFile.Write(path, program.ToContent()));

    private string PathOf(string key, string extension) => Path.Combine(folder, key + extension);

    private static T? Find<T>(string path, Func<string, T> read) where T : class
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var found = read(path);
            Touch(path);
            return found;
        }
        catch (Exception e) when (e is NacreException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The time of writing serves as the time of the last use.</summary>
    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that may only be read is used as it is.
        }
    }

    private void Store(string path, Action<string> write)
    {
        try
        {
            MakeFolder(folder);
            write(path);
            Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk or a folder that cannot be written is no reason not to run a model.
        }
    }

    /// <summary>Its files are executed, so nobody else may write them.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What was measured is not a thing to lose for lack of room.</summary>
    private void Trim()
    {
        var total = 0L;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(f => f.Name != TuningFile.DefaultName).OrderByDescending(f => f.LastWriteTimeUtc))
        {
            total += file.Length;
            if (total > limit)
                file.Delete();
        }
    }
}
