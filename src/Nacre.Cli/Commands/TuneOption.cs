using System.CommandLine;
using System.Globalization;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary>The options <c>--tune TIME</c> and <c>--tuning FILE</c>.</summary>
internal sealed class TuneOption(CommandConsole console)
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    private readonly Option<string?> _time = new("--tune") { Description = "Measure ways to compute the model's kernels for about this long (60s, 2m) before compiling, and remember the fastest; Ctrl+C ends it early" };
    private readonly Option<string?> _file = new("--tuning") { Description = "The file of measured choices to use and, with --tune, to add to (default: tuning.txt beside the compile cache)" };

    public IEnumerable<Option> Options => [_time, _file];

    /// <summary>Adds what the command line says to options; to be disposed when the work is done.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: the time cannot be read.</exception>
    public TuningScope Begin(ParseResult parsed, CompileOptions options)
    {
        options = options with { TuningFile = parsed.GetValue(_file), Warn = text => console.Error.WriteLine($"warning: {text}") };
        return new TuningScope(options, parsed.GetValue(_time) is { } time ? Parse(time) : null, console.Error);
    }

    private static TimeSpan Parse(string text)
    {
        foreach (var (suffix, seconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal) && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * seconds < 1e7)
                return TimeSpan.FromSeconds(number * seconds);
        }
        throw new NacreException(ExitCode.Usage, $"--tune {text}: expected a time such as 60s, 2m or 1.5h");
    }
}

/// <summary>Options whose tuning prints its progress and which the first Ctrl+C ends, instead of the process.</summary>
internal sealed class TuningScope : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TextWriter _error;
    private readonly TimeSpan? _budget;
    private TimeSpan? _lastPrint;

    public TuningScope(CompileOptions options, TimeSpan? budget, TextWriter error)
    {
        (_budget, _error) = (budget, error);
        Options = budget is { } time ? options with { Tune = new TuneOptions(time, Print, _stop.Token) } : options;
        if (budget is not null)
            Console.CancelKeyPress += OnCancel;
    }

    public CompileOptions Options { get; }

    private void OnCancel(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }

    /// <summary>Not more often than once in a second.</summary>
    private void Print(TuneProgress progress)
    {
        if (progress.Done < progress.Total && progress.Elapsed - _lastPrint < TimeSpan.FromSeconds(1))
            return;
        _lastPrint = progress.Elapsed;
        _error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"tuning: {progress.Done} of {progress.Total} kernels, {progress.Gained} faster (best {progress.BestGain:F2}x), {progress.Elapsed.TotalSeconds:F0} s of {_budget?.TotalSeconds:0.#} s, about {progress.Remaining.TotalSeconds:F0} s to go"));
    }

    public void Dispose()
    {
        if (_budget is not null)
            Console.CancelKeyPress -= OnCancel;
        _stop.Dispose();
    }
}
