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
    private readonly Option<string> _target = new("--target") { Description = "host, or an x86-64 level", DefaultValueFactory = _ => "host" };
    private readonly Option<bool> _profile = new("--profile") { Description = "Time of each kernel" };
    private readonly Option<string?> _name = new("--name") { Description = "What the figures call the model (default: its file's name)" };
    private readonly Option<string?> _json = new("--json") { Description = "Append the figures to this file as a line of JSON" };

    public BenchCommand(CommandConsole console, ErrorPrinter errors) : base("bench", "Measures a model, alone or against ONNX Runtime")
    {
        _console = console;
        Arguments.Add(_model);
        foreach (var option in new Option[] { _against, _threads, _warmup, _duration, _inputs, _shapes, _target, _profile, _name, _json })
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
        using var engine = Engine.Open(path, new CompileOptions { Target = parsed.GetValue(_target)!, Shapes = shapes, Threads = threads });
        var inputs = InputReader.Read(engine, parsed.GetValue(_inputs)!, shapes);
        using var reference = parsed.GetValue(_against) is null ? null : new OnnxRuntimeSession(path, threads);
        var result = Measure(parsed, engine, inputs, reference);
        var name = parsed.GetValue(_name) ?? Path.GetFileName(path);
        Print(name, threads, result, reference?.Name);
        if (parsed.GetValue(_profile))
            PrintProfile(engine, inputs);
        if (parsed.GetValue(_json) is { } file)
            File.AppendAllText(file, Json(name, threads, result).ToJsonString() + "\n");
        return ExitCode.Ok;
    }

    private sealed record Result(TimingSummary Nacre, TimingSummary? Reference, OutputDifference? Difference)
    {
        public double? Ratio => Reference?.Median / Nacre.Median;
    }

    private Result Measure(ParseResult parsed, Engine engine, HostTensor[] inputs, OnnxRuntimeSession? reference)
    {
        using var session = engine.CreateSession();
        var outputs = session.Run(inputs);
        var run = new List<Action> { () => session.Run(inputs, outputs) };
        OutputDifference? difference = null;
        if (reference is not null)
        {
            reference.Bind(Enumerable.Range(0, inputs.Length).ToDictionary(i => engine.Inputs[i].Name, i => inputs[i]));
            reference.Run();
            difference = OutputDifference.Between(Enumerable.Range(0, outputs.Length).ToDictionary(i => engine.Outputs[i].Name, i => outputs[i]), reference.Outputs());
            run.Add(reference.Run);
        }
        var times = SideBySide.Measure(run, parsed.GetValue(_warmup), TimeSpan.FromSeconds(parsed.GetValue(_duration)));
        return new Result(times[0], times.ElementAtOrDefault(1), difference);
    }

    private void Print(string model, int threads, Result result, string? reference)
    {
        _console.Out.WriteLine($"{model}, {threads} thread{(threads == 1 ? "" : "s")}");
        Print("nacre", result.Nacre);
        if (result is not { Reference: { } times, Difference: { } difference })
            return;
        Print(reference!, times);
        _console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio {result.Ratio:F2} ({reference} / nacre; above 1 Nacre is faster)"));
        _console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  largest difference {difference.OfLargest:G2} of the largest element, {(difference.IsClose ? "" : "not ")}within rtol 1e-3 atol 1e-4"));
    }

    private void Print(string name, TimingSummary time) => _console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {name,-20} median {time.Median,9:F3} ms  min {time.Min,9:F3}  p95 {time.Percentile95,9:F3}  ({time.Runs} turns)"));

    private void PrintProfile(Engine engine, HostTensor[] inputs)
    {
        var profile = new KernelProfile();
        using var session = engine.CreateSession(profile);
        var outputs = session.Run(inputs);
        for (var i = 0; i < 2; i++)
            session.Run(inputs, outputs);
        profile.Clear();
        for (var i = 0; i < 11; i++)
            session.Run(inputs, outputs);
        var total = profile.Kernels.Sum(k => k.Microseconds);
        _console.Out.WriteLine("     µs      %  tactic               kernel                    nodes");
        foreach (var kernel in profile.Kernels)
            _console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kernel.Microseconds,8:F1} {100 * kernel.Microseconds / total,5:F1}  {kernel.Tactic,-20} {kernel.Name,-24}  {string.Join("+", kernel.Source)}"));
    }

    private static JsonObject Json(string model, int threads, Result result) => new()
    {
        ["model"] = model,
        ["threads"] = threads,
        ["precision"] = "f32",
        ["nacre_ms"] = result.Nacre.Median,
        ["reference_ms"] = result.Reference?.Median,
        ["ratio"] = result.Ratio,
        // JSON has no infinity: outputs of different shapes have no number.
        ["max_error"] = result.Difference is { OfLargest: var error } && double.IsFinite(error) ? error : null,
        ["is_close"] = result.Difference?.IsClose,
    };
}
