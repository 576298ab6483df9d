using Nacre.Dialects.Llvm;
using Nacre.Dialects.MemRef;
using Nacre.Dialects.Vector;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>load v = m[i, j …]; the address has an element's alignment unless more is promised.</summary>
internal sealed class VectorLoadToLlvm(TypeConverter types) : ConversionPattern<Dialects.Vector.LoadOp>(types)
{
    protected override bool MatchAndRewrite(Dialects.Vector.LoadOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (Convert(op.Result.Type) is not VectorType vector)
            return rewriter.NoMatch(op, $"{op.Result.Type} has several dimensions");
        var type = (MemRefType)op.Base.Type;
        var address = MemRefAddress.Of(rewriter, type, operands[0], operands.Skip(1), vector.ElementType);
        rewriter.Replace(op, LlvmLoadOp.Create(rewriter, vector, address, alignment: MemRefAddress.Alignment(op.Alignment, type), nontemporal: op.Nontemporal ? UnitAttr.Instance : null).Res);
        return true;
    }
}

/// <summary>store v, m[i, j …].</summary>
internal sealed class VectorStoreToLlvm(TypeConverter types) : ConversionPattern<Dialects.Vector.StoreOp>(types)
{
    protected override bool MatchAndRewrite(Dialects.Vector.StoreOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (operands[0].Type is not VectorType vector)
            return rewriter.NoMatch(op, $"{op.ValueToStore.Type} has several dimensions");
        var type = (MemRefType)op.Base.Type;
        var address = MemRefAddress.Of(rewriter, type, operands[1], operands.Skip(2), vector.ElementType);
        LlvmStoreOp.Create(rewriter, operands[0], address, alignment: MemRefAddress.Alignment(op.Alignment, type), nontemporal: op.Nontemporal ? UnitAttr.Instance : null);
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>maskedload.</summary>
internal sealed class MaskedLoadToLlvm(TypeConverter types) : ConversionPattern<MaskedLoadOp>(types)
{
    protected override bool MatchAndRewrite(MaskedLoadOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (Convert(op.Result.Type) is not VectorType vector)
            return rewriter.NoMatch(op, $"{op.Result.Type} has several dimensions");
        var type = (MemRefType)op.Base.Type;
        var address = MemRefAddress.Of(rewriter, type, operands[0], operands.Skip(1).Take(op.Indices.Count), vector.ElementType);
        rewriter.Replace(op, LlvmMaskedLoadOp.Create(rewriter, vector, address, operands[^2], operands[^1], (int)MemRefAddress.Alignment(op.Alignment, type)).Res);
        return true;
    }
}

/// <summary>maskedstore.</summary>
internal sealed class MaskedStoreToLlvm(TypeConverter types) : ConversionPattern<MaskedStoreOp>(types)
{
    protected override bool MatchAndRewrite(MaskedStoreOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (operands[^1].Type is not VectorType vector)
            return rewriter.NoMatch(op, $"{op.ValueToStore.Type} has several dimensions");
        var type = (MemRefType)op.Base.Type;
        var address = MemRefAddress.Of(rewriter, type, operands[0], operands.Skip(1).Take(op.Indices.Count), vector.ElementType);
        LlvmMaskedStoreOp.Create(rewriter, operands[^1], address, operands[^2], (int)MemRefAddress.Alignment(op.Alignment, type));
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>gather v[k] = m[i, j + index[k]].</summary>
internal sealed class GatherToLlvm(TypeConverter types) : ConversionPattern<GatherOp>(types)
{
    protected override bool MatchAndRewrite(GatherOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (Convert(op.Result.Type) is not VectorType vector || op.Base.Type is not MemRefType type)
            return rewriter.NoMatch(op, "only vectors of one dimension are gathered from memory");
        var addresses = IndexedAddresses.Of(rewriter, type, operands[0], operands.Skip(1).Take(op.Offsets.Count), operands[^3], vector.ElementType);
        rewriter.Replace(op, LlvmMaskedGatherOp.Create(rewriter, vector, addresses, operands[^2], operands[^1], (int)MemRefAddress.Alignment(op.Alignment, type)).Res);
        return true;
    }
}

/// <summary>scatter m[i, j + index[k]] = v[k].</summary>
internal sealed class ScatterToLlvm(TypeConverter types) : ConversionPattern<ScatterOp>(types)
{
    protected override bool MatchAndRewrite(ScatterOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (operands[^1].Type is not VectorType vector)
            return rewriter.NoMatch(op, "only vectors of one dimension are scattered");
        var type = (MemRefType)op.Base.Type;
        var addresses = IndexedAddresses.Of(rewriter, type, operands[0], operands.Skip(1).Take(op.Offsets.Count), operands[^3], vector.ElementType);
        LlvmMaskedScatterOp.Create(rewriter, operands[^1], addresses, operands[^2], (int)MemRefAddress.Alignment(op.Alignment, type));
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>A vector of addresses.</summary>
internal static class IndexedAddresses
{
    public static Value Of(OpBuilder builder, MemRefType type, Value @base, IEnumerable<Value> offsets, Value index, IRType element)
    {
        var start = MemRefAddress.Of(builder, type, @base, offsets, element);
        var addresses = VectorType.Get(start.Type, Lanes.Count(index));
        return LlvmGetElementPtrOp.Create(builder, addresses, start, [index], [LlvmGetElementPtrOp.DynamicIndex], element).Res;
    }
}
