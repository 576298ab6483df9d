using Nacre.IR;

namespace Nacre.Dialects.MemRef;

/// <summary>The same memory under a type that knows more or less of its shape or layout.</summary>
[Op("memref.cast", Format = "$source attr-dict `:` type($source) `to` type($dest)")]
public sealed partial class CastOp : Operation, IPure, IVerifiable, IFoldable, INamesResults
{
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Source { get; }
    [Result<AnyRankedOrUnrankedMemRef>] public partial OpResult Dest { get; }

    public IReadOnlyList<string> ResultNames => ["cast"];

    public void Verify(Verifier verifier)
    {
        if (!Layouts.AreCastCompatible(Source.Type, Dest.Type))
            verifier.Error(this, $"operand type '{Source.Type}' and result type '{Dest.Type}' are cast incompatible");
    }

    /// <summary>A cast to the same type, or back.</summary>
    public FoldResult Fold() => Source.Type == Dest.Type ? Source : Source.DefiningOp is CastOp inner && inner.Source.Type == Dest.Type ? inner.Source : FoldResult.None;
}

/// <summary>The same memory seen from another memory space.</summary>
[Op("memref.memory_space_cast", Format = "$source attr-dict `:` type($source) `to` type($dest)")]
public sealed partial class MemorySpaceCastOp : Operation, IPure, INamesResults
{
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Source { get; }
    [Result<AnyRankedOrUnrankedMemRef>] public partial OpResult Dest { get; }

    public IReadOnlyList<string> ResultNames => ["memspacecast"];
}

/// <summary>The same memory with any offset, sizes and strides.</summary>
/// <example><code>%r = memref.reinterpret_cast %m to offset: [0], sizes: [128], strides: [1] : memref&lt;8x16xf32> to memref&lt;128xf32></code></example>
[Op("memref.reinterpret_cast", Format = """
    $source `to` `offset` `` `:` custom<DynamicIndexList>($offsets, $static_offsets) `` `,` `sizes` `` `:` custom<DynamicIndexList>($sizes, $static_sizes) `` `,`
    `strides` `` `:` custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` type($source) `to` type($result)
    """)]
public sealed partial class ReinterpretCastOp : Operation, IPure, IVerifiable, INamesResults
{
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial OperandRange Offsets { get; }
    [Operand<IR.Index>] public partial OperandRange Sizes { get; }
    [Operand<IR.Index>] public partial OperandRange Strides { get; }
    [Attr] public partial EquatableArray<long> StaticOffsets { get; set; }
    [Attr] public partial EquatableArray<long> StaticSizes { get; set; }
    [Attr] public partial EquatableArray<long> StaticStrides { get; set; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }

    public IReadOnlyList<string> ResultNames => ["reinterpret_cast"];

    /// <summary>Builds the view; static entries become part of the result type.</summary>
    public static ReinterpretCastOp Create(OpBuilder builder, Value source, IndexOrValue offset, IEnumerable<IndexOrValue> sizes, IEnumerable<IndexOrValue> strides)
    {
        var (dynamicOffset, staticOffset) = IndexLists.Split([offset]);
        var (dynamicSizes, staticSizes) = IndexLists.Split(sizes);
        var (dynamicStrides, staticStrides) = IndexLists.Split(strides);
        var shape = new Shape(staticSizes);
        var space = source.Type is MemRefType ranked ? ranked.MemorySpace : ((UnrankedMemRefType)source.Type).MemorySpace;
        var type = new MemRefType(shape, source.Type.ElementOrSelf(), Layouts.WithoutIdentity(shape, new StridedLayoutAttr(staticOffset[0], staticStrides)), space);
        return Create(builder, type, source, dynamicOffset, dynamicSizes, dynamicStrides, staticOffset, staticSizes, staticStrides);
    }

    public void Verify(Verifier verifier)
    {
        var type = (MemRefType)Result.Type;
        if (!IndexLists.Verify(this, verifier, "offset", Offsets, StaticOffsets, 1) || !IndexLists.Verify(this, verifier, "size", Sizes, StaticSizes, type.Rank)
            || !IndexLists.Verify(this, verifier, "stride", Strides, StaticStrides, type.Rank))
        {
            return;
        }
        if (Source.Type.ElementOrSelf() != type.ElementType)
            verifier.Error(this, $"different element types specified for source type '{Source.Type}' and result memref type '{type}'");
        else if (Mismatch(type.Shape.Dims, StaticSizes) is { } dim)
            verifier.Error(this, $"expected result type with size = {Text(StaticSizes[dim])} instead of {Text(type.Shape[dim])} in dim = {dim}");
        else if (Layouts.StridesOf(type) is { } layout)
            VerifyLayout(verifier, layout.Strides, layout.Offset);
    }

