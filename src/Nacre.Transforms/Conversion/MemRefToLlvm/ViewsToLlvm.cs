using Nacre.Dialects.Llvm;
using Nacre.Dialects.MemRef;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Another view of the same first element.</summary>
internal sealed class SamePointer<T>(TypeConverter types) : ConversionPattern<T>(types) where T : Operation
{
    public override string Name => $"{typeof(T).Name} → the same pointer";

    protected override bool MatchAndRewrite(T op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var wanted = Convert(op.Result(0).Type);
        rewriter.Replace(op, operands[0].Type == wanted ? operands[0] : LlvmAddrSpaceCastOp.Create(rewriter, wanted, operands[0]).Res);
        return true;
    }
}

/// <summary>subview → base + Σ offset·stride of the source.</summary>
internal sealed class SubViewToLlvm(TypeConverter types) : ConversionPattern<SubViewOp>(types)
{
    protected override bool MatchAndRewrite(SubViewOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var source = (MemRefType)op.Source.Type;
        var dynamic = operands.Skip(op.Offsets.Start).GetEnumerator();
        var offsets = op.StaticOffsets.Select(o => o == Shape.Dynamic && dynamic.MoveNext() ? dynamic.Current : LlvmConstantOp.I64(rewriter, o)).ToArray();
        rewriter.Replace(op, MemRefAddress.Of(rewriter, source, operands[0], offsets, Convert(source.ElementType)));
        return true;
    }
}

/// <summary>reinterpret_cast → base + offset, where the source starts at its base.</summary>
internal sealed class ReinterpretCastToLlvm(TypeConverter types) : ConversionPattern<ReinterpretCastOp>(types)
{
    protected override bool MatchAndRewrite(ReinterpretCastOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (op.Source.Type is not MemRefType { Layout: null })
            return rewriter.NoMatch(op, $"the base of {op.Source.Type} is not known");
        var offset = op.StaticOffsets[0] == Shape.Dynamic ? operands[op.Offsets.Start] : LlvmConstantOp.I64(rewriter, op.StaticOffsets[0]);
        var moved = MemRefAddress.Offset(rewriter, [1], [offset]);
        rewriter.Replace(op, moved is null ? operands[0] : LlvmGetElementPtrOp.Offset(rewriter, operands[0], moved, Convert(op.Result.Type.ElementOrSelf())));
        return true;
    }
}

/// <summary>view → base + bytes.</summary>
internal sealed class ViewToLlvm(TypeConverter types) : ConversionPattern<ViewOp>(types)
{
    protected override bool MatchAndRewrite(ViewOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, LlvmGetElementPtrOp.Offset(rewriter, operands[0], operands[1], IntegerType.I8));
        return true;
    }
}

/// <summary>extract_aligned_pointer_as_index → ptrtoint.</summary>
internal sealed class AlignedPointerToLlvm(TypeConverter types) : ConversionPattern<ExtractAlignedPointerAsIndexOp>(types)
{
    protected override bool MatchAndRewrite(ExtractAlignedPointerAsIndexOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, LlvmPtrToIntOp.Create(rewriter, IntegerType.I64, operands[0]).Res);
        return true;
    }
}
