using Nacre.Reduce;
using Nacre.Runtime;
using Nacre.Tests.Cli;
using Xunit;

namespace Nacre.Tests.Reduce;

public sealed class ModuleReducerTests
{
    private const string Module = """
        module attributes {some.note = "x"} {
          func.func private @unrelated(%a: i32) -> i32 {
            return %a : i32
          }
          func.func @main(%a: tensor<4xf32>, %b: tensor<4xf32> {some.flag}, %p: i1) -> (tensor<4xf32>, tensor<4xf32>) {
            %w = stablehlo.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
            %0 = stablehlo.add %a, %w : tensor<4xf32>
            %1 = stablehlo.multiply %0, %b : tensor<4xf32>
            %2 = scf.if %p -> (tensor<4xf32>) {
              %3 = stablehlo.tanh %1 : tensor<4xf32>
              scf.yield %3 : tensor<4xf32>
            } else {
              %4 = stablehlo.negate %1 : tensor<4xf32>
              scf.yield %4 : tensor<4xf32>
            }
            %5 = stablehlo.add %2, %1 : tensor<4xf32>
            return %5, %0 : tensor<4xf32>, tensor<4xf32>
          }
        }
        """;

    private static bool HasTanh(string module) => module.Contains("stablehlo.tanh", StringComparison.Ordinal);

    [Fact]
    public void Only_what_the_test_needs_is_left()
    {
        var progress = new List<ReductionProgress>();
        var reduced = new ModuleReducer(HasTanh, progress.Add).Reduce(Module, "-");
        Assert.Contains("stablehlo.tanh", reduced, StringComparison.Ordinal);
        foreach (var gone in new[] { "@unrelated", "stablehlo.add", "multiply", "constant", "some.", "negate" })
            Assert.DoesNotContain(gone, reduced, StringComparison.Ordinal);
        Assert.NotEmpty(progress);
        Assert.True(progress[^1].Operations < progress[0].Operations);
    }

    [Fact]
    public void The_same_input_gives_the_same_result() =>
        Assert.Equal(new ModuleReducer(HasTanh).Reduce(Module, "-"), new ModuleReducer(HasTanh).Reduce(Module, "-"));

    [Fact]
    public void A_reduced_module_cannot_be_reduced_further()
    {
        var reduced = new ModuleReducer(HasTanh).Reduce(Module, "-");
        Assert.Equal(reduced, new ModuleReducer(HasTanh).Reduce(reduced, "-"));
    }

    [Fact]
    public void A_module_without_the_fault_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ModuleReducer(text => text.Contains("stablehlo.sine", StringComparison.Ordinal)).Reduce(Module, "-"));

    [Fact]
    public void The_command_asks_a_script()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        var (script, file) = (Path.Combine(folder.Path, "test.sh"), Path.Combine(folder.Path, "in.mlir"));
        File.WriteAllText(script, "#!/bin/sh\n! grep -q \"$1\" \"$2\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(file, Module);
        var run = CommandRun.Of("reduce", file, "--test", script, "--test-arg", "stablehlo.negate");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains("stablehlo.negate", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("stablehlo.add", run.Out, StringComparison.Ordinal);
        Assert.Contains("operations left after", run.Error, StringComparison.Ordinal);
    }
}
