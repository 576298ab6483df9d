using System.CommandLine;
using Nacre.Compilation;
using Nacre.IR;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre compile</c>: prints the IR of a phase.</summary>
internal sealed class CompileCommand : Command
{
    private readonly CommandConsole _console;
    private readonly Argument<string> _model = new("MODEL") { Description = "An .onnx or .mlir file" };
    private readonly Option<string> _emit = new("--emit") { Description = $"The phase: {string.Join(", ", PhaseText.Phases)}", Required = true };
    private readonly Option<string> _output = new("-o") { Description = "Where to write; - is standard output", DefaultValueFactory = _ => "-" };
    private readonly Option<bool> _weights = new("--weights") { Description = "Write the bytes of large constants too, so that the text can be compiled further" };
    private readonly Option<string[]> _shapes = ShapeOption.New();
    private readonly Option<string> _target = new("--target") { Description = "host, or an x86-64 level", DefaultValueFactory = _ => "host" };

    public CompileCommand(CommandConsole console, ErrorPrinter errors) : base("compile", "Compiles a model and prints the IR of a phase")
    {
        _console = console;
        Arguments.Add(_model);
        foreach (var option in new Option[] { _emit, _output, _weights, _shapes, _target })
            Options.Add(option);
        SetAction(errors.Guard(Run));
    }

    private ExitCode Run(ParseResult parsed)
    {
        var model = Model.Load(parsed.GetValue(_model)!);
        var options = new CompileOptions { Target = parsed.GetValue(_target)!, Shapes = ShapeOption.Parse(parsed.GetValue(_shapes)) };
        var text = PhaseText.Emit(model, options, parsed.GetValue(_emit)!, new PrintOptions(ResourceLimit: parsed.GetValue(_weights) ? long.MaxValue : 0));
        if (parsed.GetValue(_output) is { } path and not "-")
            File.WriteAllText(path, text);
        else
            _console.Out.Write(text);
        return ExitCode.Ok;
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
