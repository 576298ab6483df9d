using System.CommandLine;
using System.Text;
using Nacre.Dialects;
using Nacre.Dialects.Vhlo;
using Nacre.IR;
using Nacre.Opt;
using Nacre.Runtime;
using Nacre.Transforms.Conversion;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre opt</c>: the <c>mlir-opt</c> of this IR.</summary>
internal sealed class OptCommand : Command
{
    private readonly CommandConsole _console;

    // The file and the passes in the order given: a pass is written like an option with one or two dashes, and System.CommandLine knows no such names.
    private readonly Argument<string[]> _words = new("FILE") { Description = "The file (standard input when it is - or missing), and -PASS or -PASS=\"option=value …\" for each pass, in order", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _pipeline = new("--pass-pipeline", "-pass-pipeline") { Description = "Passes as text: builtin.module(canonicalize,func.func(cse))" };
    private readonly Option<string> _output = new("-o") { Description = "Where to write; - is standard output", DefaultValueFactory = _ => "-" };
    private readonly Option<bool> _split = Flag("split-input-file", "Treat the parts between lines // ----- as files of their own");
    private readonly Option<bool> _verifyDiagnostics = Flag("verify-diagnostics", "Compare the diagnostics with the expected-error comments");
    private readonly Option<bool> _unregistered = Flag("allow-unregistered-dialect", "Accept operations of unknown dialects");
    private readonly Option<bool> _verifyRoundtrip = Flag("verify-roundtrip", "Check that what is printed reads back as the same");
    private readonly Option<bool> _list = Flag("list-passes", "List the passes");
    private readonly Option<bool> _dialects = Flag("show-dialects", "List the dialects");
    private readonly Option<bool> _runReproducer = Flag("run-reproducer", "Run the pipeline that a failed run wrote into the file");
    private readonly Option<bool> _verifyEach = new("--verify-each", "-verify-each") { Description = "Verify after every pass", DefaultValueFactory = _ => true };
    private readonly Option<string?> _reproducer = new("--mlir-pass-pipeline-crash-reproducer") { Description = "Where to write the IR and the pipeline when a pass fails" };

    private readonly OptPrintingOptions _printing = new();

    private readonly Option<bool> _bytecode = Flag("emit-bytecode", "Write MLIR bytecode instead of text");
    private readonly Option<int> _bytecodeVersion = new("--emit-bytecode-version", "-emit-bytecode-version") { Description = $"The version of the bytecode, 0 to {BytecodeFormat.LatestVersion}", DefaultValueFactory = _ => BytecodeFormat.LatestVersion };

    private readonly Option<bool> _serialize = Flag("serialize", "Write a portable artifact of StableHLO, for the version that --target says");
    private readonly Option<bool> _deserialize = Flag("deserialize", "Read a portable artifact as StableHLO");
    private readonly Option<string> _target = new("--target", "-target") { Description = "With --serialize: the version of StableHLO whose tools are to read the artifact", DefaultValueFactory = _ => VhloVersion.Current.ToString() };

    public OptCommand(CommandConsole console, ErrorPrinter errors) : base("opt", "Parses, verifies, transforms and prints a file of IR")
    {
        _console = console;
        Arguments.Add(_words);
        foreach (var option in new Option[] { _pipeline, _output, _split, _verifyDiagnostics, _unregistered, _verifyRoundtrip, _list, _dialects, _runReproducer, _verifyEach, _reproducer, _bytecode, _bytecodeVersion, _serialize, _deserialize, _target }.Concat(_printing.All))
            Options.Add(option);
        SetAction(errors.Guard(Run));
    }

    private static Option<bool> Flag(string name, string description) => OptPrintingOptions.Flag(name, description);

    private ExitCode Run(ParseResult parsed)
    {
        if (parsed.GetValue(_list))
            return ListPasses();
        if (parsed.GetValue(_dialects))
            return ListDialects();
        var words = parsed.GetValue(_words) ?? [];
        var files = words.Where(w => !IsPass(w)).ToArray();
        if (files.Length > 1)
            throw new NacreException(ExitCode.Usage, $"one file at a time, got {string.Join(", ", files)}");
        var driver = new OptDriver(Passes.All(), OptionsOf(parsed, words.Where(IsPass)), _console.Error);
        var result = driver.Run(Read(files.FirstOrDefault("-")), files.FirstOrDefault("-"));
        foreach (var message in result.Messages)
            _console.Error.WriteLine(message);
        if (result.Status == OptStatus.Ok)
            Write(parsed.GetValue(_output)!, result);
        return result.Status switch { OptStatus.Ok => ExitCode.Ok, OptStatus.InvalidInput => ExitCode.ModelUnreadable, _ => ExitCode.TestFailed };
    }

    private static bool IsPass(string word) => word.Length > 1 && word[0] == '-';

    private OptOptions OptionsOf(ParseResult parsed, IEnumerable<string> passes) => _printing.AddTo(new OptOptions
    {
        Pipeline = string.Join(",", passes.Select(PipelineItem).Prepend(parsed.GetValue(_pipeline) ?? "").Where(p => p.Length > 0)),
        RunReproducer = parsed.GetValue(_runReproducer),
        SplitInputFile = parsed.GetValue(_split),
        VerifyDiagnostics = parsed.GetValue(_verifyDiagnostics),
        AllowUnregisteredDialects = parsed.GetValue(_unregistered),
        VerifyEach = parsed.GetValue(_verifyEach),
        VerifyRoundtrip = parsed.GetValue(_verifyRoundtrip),
        ReproducerPath = parsed.GetValue(_reproducer),
        Bytecode = parsed.GetValue(_bytecode) ? new BytecodeOptions(VersionOf(parsed.GetValue(_bytecodeVersion))) : null,
        Target = parsed.GetValue(_serialize) ? VhloToVersionPass.ParseTarget(parsed.GetValue(_target)!) : null,
        Deserialize = parsed.GetValue(_deserialize),
    }, parsed);

    private static int VersionOf(int version) => version is >= 0 and <= BytecodeFormat.LatestVersion ? version
        : throw new NacreException(ExitCode.Usage, $"--emit-bytecode-version {version} is not in the range 0 to {BytecodeFormat.LatestVersion}");

    /// <summary><c>-pass="a=1 b=2"</c> → <c>pass{a=1 b=2}</c>.</summary>
    private static string PipelineItem(string word)
    {
        var name = word.TrimStart('-');
        var equal = name.IndexOf('=');
        return equal < 0 ? name : $"{name[..equal]}{{{name[(equal + 1)..].Trim('"')}}}";
    }

    private ExitCode ListPasses()
    {
        foreach (var (argument, description) in Passes.All().All)
            _console.Out.WriteLine($"  --{argument,-40} {description}");
        return ExitCode.Ok;
    }

    private ExitCode ListDialects()
    {
        _console.Out.WriteLine($"Available Dialects: {string.Join(",", AllDialects.Create().Select(d => d.Name).Order(StringComparer.Ordinal))}");
        return ExitCode.Ok;
    }

    private byte[] Read(string file) => file == "-" ? _console.ReadAllBytes() : File.ReadAllBytes(file);

    private void Write(string path, OptResult result)
    {
        if (path != "-")
            File.WriteAllBytes(path, result.Bytecode ?? Encoding.UTF8.GetBytes(result.Output));
        else if (result.Bytecode is { } bytes)
            WriteToConsole(bytes);
        else
            _console.Out.Write(result.Output);
    }

    private void WriteToConsole(byte[] bytes)
    {
        if (_console.BinaryOut is null)
            throw new NacreException(ExitCode.Usage, "bytecode cannot be written here; name a file with -o");
        using var output = _console.BinaryOut();
        output.Write(bytes);
    }
}
