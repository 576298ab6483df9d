namespace Nacre.Bench;

/// <summary>The benchmark's command line: an engine, a model and options.</summary>
public sealed record BenchOptions(string Engine, string Model)
{
    public int Threads { get; private init; } = 1;
    public IReadOnlyDictionary<string, long> OpenSizes { get; private init; } = new Dictionary<string, long>();
    public int? Seed { get; private init; }
    public TimeSpan Duration { get; private init; } = TimeSpan.FromSeconds(3);

    /// <exception cref="FormatException">An argument is missing, unknown or malformed.</exception>
    public static BenchOptions Parse(string[] args)
    {
        if (args.Length < 2 || args.Length % 2 != 0)
            throw new FormatException("an engine, a model and options with a value each are expected");

        var options = new BenchOptions(args[0], args[1]);
        foreach (var pair in args.Skip(2).Chunk(2))
            options = options.With(pair[0], pair[1]);
        return options;
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--threads" => this with { Threads = int.Parse(value) },
        "--dim" when value.Split('=') is [var symbol, var size] => this with { OpenSizes = new Dictionary<string, long>(OpenSizes) { [symbol] = long.Parse(size) } },
        "--random" => this with { Seed = int.Parse(value) },
        "--seconds" => this with { Duration = TimeSpan.FromSeconds(double.Parse(value)) },
        _ => throw new FormatException($"unknown option '{name} {value}'"),
    };
}
