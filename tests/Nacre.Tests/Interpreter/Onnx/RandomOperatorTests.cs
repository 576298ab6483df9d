using Nacre.Runtime;

namespace Nacre.Tests.Interpreter.Onnx;

/// <summary>Shape, type and distribution of what the random operators draw: mean and deviation of many draws within five standard errors.</summary>
public sealed class RandomOperatorTests
{
    private const int Draws = 40_000;

    [Theory]
    [InlineData("""onnx.RandomUniform"() {low = 2.0 : f32, high = 6.0 : f32, shape = array<i64: 200, 200>}""", 4, 1.1547)]
    [InlineData("""onnx.RandomNormal"() {mean = -3.0 : f32, scale = 2.0 : f32, shape = array<i64: 200, 200>}""", -3, 2)]
    [InlineData("""onnx.RandomUniformLike"(%x) {low = -1.0 : f32, high = 1.0 : f32}""", 0, 0.57735)]
    [InlineData("""onnx.RandomNormalLike"(%x) {mean = 1.0 : f32, scale = 0.5 : f32}""", 1, 0.5)]
    [InlineData("""onnx.Bernoulli"(%x)""", 0.25, 0.43301)]
    public void Draws_have_the_mean_and_the_deviation_asked_for(string operation, double mean, double deviation)
    {
        var signature = operation.Contains("%x", StringComparison.Ordinal) ? "(tensor<200x200xf32>)" : "()";
        var values = Run($"%y = \"{operation} : {signature} -> tensor<200x200xf32>").AsSpan<float>().ToArray();

        Assert.Equal(Draws, values.Length);
        var found = values.Average(v => (double)v);
        Assert.InRange(found, mean - 5 * deviation / Math.Sqrt(Draws), mean + 5 * deviation / Math.Sqrt(Draws));
        var spread = Math.Sqrt(values.Average(v => (v - found) * (v - found)));
        Assert.InRange(spread, deviation * 0.97, deviation * 1.03);
    }

    [Fact]
    public void Dropout_in_training_keeps_the_mean()
    {
        var values = Run("""
            %ratio = "onnx.Constant"() {value = dense<0.75> : tensor<f32>} : () -> tensor<f32>
            %training = "onnx.Constant"() {value = dense<true> : tensor<i1>} : () -> tensor<i1>
            %y, %mask = "onnx.Dropout"(%x, %ratio, %training) : (tensor<200x200xf32>, tensor<f32>, tensor<i1>) -> (tensor<200x200xf32>, tensor<200x200xi1>)
            """).AsSpan<float>().ToArray();

        // 0.25 is dropped with probability 0.75; what stays is four times as large.
        Assert.All(values, v => Assert.True(v is 0 or 1));
        Assert.InRange(values.Average(v => (double)v), 0.25 - 0.011, 0.25 + 0.011);
    }

    [Fact]
    public void A_seed_draws_the_same_numbers_again()
    {
        const string operation = """%y = "onnx.RandomUniform"() {shape = array<i64: 200, 200>, seed = 7.0 : f32} : () -> tensor<200x200xf32>""";

        Assert.Equal(Run(operation).AsSpan<float>().ToArray(), Run(operation).AsSpan<float>().ToArray());
    }

    private static HostTensor Run(string operations)
    {
        var model = Model.FromMlir($$"""
            func.func @main(%x: tensor<200x200xf32>) -> tensor<200x200xf32> {
              {{operations}}
              return %y : tensor<200x200xf32>
            }
            """);
        using var engine = model.Compile(new CompileOptions { UseCache = false });
        using var session = engine.CreateSession();
        var x = Enumerable.Repeat(0.25f, Draws).ToArray();
        return session.Run([HostTensor.FromArray(x, 200, 200)])[0];
    }
}
