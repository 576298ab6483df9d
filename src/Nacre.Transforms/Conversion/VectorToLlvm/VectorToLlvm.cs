using Nacre.Dialects.Llvm;
using Nacre.Dialects.Vector;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>
/// Patterns from <c>vector</c> to <c>llvm</c>. Vectors of one dimension are LLVM's; those of several are arrays of them, which LLVM keeps in registers only
/// outside of loops: what a loop carries should have one dimension.
/// </summary>
public static class VectorToLlvm
{
    public static PatternSet Patterns(TypeConverter types) => new PatternSet
        {
            new VectorLoadToLlvm(types), new VectorStoreToLlvm(types), new MaskedLoadToLlvm(types), new MaskedStoreToLlvm(types), new GatherToLlvm(types), new ScatterToLlvm(types),
            new BroadcastToLlvm(types), new ExtractToLlvm(types), new InsertToLlvm(types), new FromElementsToLlvm(types), new ToElementsToLlvm(types), new StepToLlvm(types),
            new ShuffleToLlvm(types), new ExtractStridedSliceToLlvm(types), new InsertStridedSliceToLlvm(types), new ShapeCastToLlvm(types), new TransposeToLlvm(types),
            new InterleaveToLlvm(types), new DeinterleaveToLlvm(types), new ReductionToLlvm(types), new CreateMaskToLlvm(types), new ConstantMaskToLlvm(types),
        }
        .Row<FmaOp, LlvmFmaOp>(types)
        .Row<BitCastOp, LlvmBitcastOp>(types);
}
