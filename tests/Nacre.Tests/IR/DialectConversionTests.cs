using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Test;
using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>Dialect conversion: what is illegal goes or is an error, and changed types meet old users through casts that cancel.</summary>
public sealed class DialectConversionTests
{
    private readonly IRContext _context = AllDialects.NewContext();

    private static TypeConverter Widen => new TypeConverter().Add<IntegerType>(t => t.Width == 32 ? IntegerType.I64 : null);

    /// <summary>illegal : (i32…) -> i32 → add of its first two operands, in the converted type.</summary>
    private sealed class IllegalToAdd(TypeConverter? types) : ConversionPattern<IllegalOp>(types)
    {
        protected override bool MatchAndRewrite(IllegalOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
        {
            if (operands.Count != 2)
                return rewriter.NoMatch(op, $"{operands.Count} operands");
            rewriter.Replace(op, AddOp.Create(rewriter, operands[0], operands[1]).Output);
            return true;
        }
    }

    private sealed class SinkPattern(TypeConverter types) : ConversionPattern<SinkOp>(types)
    {
        protected override bool MatchAndRewrite(SinkOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
        {
            SinkOp.Create(rewriter, operands);
            rewriter.Erase(op);
            return true;
        }
    }

    private bool Convert(ModuleOp module, ConversionTarget target, PatternSet patterns, bool allowCasts = false) =>
        DialectConversion.Apply(_context, module, target, patterns, allowCasts) && Verifier.Verify(module, _context.Diagnostics);

    private ModuleOp Parse(string source) => AllDialects.ParseModule(_context, source);

    [Fact]
    public void Illegal_operations_are_replaced()
    {
        var module = Parse("%a = test.source : i32\n%b = test.illegal %a, %a : (i32, i32) -> i32\n%c = test.illegal %b, %a : (i32, i32) -> i32\ntest.sink %c : i32");
        Assert.True(Convert(module, new ConversionTarget().IllegalOp<IllegalOp>(), new PatternSet { new IllegalToAdd(null) }));
        Assert.Equal(["test.source", "test.add", "test.add", "test.sink"], module.Body.Operations.Select(o => o.Name));
    }

    [Fact]
    public void What_no_pattern_makes_legal_is_an_error_that_names_it()
    {
        var module = Parse("%a = test.source : i32\n%b = test.illegal %a : (i32) -> i32");
        Assert.False(Convert(module, new ConversionTarget().IllegalOp<IllegalOp>(), new PatternSet { new IllegalToAdd(null) }));
        Assert.Contains(_context.Diagnostics.Errors, e => e.Message == "failed to legalize operation 'test.illegal' that was explicitly marked illegal");
    }

    [Fact]
    public void Casts_between_converted_operations_cancel()
    {
        var module = Parse("%a = test.source : i64\n%x = builtin.unrealized_conversion_cast %a : i64 to i32\n%b = test.illegal %x, %x : (i32, i32) -> i32\n%c = test.illegal %b, %x : (i32, i32) -> i32\ntest.sink %c : i32");
        var target = new ConversionTarget().IllegalOp<IllegalOp>().LegalWhen<SinkOp>(Widen.IsLegal);
        Assert.True(Convert(module, target, new PatternSet { new IllegalToAdd(Widen), new SinkPattern(Widen) }));
        Assert.DoesNotContain("i32", string.Concat(module.Walk<AddOp>().Select(o => o.ToString())), StringComparison.Ordinal);
        Assert.Equal(IntegerType.I64, module.Walk<SinkOp>().Single().Inputs[0].Type);
    }

    [Fact]
    public void A_cast_that_stays_is_an_error_unless_allowed()
    {
        const string source = "%a = test.source : i32\n%b = test.illegal %a, %a : (i32, i32) -> i32\ntest.sink %b : i32";
        var target = new ConversionTarget().IllegalOp<IllegalOp>();
        Assert.True(Convert(Parse(source), target, new PatternSet { new IllegalToAdd(Widen) }, allowCasts: true));
        Assert.False(Convert(Parse(source), target, new PatternSet { new IllegalToAdd(Widen) }));
        Assert.Contains(_context.Diagnostics.Errors, e => e.Message.Contains("remained live after conversion", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_map_one_operation_to_another()
    {
        var module = Parse("%a = test.source : i32\n%b = test.neg %a : i32\n%c = builtin.unrealized_conversion_cast %b : i32 to i64\ntest.sink %c : i64");
        Assert.True(Convert(module, new ConversionTarget().IllegalOp<NegOp>(), new PatternSet().Map<NegOp, IllegalOp>()));
        Assert.Equal(["test.source", "test.illegal", "builtin.unrealized_conversion_cast", "test.sink"], module.Body.Operations.Select(o => o.Name));
    }

    [Fact]
    public void A_dialect_can_be_illegal_but_for_one_operation()
    {
        var target = new ConversionTarget().Illegal("test").LegalOp<SourceOp>();
        var module = Parse("%a = test.source : i32\ntest.sink %a : i32");
        Assert.True(target.IsLegal(module.Walk<SourceOp>().Single()));
        Assert.False(target.IsLegal(module.Walk<SinkOp>().Single()));
        Assert.Null(target.IsLegal(module));
    }
}
