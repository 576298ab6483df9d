using Nacre.Testing;
using Xunit;

namespace Nacre.Tests.Testing;

/// <summary>Programs that check themselves are compiled as models are: their constants must not be folded away.</summary>
public sealed class CheckCaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Sum(string expected) => $$"""
        func.func @main() {
          %x = call @inputs() : () -> tensor<4xf32>
          %c = stablehlo.constant dense<2.0> : tensor<4xf32>
          %y = stablehlo.multiply %x, %c : tensor<4xf32>
          check.expect_eq_const %y, dense<{{expected}}> : tensor<4xf32>
          return
        }
        func.func private @inputs() -> tensor<4xf32> {
          %0 = stablehlo.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
          return %0 : tensor<4xf32>
        }
        """;

    private TestOutcome Run(string text, string target = "host", bool strict = false)
    {
        var file = Path.Combine(_folder.Path, "case.mlir");
        File.WriteAllText(file, text);
        return Assert.Single(TestCases.Find(file)).Run(new CompileOptions { Target = target, Strict = strict });
    }

    [Fact]
    public void Arithmetic_on_constants_runs_as_a_compiled_kernel()
    {
        var outcome = Run(Sum("[2.0, 4.0, 6.0, 8.0]"), strict: true);
        Assert.Null(outcome.Failure);
        Assert.True(Assert.Single(outcome.Kernels).IsCompiled);
    }

    [Theory, InlineData("host"), InlineData("interpreter")]
    public void A_wrong_expectation_fails(string target) => Assert.Contains("not equal", Run(Sum("[2.0, 4.0, 6.0, 9.0]"), target).Failure);

    [Fact]
    public void A_check_within_a_loop_runs_on_the_interpreter()
    {
        const string text = """
            func.func @main() {
              %c = stablehlo.constant dense<true> : tensor<i1>
              %x = "stablehlo.if"(%c) ({
                %one = stablehlo.constant dense<1> : tensor<i32>
                check.expect_eq_const %one, dense<1> : tensor<i32>
                stablehlo.return %one : tensor<i32>
              }, {
                %two = stablehlo.constant dense<2> : tensor<i32>
                stablehlo.return %two : tensor<i32>
              }) : (tensor<i1>) -> tensor<i32>
              return
            }
            """;
        Assert.True(Run(text) is { Failure: null, IsInterpreted: true });
        Assert.Contains("--strict", Run(text, strict: true).Failure);
    }

    [Fact]
    public void A_program_with_arguments_is_skipped() =>
        Assert.NotNull(Run("func.func @main(%x: tensor<f32>) -> tensor<f32> { return %x : tensor<f32> }").Skipped);

    [Fact]
    public void A_program_that_is_not_valid_fails() => Assert.NotNull(Run("func.func @main() { %x = stablehlo.add %y, %y : tensor<f32> return }").Failure);

    [Fact]
    public void Processes_that_wait_for_each_other_end()
    {
        const string text = """
            func.func @receive(%token : !stablehlo.token) -> (tensor<i64>, !stablehlo.token) {
              %r:2 = "stablehlo.recv"(%token) {channel_handle = #stablehlo.channel_handle<handle = 1, type = 3>, is_host_transfer = true} : (!stablehlo.token) -> (tensor<i64>, !stablehlo.token)
              return %r#0, %r#1 : tensor<i64>, !stablehlo.token
            }
            func.func @main() {
              %t = stablehlo.after_all : !stablehlo.token
              %r:4 = "interpreter.run_parallel"(%t, %t) {programs = [[@receive], [@receive]]} : (!stablehlo.token, !stablehlo.token) -> (tensor<i64>, !stablehlo.token, tensor<i64>, !stablehlo.token)
              return
            }
            """;
        Assert.Contains("wait for each other", Run(text).Failure);
    }

    public void Dispose() => _folder.Dispose();
}
