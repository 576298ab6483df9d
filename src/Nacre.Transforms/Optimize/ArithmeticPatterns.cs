using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>power(x, 2) → x · x, rounded once as the power is; power(x, 3) → x · x · x, rounded twice.</summary>
public sealed class SmallPowerToProduct : RewritePattern<Hlo.PowOp>
{
    protected override bool MatchAndRewrite(Hlo.PowOp op, PatternRewriter rewriter)
    {
        var exponent = Exponent(op.Rhs);
        if (op.Result.Type.ElementOrSelf() is not FloatType || exponent is not (2.0 or 3.0))
            return rewriter.NoMatch(op, "its exponent is not the float 2 or 3 everywhere");
        var square = Hlo.MulOp.Create(rewriter, op.Lhs, op.Lhs).Result;
        rewriter.Replace(op, exponent is 2.0 ? square : Hlo.MulOp.Create(rewriter, square, op.Lhs).Result);
        return true;
    }

    /// <summary>The number that all elements of a value are; null where that is not known.</summary>
    private static double? Exponent(Value value)
    {
        var constant = value.DefiningOp is Hlo.BroadcastInDimOp broadcast ? broadcast.Operand : value;
        return constant.ConstantValue is DenseElementsAttr { Data: not null } elements && (elements.IsSplat || elements.Count == 1) ? TensorValue.FromAttr(elements).DoubleAt(0) : null;
    }
}
