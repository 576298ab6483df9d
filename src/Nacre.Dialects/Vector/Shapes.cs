using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>A part of a vector at constant offsets.</summary>
/// <example><code>%s = vector.extract_strided_slice %v {offsets = [0, 1], sizes = [2, 2], strides = [1, 1]} : vector&lt;2x4xf32> to vector&lt;2x2xf32></code></example>
[Op("vector.extract_strided_slice", Format = "$source attr-dict `:` type($source) `to` type($result)")]
public sealed partial class ExtractStridedSliceOp : Operation, IPure, IFoldable, IVerifiable
{
    [Operand<AnyVector>] public partial Value Source { get; }
    [Attr] public partial ArrayAttr Offsets { get; set; }
    [Attr] public partial ArrayAttr Sizes { get; set; }

    /// <summary>All 1.</summary>
    [Attr] public partial ArrayAttr Strides { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public static ExtractStridedSliceOp Create(OpBuilder builder, Value source, IReadOnlyList<long> offsets, IReadOnlyList<long> sizes)
    {
        var type = (VectorType)source.Type;
        var result = new VectorType(sizes.Concat(type.Shape.Dims.Skip(sizes.Count)).ToArray(), type.ElementType);
        return Create(builder, result, source, ArrayAttr.OfI64(offsets), ArrayAttr.OfI64(sizes), ArrayAttr.OfI64(offsets.Select(_ => 1L)));
    }

    public void Verify(Verifier verifier)
    {
        var type = (VectorType)Source.Type;
        if (Offsets.Count != Sizes.Count || Offsets.Count != Strides.Count)
            verifier.Error(this, "expected offsets, sizes and strides attributes of same size");
        else if (Offsets.Count > type.Rank)
            verifier.Error(this, "expected offsets attribute of rank no greater than vector rank");
        else if (Strides.Integers.Any(s => s != 1))
            verifier.Error(this, "expected strides to be confined to [1, 2)");
        else if (SliceRules.Outside(Offsets.Integers, Sizes.Integers, type.Shape.Dims) is { } dim)
            verifier.Error(this, $"expected sum(offsets, sizes) dimension {dim} to be confined to [1, {type.Shape[dim] + 1})");
        else if (!((VectorType)Result.Type).Shape.Dims.SequenceEqual(Sizes.Integers.Concat(type.Shape.Dims.Skip(Sizes.Count))))
            verifier.Error(this, $"expected result type to be 'vector<{string.Join("x", Sizes.Integers.Concat(type.Shape.Dims.Skip(Sizes.Count)))}x{type.ElementType}>'");
    }

    /// <summary>The whole; of a splat.</summary>
    public FoldResult Fold() => Source.Type == Result.Type ? Source
        : Source.ConstantValue is ElementsAttr { IsSplat: true, Data: not null } splat ? VectorFolds.Splat(splat, (VectorType)Result.Type) : FoldResult.None;
}

/// <summary>A vector with a part at constant offsets replaced.</summary>
[Op("vector.insert_strided_slice", Format = "$valueToStore `,` $dest attr-dict `:` type($valueToStore) `into` type($dest)")]
public sealed partial class InsertStridedSliceOp : Operation, IPure, IInferTypes, IFoldable, IVerifiable
{
    [Operand<AnyVector>] public partial Value ValueToStore { get; }
    [Operand<AnyVector>] public partial Value Dest { get; }
    [Attr] public partial ArrayAttr Offsets { get; set; }

    /// <summary>All 1.</summary>
    [Attr] public partial ArrayAttr Strides { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[1].Type];

    public static InsertStridedSliceOp Create(OpBuilder builder, Value value, Value dest, IReadOnlyList<long> offsets) =>
        Create(builder, value, dest, ArrayAttr.OfI64(offsets), ArrayAttr.OfI64(Enumerable.Repeat(1L, ((VectorType)value.Type).Rank)));

    public void Verify(Verifier verifier)
    {
        var (source, dest) = ((VectorType)ValueToStore.Type, (VectorType)Dest.Type);
        if (Offsets.Count != dest.Rank)
            verifier.Error(this, "expected offsets of same size as destination vector rank");
        else if (Strides.Count != source.Rank)
            verifier.Error(this, "expected strides of same size as source vector rank");
        else if (source.Rank > dest.Rank)
            verifier.Error(this, "expected source rank to be no greater than destination rank");
        else if (SliceRules.Outside(Offsets.Integers, Enumerable.Repeat(1L, dest.Rank - source.Rank).Concat(source.Shape.Dims), dest.Shape.Dims) is { } dim)
            verifier.Error(this, $"expected sum(offsets, source vector shape) dimension {dim} to be confined to [1, {dest.Shape[dim] + 1})");
    }

