using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>Rewrites of control flow whose way is known.</summary>
internal static class ScfCanonicalization
{
    public static void Add(PatternSet patterns)
    {
        patterns.Add(new KnownCondition());
        patterns.Add(new EmptyElse());
        patterns.Add(new NoIteration());
        patterns.Add(new OneIteration());
        patterns.Add(new UnchangedIterArgs());
        patterns.Add(new KnownCase());
    }

    /// <summary>Moves the operations of a block before <paramref name="op"/> and puts the values of its terminator in the place of the results.</summary>
    private static void Inline(Operation op, Block body, PatternRewriter rewriter)
    {
        var yield = body.Last!;
        IReadOnlyList<Value> values = [.. yield.Operands];
        foreach (var inner in body.Operations)
        {
            if (ReferenceEquals(inner, yield))
                break;
            rewriter.Modify(inner, () => inner.MoveBefore(op));
        }
        rewriter.Replace(op, values);
    }

    /// <summary>if true { a } else { b } → a.</summary>
    private sealed class KnownCondition : RewritePattern<IfOp>
    {
        protected override bool MatchAndRewrite(IfOp op, PatternRewriter rewriter)
        {
            if (op.Condition.ConstantValue is not IntegerAttr condition)
                return rewriter.NoMatch(op, "the condition is not known");
            if ((condition.Value != 0 ? op.Then : op.Else) is { } taken)
                Inline(op, taken, rewriter);
            else
                rewriter.Erase(op);
            return true;
        }
    }

    /// <summary>if c { a } else { } → if c { a }.</summary>
    private sealed class EmptyElse : RewritePattern<IfOp>
    {
        protected override bool MatchAndRewrite(IfOp op, PatternRewriter rewriter)
        {
            if (op.ResultCount > 0 || op.Else is not { } block || !ReferenceEquals(block.First, block.Last))
                return rewriter.NoMatch(op, "the else block does something");
            rewriter.Modify(op, () =>
            {
                block.Last!.Erase();
                block.Remove();
            });
            return true;
        }
    }

    /// <summary>The number of iterations, when the bounds are known.</summary>
    private static long? TripCount(ForOp op)
    {
        if (ReferenceEquals(op.LowerBound, op.UpperBound))
            return 0;
        if (op.LowerBound.ConstantValue is not IntegerAttr lower || op.UpperBound.ConstantValue is not IntegerAttr upper || op.Step.ConstantValue is not IntegerAttr step)
            return null;
        if (step.Value <= 0 || op.UnsignedCmp is not null)
            return null;
        var range = (Int128)upper.Value - lower.Value;
        return range <= 0 ? 0 : (long)Int128.Min(long.MaxValue, (range + step.Value - 1) / step.Value);
    }

    /// <summary>A loop that never runs → its initial values.</summary>
    private sealed class NoIteration : RewritePattern<ForOp>
    {
        protected override bool MatchAndRewrite(ForOp op, PatternRewriter rewriter)
        {
            if (TripCount(op) != 0)
                return rewriter.NoMatch(op, "the loop may run");
            rewriter.Replace(op, [.. op.InitArgs]);
            return true;
        }
    }

    /// <summary>A loop that runs once → its body.</summary>
    private sealed class OneIteration : RewritePattern<ForOp>
    {
        protected override bool MatchAndRewrite(ForOp op, PatternRewriter rewriter)
        {
            if (TripCount(op) != 1)
                return rewriter.NoMatch(op, "the loop may run more than once");
            Value[] actual = [op.LowerBound, .. op.InitArgs];
            for (var i = 0; i < actual.Length; i++)
                rewriter.ReplaceAllUses(op.Body.Arguments[i], actual[i]);
            Inline(op, op.Body, rewriter);
            return true;
        }
    }

    /// <summary>A carried value that every iteration passes on unchanged → the initial value.</summary>
    private sealed class UnchangedIterArgs : RewritePattern<ForOp>
    {
        protected override bool MatchAndRewrite(ForOp op, PatternRewriter rewriter)
        {
            var unchanged = Enumerable.Range(0, op.InitArgs.Count).Where(i => ReferenceEquals(op.Yield.Operand(i), op.IterArgs[i]) || ReferenceEquals(op.Yield.Operand(i), op.InitArgs[i])).ToArray();
            if (unchanged.Length == 0)
                return rewriter.NoMatch(op, "every carried value changes");
            var kept = Enumerable.Range(0, op.InitArgs.Count).Except(unchanged).ToArray();
            var loop = ForOp.Create(rewriter, op.LowerBound, op.UpperBound, op.Step, [.. kept.Select(i => op.InitArgs[i])], op.UnsignedCmp);
            foreach (var attribute in op.Attributes)
                loop.SetAttr(attribute.Name, attribute.Value);
            MoveBody(op, loop, kept, rewriter);
            var results = op.InitArgs.ToArray();
            for (var k = 0; k < kept.Length; k++)
                results[kept[k]] = loop.Result(k);
            rewriter.Replace(op, results);
            return true;
        }

        private static void MoveBody(ForOp op, ForOp loop, int[] kept, PatternRewriter rewriter)
        {
            var body = loop.Region.AddBlock([op.LowerBound.Type, .. kept.Select(i => op.InitArgs[i].Type)]);
            var arguments = op.IterArgs;
            rewriter.ReplaceAllUses(op.InductionVariable, body.Arguments[0]);
            for (var i = 0; i < arguments.Count; i++)
                rewriter.ReplaceAllUses(arguments[i], Array.IndexOf(kept, i) is >= 0 and var at ? body.Arguments[1 + at] : op.InitArgs[i]);
            Value[] yielded = [.. kept.Select(i => op.Yield.Operand(i))];
            rewriter.Erase(op.Yield);
            op.Body.MoveTailTo(op.Body.First, body);
            rewriter.Within(body, () => YieldOp.Create(rewriter, yielded));
        }
    }

    /// <summary>index_switch on a constant → the region of its case.</summary>
    private sealed class KnownCase : RewritePattern<IndexSwitchOp>
    {
        protected override bool MatchAndRewrite(IndexSwitchOp op, PatternRewriter rewriter)
        {
            if (op.Arg.ConstantValue is not IntegerAttr value)
                return rewriter.NoMatch(op, "the index is not known");
            var index = Array.IndexOf(op.Cases.ToArray(), value.Value);
            Inline(op, (index < 0 ? op.DefaultRegion : op.CaseRegions[index]).Entry, rewriter);
            return true;
        }
    }
}
