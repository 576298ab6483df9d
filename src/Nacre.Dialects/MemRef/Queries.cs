using Nacre.IR;

namespace Nacre.Dialects.MemRef;

/// <summary>The size of one dimension.</summary>
/// <example><code>%n = memref.dim %m, %c0 : memref&lt;?x4xf32></code></example>
[Op("memref.dim", Format = "attr-dict $source `,` $index `:` type($source)")]
public sealed partial class DimOp : Operation, IPure, IFoldable, INamesResults
{
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial Value Index { get; }
    [Result<IR.Index>] public partial OpResult Result { get; }

    public IReadOnlyList<string> ResultNames => ["dim"];

    /// <summary>A size that the type tells; the operand of the allocation.</summary>
    public FoldResult Fold()
    {
        if (Source.Type is not MemRefType type || Index.ConstantValue is not IntegerAttr { Value: var index } || index < 0 || index >= type.Rank)
            return FoldResult.None;
        if (!type.Shape.IsDynamic((int)index))
            return IntegerAttr.Index(type.Shape[(int)index]);
        var position = type.Shape.Dims.Take((int)index).Count(d => d == Shape.Dynamic);
        return Source.DefiningOp switch
        {
            AllocOp alloc => alloc.DynamicSizes[position],
            AllocaOp alloca => alloca.DynamicSizes[position],
            _ => FoldResult.None,
        };
    }
}

/// <summary>The number of dimensions.</summary>
[Op("memref.rank", Format = "$memref attr-dict `:` type($memref)")]
public sealed partial class RankOp : Operation, IPure, IFoldable
{
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Memref { get; }
    [Result<IR.Index>] public partial OpResult Result { get; }

    public FoldResult Fold() => Memref.Type is MemRefType type ? IntegerAttr.Index(type.Rank) : FoldResult.None;
}

/// <summary>Promises that memory starts at a multiple of <see cref="Alignment"/> bytes; the result is the same memory.</summary>
[Op("memref.assume_alignment", Format = "$memref `,` $alignment attr-dict `:` type($memref)")]
public sealed partial class AssumeAlignmentOp : Operation, IPure, IVerifiable, IInferTypes, INamesResults
{
    [Operand<AnyMemRef>] public partial Value Memref { get; }
    [Attr] public partial int Alignment { get; set; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }

    public IReadOnlyList<string> ResultNames => ["assume_align"];

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type];

    public void Verify(Verifier verifier)
    {
        if (!int.IsPow2(Alignment))
            verifier.Error(this, "alignment must be power of 2");
    }
}

/// <summary>Base buffer, offset, sizes and strides of a memref, the last three in elements.</summary>
[Op("memref.extract_strided_metadata", Format = "$source `:` type($source) `->` type(results) attr-dict")]
public sealed partial class ExtractStridedMetadataOp : Operation, IPure, IInferTypes, INamesResults
{
    [Operand<AnyMemRef>] public partial Value Source { get; }
    [Result<AnyMemRef>] public partial OpResult BaseBuffer { get; }
    [Result<IR.Index>] public partial OpResult Offset { get; }

    /// <summary>First all sizes, then all strides.</summary>
    [Result<IR.Index>] public partial ResultRange SizesAndStrides { get; }

    public IReadOnlyList<string> ResultNames => ["base_buffer", "offset", "sizes", "strides"];

    public ResultRange Sizes => new(this, 2, SizesAndStrides.Count / 2);
    public ResultRange Strides => new(this, 2 + SizesAndStrides.Count / 2, SizesAndStrides.Count / 2);

    public static IReadOnlyList<IRType> InferTypes(OpState state)
    {
        var type = (MemRefType)state.Operands[0].Type;
        return [new MemRefType(Shape.Scalar, type.ElementType, null, type.MemorySpace), .. Enumerable.Repeat<IRType>(IndexType.Instance, 1 + 2 * type.Rank)];
    }
}

/// <summary>The aligned start address as a number.</summary>
[Op("memref.extract_aligned_pointer_as_index", Format = "$source `:` type($source) `->` type(results) attr-dict")]
public sealed partial class ExtractAlignedPointerAsIndexOp : Operation, IPure, IInferTypes, INamesResults
{
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Source { get; }
    [Result<IR.Index>] public partial OpResult AlignedPointer { get; }

    public IReadOnlyList<string> ResultNames => ["intptr"];

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [IndexType.Instance];
}