    /// <summary>All of the destination is replaced.</summary>
    public FoldResult Fold() => ValueToStore.Type == Result.Type ? ValueToStore : FoldResult.None;
}

internal static class SliceRules
{
    /// <summary>The first dimension along which a part is not inside; null when there is none.</summary>
    public static int? Outside(IEnumerable<long> offsets, IEnumerable<long> sizes, IEnumerable<long> shape)
    {
        var dim = 0;
        foreach (var (offset, size, limit) in offsets.Zip(sizes, shape))
        {
            if (offset < 0 || size < 1 || offset + size > limit)
                return dim;
            dim++;
        }
        return null;
    }
}

/// <summary>Elements of two vectors in a constant order; -1 gives poison.</summary>
/// <example><code>%r = vector.shuffle %a, %b [0, 4, 1, 5] : vector&lt;4xf32>, vector&lt;4xf32></code></example>
[Op("vector.shuffle", Format = "operands $mask attr-dict `:` type(operands)")]
public sealed partial class ShuffleOp : Operation, IPure, IInferTypes, IVerifiable
{
    [Operand<AnyVector>] public partial Value V1 { get; }
    [Operand<AnyVector>] public partial Value V2 { get; }
    [Attr] public partial EquatableArray<long> Mask { get; set; }
    [Result<AnyVector>] public partial OpResult Vector { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state)
    {
        var type = (VectorType)state.Operands[0].Type;
        var length = ((DenseArrayAttr)state.GetAttr("mask")!).Count;
        return [new VectorType(type.Shape.Dims.Skip(1).Prepend(length).ToArray(), type.ElementType)];
    }

    public void Verify(Verifier verifier)
    {
        var (a, b) = ((VectorType)V1.Type, (VectorType)V2.Type);
        var limit = (a.Rank == 0 ? 1 : a.Shape[0]) + (b.Rank == 0 ? 1 : b.Shape[0]);
        if (a.ElementType != b.ElementType || !a.Shape.Dims.Skip(1).SequenceEqual(b.Shape.Dims.Skip(1)))
            verifier.Error(this, "dimension mismatch");
        else if (Mask.IsEmpty)
            verifier.Error(this, "invalid mask length");
        else if (Mask.Any(m => m < -1 || m >= limit))
            verifier.Error(this, $"mask index #{Array.FindIndex(Mask.ToArray(), m => m < -1 || m >= limit) + 1} out of range");
    }
}

/// <summary>The same elements in row-major order under another shape.</summary>
[Op("vector.shape_cast", Format = "$source attr-dict `:` type($source) `to` type($result)")]
public sealed partial class ShapeCastOp : Operation, IPure, IFoldable, IVerifiable
{
    [Operand<AnyVector>] public partial Value Source { get; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier)
    {
        var (source, result) = ((VectorType)Source.Type, (VectorType)Result.Type);
        if (source.ElementType != result.ElementType)
            verifier.Error(this, "has different source and result element types");
        else if (source.Shape.ElementCount != result.Shape.ElementCount)
            verifier.Error(this, $"has different number of elements at source ({source.Shape.ElementCount}) and result ({result.Shape.ElementCount})");
    }

    /// <summary>To the same type; of a cast; of a constant.</summary>
    public FoldResult Fold()
    {
        if (Source.Type == Result.Type)
            return Source;
        if (Source.DefiningOp is not ShapeCastOp inner)
            return VectorFolds.Reshape(Source, (VectorType)Result.Type);
        SetOperand(0, inner.Source);
        return FoldResult.Changed;
    }
}

/// <summary>The same bits under another element type; the innermost size changes with its width.</summary>
[Op("vector.bitcast", Format = "$source attr-dict `:` type($source) `to` type($result)")]
public sealed partial class BitCastOp : Operation, IPure, IFoldable, IVerifiable
{
    [Operand<AnyVector>] public partial Value Source { get; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier)
    {
        var (source, result) = ((VectorType)Source.Type, (VectorType)Result.Type);
        if (source.Rank != result.Rank)
            verifier.Error(this, "failed to verify that all of {source, result} have same rank");
        else if (source.Rank > 0 && !source.Shape.Dims.SkipLast(1).SequenceEqual(result.Shape.Dims.SkipLast(1)))
            verifier.Error(this, $"dimension size mismatch at: {source.Shape.Dims.Zip(result.Shape.Dims).TakeWhile(p => p.First == p.Second).Count()}");
        else if (source.Shape.ElementCount * source.ElementType.BitWidth() != result.Shape.ElementCount * result.ElementType.BitWidth())
            verifier.Error(this, "source/result bitwidth of the minor 1-D vectors must be equal");
    }

