using System.CommandLine;
using Nacre.Compilation;
using Nacre.IR;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre compile</c>: writes an engine file, or the IR of a phase.</summary>
internal sealed class CompileCommand : Command
{
    private readonly CommandConsole _console;
    private readonly Argument<string> _model = new("MODEL") { Description = "An .onnx or .mlir file" };
    private readonly Option<string?> _emit = new("--emit") { Description = $"Write the IR of a phase instead of an engine: {string.Join(", ", PhaseText.Phases)}" };
    private readonly Option<string> _output = new("-o") { Description = "The engine (.nacre) or, with --emit, the text to write; - is standard output", DefaultValueFactory = _ => "-" };
    private readonly Option<bool> _weights = new("--weights") { Description = "Write the bytes of large constants too, so that the text can be compiled further" };
    private readonly Option<string[]> _shapes = ShapeOption.New();
    private readonly Option<string> _target = new("--target") { Description = "host, or an x86-64 level, with further instruction sets such as x86-64-v4+avx512bf16", DefaultValueFactory = _ => "host" };
    private readonly Option<bool> _strict = new("--strict") { Description = "Refuse kernels that would run on the interpreter" };
    private readonly Option<Precision> _precision = PrecisionOption.New();

    private readonly TuneOption _tune;

    public CompileCommand(CommandConsole console, ErrorPrinter errors) : base("compile", "Compiles a model to an engine file, or prints the IR of a phase")
    {
        (_console, _tune) = (console, new TuneOption(console));
        Arguments.Add(_model);
        foreach (var option in new Option[] { _emit, _output, _weights, _shapes, _target, _strict, _precision }.Concat(_tune.Options))
            Options.Add(option);
        SetAction(errors.Guard(Run));
    }

    private ExitCode Run(ParseResult parsed)
    {
        var (path, phase) = (parsed.GetValue(_output)!, parsed.GetValue(_emit));
        if (phase is null && path == "-")
            throw new NacreException(ExitCode.Usage, $"say with -o NAME{EngineFile.Extension} where the engine goes, or with --emit which phase to print; 'nacre compile --help' shows what there is");
        var model = Model.Load(parsed.GetValue(_model)!);
        var options = new CompileOptions { Target = parsed.GetValue(_target)!, Shapes = ShapeOption.Parse(parsed.GetValue(_shapes)), Strict = parsed.GetValue(_strict), Precision = parsed.GetValue(_precision) };
        using var tuning = _tune.Begin(parsed, options);
        if (phase is not null)
        {
            Emit(parsed, model, tuning.Options, phase);
            return ExitCode.Ok;
        }
        using var engine = model.Compile(tuning.Options);
        engine.Save(path);
        return ExitCode.Ok;
    }

    private void Emit(ParseResult parsed, Model model, CompileOptions options, string phase)
    {
        var text = PhaseText.Emit(model, options, phase, new PrintOptions(ResourceLimit: parsed.GetValue(_weights) ? long.MaxValue : 0));
        if (parsed.GetValue(_output) is { } path and not "-")
            File.WriteAllText(path, text);
        else
            _console.Out.Write(text);
    }
}

/// <summary><c>--shape input=1x3x224x224</c>.</summary>
internal static class ShapeOption
{
    public static Option<string[]> New() => new("--shape") { Description = "Sizes of an input: NAME=1x3x224x224", Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = _ => [] };

    public static Dictionary<string, long[]> Parse(string[]? texts)
    {
        var shapes = new Dictionary<string, long[]>();
        foreach (var text in texts ?? [])
        {
            var equal = text.LastIndexOf('=');
            if (equal < 0)
                throw new NacreException(ExitCode.Usage, $"--shape {text}: expected NAME=1x3x224x224");
            var sizes = text[(equal + 1)..].Split('x', StringSplitOptions.RemoveEmptyEntries);
            shapes[text[..equal]] = [.. sizes.Select(s => long.TryParse(s, out var size) && size >= 0 ? size : throw new NacreException(ExitCode.Usage, $"--shape {text}: '{s}' is no size"))];
        }
        return shapes;
    }
}
