using System.CommandLine;
using Nacre.Runtime;
using Nacre.Testing;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre test</c>: runs ONNX test cases and StableHLO check programs.</summary>
internal sealed class TestCommand : Command
{
    private readonly CommandConsole _console;
    private readonly Argument<string[]> _folders = new("DIR|FILE.mlir") { Description = "Folders of test cases (model.onnx with test_data_set_N/…, or NAME.onnx with NAME_output_N.pb, or StableHLO programs with check.expect_*), folders of such folders, or such programs", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _target = new("--target") { Description = "host, an x86-64 level, with further instruction sets such as x86-64-v4+avx512bf16, or interpreter", DefaultValueFactory = _ => "host" };
    private readonly Option<double?> _rtol = new("--rtol") { Description = "Relative tolerance (default: what the suite says, or 0.001)" };
    private readonly Option<double?> _atol = new("--atol") { Description = "Absolute tolerance (default: what the suite says, or 1e-7)" };
    private readonly Option<string?> _filter = new("--filter") { Description = "Only cases whose name contains this" };
    private readonly Option<bool> _strict = new("--strict") { Description = "A kernel that runs on the interpreter fails its case" };
    private readonly Option<bool> _list = new("--list") { Description = "A line for each case that passes too" };
    private readonly Option<Precision> _precision = PrecisionOption.New();

    public TestCommand(CommandConsole console, ErrorPrinter errors) : base("test", "Runs test cases of ONNX and StableHLO and compares their outputs")
    {
        _console = console;
        Arguments.Add(_folders);
        foreach (var option in new Option[] { _target, _rtol, _atol, _filter, _strict, _list, _precision })
            Options.Add(option);
        SetAction(errors.Guard(Run));
    }

    private ExitCode Run(ParseResult parsed)
    {
        var options = new CompileOptions { Target = parsed.GetValue(_target)!, Strict = parsed.GetValue(_strict), Precision = parsed.GetValue(_precision), UseCache = false };
        var filter = parsed.GetValue(_filter);
        var totals = new Totals();
        foreach (var test in parsed.GetValue(_folders)!.SelectMany(TestCases.Find).Where(c => filter is null || c.Name.Contains(filter, StringComparison.Ordinal)))
        {
            var outcome = test.Run(options, ToleranceOf(parsed, test));
            totals.Add(outcome);
            if (outcome is { Passed: false, Failure: { } failure })
                _console.Out.WriteLine($"FAIL {outcome.Name}: {failure}");
            else if (parsed.GetValue(_list))
                _console.Out.WriteLine(outcome.Skipped is { } reason ? $"skip {outcome.Name}: {reason}" : $"ok   {outcome.Name}{Fallbacks(outcome)}");
        }
        if (totals.All == 0)
            throw new NacreException(ExitCode.Usage, $"no test cases in {string.Join(", ", parsed.GetValue(_folders)!)}: a case is a folder with model.onnx and test_data_set_0, NAME.onnx with NAME_output_0.pb beside it, or a StableHLO program");
        if (totals.Interpreted > 0 && options.Target != TestCases.Interpreter)
            _console.Out.WriteLine($"{totals.Interpreted} of the passed ones used the interpreter");
        _console.Out.WriteLine($"{totals.Passed} passed, {totals.Failed} failed, {totals.Skipped} skipped");
        return totals.Failed == 0 ? ExitCode.Ok : ExitCode.TestFailed;
    }

    private sealed class Totals
    {
        public int Passed { get; private set; }
        public int Failed { get; private set; }
        public int Skipped { get; private set; }

        /// <summary>Passed, with at least one kernel on the interpreter.</summary>
        public int Interpreted { get; private set; }
        public int All => Passed + Failed + Skipped;

        public void Add(TestOutcome outcome)
        {
            Passed += outcome.Passed ? 1 : 0;
            Failed += outcome.Failure is null ? 0 : 1;
            Skipped += outcome.Skipped is null ? 0 : 1;
            Interpreted += outcome.Passed && (outcome.IsInterpreted || outcome.Fallbacks.Any()) ? 1 : 0;
        }
    }

    private Tolerance ToleranceOf(ParseResult parsed, ITestCase test)
    {
        var suite = test.Tolerance ?? new Tolerance();
        var (rtol, atol) = (parsed.GetValue(_rtol), parsed.GetValue(_atol));
        // Figures that the user gives are meant as they are.
        return new Tolerance(rtol ?? suite.Rtol, atol ?? suite.Atol, suite.IsNetwork && rtol is null && atol is null);
    }

    private static string Fallbacks(TestOutcome outcome)
    {
        if (outcome.IsInterpreted)
            return " (all on the interpreter)";
        var names = outcome.Fallbacks.Select(f => f.Name).ToArray();
        return names.Length == 0 ? $" ({outcome.Kernels.Count} kernels)" : $" ({names.Length} of {outcome.Kernels.Count} kernels on the interpreter: {string.Join(", ", names.Distinct())})";
    }
}
