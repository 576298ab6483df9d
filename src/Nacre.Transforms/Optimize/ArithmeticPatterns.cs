using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>power(x, 2) → x · x: both are rounded once, so the bits are the same.</summary>
public sealed class PowerOfTwoToProduct : RewritePattern<Hlo.PowOp>
{
    protected override bool MatchAndRewrite(Hlo.PowOp op, PatternRewriter rewriter)
    {
        if (op.Result.Type.ElementOrSelf() is not FloatType || Exponent(op.Rhs) is not 2.0)
            return rewriter.NoMatch(op, "its exponent is not the float 2 everywhere");
        rewriter.Replace(op, Hlo.MulOp.Create(rewriter, op.Lhs, op.Lhs).Result);
        return true;
    }

    /// <summary>The number that all elements of a value are; null where that is not known.</summary>
    private static double? Exponent(Value value)
    {
        var constant = value.DefiningOp is Hlo.BroadcastInDimOp broadcast ? broadcast.Operand : value;
        return constant.ConstantValue is DenseElementsAttr { Data: not null } elements && (elements.IsSplat || elements.Count == 1) ? TensorValue.FromAttr(elements).DoubleAt(0) : null;
    }
}
