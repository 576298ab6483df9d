using System.Globalization;

namespace Nacre.Fuzz;

/// <summary>What to draw.</summary>
/// <param name="Graphs">Graphs rather than single operators.</param>
/// <param name="Seed">The run's seed; the seeds of its cases follow from it.</param>
/// <param name="Count">Cases to compare; those that ONNX Runtime refuses do not count.</param>
/// <param name="Case">The seed of the one case to repeat; null for a run.</param>
/// <param name="Only">The one operator to draw; null for all.</param>
/// <param name="Folder">Where unexplained differences are written.</param>
/// <param name="Verbose">Print every explained difference too, and the model of a repeated case.</param>
internal sealed record FuzzOptions(bool Graphs, int Seed = 1, int Count = 100, int? Case = null, string? Only = null, string Folder = "fuzz-differences", bool Verbose = false)
{
    public const string Usage = "usage: dotnet run -c Release --project bench/Nacre.Fuzz -- (ops | graphs) [--seed N] [--count N] [--case SEED] [--only OPERATOR] [--out FOLDER] [--verbose]";

    /// <summary>Null where the command line is wrong.</summary>
    public static FuzzOptions? TryParse(string[] args)
    {
        if (args is not ["ops" or "graphs", ..])
            return null;
        FuzzOptions? options = new(args[0] == "graphs");
        for (var i = 1; i < args.Length && options is not null; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            options = (args[i], value) switch
            {
                ("--verbose", _) => options with { Verbose = true },
                ("--only", { } name) => options with { Only = name },
                ("--out", { } folder) => options with { Folder = folder },
                (var name, { } number) when int.TryParse(number, CultureInfo.InvariantCulture, out var parsed) => options.With(name, parsed),
                _ => null,
            };
            i += args[i] == "--verbose" ? 0 : 1;
        }
        return options;
    }

    private FuzzOptions? With(string name, int number) => name switch
    {
        "--seed" => this with { Seed = number },
        "--count" => this with { Count = number },
        "--case" => this with { Case = number },
        _ => null,
    };
}
