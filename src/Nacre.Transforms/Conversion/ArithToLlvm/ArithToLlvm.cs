using Nacre.Dialects.Arith;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Patterns from <c>arith</c> to <c>llvm</c>; <c>index</c> has 64 bits.</summary>
public static class ArithToLlvm
{
    public static PatternSet Patterns(TypeConverter types) => new PatternSet
        {
            new ConstantToLlvm(types), new FloorDivSIToLlvm(types), new CeilDivSIToLlvm(types), new CeilDivUIToLlvm(types), new AddUIExtendedToLlvm(types),
            new MulExtendedToLlvm<MulSIExtendedOp, LlvmSExtOp>(types), new MulExtendedToLlvm<MulUIExtendedOp, LlvmZExtOp>(types), new SelectToLlvm(types),
            new IndexCastToLlvm<IndexCastOp, LlvmSExtOp>(types), new IndexCastToLlvm<IndexCastUIOp, LlvmZExtOp>(types),
        }
        .Row<AddIOp, LlvmAddOp>(types)
        .Row<SubIOp, LlvmSubOp>(types)
        .Row<MulIOp, LlvmMulOp>(types)
        .Row<DivSIOp, LlvmSDivOp>(types)
        .Row<DivUIOp, LlvmUDivOp>(types)
        .Row<RemSIOp, LlvmSRemOp>(types)
        .Row<RemUIOp, LlvmURemOp>(types)
        .Row<AndIOp, LlvmAndOp>(types)
        .Row<OrIOp, LlvmOrOp>(types)
        .Row<XOrIOp, LlvmXOrOp>(types)
        .Row<ShLIOp, LlvmShlOp>(types)
        .Row<ShRSIOp, LlvmAShrOp>(types)
        .Row<ShRUIOp, LlvmLShrOp>(types)
        .Row<MaxSIOp, LlvmSMaxOp>(types)
        .Row<MaxUIOp, LlvmUMaxOp>(types)
        .Row<MinSIOp, LlvmSMinOp>(types)
        .Row<MinUIOp, LlvmUMinOp>(types)
        .Row<CmpIOp, LlvmICmpOp>(types)
        .Row<AddFOp, LlvmFAddOp>(types)
        .Row<SubFOp, LlvmFSubOp>(types)
        .Row<MulFOp, LlvmFMulOp>(types)
        .Row<DivFOp, LlvmFDivOp>(types)
        .Row<RemFOp, LlvmFRemOp>(types)
        .Row<NegFOp, LlvmFNegOp>(types)
        .Row<MaximumFOp, LlvmMaximumOp>(types)
        .Row<MinimumFOp, LlvmMinimumOp>(types)
        .Row<MaxNumFOp, LlvmMaxNumOp>(types)
        .Row<MinNumFOp, LlvmMinNumOp>(types)
        .Row<CmpFOp, LlvmFCmpOp>(types)
        .Row<ExtSIOp, LlvmSExtOp>(types)
        .Row<ExtUIOp, LlvmZExtOp>(types)
        .Row<TruncIOp, LlvmTruncOp>(types)
        .Row<ExtFOp, LlvmFPExtOp>(types)
        .Row<TruncFOp, LlvmFPTruncOp>(types)
        .Row<SIToFPOp, LlvmSIToFPOp>(types)
        .Row<UIToFPOp, LlvmUIToFPOp>(types)
        .Row<FPToSIOp, LlvmFPToSIOp>(types)
        .Row<FPToUIOp, LlvmFPToUIOp>(types)
        .Row<BitcastOp, LlvmBitcastOp>(types);
}

/// <summary>The same value under the converted type.</summary>
internal sealed class ConstantToLlvm(TypeConverter types) : ConversionPattern<ConstantOp>(types)
{
    protected override bool MatchAndRewrite(ConstantOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (Value(op) is not { } value)
            return rewriter.NoMatch(op, $"the value {op.Value} is none of LLVM");
        rewriter.Replace(op, LlvmConstantOp.Create(rewriter, Convert(op.Result.Type), value).Res);
        return true;
    }

