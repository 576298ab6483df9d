using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Test;
using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>The greedy rewriter: folds, dead code, patterns, and how often it looks at an operation.</summary>
public sealed class GreedyRewriterTests
{
    private readonly IRContext _context = AllDialects.NewContext();

    private ModuleOp Parse(string source) => AllDialects.ParseModule(_context, source);

    private string Rewrite(string source, params RewritePattern[] patterns)
    {
        var module = Parse(source);
        GreedyRewriter.Apply(_context, module, new PatternSet().AddRange(patterns));
        Assert.True(Verifier.Verify(module, _context.Diagnostics));
        return string.Join('\n', module.Body.Operations.Select(o => o.Name));
    }

    /// <summary>neg(x) → 0 + x, counting how often it is tried.</summary>
    private sealed class Counting(Func<NegOp, bool> matches) : RewritePattern<NegOp>
    {
        public int Tried { get; private set; }

        protected override bool MatchAndRewrite(NegOp op, PatternRewriter rewriter)
        {
            Tried++;
            if (!matches(op))
                return rewriter.NoMatch(op, $"not wanted");
            rewriter.Replace(op, op.Input);
            return true;
        }
    }

    [Fact]
    public void Constants_fold_through_chains()
    {
        var module = Parse("%a = test.constant 3 : i32\n%b = test.constant 4 : i32\n%c = test.add %a, %b : i32\n%d = test.add %c, %a : i32\ntest.sink %d : i32");
        GreedyRewriter.Apply(_context, module, []);
        var sink = module.Walk<SinkOp>().Single();
        Assert.Equal(IntegerAttr.I32(10), sink.Inputs[0].ConstantValue);
        Assert.Equal("test.constant\ntest.sink", string.Join('\n', module.Body.Operations.Select(o => o.Name)));
    }

    [Fact]
    public void Unused_pure_operations_go_and_others_stay() =>
        Assert.Equal("test.source", Rewrite("%s = test.source : i32\n%a = test.neg %s : i32\n%b = test.add %a, %s : i32"));

    [Fact]
    public void Constants_move_to_the_right_of_commutative_operations()
    {
        var module = Parse("%s = test.source : i32\n%c = test.constant 3 : i32\n%a = test.add %c, %s : i32\ntest.sink %a : i32");
        GreedyRewriter.Apply(_context, module, []);
        Assert.Equal(IntegerAttr.I32(3), module.Walk<AddOp>().Single().Rhs.ConstantValue);
    }

    [Fact]
    public void A_rewrite_looks_again_at_its_users_only()
    {
        // A chain of 100 negations of which only the first may go: the patterns see each once, and those next to the change once more.
        var chain = string.Concat(Enumerable.Range(0, 100).Select(i => $"%n{i} = test.add %n{i - 1}, %n{i - 1} : i32\n")).Replace("%n-1", "%x");
        var pattern = new Counting(op => op.Input.DefiningOp is SourceOp);
        var text = Rewrite($"%s = test.source : i32\n%x = test.neg %s : i32\n{chain}%y = test.neg %n99 : i32\ntest.sink %y : i32", pattern);
        Assert.StartsWith("test.source\ntest.add", text, StringComparison.Ordinal);
        Assert.Equal(2, pattern.Tried);
    }

    [Fact]
    public void Patterns_of_higher_benefit_come_first()
    {
        var order = new List<string>();
        Rewrite("%s = test.source : i32\n%x = test.neg %s : i32\ntest.sink %x : i32", new Recording("low", 1, order), new Recording("high", 5, order));
        Assert.Equal(["high", "low"], order.Take(2));
    }

    private sealed class Recording(string name, int benefit, List<string> order) : RewritePattern<NegOp>
    {
        public override int Benefit => benefit;

        protected override bool MatchAndRewrite(NegOp op, PatternRewriter rewriter)
        {
            order.Add(name);
            return false;
        }
    }

    [Fact]
    public void Patterns_that_never_end_are_reported()
    {
        var module = Parse("%s = test.source : i32\n%x = test.neg %s : i32\ntest.sink %x : i32");
        var error = Assert.Throws<InvalidOperationException>(() => GreedyRewriter.Apply(_context, module, new PatternSet { new Endless() }, maxRewrites: 1000));
        Assert.Contains("fixed point", error.Message, StringComparison.Ordinal);
    }

    /// <summary>neg(x) → neg(x), made anew.</summary>
    private sealed class Endless : RewritePattern<NegOp>
    {
        protected override bool MatchAndRewrite(NegOp op, PatternRewriter rewriter)
        {
            rewriter.Replace(op, NegOp.Create(rewriter, op.Input).Output);
            return true;
        }
    }

    [Fact]
    public void Nothing_to_do_is_said()
    {
        var module = Parse("%s = test.source : i32\ntest.sink %s : i32");
        Assert.False(GreedyRewriter.Apply(_context, module, []));
    }

    [Fact]
    public void Erasing_an_operation_with_regions_is_safe()
    {
        var module = Parse("%s = test.source : i32\n%x = test.neg %s : i32\ntest.scope {\n  %y = test.neg %x : i32\n  test.sink %y : i32\n}");
        GreedyRewriter.Apply(_context, module, new PatternSet { new EraseScopes() });
        Assert.Equal("test.source", string.Join('\n', module.Body.Operations.Select(o => o.Name)));
    }

    private sealed class EraseScopes : RewritePattern<ScopeOp>
    {
        protected override bool MatchAndRewrite(ScopeOp op, PatternRewriter rewriter)
        {
            rewriter.Erase(op);
            return true;
        }
    }
}
