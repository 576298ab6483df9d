using Nacre.Dialects.Cf;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Patterns from <c>cf</c> to <c>llvm</c>.</summary>
public static class CfToLlvm
{
    public static PatternSet Patterns(TypeConverter types) => new() { new BranchToLlvm(types), new CondBranchToLlvm(types), new SwitchToLlvm(types), new AssertToLlvm(types) };

    /// <summary>What <c>llvm.loop_annotation</c> says of the loop that a branch closes.</summary>
    internal static LoopAnnotationAttr? LoopAnnotation(Operation branch) => branch.GetAttr<LoopAnnotationAttr>("llvm.loop_annotation");
}

/// <summary>br ^dest(values).</summary>
internal sealed class BranchToLlvm(TypeConverter types) : ConversionPattern<BranchOp>(types)
{
    protected override bool MatchAndRewrite(BranchOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        LlvmBrOp.Create(rewriter, operands, op.Dest, CfToLlvm.LoopAnnotation(op));
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>cond_br c, ^a(values), ^b(values).</summary>
internal sealed class CondBranchToLlvm(TypeConverter types) : ConversionPattern<CondBranchOp>(types)
{
    protected override bool MatchAndRewrite(CondBranchOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var split = 1 + op.TrueDestOperands.Count;
        LlvmCondBrOp.Create(rewriter, operands[0], [.. operands.Take(split).Skip(1)], [.. operands.Skip(split)], op.TrueDest, op.FalseDest, op.BranchWeights, CfToLlvm.LoopAnnotation(op));
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>switch v, ^default, [cases].</summary>
internal sealed class SwitchToLlvm(TypeConverter types) : ConversionPattern<SwitchOp>(types)
{
    protected override bool MatchAndRewrite(SwitchOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var split = 1 + op.DefaultOperands.Count;
        LlvmSwitchOp.Create(rewriter, operands[0], [.. operands.Take(split).Skip(1)], [.. operands.Skip(split)], op.DefaultDestination, op.CaseDestinations, op.CaseValues, op.CaseOperandSegments);
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>assert c: what kernels rely on and do not test.</summary>
internal sealed class AssertToLlvm(TypeConverter types) : ConversionPattern<AssertOp>(types)
{
    protected override bool MatchAndRewrite(AssertOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        LlvmAssumeOp.Create(rewriter, operands[0]);
        rewriter.Erase(op);
        return true;
    }
}
