using Nacre.IR;

namespace Nacre.Dialects.Cf;

/// <summary>Rewrites of branches whose way is known.</summary>
internal static class CfCanonicalization
{
    public static void Add(PatternSet patterns)
    {
        patterns.Add(new KnownCondition());
        patterns.Add(new TrueAssertion());
    }

    /// <summary>cond_br true, ^a, ^b → br ^a; also when both ways are the same.</summary>
    private sealed class KnownCondition : RewritePattern<CondBranchOp>
    {
        protected override bool MatchAndRewrite(CondBranchOp op, PatternRewriter rewriter)
        {
            var sameWay = ReferenceEquals(op.TrueDest, op.FalseDest) && op.TrueDestOperands.SequenceEqual(op.FalseDestOperands);
            if (op.Condition.ConstantValue is not IntegerAttr && !sameWay)
                return rewriter.NoMatch(op, "the condition is not known");
            var taken = sameWay || op.Condition.ConstantValue is IntegerAttr { Value: not 0 } ? 0 : 1;
            BranchOp.Create(rewriter, [.. op.SuccessorOperands(taken)], op.Successors[taken]);
            rewriter.Erase(op);
            return true;
        }
    }

    /// <summary>assert true → nothing.</summary>
    private sealed class TrueAssertion : RewritePattern<AssertOp>
    {
        protected override bool MatchAndRewrite(AssertOp op, PatternRewriter rewriter)
        {
            if (op.Arg.ConstantValue is not IntegerAttr { Value: not 0 })
                return rewriter.NoMatch(op, "the condition is not known to hold");
            rewriter.Erase(op);
            return true;
        }
    }
}
