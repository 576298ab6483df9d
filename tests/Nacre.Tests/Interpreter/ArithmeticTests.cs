using Nacre.IR;
using Xunit;

namespace Nacre.Tests.Interpreter;

/// <summary>What the specification leaves open or is easily got wrong; the common cases are in the corpus.</summary>
public sealed class ArithmeticTests
{
    [Theory]
    [InlineData("add", "i8", "127", "1", -128)]
    [InlineData("multiply", "ui8", "200", "2", 144)]
    [InlineData("add", "i4", "7", "1", -8)]
    [InlineData("add", "i1", "1", "1", 1)]
    [InlineData("divide", "i32", "-7", "2", -3)]
    [InlineData("divide", "i32", "5", "0", -1)]
    [InlineData("divide", "i8", "-128", "-1", -128)]
    [InlineData("divide", "ui8", "5", "0", 255)]
    [InlineData("remainder", "i32", "-7", "2", -1)]
    [InlineData("remainder", "i32", "5", "0", 5)]
    [InlineData("remainder", "i64", "-9223372036854775808", "-1", 0)]
    [InlineData("power", "i32", "-2", "3", -8)]
    [InlineData("power", "i32", "2", "-1", 0)]
    [InlineData("power", "i32", "-1", "-3", -1)]
    [InlineData("shift_left", "i8", "1", "8", 0)]
    [InlineData("shift_left", "i4", "3", "2", -4)]
    [InlineData("shift_right_logical", "i8", "-1", "4", 15)]
    [InlineData("shift_right_logical", "i32", "-1", "-1", 0)]
    [InlineData("shift_right_arithmetic", "i8", "-128", "9", -1)]
    [InlineData("shift_right_arithmetic", "ui8", "128", "1", 192)]
    [InlineData("maximum", "ui8", "200", "100", 200)]
    [InlineData("xor", "ui16", "65535", "1", 65534)]
    public void Integers(string op, string type, string x, string y, long expected) =>
        Assert.Equal([expected], Programs.Apply($"stablehlo.{op} %x, %y : tensor<{type}>", type, x, y).ToIntegers());

    [Theory]
    [InlineData("add", "f32", "16777216.0", "1.0", 16777216)]
    [InlineData("add", "bf16", "256.0", "1.0", 256)]
    [InlineData("multiply", "f16", "300.0", "300.0", double.PositiveInfinity)]
    [InlineData("divide", "f8E4M3FN", "1.0", "3.0", 0.34375)]
    [InlineData("divide", "f64", "1.0", "0.0", double.PositiveInfinity)]
    [InlineData("remainder", "f32", "-7.5", "2.0", -1.5)]
    [InlineData("maximum", "f32", "0x7FC00000", "1.0", double.NaN)]
    [InlineData("minimum", "f64", "-0.0", "0.0", -0.0)]
    [InlineData("power", "f64", "0.0", "0.0", 1)]
    public void Floats(string op, string type, string x, string y, double expected)
    {
        var value = Programs.Apply($"stablehlo.{op} %x, %y : tensor<{type}>", type, x, y).DoubleAt(0);
        Assert.Equal(expected, value);
        Assert.Equal(double.IsNegative(expected), double.IsNegative(value) && !double.IsNaN(value) || double.IsNaN(expected) && double.IsNegative(expected));
    }

    [Theory]
    [InlineData("f32", "300.7", "ui8", 255)]
    [InlineData("f32", "-2.9", "i32", -2)]
    [InlineData("f64", "0x7FF8000000000000", "i32", 0)]
    [InlineData("f32", "100.0", "i4", 7)]
    [InlineData("i32", "300", "i8", 44)]
    [InlineData("bf16", "0.5", "i1", 1)]
    [InlineData("ui64", "18446744073709551615", "i32", -1)]
    public void Conversion_to_integers(string from, string x, string to, long expected) =>
        Assert.Equal([expected], Programs.Apply($"stablehlo.convert %x : (tensor<{from}>) -> tensor<{to}>", from, x, result: to).ToIntegers());

