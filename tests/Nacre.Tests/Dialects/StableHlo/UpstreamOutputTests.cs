using System.Text.RegularExpressions;
using Nacre.Opt;
using Nacre.Tests.Lit;
using Xunit;

namespace Nacre.Tests.StableHlo;

/// <summary>What StableHLO's own tests expect to be printed, part by part, under the options of the file's first RUN line.</summary>
public sealed partial class UpstreamOutputTests
{
    private const string Data = "stablehlo";

    /// <summary>How many parts of a file print something else, and why; a file that is not listed has none. A part that comes right makes the test fail until the figure falls.</summary>
    private static readonly Dictionary<string, int> Known = new()
    {
        ["infer_chlo"] = 6, // asks for operations that compute sizes at run time; Nacre specialises programs for their sizes instead
        ["infer_stablehlo"] = 12, // likewise
        ["ops_stablehlo_quantized"] = 2, // expects storage types to be printed as si8 and ui8; LLVM 22 prints i8 and u8
        ["transforms/stablehlo_refine_shapes"] = 4, // expects functions to be refused that are called with different sizes, or by themselves: Nacre copies the ones and leaves the others
    };

    /// <summary>Files whose passes Nacre does not have, with the reason.</summary>
    private static readonly Dictionary<string, string> Excluded = new()
    {
        ["ops_broadcasting"] = "tests a C++ helper of StableHLO's, not an operation",
        ["stablehlo_complex_math_expander"] = "tests an expansion of complex functions; Nacre evaluates and compiles them as they are",
        ["ops_speculatability"] = "tests which operations may be moved out of loops, a property that Nacre derives from IPure alone",
    };

    public static TheoryData<string> Files
    {
        get
        {
            if (TestData.WhyMissing(Data) is not null)
                return [];
            var folder = TestData.PathOf($"{Data}/tests");
            var files = Directory.GetFiles(folder, "*.mlir").Concat(Directory.GetFiles(folder, "transforms/stablehlo_refine_*.mlir")).Where(f => Run(f).Success);
            return new TheoryData<string>(files.Select(f => Path.GetRelativePath(folder, f)[..^".mlir".Length]).Where(f => !Excluded.ContainsKey(f)).Order(StringComparer.Ordinal));
        }
    }

    [GeneratedRegex(@"RUN: stablehlo-opt (?<options>[^|\\]*)(\\\n// RUN:\s*)?\| FileCheck %s( --check-prefixes=(?<prefixes>[\w,-]+))?")]
    private static partial Regex RunLine();

    private static Match Run(string file) => RunLine().Match(System.IO.File.ReadAllText(file));

    [DataTheory(Data), MemberData(nameof(Files))]
    public void File(string name)
    {
        var file = TestData.PathOf($"{Data}/tests/{name}.mlir");
        var run = Run(file);
        var prefixes = run.Groups["prefixes"] is { Success: true, Value: var given } ? given.Split(',') : ["CHECK"];
        var (source, words) = (System.IO.File.ReadAllText(file), LitRunner.Words(run.Groups["options"].Value).Select(w => w.TrimStart('-')).Where(w => w != "%s").ToArray());
        var parts = words.Contains("split-input-file") ? SourceParts.Split(source) : [source];
        var failures = parts.Select(part => Problem(part, name, words, prefixes)).OfType<string>().ToArray();
        var known = Known.GetValueOrDefault(name);
        Assert.True(failures.Length == known, $"{failures.Length} of {parts.Count} parts differ, {known} are known\n{string.Join("\n\n", failures)}");
    }

    /// <summary>What is wrong with the output of a part; null where it is as expected.</summary>
    private static string? Problem(string part, string name, string[] words, string[] prefixes)
    {
        var driver = new OptDriver(Passes.All().Add<HloTestInferPass>(), OptionsOf(words), TextWriter.Null);
        var result = driver.Run(part, name);
        if (result.Status != OptStatus.Ok)
            return string.Join('\n', result.Messages);
        if (!prefixes.Any(p => part.Contains($"// {p}", StringComparison.Ordinal)))
            return null;
        try
        {
            FileCheck.Check(part, name, result.Output, prefixes);
            return null;
        }
        catch (FileCheckException e)
        {
            return e.Message;
        }
    }

    private static OptOptions OptionsOf(string[] words) => new()
    {
        Pipeline = string.Join(',', words.Where(w => !IsOption(w)).Select(PassOf)),
        VerifyDiagnostics = words.Contains("verify-diagnostics"),
        AllowUnregisteredDialects = words.Contains("allow-unregistered-dialect"),
        PrintDebugInfo = words.Contains("mlir-print-debuginfo"),
        PrintLocalScope = words.Contains("mlir-print-local-scope"),
    };

    private static bool IsOption(string word) => word is "split-input-file" or "verify-diagnostics" or "allow-unregistered-dialect" or "mlir-print-debuginfo" or "mlir-print-local-scope";

    private static string PassOf(string word)
    {
        if (word.StartsWith("pass-pipeline=", StringComparison.Ordinal))
            return word["pass-pipeline=".Length..].Replace("{test-convergence}", "", StringComparison.Ordinal);
        var equal = word.IndexOf('=');
        return equal < 0 ? word : $"{word[..equal]}{{{word[(equal + 1)..]}}}";
    }
}
