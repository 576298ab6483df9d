using Nacre.Dialects;
using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>What the verifier says of operations that break their declaration, and of uses that their definition does not reach.</summary>
public sealed class VerifierTests
{
    private static IReadOnlyList<string> Errors(string source)
    {
        var context = AllDialects.NewContext();
        Verifier.Verify(AllDialects.ParseModule(context, source), context.Diagnostics);
        return [.. context.Diagnostics.Errors.Select(e => e.Message)];
    }

    [Theory]
    [InlineData("%0 = \"test.neg\"() : () -> i32", "'test.neg' op expected 1 operands, but found 0")]
    [InlineData("%a = test.constant 1 : i32\n\"test.neg\"(%a) : (i32) -> ()", "'test.neg' op expected 1 results, but found 0")]
    [InlineData("%a = \"test.source\"() : () -> f32\n%b = \"test.neg\"(%a) : (f32) -> f32", "'test.neg' op operand #0 must be signless-integer-like, but got 'f32'")]
    [InlineData("%a = test.constant 1 : i32\n%b = \"test.neg\"(%a) : (i32) -> i64", "'test.neg' op requires the same type for all operands and results")]
    [InlineData("\"test.attributes\"() : () -> ()", "'test.attributes' op requires attribute 'wide'")]
    [InlineData("\"test.attributes\"() <{wide = \"x\"}> : () -> ()", "'test.attributes' op attribute 'wide' failed to satisfy constraint: 64-bit signless integer attribute")]
    [InlineData("\"test.segments\"() : () -> ()", "'test.segments' op requires attribute 'operandSegmentSizes'")]
    [InlineData("\"test.segments\"() <{operandSegmentSizes = array<i32: 1, 0, 0>}> : () -> ()", "operand count (0) does not match with the total size (1) specified in attribute 'operandSegmentSizes'")]
    [InlineData("\"test.segments\"() <{operandSegmentSizes = array<i32: 1, -1, 0>}> : () -> ()", "operand count (0) does not match with the total size (0) specified in attribute 'operandSegmentSizes'")]
    [InlineData("\"test.segments\"() <{operandSegmentSizes = array<i32: 0, 0>}> : () -> ()", "'operandSegmentSizes' attribute for specifying operand segments must have 3 elements, but got 2")]
    [InlineData("%a = test.constant 1 : i32\n\"test.segments\"(%a, %a) <{operandSegmentSizes = array<i32: 0, 2, 0>}> : (i32, i32) -> ()", "operand group starting at #0 requires 0 or 1 element, but found 2")]
    [InlineData("\"test.scope\"() ({\n^bb0:\n  test.sink %a : i32\n  %a = test.constant 1 : i32\n  test.end\n}) : () -> ()", "operand #0 does not dominate this use")]
    [InlineData("func.func @f() {\n  test.end\n  return\n}", "'test.end' op must be the last operation in the parent block")]
    [InlineData("func.func @f() {\n  %a = test.constant 1 : i32\n}", "block with no terminator")]
    [InlineData("%a = test.constant 1 : i32\ntest.isolated {\n  test.sink %a : i32\n}", "use of undeclared")]
    public void Message(string source, string expected)
    {
        try
        {
            Assert.Contains(Errors(source), e => e.Contains(expected, StringComparison.Ordinal));
        }
        catch (DiagnosticException e)
        {
            Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("^a:\n  %v = test.constant 1 : i32\n  test.br ^b\n^b:\n  test.sink %v : i32\n  return", true)]
    [InlineData("^a:\n  test.cond_br %c, ^b, ^d\n^b:\n  %v = test.constant 1 : i32\n  test.br ^d\n^d:\n  test.sink %v : i32\n  return", false)]
    [InlineData("^a:\n  test.br ^b\n^b:\n  %v = test.constant 1 : i32\n  test.cond_br %c, ^b, ^d\n^d:\n  test.sink %v : i32\n  return", true)]
    [InlineData("^a:\n  test.br ^b\n^b:\n  test.sink %v : i32\n  %v = test.constant 1 : i32\n  test.cond_br %c, ^b, ^d\n^d:\n  return", false)]
    [InlineData("^a:\n  test.cond_br %c, ^l, ^r\n^l:\n  %v = test.constant 1 : i32\n  test.br ^d\n^r:\n  test.br ^d\n^d:\n  test.br ^e\n^e:\n  test.sink %v : i32\n  return", false)]
    [InlineData("^a:\n  return\n^unreachable:\n  test.sink %v : i32\n  %v = test.constant 1 : i32\n  test.br ^unreachable", false)]
    [InlineData("^a:\n  %v = test.constant 1 : i32\n  test.scope {\n    test.scope {\n      test.sink %v : i32\n    }\n  }\n  return", true)]
    [InlineData("^a:\n  test.scope {\n    %v = test.constant 1 : i32\n    test.end\n  }\n  test.graph {\n    test.sink %w : i32\n    %w = test.constant 1 : i32\n  }\n  return", true)]
    public void Dominance(string body, bool isValid)
    {
        // The entry block cannot be branched to, so the condition comes in as an argument of the function.
        var source = $"func.func @f(%c: i1) {{\n  test.br ^a\n{body}\n}}";
        Assert.Equal(isValid, Errors(source).Count == 0);
    }

    [Fact]
    public void Isolated_operation_using_an_outer_value_is_an_error()
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, "%a = test.constant 1 : i32\ntest.isolated {\n  %b = test.constant 2 : i32\n  test.sink %b : i32\n}");
        var sink = module.Walk<global::Nacre.Dialects.Test.SinkOp>().Single();
        sink.SetOperand(0, module.Body.First!.Result(0));
        Assert.False(Verifier.Verify(module, context.Diagnostics));
        Assert.Contains(context.Diagnostics.Errors, e => e.Message.Contains("using value defined outside the region", StringComparison.Ordinal));
    }
}
