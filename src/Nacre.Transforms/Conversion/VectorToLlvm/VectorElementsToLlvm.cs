using Nacre.Dialects;
using Nacre.Dialects.Llvm;
using Nacre.Dialects.Vector;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>broadcast of a scalar, or of a vector along new leading dimensions.</summary>
internal sealed class BroadcastToLlvm(TypeConverter types) : ConversionPattern<BroadcastOp>(types)
{
    protected override bool MatchAndRewrite(BroadcastOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var result = Convert(op.Vector.Type);
        if (operands[0].Type == result)
        {
            rewriter.Replace(op, operands[0]);
            return true;
        }
        if (Inner(rewriter, operands[0], result) is not { } inner)
            return rewriter.NoMatch(op, $"a dimension of {op.Source.Type} is stretched under a leading one");
        rewriter.Replace(op, InnerVectors.Map(rewriter, [], result, (_, _) => inner));
        return true;
    }

    /// <summary>The innermost vector, which all innermost vectors of the result equal; null where they differ.</summary>
    private static Value? Inner(OpBuilder builder, Value source, IRType result)
    {
        var type = result;
        while (type is LlvmArrayType array)
            type = array.ElementType;
        var vector = (VectorType)type;
        if (source.Type is LlvmArrayType)
            return null;
        if (source.Type is not VectorType from)
            return Lanes.Splat(builder, source, vector);
        return from == vector ? source : from.Shape[0] == 1 ? Lanes.Splat(builder, Lanes.Get(builder, source, 0), vector) : null;
    }
}

/// <summary>extract: members of arrays by constant positions, then an element by any position.</summary>
internal sealed class ExtractToLlvm(TypeConverter types) : ConversionPattern<ExtractOp>(types)
{
    protected override bool MatchAndRewrite(ExtractOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var rank = ((VectorType)op.Source.Type).Rank;
        var outer = op.StaticPosition.Take(rank - 1).ToArray();
        if (outer.Contains(Shape.Dynamic))
            return rewriter.NoMatch(op, "a position in a leading dimension is not a constant");
        var value = outer.Length == 0 ? operands[0] : LlvmExtractValueOp.Create(rewriter, operands[0], outer).Res;
        if (op.StaticPosition.Count == rank && op.Result.Type is not VectorType)
            value = Lanes.Get(rewriter, value, Position(rewriter, op.StaticPosition, rank, operands));
        rewriter.Replace(op, value);
        return true;
    }

    /// <summary>The position in the last dimension; element 0 of a vector without dimensions.</summary>
    internal static Value Position(OpBuilder builder, EquatableArray<long> positions, int rank, IReadOnlyList<Value> operands)
    {
        if (rank == 0)
            return LlvmConstantOp.I64(builder, 0);
        return positions[rank - 1] == Shape.Dynamic ? operands[^1] : LlvmConstantOp.I64(builder, positions[rank - 1]);
    }
}

/// <summary>insert: the inverse of extract.</summary>
internal sealed class InsertToLlvm(TypeConverter types) : ConversionPattern<InsertOp>(types)
{
    protected override bool MatchAndRewrite(InsertOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var rank = ((VectorType)op.Dest.Type).Rank;
        var outer = op.StaticPosition.Take(rank - 1).ToArray();
        if (outer.Contains(Shape.Dynamic))
            return rewriter.NoMatch(op, "a position in a leading dimension is not a constant");
        var value = operands[0];
        if (op.StaticPosition.Count == rank && op.ValueToStore.Type is not VectorType)
        {
            var inner = outer.Length == 0 ? operands[1] : LlvmExtractValueOp.Create(rewriter, operands[1], outer).Res;
            value = Lanes.Set(rewriter, inner, value, ExtractToLlvm.Position(rewriter, op.StaticPosition, rank, operands));
        }
        rewriter.Replace(op, outer.Length == 0 ? value : LlvmInsertValueOp.Create(rewriter, operands[1], value, outer).Res);
        return true;
    }
}

