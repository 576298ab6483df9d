using Nacre.Caching;
using Nacre.Runtime;
using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Tuning;

/// <summary>Where the tuning database of a compilation lies.</summary>
internal static class TuningFile
{
    public const string DefaultName = "tuning.txt";

    /// <summary>Null where the options name none.</summary>
    public static string? PathOf(CompileOptions options)
    {
        if (options.TuningFile is not null)
            return options.TuningFile;
        return options.UseCache || options.Tune is not null ? Path.Combine(options.CacheFolder ?? CompileCache.DefaultFolder(), DefaultName) : null;
    }

    public static MeasuredSchedules SchedulesFor(CompileOptions options)
    {
        var database = Read(PathOf(options));
        if (database.Damaged.Count > 0)
            options.Warn?.Invoke($"the tuning database '{PathOf(options)}' has damaged lines, which are not used: {string.Join(", ", database.Damaged.Take(10))}{(database.Damaged.Count > 10 ? ", …" : "")}");
        return database.SchedulesOf(CacheKey.OfTiming(options.Target));
    }

    /// <summary>Names what the database decides for these options; empty where there is none.</summary>
    public static string FingerprintOf(CompileOptions options) => PathOf(options) is { } path && File.Exists(path) ? Read(path).FingerprintOf(CacheKey.OfTiming(options.Target)) : "";

    /// <summary>A file that is not there is an empty database.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: it cannot be read.</exception>
    public static TuningDatabase Read(string? path)
    {
        try
        {
            return TuningDatabase.Parse(path is not null && File.Exists(path) ? File.ReadAllText(path) : "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NacreException(ExitCode.Usage, $"the tuning database '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Adds entries to what the file holds now, another process's too; the file appears whole.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: it cannot be written.</exception>
    public static void Add(string path, IEnumerable<TuningEntry> entries)
    {
        var database = Read(path);
        foreach (var entry in entries)
            database.Add(entry);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            CompileCache.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(temporary, database.ToString());
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NacreException(ExitCode.Usage, $"the tuning database '{path}' cannot be written: {e.Message}", e);
        }
    }
}
