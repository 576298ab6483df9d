using Nacre.Dialects.Llvm;
using Nacre.Dialects.MemRef;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>
/// Patterns from <c>memref</c> to <c>llvm</c>. A memref with constant strides is a pointer to its first element; one whose strides are known only at run time, and
/// memory from the heap, are refused: kernels have neither.
/// </summary>
public static class MemRefToLlvm
{
    public static PatternSet Patterns(TypeConverter types) => new()
    {
        new LoadToLlvm(types), new StoreToLlvm(types), new AllocaToLlvm(types), new GlobalToLlvm(types), new GetGlobalToLlvm(types), new CopyToLlvm(types), new PrefetchToLlvm(types),
        new DimToLlvm(types), new SubViewToLlvm(types), new ViewToLlvm(types), new AlignedPointerToLlvm(types), new ReinterpretCastToLlvm(types),
        new SamePointer<CastOp>(types), new SamePointer<CollapseShapeOp>(types), new SamePointer<ExpandShapeOp>(types), new SamePointer<TransposeOp>(types),
        new SamePointer<MemorySpaceCastOp>(types), new SamePointer<AssumeAlignmentOp>(types),
    };

    /// <summary>Why a memref type has no place in LLVM code made here; null when it has.</summary>
    public static string? WhyUnsupported(IRType type) => type switch
    {
        UnrankedMemRefType => $"{type} has no known rank",
        MemRefType m when !LlvmTypes.HasConstantStrides(m) => $"the strides of {type} are not constants",
        _ => null,
    };
}

/// <summary>load m[i, j].</summary>
internal sealed class LoadToLlvm(TypeConverter types) : ConversionPattern<LoadOp>(types)
{
    protected override bool MatchAndRewrite(LoadOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var type = (MemRefType)op.Memref.Type;
        var element = Convert(type.ElementType);
        var address = MemRefAddress.Of(rewriter, type, operands[0], operands.Skip(1), element);
        rewriter.Replace(op, LlvmLoadOp.Create(rewriter, element, address, alignment: op.Alignment, nontemporal: op.Nontemporal ? UnitAttr.Instance : null).Res);
        return true;
    }
}

/// <summary>store v, m[i, j].</summary>
internal sealed class StoreToLlvm(TypeConverter types) : ConversionPattern<StoreOp>(types)
{
    protected override bool MatchAndRewrite(StoreOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var address = MemRefAddress.Of(rewriter, (MemRefType)op.Memref.Type, operands[1], operands.Skip(2), operands[0].Type);
        LlvmStoreOp.Create(rewriter, operands[0], address, alignment: op.Alignment, nontemporal: op.Nontemporal ? UnitAttr.Instance : null);
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>alloca of static size: in the entry block of the function, so that a loop does not grow the stack.</summary>
internal sealed class AllocaToLlvm(TypeConverter types) : ConversionPattern<AllocaOp>(types)
{
    private const long CacheLine = 64;

    protected override bool MatchAndRewrite(AllocaOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var type = (MemRefType)op.Memref.Type;
        if (!type.HasStaticShape)
            return rewriter.NoMatch(op, $"{type} has no static size");
        Operation top = op;
        while (top.ParentOp is not (LlvmFuncOp or null))
            top = top.ParentOp;
        if (top.ParentOp is LlvmFuncOp func)
            rewriter.SetAtStart(func.Body.Entry);
        var count = LlvmConstantOp.I64(rewriter, type.Shape.ElementCount);
        var alignment = Math.Max(op.Alignment ?? CacheLine, type.ElementType.StorageBytes());
        var memory = LlvmAllocaOp.Create(rewriter, Convert(type), count, Convert(type.ElementType), alignment: alignment).Res;
        rewriter.Replace(op, memory);
        return true;
    }
}

/// <summary>A global of static size: an array of its elements in row-major order.</summary>
internal sealed class GlobalToLlvm(TypeConverter types) : ConversionPattern<GlobalOp>(types)
{
    protected override bool MatchAndRewrite(GlobalOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var type = (MemRefType)op.Type;
        if (!type.HasStaticShape)
            return rewriter.NoMatch(op, $"{type} has no static size");
        var element = Convert(type.ElementType);
        var array = new LlvmArrayType(type.Shape.ElementCount, element);
        var linkage = op.SymVisibility == "private" ? Linkage.Internal : Linkage.External;
        var global = LlvmGlobalOp.Create(rewriter, op.SymbolName, array, linkage, op.Constant, InitialValue(op, type, element), op.Alignment ?? 64);
        if (op.InitialValue is UnitAttr)
            rewriter.Within(global.Initializer.AddBlock(), () => LlvmReturnOp.Create(rewriter, LlvmUndefOp.Create(rewriter, array).Res));
        rewriter.Erase(op);
        return true;
    }

    private static DenseElementsAttr? InitialValue(GlobalOp op, MemRefType type, IRType element) =>
        op.InitialValue is DenseElementsAttr dense ? dense.Reshaped(RankedTensorType.Get(element, type.Shape.ElementCount)) : null;
}

/// <summary>get_global → addressof.</summary>
internal sealed class GetGlobalToLlvm(TypeConverter types) : ConversionPattern<GetGlobalOp>(types)
{
    protected override bool MatchAndRewrite(GetGlobalOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, LlvmAddressOfOp.Create(rewriter, Convert(op.Result.Type), op.GlobalName).Res);
        return true;
    }
}

/// <summary>copy a → b of one row-major static type: memcpy.</summary>
internal sealed class CopyToLlvm(TypeConverter types) : ConversionPattern<CopyOp>(types)
{
    protected override bool MatchAndRewrite(CopyOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (op.Source.Type is not MemRefType { HasStaticShape: true, Layout: null } type || op.Target.Type is not MemRefType { Layout: null })
            return rewriter.NoMatch(op, "only row-major memrefs of static size are copied");
        var bytes = LlvmConstantOp.I64(rewriter, checked(type.Shape.ElementCount * type.ElementType.StorageBytes()));
        LlvmMemcpyOp.Create(rewriter, operands[1], operands[0], bytes, false);
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>prefetch m[i, j].</summary>
internal sealed class PrefetchToLlvm(TypeConverter types) : ConversionPattern<PrefetchOp>(types)
{
    protected override bool MatchAndRewrite(PrefetchOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var type = (MemRefType)op.Memref.Type;
        var offset = MemRefAddress.Offset(rewriter, Layouts.StridesOf(type)!.Value.Strides, operands.Skip(1));
        // Fetching past the end of a buffer is harmless, so the address promises nothing.
        var address = offset is null ? operands[0] : LlvmGetElementPtrOp.Create(rewriter, operands[0].Type, operands[0], [offset], [LlvmGetElementPtrOp.DynamicIndex], Convert(type.ElementType)).Res;
        LlvmPrefetchOp.Create(rewriter, address, op.IsWrite ? 1 : 0, op.LocalityHint, op.IsDataCache ? 1 : 0);
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>dim of a static size → the size.</summary>
internal sealed class DimToLlvm(TypeConverter types) : ConversionPattern<DimOp>(types)
{
    protected override bool MatchAndRewrite(DimOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (op.Source.Type is not MemRefType { Shape.IsStatic: true } type)
            return rewriter.NoMatch(op, $"{op.Source.Type} has no static size");
        if (operands[1].ConstantValue is not IntegerAttr { Value: >= 0 and var dim } || dim >= type.Rank)
            return rewriter.NoMatch(op, "the dimension is not a constant");
        rewriter.Replace(op, LlvmConstantOp.I64(rewriter, type.Shape[(int)dim]));
        return true;
    }
}
