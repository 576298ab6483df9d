using System.CommandLine;
using Nacre.Runtime;
using Nacre.Testing;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre test</c>: runs folders of ONNX test cases.</summary>
internal sealed class TestCommand : Command
{
    private readonly CommandConsole _console;
    private readonly Argument<string[]> _folders = new("DIR") { Description = "Folders of test cases (model.onnx with test_data_set_N/…, or NAME.onnx with NAME_output_N.pb), or folders of such folders", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _target = new("--target") { Description = "host, or an x86-64 level, with further instruction sets such as x86-64-v4+avx512bf16", DefaultValueFactory = _ => "host" };
    private readonly Option<double?> _rtol = new("--rtol") { Description = "Relative tolerance (default: what the suite says, or 0.001)" };
    private readonly Option<double?> _atol = new("--atol") { Description = "Absolute tolerance (default: what the suite says, or 1e-7)" };
    private readonly Option<string?> _filter = new("--filter") { Description = "Only cases whose name contains this" };
    private readonly Option<bool> _strict = new("--strict") { Description = "A kernel that runs on the interpreter fails its case" };
    private readonly Option<bool> _list = new("--list") { Description = "A line for each case that passes too" };
    private readonly Option<Precision> _precision = PrecisionOption.New();

    public TestCommand(CommandConsole console, ErrorPrinter errors) : base("test", "Runs ONNX test cases and compares their outputs")
    {
        _console = console;
        Arguments.Add(_folders);
        foreach (var option in new Option[] { _target, _rtol, _atol, _filter, _strict, _list, _precision })
            Options.Add(option);
        SetAction(errors.Guard(Run));
    }

    private ExitCode Run(ParseResult parsed)
    {
        var filter = parsed.GetValue(_filter);
        var cases = parsed.GetValue(_folders)!.SelectMany(TestCase.Find).Where(c => filter is null || c.Name.Contains(filter, StringComparison.Ordinal)).ToArray();
        if (cases.Length == 0)
            throw new NacreException(ExitCode.Usage, $"no test cases in {string.Join(", ", parsed.GetValue(_folders)!)}: a case is a folder with model.onnx and test_data_set_0, or NAME.onnx with NAME_output_0.pb beside it");
        var options = new CompileOptions { Target = parsed.GetValue(_target)!, Strict = parsed.GetValue(_strict), Precision = parsed.GetValue(_precision), UseCache = false };
        var failed = 0;
        foreach (var test in cases)
        {
            var outcome = test.Run(options, ToleranceOf(parsed, test));
            failed += outcome.Passed ? 0 : 1;
            if (!outcome.Passed)
                _console.Out.WriteLine($"FAIL {outcome.Name}: {outcome.Failure}");
            else if (parsed.GetValue(_list))
                _console.Out.WriteLine($"ok   {outcome.Name}{Fallbacks(outcome)}");
        }
        _console.Out.WriteLine($"{cases.Length - failed} passed, {failed} failed, 0 skipped");
        return failed == 0 ? ExitCode.Ok : ExitCode.TestFailed;
    }

    private Tolerance ToleranceOf(ParseResult parsed, TestCase test)
    {
        var suite = test.Tolerance ?? new Tolerance();
        var (rtol, atol) = (parsed.GetValue(_rtol), parsed.GetValue(_atol));
        // Figures that the user gives are meant as they are.
        return new Tolerance(rtol ?? suite.Rtol, atol ?? suite.Atol, suite.IsNetwork && rtol is null && atol is null);
    }

    private static string Fallbacks(TestOutcome outcome) => outcome.Fallbacks.Count == 0 ? "" : $" ({outcome.Fallbacks.Count} kernels on the interpreter: {string.Join(", ", outcome.Fallbacks.Select(f => f.Name).Distinct())})";
}
