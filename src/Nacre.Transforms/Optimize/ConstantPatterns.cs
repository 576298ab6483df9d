using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>f(constant, constant) → constant, by the interpreter; where the result is much larger than the operands the operation stays.</summary>
public sealed class FoldConstants(ConstantFolder folder) : RewritePattern
{
    public override bool MatchAndRewrite(Operation op, PatternRewriter rewriter)
    {
        if (op is IConstantLike || op.ResultCount == 0 || op.Info.Dialect is not ("stablehlo" or "chlo") || op is Hlo.BroadcastInDimOp or Hlo.IotaOp)
            return false;
        if (folder.TryFold(op) is not { } constants)
            return rewriter.NoMatch(op, "its operands are not all constant, or the result is large");
        rewriter.Replace(op, [.. constants.Select(c => (Value)Hlo.ConstantOp.Create(rewriter, c).Output)]);
        return true;
    }
}

/// <summary>f(constant, broadcast(constant)) → f(constant, constant), which then folds; a broadcast by itself stays small.</summary>
public sealed class ExpandBroadcastBesideConstant(ConstantFolder folder) : RewritePattern<Hlo.IElementwiseOp>
{
    protected override bool MatchAndRewrite(Hlo.IElementwiseOp elementwise, PatternRewriter rewriter)
    {
        var op = (Operation)elementwise;
        var broadcasts = op.Operands.Select(o => o.DefiningOp).OfType<Hlo.BroadcastInDimOp>().Where(b => b.Operand.ConstantValue is not null).ToArray();
        var constants = op.Operands.Count(o => o.ConstantValue is not null);
        if (broadcasts.Length == 0 || constants == 0 || broadcasts.Length + constants != op.OperandCount)
            return rewriter.NoMatch(op, "its operands are not constants and broadcasts of constants");
        if (folder.TryFold(broadcasts[0]) is not [{ } expanded])
            return rewriter.NoMatch(op, "the broadcast is large");
        var constant = Hlo.ConstantOp.Create(rewriter, expanded).Output;
        var place = Enumerable.Range(0, op.OperandCount).First(i => op.Operand(i).DefiningOp == broadcasts[0]);
        rewriter.Modify(op, () => op.SetOperand(place, constant));
        return true;
    }
}

/// <summary>A movement of a splat constant is a splat of the new type: no bytes are touched, whatever the size.</summary>
public sealed class FoldSplat : RewritePattern
{
    public override int Benefit => 2;

    public override bool MatchAndRewrite(Operation op, PatternRewriter rewriter)
    {
        if (op is not (Hlo.TransposeOp or Hlo.ReshapeOp or Hlo.BroadcastInDimOp or Hlo.SliceOp or Hlo.ReverseOp) || op.Operand(0).ConstantValue is not DenseElementsAttr { IsSplat: true } splat)
            return false;
        var type = (RankedTensorType)op.Results[0].Type;
        if (!type.HasStaticShape)
            return rewriter.NoMatch(op, "its shape is dynamic");
        rewriter.Replace(op, Hlo.ConstantOp.Create(rewriter, new DenseElementsAttr(type, splat.Data)).Output);
        return true;
    }
}

/// <summary>convolution(x, W) · c → convolution(x, W · c) for a constant c per output feature: a batch norm's scale goes into the weights.</summary>
public sealed class FoldScaleIntoConvolution : RewritePattern<Hlo.MulOp>
{
    protected override bool MatchAndRewrite(Hlo.MulOp op, PatternRewriter rewriter)
    {
        var (convolution, scale) = op.Lhs.DefiningOp is Hlo.ConvolutionOp left ? (left, op.Rhs) : (op.Rhs.DefiningOp as Hlo.ConvolutionOp, op.Lhs);
        if (convolution is null || !convolution.Result.HasOneUse || convolution.Rhs.ConstantValue is null)
            return rewriter.NoMatch(op, "no operand is a convolution by constant weights that only this uses");
        var numbers = convolution.DimensionNumbers;
        if (PerFeature(scale, numbers.OutputFeatureDimension) is not { } factors)
            return rewriter.NoMatch(op, "the other operand is no constant per output feature");
        rewriter.Location = Location.Fuse(convolution.Location, op.Location);
        var weights = (RankedTensorType)convolution.Rhs.Type;
        var spread = ((RankedTensorType)factors.Type).Rank == 0
            ? Hlo.BroadcastInDimOp.Create(rewriter, weights, factors).Result
            : Hlo.BroadcastInDimOp.Create(rewriter, weights, factors, (long[])[numbers.KernelOutputFeatureDimension]).Result;
        var scaled = Hlo.MulOp.Create(rewriter, convolution.Rhs, spread).Result;
        var state = new OpState(rewriter.Location);
        state.Operands.AddRange([convolution.Lhs, scaled]);
        state.Attributes.AddRange(convolution.Attributes);
        state.ResultTypes.Add(convolution.Result.Type);
        rewriter.Replace(op, rewriter.Create(Hlo.ConvolutionOp.Definition, state).Results[0]);
        return true;
    }

    /// <summary>The constant of rank 0 or 1 that is spread along the feature dimension only; null for anything else.</summary>
    private static Value? PerFeature(Value scale, long feature)
    {
        if (scale.DefiningOp is not Hlo.BroadcastInDimOp broadcast || broadcast.Operand.ConstantValue is null)
            return null;
        var rank = ((RankedTensorType)broadcast.Operand.Type).Rank;
        return rank == 0 || (rank == 1 && broadcast.BroadcastDimensions[0] == feature) ? broadcast.Operand : null;
    }
}
