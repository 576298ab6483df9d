using Nacre.Opt;
using Xunit;

namespace Nacre.Tests.StableHlo;

/// <summary>
/// StableHLO's own tests of invalid programs. The figures bound the parts of a file whose diagnostics are not exactly those that upstream expects; they may only
/// fall. Where they are not 0: Nacre also reports what is wrong inside a region whose operation is wrong, parse errors that upstream reports twice come once, and
/// the lists of algorithms that some hardware has are not kept.
/// </summary>
public sealed class UpstreamDiagnosticsTests
{
    [DataTheory("stablehlo")]
    [InlineData("verify_convolution", 3)]
    [InlineData("verify_dynamic_conv", 0)]
    [InlineData("verify_reduce", 6)]
    [InlineData("verify_reduce_window", 14)]
    [InlineData("verify_scatter", 2)]
    [InlineData("verify_select_and_scatter", 4)]
    [InlineData("verify_while", 10)]
    [InlineData("infer_stablehlo", 0)]
    [InlineData("ops_stablehlo", 25)]
    public void File(string name, int mostFailing)
    {
        var options = new OptOptions { SplitInputFile = true, VerifyDiagnostics = true, AllowUnregisteredDialects = true };
        var source = System.IO.File.ReadAllText(TestData.PathOf($"stablehlo/tests/{name}.mlir"));
        var failures = SourceParts.Split(source).Select(part => new OptDriver(Passes.All(), options, TextWriter.Null).Run(part, name)).Where(r => r.Status != OptStatus.Ok).ToArray();
        Assert.True(failures.Length <= mostFailing, $"{failures.Length} parts fail, {mostFailing} are known\n{string.Join('\n', failures.SelectMany(f => f.Messages))}");
    }
}