    [Theory]
    [InlineData("i64", "9007199254740993", "f32", 9007199254740992)]
    [InlineData("i32", "257", "bf16", 256)]
    [InlineData("i64", "72057594037927937", "f8E5M2", double.PositiveInfinity)]
    [InlineData("f64", "1.00390625000001", "bf16", 1.0078125)]
    public void Conversion_to_floats_rounds_once(string from, string x, string to, double expected) =>
        Assert.Equal([expected], Programs.Apply($"stablehlo.convert %x : (tensor<{from}>) -> tensor<{to}>", from, x, result: to).ToDoubles());

    [Theory]
    [InlineData("FLOAT", "0x7FC00000", "0x7FC00000", "EQ", 0)]
    [InlineData("TOTALORDER", "0x7FC00000", "0x7FC00000", "EQ", 1)]
    [InlineData("TOTALORDER", "-0.0", "0.0", "LT", 1)]
    [InlineData("TOTALORDER", "0xFFC00000", "0xFF800000", "LT", 1)]
    public void Comparison_of_floats(string kind, string x, string y, string direction, long expected) =>
        Assert.Equal([expected], Programs.Apply($"stablehlo.compare {direction}, %x, %y, {kind} : (tensor<f32>, tensor<f32>) -> tensor<i1>", "f32", x, y, "i1").ToIntegers());

    [Fact]
    public void A_bit_cast_moves_between_widths()
    {
        var value = Programs.Apply("stablehlo.bitcast_convert %x : (tensor<i32>) -> tensor<4xi8>", "i32", "0x04030201", result: "4xi8");
        Assert.Equal([1, 2, 3, 4], value.ToIntegers());
    }

    [Theory]
    [InlineData("chlo.erf", 0.5, 0.52049987781304654)]
    [InlineData("chlo.erf", 3, 0.99997790950300141)]
    [InlineData("chlo.erfc", 1, 0.15729920705028513)]
    [InlineData("chlo.erfc", 10, 2.0884875837625448e-45)]
    [InlineData("chlo.erf_inv", 0.75, 0.81341984759761854)]
    [InlineData("chlo.erf_inv", -0.999, -2.3267537655135245)]
    [InlineData("chlo.lgamma", 0.1, 2.2527126517342060)]
    [InlineData("chlo.lgamma", 1.00001, -5.7720744027504826e-06)]
    [InlineData("chlo.lgamma", 100.5, 361.43554046777763)]
    [InlineData("chlo.lgamma", -1.5, 0.86004701537648101)]
    [InlineData("chlo.digamma", 0.25, -4.2274535333762654)]
    [InlineData("chlo.digamma", -1.5, 0.70315664064524319)]
    [InlineData("chlo.bessel_i1e", 1, 0.20791041534970845)]
    [InlineData("chlo.bessel_i1e", 50, 0.0559931238928954)]
    [InlineData("stablehlo.log_plus_one", 1e-10, 9.9999999995000002e-11)]
    [InlineData("stablehlo.exponential_minus_one", 1e-10, 1.00000000005e-10)]
    public void Functions_in_f64(string op, double x, double expected)
    {
        var form = op.StartsWith("chlo", StringComparison.Ordinal) ? $"{op} %x : tensor<f64> -> tensor<f64>" : $"{op} %x : tensor<f64>";
        var value = Programs.Apply(form, "f64", x.ToString("0.0###############E+0")).DoubleAt(0);
        Assert.True(Math.Abs(value - expected) <= 1e-14 * Math.Abs(expected), $"{value:R} instead of {expected:R}");
    }

    [Fact]
    public void The_interpreter_rounds_quantised_sums()
    {
        var result = Programs.Run("""
            func.func @main() -> tensor<2xi8> {
              %a = stablehlo.constant dense<[10, 120]> : tensor<2xi8>
              %q = stablehlo.bitcast_convert %a : (tensor<2xi8>) -> tensor<2x!quant.uniform<i8:f32, 0.5>>
              %s = stablehlo.add %q, %q : (tensor<2x!quant.uniform<i8:f32, 0.5>>, tensor<2x!quant.uniform<i8:f32, 0.5>>) -> tensor<2x!quant.uniform<i8:f32, 1.0:3>>
              %r = stablehlo.bitcast_convert %s : (tensor<2x!quant.uniform<i8:f32, 1.0:3>>) -> tensor<2xi8>
              return %r : tensor<2xi8>
            }
            """);
        Assert.Equal([13, 123], result[0].ToIntegers());
    }
}
