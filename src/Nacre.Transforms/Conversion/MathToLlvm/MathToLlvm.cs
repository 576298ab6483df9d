using Nacre.Dialects.Llvm;
using Nacre.Dialects.MathOps;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Patterns from <c>math</c> to <c>llvm</c>, for what processors have instructions for; all other functions are expanded by <see cref="MathExpandPass"/> before.</summary>
public static class MathToLlvm
{
    public static PatternSet Patterns(TypeConverter types) => new PatternSet
        {
            new WithFlagToLlvm<CountLeadingZerosOp, LlvmCtlzOp>("is_zero_poison", types), new WithFlagToLlvm<CountTrailingZerosOp, LlvmCttzOp>("is_zero_poison", types),
            new WithFlagToLlvm<AbsIOp, LlvmAbsOp>("is_int_min_poison", types), new ClassificationToLlvm<IsNaNOp>(FCmpPredicate.Uno, null, types),
            new ClassificationToLlvm<IsInfOp>(FCmpPredicate.Oeq, double.PositiveInfinity, types), new ClassificationToLlvm<IsFiniteOp>(FCmpPredicate.Olt, double.PositiveInfinity, types),
        }
        .Row<SqrtOp, LlvmSqrtOp>(types)
        .Row<AbsFOp, LlvmFAbsOp>(types)
        .Row<FloorOp, LlvmFloorOp>(types)
        .Row<CeilOp, LlvmCeilOp>(types)
        .Row<TruncOp, LlvmFTruncOp>(types)
        .Row<RoundOp, LlvmRoundOp>(types)
        .Row<RoundEvenOp, LlvmRoundEvenOp>(types)
        .Row<CopySignOp, LlvmCopySignOp>(types)
        .Row<FmaOp, LlvmFmaOp>(types)
        .Row<CtPopOp, LlvmCtPopOp>(types);
}

/// <summary>An intrinsic with a flag that is false: the operation is defined for every operand.</summary>
internal sealed class WithFlagToLlvm<TFrom, TTo>(string flag, TypeConverter types) : ConversionPattern<TFrom>(types) where TFrom : Operation where TTo : Operation, IOpKind
{
    public override string Name => $"{typeof(TFrom).Name} → {typeof(TTo).Name}";

    protected override bool MatchAndRewrite(TFrom op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        NamedAttr[] attributes = [new(flag, IntegerAttr.Bool(false))];
        rewriter.Replace(op, InnerVectors.Map(rewriter, operands, Convert(op.Result(0).Type), (inner, type) => rewriter.Create(TTo.Definition, inner, [type], attributes).Result(0)));
        return true;
    }
}

/// <summary>isnan x = x ≠ x; isinf x = |x| = ∞; isfinite x = |x| &lt; ∞.</summary>
internal sealed class ClassificationToLlvm<T>(FCmpPredicate predicate, double? bound, TypeConverter types) : ConversionPattern<T>(types) where T : Operation
{
    public override string Name => $"{typeof(T).Name} → fcmp";

    protected override bool MatchAndRewrite(T op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, InnerVectors.Map(rewriter, operands, Convert(op.Result(0).Type), (inner, _) => Compare(rewriter, inner[0])));
        return true;
    }

    private Value Compare(OpBuilder builder, Value x)
    {
        if (bound is not { } limit)
            return LlvmFCmpOp.Create(builder, x, x, predicate).Res;
        return LlvmFCmpOp.Create(builder, LlvmFAbsOp.Create(builder, x).Res, LlvmConstantOp.Splat(builder, x.Type, limit), predicate).Res;
    }
}