    public FoldResult Fold() => Source.Type == Result.Type ? Source : FoldResult.None;
}

/// <summary>A vector with its dimensions in another order: dimension i of the result is dimension <c>permutation[i]</c> of the operand.</summary>
[Op("vector.transpose", Format = "$vector `,` $permutation attr-dict `:` type($vector) `to` type($result)")]
public sealed partial class TransposeOp : Operation, IPure, IFoldable, IVerifiable
{
    [Operand<AnyVector>] public partial Value Vector { get; }
    [Attr] public partial EquatableArray<long> Permutation { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public static TransposeOp Create(OpBuilder builder, Value vector, EquatableArray<long> permutation)
    {
        var type = (VectorType)vector.Type;
        return Create(builder, new VectorType(permutation.Map(p => type.Shape[(int)p]).ToArray(), type.ElementType), vector, permutation);
    }

    public void Verify(Verifier verifier)
    {
        var (source, result) = ((VectorType)Vector.Type, (VectorType)Result.Type);
        if (source.Rank != result.Rank)
            verifier.Error(this, "vector result rank mismatch: " + result.Rank);
        else if (Permutation.Count != source.Rank)
            verifier.Error(this, "transposition length mismatch: " + Permutation.Count);
        else if (Permutation.Any(p => p < 0 || p >= source.Rank))
            verifier.Error(this, $"transposition index out of range: {Permutation.First(p => p < 0 || p >= source.Rank)}");
        else if (Permutation.Distinct().Count() < source.Rank)
            verifier.Error(this, $"duplicate position index: {Permutation.GroupBy(p => p).First(g => g.Count() > 1).Key}");
        else if (Enumerable.Range(0, source.Rank).FirstOrDefault(i => result.Shape[i] != source.Shape[(int)Permutation[i]], -1) is >= 0 and var bad)
            verifier.Error(this, $"dimension size mismatch at: {Permutation[bad]}");
    }

    /// <summary>The identity; of a splat; of a transpose.</summary>
    public FoldResult Fold()
    {
        if (Permutation.Select((p, i) => p == i).All(same => same))
            return Vector;
        if (Vector.ConstantValue is ElementsAttr { IsSplat: true, Data: not null } splat)
            return VectorFolds.Splat(splat, (VectorType)Result.Type);
        if (Vector.DefiningOp is not TransposeOp inner)
            return FoldResult.None;
        Permutation = Permutation.Map(p => inner.Permutation[(int)p]);
        SetOperand(0, inner.Vector);
        return FoldResult.Changed;
    }
}

/// <summary>The elements of two vectors in turn along the innermost dimension.</summary>
[Op("vector.interleave", Format = "$lhs `,` $rhs attr-dict `:` type($lhs) `->` type($result)")]
public sealed partial class InterleaveOp : Operation, IPure, ISameTypeOperands, IInferTypes
{
    [Operand<AnyVector>] public partial Value Lhs { get; }
    [Operand<AnyVector>] public partial Value Rhs { get; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state)
    {
        var type = (VectorType)state.Operands[0].Type;
        return type.Rank == 0 ? [VectorType.Get(type.ElementType, 2)] : [new VectorType(type.Shape.Dims.SkipLast(1).Append(2 * type.Shape[type.Rank - 1]).ToArray(), type.ElementType, type.Scalable)];
    }
}

/// <summary>The elements at even and at odd positions of the innermost dimension.</summary>
[Op("vector.deinterleave", Format = "$source attr-dict `:` type($source) `->` type($res1)")]
public sealed partial class DeinterleaveOp : Operation, IPure, IInferTypes
{
    [Operand<AnyVector>] public partial Value Source { get; }
    [Result<AnyVector>] public partial OpResult Res1 { get; }
    [Result<AnyVector>] public partial OpResult Res2 { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state)
    {
        var type = (VectorType)state.Operands[0].Type;
        var half = new VectorType(type.Shape.Dims.SkipLast(1).Append(type.Shape[type.Rank - 1] / 2).ToArray(), type.ElementType, type.Scalable);
        return [half, half];
    }
}

/// <summary>A memref of scalars as a memref of one vector.</summary>
[Op("vector.type_cast", Format = "$memref attr-dict `:` type($memref) `to` type($result)")]
public sealed partial class TypeCastOp : Operation, IPure
{
    [Operand<AnyMemRef>] public partial Value Memref { get; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }
}
