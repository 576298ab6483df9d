using System.CommandLine;
using System.Diagnostics;
using Nacre.Comparison;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre run</c>: compiles a model and runs it once.</summary>
internal sealed class RunCommand : Command
{
    private readonly CommandConsole _console;
    private readonly ErrorPrinter _errors;
    private readonly Argument<string> _model = new("MODEL") { Description = "An .onnx, .mlir or .nacre file" };
    private readonly Option<string[]> _inputs = new("--input") { Description = "NAME=FILE, FILE, random, ones, or a number for every element; files are .npy, .pb, images or raw little-endian elements", Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = _ => [] };
    private readonly Option<string?> _outputs = new("--output-dir") { Description = "Write each output there as .npy" };
    private readonly Option<int> _top = new("--top") { Description = "Print the classes with the highest scores" };
    private readonly Option<string?> _labels = new("--labels") { Description = "A file with the name of each class, a line each (default: labels.txt beside the model)" };
    private readonly Option<string> _target = new("--target") { Description = "host, an x86-64 level, with further instruction sets such as x86-64-v4+avx512bf16, or interpreter", DefaultValueFactory = _ => "host" };
    private readonly Option<string[]> _shapes = ShapeOption.New();
    private readonly Option<int> _threads = new("--threads") { Description = "Threads; 0 for all cores" };
    private readonly Option<bool> _strict = new("--strict") { Description = "Refuse kernels that would run on the interpreter" };
    private readonly Option<Precision> _precision = PrecisionOption.New();

    private readonly Option<bool> _report = new("--report") { Description = "With --precision: run the model at its own precision too and say how far the outputs lie apart" };
    private readonly Option<string?> _against = AgainstOption.New("run it too on the same inputs, and fail where the outputs differ by more than rounding");
    private readonly Option<string?> _trace = TraceOption.New();
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Compile anew and keep nothing" };

    private readonly TuneOption _tune;

    public RunCommand(CommandConsole console, ErrorPrinter errors) : base("run", "Compiles a model and runs it")
    {
        (_console, _errors, _tune) = (console, errors, new TuneOption(console));
        Arguments.Add(_model);
        foreach (var option in new Option[] { _inputs, _outputs, _top, _labels, _target, _shapes, _threads, _strict, _precision, _report, _against, _noCache, _trace }.Concat(_tune.Options))
            Options.Add(option);
        SetAction(errors.Guard(Run));
    }

    private ExitCode Run(ParseResult parsed)
    {
        var path = parsed.GetValue(_model)!;
        var isCompared = AgainstOption.IsGiven(parsed.GetValue(_against));
        var clock = Stopwatch.StartNew();
        var phases = new List<string>();
        var isVerbose = parsed.GetValue(_errors.Verbose);
        var shapes = ShapeOption.Parse(parsed.GetValue(_shapes));
        var options = new CompileOptions { Target = parsed.GetValue(_target)!, Shapes = shapes, Threads = parsed.GetValue(_threads), Strict = parsed.GetValue(_strict), Precision = parsed.GetValue(_precision), UseCache = !parsed.GetValue(_noCache), Trace = TraceOption.Make(parsed.GetValue(_trace)) };
        if (isVerbose)
            options = options with { AfterPhase = (phase, _) => phases.Add($"{phase} {clock.ElapsedMilliseconds}") };
        using var tuning = _tune.Begin(parsed, options);
        using var engine = Engine.Open(path, tuning.Options);
        using var session = engine.CreateSession(options.Trace is { } trace ? new RunTrace(trace) : null);
        var inputs = InputReader.Read(engine, parsed.GetValue(_inputs)!, shapes);
        var outputs = session.Run(inputs);
        options.Trace?.Write(parsed.GetValue(_trace)!);
        if (isVerbose)
            PrintKernels(session, engine.ProgramsFromCache > 0 ? "from the cache" : $"ms at the end of phases: {string.Join(", ", phases)}", clock.Elapsed);
        Warn(session, options.Target == CompileOptions.Interpreter);
        if (parsed.GetValue(_report) && options.Precision != Precision.Model)
            Report(PrecisionLoss.Measure(engine, inputs, outputs));
        for (var i = 0; i < outputs.Length; i++)
            Print(parsed, path, engine.Outputs[i].Name, outputs[i]);
        return isCompared ? Compare(ReferenceComparison.Measure(path, engine, inputs, outputs)) : ExitCode.Ok;
    }

    private ExitCode Compare(ReferenceComparison comparison)
    {
        _console.Out.WriteLine(comparison);
        return comparison.Agrees || comparison.IsRounding ? ExitCode.Ok : ExitCode.TestFailed;
    }

    private void Report(IReadOnlyList<PrecisionLoss> losses)
    {
        foreach (var loss in losses)
            _console.Error.WriteLine(loss);
    }

    private void Print(ParseResult parsed, string path, string name, HostTensor output)
    {
        var top = parsed.GetValue(_top);
        if (top > 0 && output.ElementType == ElementType.F32 && output.Rank > 0)
            PrintTop(name, output, top, Labels(parsed.GetValue(_labels), path));
        else
            _console.Out.WriteLine($"{name}: {output}");
        if (parsed.GetValue(_outputs) is not { } folder)
            return;
        Directory.CreateDirectory(folder);
        var safe = string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));
        Npy.Write(Path.Combine(folder, safe + ".npy"), output);
    }

    private static string[] Labels(string? file, string model)
    {
        var path = file ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, "labels.txt");
        return File.Exists(path) ? File.ReadAllLines(path) : file is null ? [] : throw new NacreException(ExitCode.Usage, $"the labels '{file}' do not exist");
    }

    private void PrintTop(string name, HostTensor output, int top, string[] labels)
    {
        var scores = output.AsSpan<float>().ToArray();
        _console.Out.WriteLine($"{name}:");
        foreach (var (score, index) in scores.Select((s, i) => (s, i)).OrderByDescending(p => p.s).Take(top))
            _console.Out.WriteLine($"  {score,9:F6}  {index,4}  {(index < labels.Length ? labels[index] : "")}".TrimEnd());
    }

    private void PrintKernels(InferenceSession session, string how, TimeSpan time)
    {
        _console.Error.WriteLine($"{session.LastKernels.Count} kernels, {time.TotalMilliseconds:F0} ms from file to result ({how})");
        foreach (var kernel in session.LastKernels)
            _console.Error.WriteLine($"  {kernel.Tactic,-20} {kernel.Name,-28} {string.Join("+", kernel.Source)}");
    }

    /// <param name="session">What ran.</param>
    /// <param name="isAsked">Whether the user wants the interpreter.</param>
    private void Warn(InferenceSession session, bool isAsked)
    {
        if (session.LastRunWasInterpreted && !isAsked)
            _console.Error.WriteLine("warning: the model works on values that are no tensors, so all of it ran on the interpreter; --strict refuses that");
        var fallbacks = session.LastKernels.Where(k => !k.IsCompiled).ToArray();
        if (fallbacks.Length > 0)
            _console.Error.WriteLine($"warning: {fallbacks.Length} of {session.LastKernels.Count} kernels ran on the interpreter: {string.Join(", ", fallbacks.Select(f => f.Name).Distinct())}; --strict refuses that");
    }
}