/// <summary>from_elements: element by element into each innermost vector.</summary>
internal sealed class FromElementsToLlvm(TypeConverter types) : ConversionPattern<FromElementsOp>(types)
{
    protected override bool MatchAndRewrite(FromElementsOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var next = 0;
        rewriter.Replace(op, InnerVectors.Map(rewriter, [], Convert(op.Dest.Type), (_, type) =>
        {
            var vector = Lanes.Poison(rewriter, type);
            for (var i = 0; i < Lanes.Count(vector); i++)
                vector = Lanes.Set(rewriter, vector, operands[next++], i);
            return vector;
        }));
        return true;
    }
}

/// <summary>to_elements: element by element out of each innermost vector.</summary>
internal sealed class ToElementsToLlvm(TypeConverter types) : ConversionPattern<ToElementsOp>(types)
{
    protected override bool MatchAndRewrite(ToElementsOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, [.. InnerVectors.Of(rewriter, operands[0]).SelectMany(v => Enumerable.Range(0, Lanes.Count(v)).Select(i => Lanes.Get(rewriter, v, i)))]);
        return true;
    }
}

/// <summary>step → the constant [0, 1, 2, …].</summary>
internal sealed class StepToLlvm(TypeConverter types) : ConversionPattern<StepOp>(types)
{
    protected override bool MatchAndRewrite(StepOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var type = (VectorType)Convert(op.Result.Type);
        var values = DenseElementsAttr.OfI64(type, [.. Enumerable.Range(0, (int)type.Shape[0]).Select(i => (long)i)]);
        rewriter.Replace(op, LlvmConstantOp.Create(rewriter, type, values).Res);
        return true;
    }
}

/// <summary>create_mask n → [0, 1, …] &lt; n, compared as 32-bit numbers because that is one instruction.</summary>
internal sealed class CreateMaskToLlvm(TypeConverter types) : ConversionPattern<CreateMaskOp>(types)
{
    protected override bool MatchAndRewrite(CreateMaskOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (op.Sizes.Count != 1)
            return rewriter.NoMatch(op, "only masks of one dimension are supported");
        var count = (int)((VectorType)op.Result.Type).Shape[0];
        var lanes = VectorType.Get(IntegerType.I32, count);
        var size = LlvmSMinOp.Create(rewriter, operands[0], LlvmConstantOp.I64(rewriter, count)).Res;
        size = LlvmSMaxOp.Create(rewriter, size, LlvmConstantOp.I64(rewriter, 0)).Res;
        var numbers = LlvmConstantOp.Create(rewriter, lanes, DenseElementsAttr.OfI64(lanes, [.. Enumerable.Range(0, count).Select(i => (long)i)])).Res;
        var limit = Lanes.Splat(rewriter, LlvmTruncOp.Create(rewriter, IntegerType.I32, size).Res, lanes);
        rewriter.Replace(op, LlvmICmpOp.Create(rewriter, numbers, limit, ICmpPredicate.Slt).Res);
        return true;
    }
}

/// <summary>constant_mask → a constant.</summary>
internal sealed class ConstantMaskToLlvm(TypeConverter types) : ConversionPattern<ConstantMaskOp>(types)
{
    protected override bool MatchAndRewrite(ConstantMaskOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var type = (VectorType)op.Result.Type;
        var strides = type.Shape.RowMajorStrides();
        var bits = new long[type.Shape.ElementCount];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = Enumerable.Range(0, type.Rank).All(d => i / strides[d] % type.Shape[d] < op.MaskDimSizes[d]) ? 1 : 0;
        rewriter.Replace(op, LlvmConstantOp.Create(rewriter, Convert(type), DenseElementsAttr.OfI64(type.Rank == 0 ? VectorType.Get(IntegerType.I1, 1) : type, bits)).Res);
        return true;
    }
}
