using Nacre.Dialects;
using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>What the parser says of malformed text: the message, the place, and the source line with a caret.</summary>
public sealed class ParserErrorTests
{
    [Theory]
    [InlineData("func.func @f(", 1, 14, "expected")]
    [InlineData("func.func @f() {", 1, 17, "expected '}'")]
    [InlineData("func.func f() { return }", 1, 11, "custom op 'func.func' expected valid '@'-identifier for symbol name")]
    [InlineData("func.func @f(%a: i32) -> i32 { return %b : i32 }", 1, 39, "use of undeclared SSA value name '%b'")]
    [InlineData("func.func @f(%a: i32, %a: i32) { return }", 1, 23, "redefinition of SSA value '%a'")]
    [InlineData("func.func @f() {\n  %0 = test.constant 300 : i8\n}", 2, 22, "integer constant out of range for attribute")]
    [InlineData("func.func @f(%a: i3x2) { return }", 1, 18, "unknown type 'i3x2'")]
    [InlineData("func.func @f(%a: tensor<4x>) { return }", 1, 27, "expected non-function type")]
    [InlineData("func.func @f(%a: tensor<4 x f32) { return }", 1, 32, "expected '>'")]
    [InlineData("func.func @f(%a: tensor<-1xf32>) { return }", 1, 25, "expected non-function type")]
    [InlineData("func.func @f(%a: tensor<99999999999999999999xf32>) { return }", 1, 25, "invalid dimension")]
    [InlineData("func.func @f(%a: !nothing.here) { return }", 1, 18, "dialect 'nothing' is not registered")]
    [InlineData("func.func @f(%a: !test.nothing) { return }", 1, 18, "unknown type 'nothing' in dialect 'test'")]
    [InlineData("func.func @f() attributes {a = #test.nothing} { return }", 1, 32, "unknown attribute 'nothing' in dialect 'test'")]
    [InlineData("func.func @f() attributes {a = dense<[1, [2]]> : tensor<2xi32>} { return }", 1, 38, "ranks are not consistent")]
    [InlineData("func.func @f() attributes {a = dense<[1, 2]> : tensor<3xi32>} { return }", 1, 38, "inferred shape of elements literal ([2]) does not match type ([3])")]
    [InlineData("func.func @f() attributes {a = dense<1.5> : tensor<3xi32>} { return }", 1, 38, "floating point value not valid")]
    [InlineData("func.func @f() attributes {a = dense<\"0xzz\"> : tensor<3xi32>} { return }", 1, 38, "invalid hex digits")]
    [InlineData("func.func @f() attributes {a = dense<\"0x00\"> : tensor<3xi32>} { return }", 1, 38, "elements hex data size is invalid")]
    [InlineData("func.func @f() attributes {a = affine_map<(d0) -> (d1)>} { return }", 1, 52, "use of undeclared identifier 'd1'")]
    [InlineData("func.func @f() attributes {a = affine_map<(d0) -> (d0 floordiv 0)>} { return }", 1, 64, "must be positive")]
    [InlineData("func.func @f() attributes {a, a} { return }", 1, 31, "duplicate key 'a' in dictionary attribute")]
    [InlineData("func.func @f() attributes {a = \"open} { return }", 1, 32, "expected attribute value")]
    [InlineData("test.br ^nowhere", 1, 17, "undefined block")]
    [InlineData("func.func @f() {\n  test.br ^bb1\n^bb1:\n  return\n^bb1:\n  return\n}", 5, 1, "redefinition of a block")]
    [InlineData("func.func @f() {\n  test.br ^bb2\n^bb1:\n  return\n}", 5, 1, "undefined block '^bb2'")]
    [InlineData("\"test.sink\"(%x) : () -> ()", 1, 1, "expected 1 operand types but had 0")]
    [InlineData("%0 = \"test.source\"() : () -> (i32, i32)", 1, 1, "operation defines 2 results but was provided 1 to bind")]
    [InlineData("test.nothing", 1, 1, "unregistered operation 'test.nothing' found in dialect ('test')")]
    [InlineData("shape.split_at", 1, 1, "has no custom assembly format")]
    [InlineData("#a = #b", 1, 6, "undefined alias or dialect 'b'")]
    [InlineData("42", 1, 1, "expected operation name")]
    [InlineData("func.func @f() { return } loc(\"a\":1)", 1, 36, "expected ':'")]
    public void Error_shows_place_and_line(string source, int line, int column, string message)
    {
        var diagnostic = Assert.Throws<DiagnosticException>(() => AllDialects.ParseModule(AllDialects.NewContext(), source, "input.mlir")).Diagnostic;
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(new FileLineColLoc("input.mlir", line, column), diagnostic.Location);
        var excerpt = diagnostic.Excerpt!.Split('\n');
        Assert.Equal(source.Split('\n')[line - 1], excerpt[0]);
        Assert.Equal(new string(' ', column - 1) + "^", excerpt[1]);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a = ", "}")]
    [InlineData("dense<", ">")]
    public void Deep_nesting_is_an_error_not_a_crash(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        Assert.Throws<DiagnosticException>(() => AllDialects.ParseModule(AllDialects.NewContext(), $"module attributes {{a = {nested}}} {{}}"));
    }

    [Theory]
    [InlineData("tensor<", ">")]
    [InlineData("tuple<", ">")]
    [InlineData("((", ") -> ())")]
    public void Deeply_nested_types_are_an_error_not_a_crash(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, 100_000)) + "f32" + string.Concat(Enumerable.Repeat(close, 100_000));
        Assert.Throws<DiagnosticException>(() => AllDialects.ParseModule(AllDialects.NewContext(), $"module attributes {{a = {nested}}} {{}}"));
    }

    [Fact]
    public void Deeply_nested_affine_expressions_are_an_error_not_a_crash()
    {
        foreach (var open in new[] { "(", "-" })
        {
            var expression = string.Concat(Enumerable.Repeat(open, 100_000)) + "d0";
            Assert.Throws<DiagnosticException>(() => AllDialects.ParseModule(AllDialects.NewContext(), $"module attributes {{a = affine_map<(d0) -> ({expression})>}} {{}}"));
        }
    }

    [Fact]
    public void Deeply_nested_regions_are_an_error_not_a_crash()
    {
        var source = string.Concat(Enumerable.Repeat("module {", 100_000));
        Assert.Throws<DiagnosticException>(() => AllDialects.ParseModule(AllDialects.NewContext(), source));
    }
}
