using Nacre.Opt;
using Xunit;

namespace Nacre.Tests.StableHlo;

/// <summary>
/// StableHLO's own tests of invalid programs. The figures count the parts of a file whose diagnostics are not exactly those that upstream expects; they may only
/// fall. What is missing: parse errors that upstream reports twice, which algorithms of a product some hardware has, and constraints on quantised types.
/// </summary>
public sealed class UpstreamDiagnosticsTests
{
    [DataTheory("stablehlo")]
    [InlineData("verify_convolution", 0)]
    [InlineData("verify_dynamic_conv", 0)]
    [InlineData("verify_reduce", 0)]
    [InlineData("verify_reduce_window", 0)]
    [InlineData("verify_scatter", 0)]
    [InlineData("verify_select_and_scatter", 0)]
    [InlineData("verify_while", 0)]
    [InlineData("infer_stablehlo", 0)]
    [InlineData("ops_stablehlo", 0)]
    public void File(string name, int failing)
    {
        var options = new OptOptions { SplitInputFile = true, VerifyDiagnostics = true, AllowUnregisteredDialects = true };
        var source = System.IO.File.ReadAllText(TestData.PathOf($"stablehlo/tests/{name}.mlir"));
        var failures = SourceParts.Split(source).Select(part => new OptDriver(Passes.All(), options, TextWriter.Null).Run(part, name)).Where(r => r.Status != OptStatus.Ok).ToArray();
        Assert.True(failures.Length == failing, $"{failures.Length} parts fail, {failing} are known\n{string.Join('\n', failures.SelectMany(f => f.Messages))}");
    }
}
