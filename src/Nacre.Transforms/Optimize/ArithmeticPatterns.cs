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

/// <summary>
/// softmax: e / broadcast(sum of e) → e · broadcast(1 / sum of e), one division per row instead of per element. Only for exponentials of what is at most 0, one of which is
/// 1: then the sum is at least 1, and its reciprocal is a normal number. The result is rounded twice.
/// </summary>
public sealed class SoftmaxDivisionToProduct : RewritePattern<Hlo.DivOp>
{
    protected override bool MatchAndRewrite(Hlo.DivOp op, PatternRewriter rewriter)
    {
        var isSoftmax = Origin(op.Rhs) is Hlo.ReduceOp { Combiner: Hlo.AddOp } sum && ReferenceEquals(sum.Inputs[0], op.Lhs)
            && op.Lhs.DefiningOp is Hlo.ExpOp { Operand.DefiningOp: Hlo.SubtractOp shifted } && Origin(shifted.Rhs) is Hlo.ReduceOp { Combiner: Hlo.MaxOp } maximum && ReferenceEquals(maximum.Inputs[0], shifted.Lhs);
        if (!isSoftmax)
            return rewriter.NoMatch(op, "it is no softmax");
        rewriter.Replace(op, Hlo.MulOp.Create(rewriter, op.Lhs, Reciprocal(op.Rhs, rewriter)).Result);
        return true;
    }

    /// <summary>What a value repeats, behind broadcasts and reshapes.</summary>
    private static Operation? Origin(Value value) => value.DefiningOp is Hlo.BroadcastInDimOp or Hlo.ReshapeOp ? Origin(value.DefiningOp.Operand(0)) : value.DefiningOp;

    /// <summary>The same broadcasts and reshapes of the reciprocal.</summary>
    private static Value Reciprocal(Value value, PatternRewriter rewriter)
    {
        switch (value.DefiningOp)
        {
            case Hlo.BroadcastInDimOp broadcast:
                return Hlo.BroadcastInDimOp.Create(rewriter, broadcast.Result.Type, Reciprocal(broadcast.Operand, rewriter), broadcast.BroadcastDimensions).Result;
            case Hlo.ReshapeOp reshape:
                return Hlo.ReshapeOp.Create(rewriter, reshape.Result.Type, Reciprocal(reshape.Operand, rewriter)).Result;
            default:
                var one = Hlo.ConstantOp.Create(rewriter, DenseElementsAttr.Splat((RankedTensorType)value.Type, 1)).Output;
                return Hlo.DivOp.Create(rewriter, one, value).Result;
        }
    }
}
