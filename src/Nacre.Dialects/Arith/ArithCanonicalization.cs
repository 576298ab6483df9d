using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Rewrites of arithmetic that need a new operation.</summary>
internal static class ArithCanonicalization
{
    public static void Add(PatternSet patterns)
    {
        patterns.Add(new ReassociateAddition());
        patterns.Add(new ReassociateProduct());
        patterns.Add(new SignedOfUnsignedExtension());
        patterns.Add(new NotOfComparison());
    }

    /// <summary>(x ± c) ± d → x + (±c ± d).</summary>
    private sealed class ReassociateAddition : RewritePattern
    {
        public override Type Root => typeof(IBinaryOp);

        public override bool MatchAndRewrite(Operation op, PatternRewriter rewriter)
        {
            if (Offset(op) is not { } outer || IntegerFolds.WidthOf(op.Result(0).Type) > 64)
                return rewriter.NoMatch(op, "does not add or subtract a constant");
            if (op.Operand(0).DefiningOp is not { } definition || Offset(definition) is not { } inner)
                return rewriter.NoMatch(op, "lhs does not add or subtract a constant");
            var type = op.Result(0).Type;
            var offset = ConstantOp.Int(rewriter, unchecked(inner + outer), type);
            rewriter.Replace(op, AddIOp.Create(rewriter, definition.Operand(0), offset.Result).Result);
            return true;
        }

        private static long? Offset(Operation op) => op switch
        {
            AddIOp { OverflowFlags: IntegerOverflowFlags.None } add => Constants.Int(add.Rhs),
            SubIOp { OverflowFlags: IntegerOverflowFlags.None } sub => unchecked(-Constants.Int(sub.Rhs)),
            _ => null,
        };
    }

    /// <summary>(x * c) * d → x * (c * d).</summary>
    private sealed class ReassociateProduct : RewritePattern<MulIOp>
    {
        protected override bool MatchAndRewrite(MulIOp op, PatternRewriter rewriter)
        {
            if (op.OverflowFlags != IntegerOverflowFlags.None || Constants.Int(op.Rhs) is not { } outer || IntegerFolds.WidthOf(op.Result.Type) > 64)
                return rewriter.NoMatch(op, "rhs is no constant");
            if (op.Lhs.DefiningOp is not MulIOp { OverflowFlags: IntegerOverflowFlags.None } product || Constants.Int(product.Rhs) is not { } inner)
                return rewriter.NoMatch(op, "lhs is no product with a constant");
            var factor = ConstantOp.Int(rewriter, unchecked(inner * outer), op.Result.Type);
            rewriter.Replace(op, MulIOp.Create(rewriter, product.Lhs, factor.Result).Result);
            return true;
        }
    }

    /// <summary>extsi(extui x) → extui x: the sign bit is zero.</summary>
    private sealed class SignedOfUnsignedExtension : RewritePattern<ExtSIOp>
    {
        protected override bool MatchAndRewrite(ExtSIOp op, PatternRewriter rewriter)
        {
            if (op.In.DefiningOp is not ExtUIOp inner)
                return rewriter.NoMatch(op, "the operand is no extui");
            rewriter.Replace(op, ExtUIOp.Create(rewriter, op.Out.Type, inner.In).Out);
            return true;
        }
    }

    /// <summary>xori(cmpi p a b, true) → cmpi (not p) a b.</summary>
    private sealed class NotOfComparison : RewritePattern<XOrIOp>
    {
        protected override bool MatchAndRewrite(XOrIOp op, PatternRewriter rewriter)
        {
            if (op.Lhs.DefiningOp is not CmpIOp compare || Constants.Int(op.Rhs) != 1)
                return rewriter.NoMatch(op, "is not the negation of a comparison");
            rewriter.Replace(op, CmpIOp.Create(rewriter, compare.Lhs, compare.Rhs, Negate(compare.Predicate)).Result);
            return true;
        }

        private static CmpIPredicate Negate(CmpIPredicate predicate) => predicate switch
        {
            CmpIPredicate.Eq => CmpIPredicate.Ne,
            CmpIPredicate.Ne => CmpIPredicate.Eq,
            CmpIPredicate.Slt => CmpIPredicate.Sge,
            CmpIPredicate.Sle => CmpIPredicate.Sgt,
            CmpIPredicate.Sgt => CmpIPredicate.Sle,
            CmpIPredicate.Sge => CmpIPredicate.Slt,
            CmpIPredicate.Ult => CmpIPredicate.Uge,
            CmpIPredicate.Ule => CmpIPredicate.Ugt,
            CmpIPredicate.Ugt => CmpIPredicate.Ule,
            _ => CmpIPredicate.Ult,
        };
    }
}