    private Attr? Value(ConstantOp op) => op.Value switch
    {
        IntegerAttr { Type: IndexType } i => IntegerAttr.I64(i.Value),
        IntegerAttr or FloatAttr => op.Value,
        DenseElementsAttr { Type: VectorType } e => e.Reshaped(Elements((VectorType)e.Type)),
        _ => null,
    };

    private VectorType Elements(VectorType type) => new(type.Rank == 0 ? Shape.Of(1) : type.Shape, Convert(type.ElementType));
}

/// <summary>select c, a, b; a scalar condition chooses between whole vectors.</summary>
internal sealed class SelectToLlvm(TypeConverter types) : ConversionPattern<SelectOp>(types)
{
    protected override bool MatchAndRewrite(SelectOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, InnerVectors.Map(rewriter, operands, Convert(op.Result.Type), (inner, _) => LlvmSelectOp.Of(rewriter, inner[0], inner[1], inner[2])));
        return true;
    }
}

/// <summary>Index to integer and back: nothing, a truncation or an extension.</summary>
internal sealed class IndexCastToLlvm<TFrom, TExtend>(TypeConverter types) : ConversionPattern<TFrom>(types) where TFrom : Operation, ICastOp where TExtend : Operation, IOpKind
{
    public override string Name => $"{typeof(TFrom).Name} → trunc or {typeof(TExtend).Name}";

    protected override bool MatchAndRewrite(TFrom op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, InnerVectors.Map(rewriter, operands, Convert(op.Out.Type), (inner, type) => Resize(rewriter, inner[0], type)));
        return true;
    }

    private static Value Resize(OpBuilder builder, Value value, IRType type)
    {
        var (from, to) = (value.Type.ElementOrSelf().BitWidth(), type.ElementOrSelf().BitWidth());
        if (from == to)
            return value;
        return from > to ? LlvmTruncOp.Create(builder, type, value).Res : builder.Create(TExtend.Definition, [value], [type]).Result(0);
    }
}

/// <summary>The base of divisions that round otherwise than towards zero: on scalars and on the innermost vectors.</summary>
internal abstract class DivisionToLlvm<T>(TypeConverter types) : ConversionPattern<T>(types) where T : Operation
{
    protected sealed override bool MatchAndRewrite(T op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, InnerVectors.Map(rewriter, operands, Convert(op.Result(0).Type), (inner, _) => Divide(rewriter, inner[0], inner[1])));
        return true;
    }

    protected abstract Value Divide(OpBuilder builder, Value a, Value b);

    protected static Value Zero(OpBuilder builder, Value like) => LlvmConstantOp.Splat(builder, like.Type, 0);
    protected static Value One(OpBuilder builder, Value like) => LlvmConstantOp.Splat(builder, like.Type, 1);

    /// <summary>The quotient towards zero, whether something was cut off, and whether the true quotient is negative.</summary>
    protected static (Value Quotient, Value Inexact, Value Negative) Truncated(OpBuilder builder, Value a, Value b)
    {
        var quotient = LlvmSDivOp.Create(builder, a, b).Res;
        var remainder = LlvmSubOp.Create(builder, a, LlvmMulOp.Create(builder, quotient, b).Res).Res;
        var inexact = LlvmICmpOp.Create(builder, remainder, Zero(builder, a), ICmpPredicate.Ne).Res;
        var signs = LlvmXOrOp.Create(builder, a, b).Res;
        return (quotient, inexact, LlvmICmpOp.Create(builder, signs, Zero(builder, a), ICmpPredicate.Slt).Res);
    }
}