    private void VerifyLayout(Verifier verifier, long[] strides, long offset)
    {
        if (Mismatch([offset], StaticOffsets) is not null)
            verifier.Error(this, $"expected result type with offset = {Text(StaticOffsets[0])} instead of {Text(offset)}");
        else if (Mismatch(strides, StaticStrides) is { } dim)
            verifier.Error(this, $"expected result type with stride = {Text(StaticStrides[dim])} instead of {Text(strides[dim])} in dim = {dim}");
    }

    /// <summary>The first entry that differs, where a dynamic one in the type fits any.</summary>
    private static int? Mismatch(EquatableArray<long> ofType, EquatableArray<long> given)
    {
        for (var i = 0; i < given.Count; i++)
        {
            if (ofType[i] != given[i] && ofType[i] != Shape.Dynamic)
                return i;
        }
        return null;
    }

    private static string Text(long size) => size == Shape.Dynamic ? "?" : size.ToString();
}

/// <summary>A part of a memref: sizes, from offsets, in strides. Dimensions of size 1 may be left out of the result.</summary>
/// <example><code>%s = memref.subview %m[0, %i] [4, %n] [1, 1] : memref&lt;8x16xf32> to memref&lt;4x?xf32, strided&lt;[16, 1], offset: ?>></code></example>
[Op("memref.subview", Format = """
    $source `` custom<DynamicIndexList>($offsets, $static_offsets) custom<DynamicIndexList>($sizes, $static_sizes)
    custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` type($source) `to` type($result)
    """)]
public sealed partial class SubViewOp : Operation, IPure, IVerifiable, INamesResults
{
    [Operand<AnyMemRef>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial OperandRange Offsets { get; }
    [Operand<IR.Index>] public partial OperandRange Sizes { get; }
    [Operand<IR.Index>] public partial OperandRange Strides { get; }
    [Attr] public partial EquatableArray<long> StaticOffsets { get; set; }
    [Attr] public partial EquatableArray<long> StaticSizes { get; set; }
    [Attr] public partial EquatableArray<long> StaticStrides { get; set; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }

    public IReadOnlyList<string> ResultNames => ["subview"];

    public IReadOnlyList<IndexOrValue> MixedOffsets => IndexLists.Join(Offsets, StaticOffsets);
    public IReadOnlyList<IndexOrValue> MixedSizes => IndexLists.Join(Sizes, StaticSizes);
    public IReadOnlyList<IndexOrValue> MixedStrides => IndexLists.Join(Strides, StaticStrides);

    /// <summary>Builds the view of the source's rank.</summary>
    public static SubViewOp Create(OpBuilder builder, Value source, IEnumerable<IndexOrValue> offsets, IEnumerable<IndexOrValue> sizes, IEnumerable<IndexOrValue> strides)
    {
        var (dynamicOffsets, staticOffsets) = IndexLists.Split(offsets);
        var (dynamicSizes, staticSizes) = IndexLists.Split(sizes);
        var (dynamicStrides, staticStrides) = IndexLists.Split(strides);
        var type = Layouts.SubView((MemRefType)source.Type, staticOffsets, staticSizes, staticStrides);
        return Create(builder, type, source, dynamicOffsets, dynamicSizes, dynamicStrides, staticOffsets, staticSizes, staticStrides);
    }

    public void Verify(Verifier verifier)
    {
        var source = (MemRefType)Source.Type;
        if (!IndexLists.Verify(this, verifier, "offset", Offsets, StaticOffsets, source.Rank) || !IndexLists.Verify(this, verifier, "size", Sizes, StaticSizes, source.Rank)
            || !IndexLists.Verify(this, verifier, "stride", Strides, StaticStrides, source.Rank) || Layouts.StridesOf(source) is null)
        {
            return;
        }
        var (expected, result) = (Layouts.SubView(source, StaticOffsets, StaticSizes, StaticStrides), (MemRefType)Result.Type);
        if (WhatDiffers(expected, result) is { } part)
            verifier.Error(this, $"expected result type to be '{expected}' or a rank-reduced version. (mismatch of result {part}), but got '{result}'");
        else
            VerifyBounds(verifier, source.Shape);
    }

    private void VerifyBounds(Verifier verifier, Shape source)
    {
        for (var i = 0; i < source.Rank; i++)
        {
            long[] known = [source[i], StaticOffsets[i], StaticSizes[i], StaticStrides[i]];
            if (known.Contains(Shape.Dynamic))
                continue;
            var last = StaticOffsets[i] + (StaticSizes[i] - 1) * StaticStrides[i];
            if (last >= source[i])
                verifier.Error(this, $"slice along dimension {i} runs out-of-bounds: {last} >= {source[i]}");
        }
    }

    /// <summary>Why <paramref name="result"/> is not <paramref name="full"/> without some dimensions of size 1; null when it is.</summary>
    private static string? WhatDiffers(MemRefType full, MemRefType result)
    {
        if (full.ElementType != result.ElementType)
            return "element type";
        if (full.MemorySpace != result.MemorySpace)
            return "memory space";
        if (Layouts.StridesOf(result) is not { } layout)
            return "layout";
        if (!Reduces([.. full.Shape.Dims.Select(d => (d, 0L))], [.. result.Shape.Dims.Select(d => (d, 0L))]))
            return "sizes";
        var (strides, offset) = Layouts.StridesOf(full)!.Value;
        return offset == layout.Offset && Reduces([.. full.Shape.Dims.Zip(strides)], [.. result.Shape.Dims.Zip(layout.Strides)]) ? null : "layout";
    }

    /// <summary>Whether leaving out dimensions of size 1 gives the dimensions of the result.</summary>
    private static bool Reduces((long Size, long Stride)[] all, (long Size, long Stride)[] kept)
    {
        var at = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (at < kept.Length && all[i] == kept[at])
                at++;
            else if (all[i].Size != 1)
                return false;
        }
        return at == kept.Length;
    }
}

