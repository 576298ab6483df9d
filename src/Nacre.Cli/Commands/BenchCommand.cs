using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Nacre.Comparison;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre bench</c>: latency of a model, alone or side by side with ONNX Runtime in one process.</summary>
internal sealed class BenchCommand : Command
{
    private readonly CommandConsole _console;
    private readonly Argument<string> _model = new("MODEL") { Description = "An .onnx, .mlir or .nacre file" };
    private readonly Option<string?> _against = new("--against") { Description = "onnxruntime: measure it in turn with Nacre and print the ratio" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads; 0 for all cores", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _warmup = new("--warmup") { Description = "Runs before the first that counts", DefaultValueFactory = _ => 3 };
    private readonly Option<double> _duration = new("--duration") { Description = "Seconds to measure", DefaultValueFactory = _ => 3 };
    private readonly Option<string[]> _inputs = new("--input") { Description = "As for run; random by default", Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _shapes = ShapeOption.New();
    private readonly Option<string> _target = new("--target") { Description = "host, or an x86-64 level, with further instruction sets such as x86-64-v4+avx512bf16", DefaultValueFactory = _ => "host" };
    private readonly Option<Precision> _precision = PrecisionOption.New();
    private readonly Option<bool> _profile = new("--profile") { Description = "Time of each kernel" };
    private readonly Option<string?> _trace = TraceOption.New();
    private readonly Option<bool> _memory = new("--memory") { Description = "Peak resident memory of each engine, measured in processes of their own" };
    private readonly Option<bool> _start = new("--start") { Description = "Time from the file to the first result too, the program being in the compile cache" };
    private readonly Option<string?> _name = new("--name") { Description = "What the figures call the model (default: its file's name)" };
    private readonly Option<string?> _json = new("--json") { Description = "Append the figures to this file as a line of JSON" };

    private readonly TuneOption _tune;

    public BenchCommand(CommandConsole console, ErrorPrinter errors) : base("bench", "Measures a model, alone or against ONNX Runtime")
    {
        (_console, _tune) = (console, new TuneOption(console));
        Arguments.Add(_model);
        foreach (var option in new Option[] { _against, _threads, _warmup, _duration, _inputs, _shapes, _target, _precision, _profile, _trace, _memory, _start, _name, _json }.Concat(_tune.Options))
            Options.Add(option);
        SetAction(errors.Guard(Run));
    }

    private ExitCode Run(ParseResult parsed)
    {
        var path = parsed.GetValue(_model)!;
        if (parsed.GetValue(_against) is { } other && other != "onnxruntime")
            throw new NacreException(ExitCode.Usage, $"--against {other}: only onnxruntime is known");
        var shapes = ShapeOption.Parse(parsed.GetValue(_shapes));
        var threads = parsed.GetValue(_threads) > 0 ? parsed.GetValue(_threads) : Environment.ProcessorCount;
        var options = new CompileOptions { Target = parsed.GetValue(_target)!, Shapes = shapes, Threads = threads, Precision = parsed.GetValue(_precision), Trace = TraceOption.Make(parsed.GetValue(_trace)) };
        using var tuning = _tune.Begin(parsed, options);
        using var engine = Engine.Open(path, tuning.Options);
        var inputs = InputReader.Read(engine, parsed.GetValue(_inputs)!, shapes);
        using var reference = parsed.GetValue(_against) is null ? null : new OnnxRuntimeSession(path, threads);
        var result = Measure(parsed, engine, inputs, reference);
        var name = parsed.GetValue(_name) ?? Path.GetFileName(path);
        var memory = parsed.GetValue(_memory) ? MemoryComparison.Measure(path, engine, inputs, reference is not null) : null;
        Print(name, engine.Options, result, reference?.Name);
        if (memory is not null)
            Print(memory);
        var start = parsed.GetValue(_start) ? StartComparison.Measure(path, tuning.Options, inputs, reference is not null, TimeSpan.FromSeconds(parsed.GetValue(_duration))) : null;
        if (start is not null)
            Print(start, reference?.Name);
        if (parsed.GetValue(_profile))
            PrintProfile(Profile(engine, inputs, new KernelProfile()), Roofline.Measure(threads));
        if (options.Trace is { } trace)
            Profile(engine, inputs, new RunTrace(trace));
        options.Trace?.Write(parsed.GetValue(_trace)!);
        if (parsed.GetValue(_json) is { } file)
            File.AppendAllText(file, Json(name, engine.Options, result, memory, start).ToJsonString() + "\n");
        return ExitCode.Ok;
    }

    private sealed record Result(TimingSummary Nacre, TimingSummary? Reference, OutputDifference? Difference, DistanceFromExact? FromExact, IReadOnlyList<PrecisionLoss>? Losses)
    {
        public double? Ratio => Reference?.Median / Nacre.Median;
        public (double Low, double High)? Spread => Reference is null ? null : Nacre.RatioQuartiles(Reference);
    }

    private Result Measure(ParseResult parsed, Engine engine, HostTensor[] inputs, OnnxRuntimeSession? reference)
    {
        using var session = engine.CreateSession();
        var outputs = session.Run(inputs);
        var run = new List<Action> { () => session.Run(inputs, outputs) };
        var losses = engine.Options.Precision == Precision.Model ? null : PrecisionLoss.Measure(engine, inputs, outputs);
        OutputDifference? difference = null;
        DistanceFromExact? fromExact = null;
        if (reference is not null)
        {
            reference.Bind(Enumerable.Range(0, inputs.Length).ToDictionary(i => engine.Inputs[i].Name, i => inputs[i]));
            reference.Run();
            var (named, expected) = (Enumerable.Range(0, outputs.Length).ToDictionary(i => engine.Outputs[i].Name, i => outputs[i]), reference.Outputs());
            difference = OutputDifference.Between(named, expected);
            if (!difference.IsClose && engine.Options.Precision == Precision.Model && engine.HasModel)
                fromExact = DistanceFromExact.Measure(engine, inputs, named, expected);
            run.Add(reference.Run);
        }
        var times = SideBySide.Measure(run, parsed.GetValue(_warmup), TimeSpan.FromSeconds(parsed.GetValue(_duration)));
        return new Result(times[0], times.ElementAtOrDefault(1), difference, fromExact, losses);
    }

    private void Print(string model, CompileOptions options, Result result, string? reference)
    {
        var precision = options.Precision == Precision.Model ? "" : $", nacre in {PrecisionOption.Name(options.Precision)}";
        _console.Out.WriteLine($"{model}, {options.Threads} thread{(options.Threads == 1 ? "" : "s")}{precision}");
        foreach (var loss in result.Losses ?? [])
            _console.Out.WriteLine($"  {loss}");
        Print("nacre", result.Nacre);
        if (result is not { Reference: { } times, Difference: { } difference })
            return;
        Print(reference!, times);
        _console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio {result.Ratio:F2}, half of the turns {result.Spread?.Low:F2} to {result.Spread?.High:F2} ({reference} / nacre; above 1 Nacre is faster)"));
        _console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  largest difference {difference.OfLargest:G2} of the largest element, {Closeness(difference)}"));
        if (result.FromExact is { } exact)
        {
            _console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  from the model in f64: nacre {exact.Nacre.OfLargest:G2}, {Closeness(exact.Nacre)}; {reference} {exact.Reference.OfLargest:G2}, {Closeness(exact.Reference)}"));
        }
    }

    private static string Closeness(OutputDifference difference) => difference.IsClose ? "within rtol 1e-3 atol 1e-4" : "not within rtol 1e-3 atol 1e-4";

    private void Print(string name, TimingSummary time) => _console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {name,-21} median {time.Median,9:F3} ms  min {time.Min,9:F3}  p95 {time.Percentile95,9:F3}  ({time.Turns.Count} turns{(time.Disturbed > 0 ? $", {time.Disturbed} more disturbed by others" : "")})"));

    private void Print(StartComparison start, string? reference)
    {
        _console.Out.WriteLine("  from the file to the first result:");
        Print("nacre, from the cache", start.Nacre);
        if (start.Reference is { } times)
            Print(reference!, times);
    }

    private void Print(MemoryComparison memory)
    {
        Print("engine file", memory.Deployed);
        Print("compiling", memory.Compiling);
        if (memory.Reference is { } reference)
            Print("onnxruntime", reference);
    }

    private void Print(string name, MemoryUse use) => _console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  memory, {name,-12} peak {use.PeakMiB,9:F1} MiB, {use.IncreaseMiB,9:F1} more than before the model"));

    /// <summary>Some runs under an observer, after some without.</summary>
    private static T Profile<T>(Engine engine, HostTensor[] inputs, T observer) where T : IRunObserver
    {
        const int warmup = 3, runs = 11;
        using var first = engine.CreateSession();
        var outputs = first.Run(inputs);
        for (var i = 1; i < warmup; i++)
            first.Run(inputs, outputs);
        using var session = engine.CreateSession(observer);
        for (var i = 0; i < runs; i++)
            session.Run(inputs, outputs);
        return observer;
    }

    private void PrintProfile(KernelProfile profile, Roofline roofline)
    {
        var total = profile.Kernels.Sum(k => k.Microseconds);
        _console.Out.WriteLine($"  roofline: {roofline}");
        _console.Out.WriteLine("      µs      %  GFLOP/s    GB/s  % roof  tactic               kernel                    nodes");
        foreach (var kernel in profile.Kernels)
            _console.Out.WriteLine(Line(kernel, total, roofline));
        var (flops, bound) = (profile.Kernels.Sum(k => k.Flops), profile.Kernels.Sum(k => roofline.LeastMicroseconds(k.Flops, k.Bytes)));
        _console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{total,8:F1}  100.0 {flops / total / 1e3,8:F1} {"",7} {100 * bound / total,7:F1}  all kernels: {flops / 1e9:F2} GFLOP; at the roofline they would take {bound:F0} µs"));
    }

    /// <summary>Kernels on the interpreter have no counts.</summary>
    private static string Line(KernelTime kernel, double total, Roofline roofline)
    {
        string Number(double value) => kernel.Bytes > 0 ? value.ToString("F1", CultureInfo.InvariantCulture) : "-";
        var (flops, bytes) = (Number(kernel.Flops / kernel.Microseconds / 1e3), Number(kernel.Bytes / kernel.Microseconds / 1e3));
        var share = Number(100 * roofline.LeastMicroseconds(kernel.Flops, kernel.Bytes) / kernel.Microseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{kernel.Microseconds,8:F1} {100 * kernel.Microseconds / total,6:F1} {flops,8} {bytes,7} {share,7}  {kernel.Tactic,-20} {kernel.Name,-24}  {Nodes(kernel.Source)}");
    }

    /// <summary>A kernel may stand for thousands of nodes; the first ones tell which.</summary>
    private static string Nodes(IReadOnlyList<string> source)
    {
        const int most = 8;
        return source.Count <= most ? string.Join("+", source) : $"{string.Join("+", source.Take(most))} and {source.Count - most} more";
    }

    private static JsonObject Json(string model, CompileOptions options, Result result, MemoryComparison? memory, StartComparison? start) => new()
    {
        ["model"] = model,
        ["threads"] = options.Threads,
        // That of Nacre; the reference computes in the model's own.
        ["precision"] = PrecisionOption.Name(options.Precision),
        ["nacre_ms"] = result.Nacre.Median,
        ["reference_ms"] = result.Reference?.Median,
        ["ratio"] = result.Ratio,
        ["ratio_low"] = result.Spread?.Low,
        ["ratio_high"] = result.Spread?.High,
        ["turns"] = result.Nacre.Turns.Count,
        ["disturbed_turns"] = result.Nacre.Disturbed,
        ["max_error"] = Finite(result.Difference?.OfLargest),
        ["is_close"] = result.Difference?.IsClose,
        ["is_close_to_f64"] = result.FromExact?.Nacre.IsClose,
        ["reference_is_close_to_f64"] = result.FromExact?.Reference.IsClose,
        ["precision_loss"] = Finite(result.Losses?.Max(l => l.Largest)),
        ["precision_loss_rms"] = Finite(result.Losses?.Max(l => l.Rms)),
        ["nacre_mib"] = memory?.Deployed.IncreaseMiB,
        ["reference_mib"] = memory?.Reference?.IncreaseMiB,
        ["compile_mib"] = memory?.Compiling.IncreaseMiB,
        ["start_ms"] = start?.Nacre.Median,
        ["reference_start_ms"] = start?.Reference?.Median,
    };

    /// <summary>JSON has no infinity: outputs of different shapes have no number.</summary>
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
