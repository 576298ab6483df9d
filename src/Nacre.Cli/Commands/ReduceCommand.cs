using System.CommandLine;
using Nacre.Reduce;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre reduce</c>: the <c>mlir-reduce</c> of this IR.</summary>
internal sealed class ReduceCommand : Command
{
    private readonly CommandConsole _console;
    private readonly Argument<string> _file = new("FILE") { Description = "The module that shows a fault" };
    private readonly Option<string> _test = new("--test", "-test") { Description = "A program that gets a file as its last argument and ends with an exit code other than 0 where the fault is there", Required = true };
    private readonly Option<string[]> _arguments = new("--test-arg", "-test-arg") { Description = "What stands before the file on the test's command line; may be given more than once", DefaultValueFactory = _ => [] };
    private readonly Option<int> _timeout = new("--test-timeout") { Description = "Seconds after which a test is stopped; then the fault is not there", DefaultValueFactory = _ => 60 };
    private readonly Option<string> _output = new("-o") { Description = "Where to write; - is standard output", DefaultValueFactory = _ => "-" };
    private readonly Option<bool> _unregistered = new("--allow-unregistered-dialect", "-allow-unregistered-dialect") { Description = "Accept operations of unknown dialects" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Say nothing on the way" };

    public ReduceCommand(CommandConsole console, ErrorPrinter errors) : base("reduce", "Shrinks a module that shows a fault to a small one that still shows it")
    {
        _console = console;
        Arguments.Add(_file);
        foreach (var option in new Option[] { _test, _arguments, _timeout, _output, _unregistered, _quiet })
            Options.Add(option);
        SetAction(errors.Guard(Run));
    }

    private ExitCode Run(ParseResult parsed)
    {
        var (file, output) = (parsed.GetValue(_file)!, parsed.GetValue(_output)!);
        var test = new TestScript(parsed.GetValue(_test)!, parsed.GetValue(_arguments)!, TimeSpan.FromSeconds(parsed.GetValue(_timeout)));
        var reducer = new ModuleReducer(test.IsInteresting, parsed.GetValue(_quiet) ? null : Report);
        var reduced = reducer.Reduce(File.ReadAllText(file), file, parsed.GetValue(_unregistered));
        if (output == "-")
            _console.Out.Write(reduced);
        else
            File.WriteAllText(output, reduced);
        return ExitCode.Ok;
    }

    private void Report(ReductionProgress progress) => _console.Error.WriteLine($"{progress.Operations} operations left after {progress.Tests} tests (fewer {progress.Step})");
}
