using Nacre.Opt;
using Xunit;

namespace Nacre.Tests.StableHlo;

/// <summary>StableHLO's own tests of invalid programs: every part of a file must give exactly the diagnostics that upstream expects, under the options of the file's RUN line.</summary>
public sealed class UpstreamDiagnosticsTests
{
    private const string Data = "stablehlo";

    /// <summary>How many parts of a file differ, and why; a file that is not listed has none. A part that comes right makes the test fail until the figure falls.</summary>
    private static readonly Dictionary<string, int> Known = new()
    {
        ["infer_chlo"] = 1, // warns while it writes out the shape functions of an unranked result, which only the pass of the RUN line does
        ["ops_stablehlo_quantized"] = 2, // expects storage types to be printed as si8 and ui8; LLVM 22 prints i8 and u8
        ["print_types_invalid"] = 2, // names C++ classes
    };

    public static TheoryData<string> Files
    {
        get
        {
            if (TestData.WhyMissing(Data) is not null)
                return [];
            var files = Directory.GetFiles(TestData.PathOf($"{Data}/tests"), "*.mlir").Where(IsNegative).Select(f => Path.GetFileNameWithoutExtension(f)!);
            return new TheoryData<string>(files.Order(StringComparer.Ordinal));
        }
    }

    private static bool IsNegative(string file)
    {
        var text = System.IO.File.ReadAllText(file);
        return text.Contains("expected-error", StringComparison.Ordinal) && RunLine(text).Contains("-verify-diagnostics", StringComparison.Ordinal);
    }

    private static string RunLine(string text) => text[..text.IndexOf('\n', text.IndexOf("RUN:", StringComparison.Ordinal))];

    [DataTheory(Data), MemberData(nameof(Files))]
    public void File(string name)
    {
        var source = System.IO.File.ReadAllText(TestData.PathOf($"{Data}/tests/{name}.mlir"));
        var run = RunLine(source);
        var options = new OptOptions { VerifyDiagnostics = true, AllowUnregisteredDialects = run.Contains("-allow-unregistered-dialect", StringComparison.Ordinal) };
        var parts = run.Contains("-split-input-file", StringComparison.Ordinal) ? SourceParts.Split(source) : [source];
        var failures = parts.Select(part => new OptDriver(Passes.All(), options, TextWriter.Null).Run(part, name)).Where(r => r.Status != OptStatus.Ok).ToArray();
        var known = Known.GetValueOrDefault(name);
        Assert.True(failures.Length == known, $"{failures.Length} parts differ, {known} are known\n{string.Join('\n', failures.SelectMany(f => f.Messages))}");
    }
}