/// <summary>floordiv(a, b) = q - (r ≠ 0 and a, b of different signs), q = a / b towards zero, r = a - q·b.</summary>
internal sealed class FloorDivSIToLlvm(TypeConverter types) : DivisionToLlvm<FloorDivSIOp>(types)
{
    protected override Value Divide(OpBuilder builder, Value a, Value b)
    {
        var (quotient, inexact, negative) = Truncated(builder, a, b);
        var lower = LlvmSubOp.Create(builder, quotient, One(builder, a)).Res;
        return LlvmSelectOp.Of(builder, LlvmAndOp.Create(builder, inexact, negative).Res, lower, quotient);
    }
}

/// <summary>ceildiv(a, b) = q + (r ≠ 0 and a, b of equal signs), q = a / b towards zero, r = a - q·b.</summary>
internal sealed class CeilDivSIToLlvm(TypeConverter types) : DivisionToLlvm<CeilDivSIOp>(types)
{
    protected override Value Divide(OpBuilder builder, Value a, Value b)
    {
        var (quotient, inexact, negative) = Truncated(builder, a, b);
        var higher = LlvmAddOp.Create(builder, quotient, One(builder, a)).Res;
        // Where the true quotient is negative, cutting off already rounded up.
        var rounded = LlvmSelectOp.Of(builder, inexact, higher, quotient);
        return LlvmSelectOp.Of(builder, negative, quotient, rounded);
    }
}

/// <summary>ceildiv(a, b) = a = 0 ? 0 : (a - 1) / b + 1, unsigned.</summary>
internal sealed class CeilDivUIToLlvm(TypeConverter types) : DivisionToLlvm<CeilDivUIOp>(types)
{
    protected override Value Divide(OpBuilder builder, Value a, Value b)
    {
        var zero = Zero(builder, a);
        var quotient = LlvmUDivOp.Create(builder, LlvmSubOp.Create(builder, a, One(builder, a)).Res, b).Res;
        var next = LlvmAddOp.Create(builder, quotient, One(builder, a)).Res;
        return LlvmSelectOp.Of(builder, LlvmICmpOp.Create(builder, a, zero, ICmpPredicate.Eq).Res, zero, next);
    }
}

/// <summary>(sum, carry) = (a + b, a + b &lt; a), unsigned.</summary>
internal sealed class AddUIExtendedToLlvm(TypeConverter types) : ConversionPattern<AddUIExtendedOp>(types)
{
    protected override bool MatchAndRewrite(AddUIExtendedOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (operands[0].Type is LlvmArrayType)
            return rewriter.NoMatch(op, "vectors of several dimensions are not supported");
        var sum = LlvmAddOp.Create(rewriter, operands[0], operands[1]).Res;
        rewriter.Replace(op, sum, LlvmICmpOp.Create(rewriter, sum, operands[0], ICmpPredicate.Ult).Res);
        return true;
    }
}

/// <summary>(low, high) = the halves of a · b computed in twice the width.</summary>
internal sealed class MulExtendedToLlvm<TFrom, TExtend>(TypeConverter types) : ConversionPattern<TFrom>(types) where TFrom : Operation where TExtend : Operation, IOpKind
{
    public override string Name => $"{typeof(TFrom).Name} → mul of {typeof(TExtend).Name}";

    protected override bool MatchAndRewrite(TFrom op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var type = operands[0].Type;
        if (type is LlvmArrayType)
            return rewriter.NoMatch(op, "vectors of several dimensions are not supported");
        var bits = type.ElementOrSelf().BitWidth();
        var wide = type.WithElementOrSelf(new IntegerType(2 * bits));
        var factors = operands.Select(o => rewriter.Create(TExtend.Definition, [o], [wide]).Result(0)).ToArray();
        var product = LlvmMulOp.Create(rewriter, factors[0], factors[1]).Res;
        var high = LlvmLShrOp.Create(rewriter, product, LlvmConstantOp.Splat(rewriter, wide, bits)).Res;
        rewriter.Replace(op, LlvmTruncOp.Create(rewriter, type, product).Res, LlvmTruncOp.Create(rewriter, type, high).Res);
        return true;
    }
}
