using Nacre.Opt;
using Xunit;

namespace Nacre.Tests.Opt;

/// <summary>What <c>nacre opt</c> prints around passes.</summary>
public sealed class OptDriverTests
{
    private const string Module = """
        func.func @f(%a: i32) -> i32 {
          %c = arith.constant 0 : i32
          %0 = arith.addi %a, %c : i32
          return %0 : i32
        }
        func.func @g() {
          return
        }
        """;

    private static string Log(OptOptions options)
    {
        using var log = new StringWriter();
        Assert.Equal(OptStatus.Ok, new OptDriver(Passes.All(), options, log).Run(Module, "-").Status);
        return log.ToString().ReplaceLineEndings("\n");
    }

    private static string[] Headers(OptOptions options) => [.. Log(options).Split('\n').Where(l => l.Contains("IR Dump", StringComparison.Ordinal))];

    [Fact]
    public void Dumps_name_the_pass_and_the_operation() => Assert.Equal(
        [
            "// -----// IR Dump Before canonicalize ('func.func' operation: @f) //----- //",
            "// -----// IR Dump After canonicalize ('func.func' operation: @f) //----- //",
            "// -----// IR Dump Before canonicalize ('func.func' operation: @g) //----- //",
            "// -----// IR Dump After canonicalize ('func.func' operation: @g) //----- //",
        ],
        Headers(new OptOptions { Pipeline = "func.func(canonicalize)", PrintBeforeAll = true, PrintAfterAll = true }));

    [Fact]
    public void Dumps_can_be_of_one_pass() =>
        Assert.Equal(["// -----// IR Dump After cse //----- //"], Headers(new OptOptions { Pipeline = "canonicalize,cse,symbol-dce", PrintAfter = ["cse"] }));

    [Fact]
    public void Passes_that_change_nothing_can_be_left_out() => Assert.Equal(
        ["// -----// IR Dump After canonicalize ('func.func' operation: @f) //----- //"],
        Headers(new OptOptions { Pipeline = "func.func(canonicalize)", PrintAfterChange = true }));

    [Fact]
    public void The_whole_module_can_be_printed_around_a_part()
    {
        var log = Log(new OptOptions { Pipeline = "func.func(canonicalize)", PrintBefore = ["canonicalize"], PrintModuleScope = true });
        Assert.Equal(2, log.Split("module {").Length - 1);
    }

    [Fact]
    public void Times_of_nested_passes_stand_below_their_pipeline()
    {
        var lines = Log(new OptOptions { Pipeline = "func.func(canonicalize,cse),symbol-dce", Timing = true }).Split('\n');
        var names = lines.SkipWhile(l => !l.Contains("----Name----", StringComparison.Ordinal)).Skip(1).Where(l => l.Length > 0).Select(l => l[(l.IndexOf(')') + 3)..]);
        Assert.Equal(["'func.func' Pipeline", "  canonicalize", "  cse", "symbol-dce", "Total"], names);
    }

    [Fact]
    public void Maps_have_names_unless_they_are_wanted_in_place()
    {
        const string source = "#m = affine_map<(d0) -> (d0)>\n\"test.regions\"() {a = #m, b = affine_map<(d0) -> (d0)>, c = affine_map<(d0, d1) -> (d1)>} : () -> ()";
        var named = new OptDriver(Passes.All(), new OptOptions(), TextWriter.Null).Run(source, "-").Output;
        Assert.StartsWith("#map = affine_map<(d0) -> (d0)>\n#map1 = affine_map<(d0, d1) -> (d1)>\nmodule {\n", named, StringComparison.Ordinal);
        Assert.Contains("{a = #map, b = #map, c = #map1}", named, StringComparison.Ordinal);
        var local = new OptDriver(Passes.All(), new OptOptions { PrintLocalScope = true }, TextWriter.Null).Run(source, "-").Output;
        Assert.StartsWith("module {\n", local, StringComparison.Ordinal);
        Assert.Contains("a = affine_map<(d0) -> (d0)>", local, StringComparison.Ordinal);
    }

    [Fact]
    public void Round_trips_are_checked() =>
        Assert.Equal(OptStatus.Ok, new OptDriver(Passes.All(), new OptOptions { VerifyRoundtrip = true }, TextWriter.Null).Run(Module, "-").Status);
}
