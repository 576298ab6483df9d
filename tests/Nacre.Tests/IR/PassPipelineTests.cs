using Nacre.Dialects;
using Nacre.Dialects.Test;
using Nacre.IR;
using Nacre.Opt;

namespace Nacre.Tests.Ir;

/// <summary>Pipelines as text, how they run, what is checked after them, and the file that repeats a failure.</summary>
public sealed class PassPipelineTests
{
    private static PassRegistry Registry => new PassRegistry().Add<MarkPass>().Add<BreakPass>();

    /// <summary>Puts a number on the operation it runs on.</summary>
    private sealed record MarkPass(int Value = 1, bool Loud = false) : Pass, IPass<MarkPass>
    {
        public static string PassArgument => "test-mark";
        public static string Description => "Marks the operation it runs on";
        public override string Argument => PassArgument;
        public override IEnumerable<(string, string)> Options => Value == 1 ? [] : [("value", $"{Value}")];
        public static MarkPass FromOptions(PassOptions options) => new(options.Get("value", 1), options.Get("loud", false));
        public override void Run(Operation root, PassContext context) => root.SetAttr("test.mark", IntegerAttr.I32(Value));
    }

    /// <summary>Takes a constant's value away, which does not verify.</summary>
    private sealed record BreakPass : Pass, IPass<BreakPass>
    {
        public static string PassArgument => "test-break";
        public static string Description => "Breaks constants";
        public override string Argument => PassArgument;
        public static BreakPass FromOptions(PassOptions options) => new();

        public override void Run(Operation root, PassContext context)
        {
            foreach (var constant in root.Walk<ConstantOp>())
                constant.SetAttr("value", null);
        }
    }

    [Theory]
    [InlineData("builtin.module(test-mark)")]
    [InlineData("builtin.module(test-mark{value=3},func.func(test-mark,test-break))")]
    [InlineData("builtin.module(any(test-mark),func.func(test.isolated(test-mark)))")]
    [InlineData("builtin.module()")]
    public void Text_comes_back(string text) => Assert.Equal(text, PassPipeline.Parse(text, Registry).ToString());

    [Fact]
    public void A_bare_list_is_a_pipeline_of_the_module() =>
        Assert.Equal("builtin.module(test-mark,func.func(test-mark))", PassPipeline.Parse("test-mark, func.func( test-mark )", Registry).ToString());

    [Theory]
    [InlineData("test-unknown", "unknown pass 'test-unknown'")]
    [InlineData("test-mark{volume=3}", "has no option 'volume'; it has value, loud")]
    [InlineData("test-mark{value=x}", "is no integer")]
    [InlineData("func.func(test-mark", "missing ')'")]
    [InlineData("test-mark{value=1", "missing '}'")]
    [InlineData("test-mark)", "unexpected ')'")]
    public void Wrong_text_is_explained(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => PassPipeline.Parse(text, Registry)).Message, StringComparison.Ordinal);

    [Fact]
    public void Nested_pipelines_run_on_the_operations_they_name()
    {
        var result = new OptDriver(Registry, new OptOptions { Pipeline = "func.func(test-mark{value=7})" }, TextWriter.Null)
            .Run("func.func @f() {\n  test.isolated {\n  }\n  return\n}\nfunc.func @g() {\n  return\n}", "-");
        Assert.Equal(2, result.Output.Split("test.mark = 7").Length - 1);
        Assert.DoesNotContain("test.isolated {\n    } {test.mark", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pass_that_breaks_the_IR_fails_with_the_verifier_message()
    {
        var result = new OptDriver(Registry, new OptOptions { Pipeline = "test-break" }, TextWriter.Null).Run("%0 = test.constant 1 : i32", "in.mlir");
        Assert.Equal(OptStatus.Failed, result.Status);
        Assert.Contains("in.mlir:1:1: error: 'test.constant' op requires attribute 'value'", Assert.Single(result.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void The_reproducer_fails_again_in_the_same_way()
    {
        var path = Path.Combine(Path.GetTempPath(), $"nacre-reproducer-{Guid.NewGuid():N}.mlir");
        try
        {
            var first = new OptDriver(Registry, new OptOptions { Pipeline = "test-mark{value=5},test-break,test-mark", ReproducerPath = path }, TextWriter.Null)
                .Run("%0 = test.constant 1 : i32", "in.mlir");
            Assert.Equal(OptStatus.Failed, first.Status);
            var text = File.ReadAllText(path);
            // The passes before the failure have run; those from it on are left.
            Assert.Contains("test.mark = 5", text, StringComparison.Ordinal);
            Assert.Contains("pipeline: \"builtin.module(test-break,test-mark)\"", text, StringComparison.Ordinal);
            var again = new OptDriver(Registry, new OptOptions { RunReproducer = true }, TextWriter.Null).Run(text, path);
            Assert.Equal(OptStatus.Failed, again.Status);
            Assert.Contains("'test.constant' op requires attribute 'value'", Assert.Single(again.Messages), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_phase_that_retires_a_dialect_reports_what_is_left()
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, "%0 = test.constant 1 : i32\n%1 = test.constant 1 : i32");
        var pipeline = new PassPipeline(new Phase("cleaned", [new MarkPass()], Retires: ["test"]));
        Assert.False(new PassManager(context, pipeline).Run(module));
        Assert.Contains(context.Diagnostics.Errors, e => e.Message == "'test.constant' remains 2 times after phase 'cleaned', which retires its dialect");
    }

    [Fact]
    public void Phases_can_stop_early_and_be_watched()
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, "");
        var seen = new List<string>();
        var pipeline = new PassPipeline(new Phase("one", [new MarkPass(1)]), new Phase("two", [new MarkPass(2)]));
        var manager = new PassManager(context, pipeline, new PassManagerOptions { StopAfter = "one", AfterPass = (phase, pass, _) => seen.Add($"{phase}/{pass.Text}") });
        Assert.True(manager.Run(module));
        Assert.Equal(["one/test-mark"], seen);
        Assert.Equal(IntegerAttr.I32(1), module.GetAttr("test.mark"));
        Assert.Single(manager.Timings);
    }

    [Fact]
    public void Dumps_and_times_go_to_the_log()
    {
        using var log = new StringWriter();
        new OptDriver(Registry, new OptOptions { Pipeline = "test-mark", PrintAfterAll = true, Timing = true }, log).Run("module {}", "-");
        Assert.Contains("// -----// IR Dump After test-mark //----- //\nmodule attributes {test.mark = 1 : i32} {", log.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("(100.0%)  Total", log.ToString(), StringComparison.Ordinal);
    }
}