/// <summary>Bytes as a row-major memref of other elements, from a byte offset.</summary>
/// <example><code>%v = memref.view %bytes[%shift][%n] : memref&lt;2048xi8> to memref&lt;?x4xf32></code></example>
[Op("memref.view", Format = "$source `[` $byteShift `]` `` `[` $sizes `]` attr-dict `:` type($source) `to` type($result)")]
public sealed partial class ViewOp : Operation, IPure, IVerifiable, INamesResults
{
    [Operand<ByteBuffer>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial Value ByteShift { get; }
    [Operand<IR.Index>] public partial OperandRange Sizes { get; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }

    public IReadOnlyList<string> ResultNames => ["view"];

    public void Verify(Verifier verifier)
    {
        if (((MemRefType)Result.Type).Shape.DynamicCount != Sizes.Count)
            verifier.Error(this, $"incorrect number of dynamic sizes, has {Sizes.Count}, expected {((MemRefType)Result.Type).Shape.DynamicCount}");
    }
}

/// <summary>The same memory with its dimensions in another order.</summary>
/// <example><code>%t = memref.transpose %m (d0, d1) -> (d1, d0) : memref&lt;8x16xf32> to memref&lt;16x8xf32, strided&lt;[1, 16]>></code></example>
[Op("memref.transpose")]
public sealed partial class TransposeOp : Operation, IPure, ICustomAssembly, IVerifiable, INamesResults
{
    [Operand<AnyMemRef>] public partial Value In { get; }
    [Attr] public partial AffineMap Permutation { get; set; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }

    public IReadOnlyList<string> ResultNames => ["transpose"];

    public void Verify(Verifier verifier)
    {
        if (!Permutation.IsPermutation)
            verifier.Error(this, "expected a permutation map");
        else if (Permutation.DimCount != ((MemRefType)In.Type).Rank)
            verifier.Error(this, "expected a permutation map of same rank as the input");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var source = parser.ParseOperand();
        state.SetAttr("permutation", new AffineMapAttr(parser.ParseAffineMap()));
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        state.Operands.Add(parser.Resolve(source, parser.ParseType()));
        parser.Parse("to");
        state.ResultTypes.Add(parser.ParseType());
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(In);
        printer.Write(' ');
        printer.PrintMap(Permutation);
        printer.PrintOptionalAttrDict(this, "permutation");
        printer.Write(" : ");
        printer.Print(In.Type);
        printer.Write(" to ");
        printer.Print(Result.Type);
    }
}
