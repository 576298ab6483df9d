using System.CommandLine;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre check</c>: one report before running: inputs, outputs, and how each kernel will run.</summary>
internal sealed class CheckCommand : Command
{
    private readonly CommandConsole _console;
    private readonly Argument<string> _model = new("MODEL") { Description = "An .onnx or .mlir file" };
    private readonly Option<string[]> _shapes = ShapeOption.New();
    private readonly Option<string> _target = new("--target") { Description = "host, or an x86-64 level", DefaultValueFactory = _ => "host" };

    public CheckCommand(CommandConsole console, ErrorPrinter errors) : base("check", "Reports what a model needs and how it will run")
    {
        _console = console;
        Arguments.Add(_model);
        Options.Add(_shapes);
        Options.Add(_target);
        SetAction(errors.Guard(Run));
    }

    private ExitCode Run(ParseResult parsed)
    {
        var model = Model.Load(parsed.GetValue(_model)!);
        foreach (var port in model.Inputs)
            _console.Out.WriteLine($"input   {port.Name}: {port.TypeText}{(port.DimensionNames.Any(n => n is not null) ? $" ({string.Join(", ", port.DimensionNames.Select(n => n ?? "-"))})" : "")}");
        foreach (var port in model.Outputs)
            _console.Out.WriteLine($"output  {port.Name}: {port.TypeText}");
        using var engine = model.Compile(new CompileOptions { Target = parsed.GetValue(_target)!, Shapes = ShapeOption.Parse(parsed.GetValue(_shapes)) });
        var kernels = engine.Compile();
        if (kernels.Count == 0)
        {
            _console.Out.WriteLine($"{(engine.Options.Target == CompileOptions.Interpreter ? "" : "the model works on values that are no tensors: ")}all of it runs on the interpreter");
            return ExitCode.Ok;
        }
        foreach (var group in kernels.GroupBy(k => k.Tactic).OrderBy(g => g.Key, StringComparer.Ordinal))
            _console.Out.WriteLine($"tactic  {group.Key}: {group.Count()} kernels");
        foreach (var gap in kernels.Where(k => !k.IsCompiled))
            _console.Out.WriteLine($"{(gap.CanRun ? "interpreter" : "unknown")}  {gap.Name} (nodes {string.Join(", ", gap.Source)})");
        var (interpreted, unknown) = (kernels.Count(k => !k.IsCompiled && k.CanRun), kernels.Count(k => !k.CanRun));
        _console.Out.WriteLine(interpreted + unknown == 0 ? "every kernel is compiled code" : $"{interpreted} of {kernels.Count} kernels run on the interpreter");
        if (unknown > 0)
            _console.Out.WriteLine($"{unknown} of {kernels.Count} kernels have operations that Nacre does not know: the model cannot run");
        return ExitCode.Ok;
    }
}
