using Nacre.Dialects.Llvm;
using Nacre.Dialects.X86Vector;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Patterns from <c>x86vector</c> to LLVM's intrinsics.</summary>
public static class X86VectorToLlvm
{
    public static PatternSet Patterns(TypeConverter types) => new PatternSet { new DotBF16ToLlvm(types) };
}

/// <summary>avx512.dot → the intrinsic of its width.</summary>
internal sealed class DotBF16ToLlvm(TypeConverter types) : ConversionPattern<DotBF16Op>(types)
{
    protected override bool MatchAndRewrite(DotBF16Op op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var bits = 32 * ((VectorType)op.W.Type).Shape[0];
        var call = LlvmCallIntrinsicOp.Create(rewriter, [Convert(op.Dst.Type)], [.. operands], $"llvm.x86.avx512bf16.dpbf16ps.{bits}");
        rewriter.Replace(op, call.Outputs[0]);
        return true;
    }
}
