using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Xunit;

namespace Nacre.Tests.Interpreter;

/// <summary>Hostile programs end in an error that says why.</summary>
public sealed class LimitsTests
{
    private static string Failure(string program, EvaluationLimits limits) =>
        Assert.Throws<DiagnosticException>(() => ReferenceInterpreter.Create(limits).Run(Programs.Function(program))).Message;

    [Fact]
    public void An_endless_loop_ends()
    {
        var message = Failure(
            """
            func.func @main() -> tensor<i1> {
              %true = stablehlo.constant dense<true> : tensor<i1>
              %r = stablehlo.while(%v = %true) : tensor<i1>
               cond { stablehlo.return %v : tensor<i1> }
               do { stablehlo.return %v : tensor<i1> }
              return %r : tensor<i1>
            }
            """,
            new EvaluationLimits(MaxWork: 10_000));
        Assert.Contains("takes more than 10000 steps", message);
    }

    [Fact]
    public void Endless_recursion_ends()
    {
        var message = Failure(
            """
            func.func @main() -> tensor<i1> {
              %r = call @main() : () -> tensor<i1>
              return %r : tensor<i1>
            }
            """,
            EvaluationLimits.Default);
        Assert.Contains("nested more than", message);
    }

    [Fact]
    public void A_huge_tensor_is_refused_before_it_is_made()
    {
        var message = Failure(
            """
            func.func @main() -> tensor<1000000x1000000xf32> {
              %r = stablehlo.iota dim = 0 : tensor<1000000x1000000xf32>
              return %r : tensor<1000000x1000000xf32>
            }
            """,
            EvaluationLimits.Default);
        Assert.Contains("takes more than", message);
    }

    [Fact]
    public void Values_that_stay_alive_are_counted()
    {
        var message = Failure(
            """
            func.func @main() {
              %a = stablehlo.iota dim = 0 : tensor<1000xi64>
              %b = stablehlo.negate %a : tensor<1000xi64>
              %c = stablehlo.negate %b : tensor<1000xi64>
              return
            }
            """,
            new EvaluationLimits(MaxLiveBytes: 20_000));
        Assert.Contains("take more than 20000 bytes", message);
    }

    [Fact]
    public void A_loop_does_not_accumulate_memory()
    {
        var result = ReferenceInterpreter.Create(new EvaluationLimits(MaxLiveBytes: 100_000)).Run(Programs.Function(
            """
            func.func @main() -> tensor<i32> {
              %zero = stablehlo.constant dense<0> : tensor<i32>
              %one = stablehlo.constant dense<1> : tensor<i32>
              %n = stablehlo.constant dense<100> : tensor<i32>
              %x = stablehlo.iota dim = 0 : tensor<1000xi32>
              %r:2 = stablehlo.while(%i = %zero, %v = %x) : tensor<i32>, tensor<1000xi32>
               cond {
                %c = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
                stablehlo.return %c : tensor<i1>
              } do {
                %j = stablehlo.add %i, %one : tensor<i32>
                %w = stablehlo.add %v, %v : tensor<1000xi32>
                stablehlo.return %j, %w : tensor<i32>, tensor<1000xi32>
              }
              return %r#0 : tensor<i32>
            }
            """));
        Assert.Equal(100, result[0].AsTensor.ToInteger());
    }

    [Fact]
    public void An_operation_without_semantics_is_named_with_its_place()
    {
        var function = Programs.Function("""
            func.func @main(%t: !stablehlo.token) -> !stablehlo.token {
              %r:2 = "stablehlo.infeed"(%t) : (!stablehlo.token) -> (tensor<i32>, !stablehlo.token)
              return %r#1 : !stablehlo.token
            }
            """);
        var error = Assert.Throws<DiagnosticException>(() => ReferenceInterpreter.Create().Run(function, TokenValue.Instance));
        Assert.Contains("-:2:", error.Message);
        Assert.Contains("'stablehlo.infeed' op", error.Message);
    }
}
