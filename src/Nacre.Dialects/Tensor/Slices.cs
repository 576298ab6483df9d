using Nacre.IR;

namespace Nacre.Dialects.Tensor;

/// <summary>The offsets, sizes and strides of a part of a tensor.</summary>
internal static class SliceRules
{
    /// <summary>Why the lists do not fit a tensor of that rank; null when they do.</summary>
    public static string? WhyInvalid(int rank, DynamicIndexList offsets, DynamicIndexList sizes, DynamicIndexList strides)
    {
        if (offsets.Count != sizes.Count)
            return $"expected mixed offsets rank to match mixed sizes rank ({offsets.Count} vs {sizes.Count}) so the rank of the result type is well-formed.";
        if (strides.Count != sizes.Count)
            return $"expected mixed strides rank to match mixed sizes rank ({strides.Count} vs {sizes.Count}) so the rank of the result type is well-formed.";
        return WhyInvalid(rank, "offset", offsets) ?? WhyInvalid(rank, "size", sizes) ?? WhyInvalid(rank, "stride", strides);
    }

    private static string? WhyInvalid(int rank, string name, DynamicIndexList list)
    {
        if (list.Count != rank)
            return $"expected {rank} {name} values, got {list.Count}";
        return list.IsConsistent ? null : $"expected {list.Constants.Count(c => c == Shape.Dynamic)} dynamic {name} values";
    }

    /// <summary>Why a part with these sizes cannot have the type <paramref name="actual"/>, which may leave out dimensions of size one; null when it can.</summary>
    public static string? WhyNotSlice(RankedTensorType whole, EquatableArray<long> sizes, RankedTensorType actual)
    {
        var expected = whole.WithShape(new Shape(sizes));
        if (actual.ElementType != expected.ElementType)
            return $"expected element type to be '{expected.ElementType}'";
        if (actual.Rank > expected.Rank)
            return $"expected rank to be smaller or equal to the other rank. ";
        return IsRankReduced(sizes, actual.Shape) ? null : $"expected type to be '{expected}' or a rank-reduced version. (size mismatch) ";
    }

    private static bool IsRankReduced(EquatableArray<long> sizes, Shape reduced)
    {
        var at = 0;
        foreach (var size in sizes)
        {
            if (at < reduced.Rank && reduced[at] == size)
                at++;
            else if (size != 1)
                return false;
        }
        return at == reduced.Rank;
    }

    /// <summary>Whether every element lies inside where all is constant; null or the message.</summary>
    public static string? WhyOutOfBounds(Shape shape, DynamicIndexList offsets, DynamicIndexList sizes, DynamicIndexList strides)
    {
        for (var i = 0; i < shape.Rank; i++)
        {
            if (shape.IsDynamic(i) || offsets[i] == Shape.Dynamic)
                continue;
            if (offsets[i] < 0 || offsets[i] >= shape[i] && sizes[i] != 0)
                return $"offset {i} is out-of-bounds: {offsets[i]} >= {shape[i]}";
            if (sizes[i] is Shape.Dynamic or 0 || strides[i] == Shape.Dynamic)
                continue;
            var last = offsets[i] + (sizes[i] - 1) * strides[i];
            if (last >= shape[i])
                return $"slice along dimension {i} runs out-of-bounds: {last} >= {shape[i]}";
        }
        return null;
    }

    public static bool IsWhole(RankedTensorType type, DynamicIndexList offsets, DynamicIndexList strides) =>
        type.HasStaticShape && offsets.Constants.All(o => o == 0) && strides.Constants.All(s => s == 1);
}

/// <summary>A part of a tensor; dimensions of size one may be left out of the result type.</summary>
/// <example><code>%s = tensor.extract_slice %t[0, %i] [2, 4] [1, 1] : tensor&lt;4x?xf32&gt; to tensor&lt;2x4xf32&gt;</code></example>
[Op("tensor.extract_slice", Format = "$source `` custom<DynamicIndexList>($offsets, $static_offsets) custom<DynamicIndexList>($sizes, $static_sizes) custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` type($source) `to` type($output)")]
public sealed partial class ExtractSliceOp : Operation, IPure, IVerifiable, IFoldable, INamesResults
{
    [Operand<AnyRankedTensor>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial OperandRange Offsets { get; }
    [Operand<IR.Index>] public partial OperandRange Sizes { get; }
    [Operand<IR.Index>] public partial OperandRange Strides { get; }
    [Attr] public partial EquatableArray<long> StaticOffsets { get; set; }
    [Attr] public partial EquatableArray<long> StaticSizes { get; set; }
    [Attr] public partial EquatableArray<long> StaticStrides { get; set; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["extracted_slice"];

    public DynamicIndexList MixedOffsets => new(StaticOffsets, Offsets);
    public DynamicIndexList MixedSizes => new(StaticSizes, Sizes);
    public DynamicIndexList MixedStrides => new(StaticStrides, Strides);

    public void Verify(Verifier verifier)
    {
        var source = (RankedTensorType)Source.Type;
        var why = SliceRules.WhyInvalid(source.Rank, MixedOffsets, MixedSizes, MixedStrides)
            ?? SliceRules.WhyNotSlice(source, StaticSizes, (RankedTensorType)Output.Type)
            ?? SliceRules.WhyOutOfBounds(source.Shape, MixedOffsets, MixedSizes, MixedStrides);
        if (why is not null)
            verifier.Error(this, why);
    }

    public FoldResult Fold()
    {
        if (Source.Type == Output.Type && SliceRules.IsWhole((RankedTensorType)Source.Type, MixedOffsets, MixedStrides))
            return Source;
        return Source.ConstantValue is DenseElementsAttr { IsSplat: true } splat && Output.Type is RankedTensorType { HasStaticShape: true } type ? splat.Reshaped(type) : FoldResult.None;
    }
}

/// <summary>A tensor with a part replaced.</summary>
[Op("tensor.insert_slice", Format = "$source `into` $dest `` custom<DynamicIndexList>($offsets, $static_offsets) custom<DynamicIndexList>($sizes, $static_sizes) custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` type($source) `into` type($dest)")]
public sealed partial class InsertSliceOp : Operation, IPure, IVerifiable, IInferTypes, IFoldable, INamesResults
{
    [Operand<AnyRankedTensor>] public partial Value Source { get; }
    [Operand<AnyRankedTensor>] public partial Value Dest { get; }
    [Operand<IR.Index>] public partial OperandRange Offsets { get; }
    [Operand<IR.Index>] public partial OperandRange Sizes { get; }
    [Operand<IR.Index>] public partial OperandRange Strides { get; }
    [Attr] public partial EquatableArray<long> StaticOffsets { get; set; }
    [Attr] public partial EquatableArray<long> StaticSizes { get; set; }
    [Attr] public partial EquatableArray<long> StaticStrides { get; set; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["inserted_slice"];

    public DynamicIndexList MixedOffsets => new(StaticOffsets, Offsets);
    public DynamicIndexList MixedSizes => new(StaticSizes, Sizes);
    public DynamicIndexList MixedStrides => new(StaticStrides, Strides);

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[1].Type];

    public void Verify(Verifier verifier)
    {
        var dest = (RankedTensorType)Dest.Type;
        if (Output.Type != dest)
        {
            verifier.Error(this, "failed to verify that expected result type to match dest type");
            return;
        }
        var why = SliceRules.WhyInvalid(dest.Rank, MixedOffsets, MixedSizes, MixedStrides)
            ?? SliceRules.WhyNotSlice(dest, StaticSizes, (RankedTensorType)Source.Type)
            ?? SliceRules.WhyOutOfBounds(dest.Shape, MixedOffsets, MixedSizes, MixedStrides);
        if (why is not null)
            verifier.Error(this, why);
    }

    public FoldResult Fold() => Source.Type == Output.Type && SliceRules.IsWhole((RankedTensorType)Dest.Type, MixedOffsets, MixedStrides) ? Source : FoldResult.None;
}

/// <summary>A tensor with a border whose elements the region computes from their indices.</summary>
[Op("tensor.pad", Format = "$source (`nofold` $nofold^)? `low` `` custom<DynamicIndexList>($low, $static_low) `high` `` custom<DynamicIndexList>($high, $static_high) $region attr-dict `:` type($source) `to` type($output)")]
public sealed partial class PadOp : Operation, IPure, IVerifiable, IFoldable, INamesResults
{
    [Operand<AnyRankedTensor>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial OperandRange Low { get; }
    [Operand<IR.Index>] public partial OperandRange High { get; }
    [Attr] public partial EquatableArray<long> StaticLow { get; set; }
    [Attr] public partial EquatableArray<long> StaticHigh { get; set; }

    /// <summary>Keep the operation even when it adds nothing.</summary>
    [Attr] public partial UnitAttr? Nofold { get; set; }
    [Region] public partial Region Region { get; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["padded"];

    public DynamicIndexList MixedLow => new(StaticLow, Low);
    public DynamicIndexList MixedHigh => new(StaticHigh, High);

    public static RankedTensorType InferType(RankedTensorType source, EquatableArray<long> low, EquatableArray<long> high) =>
        source.WithShape(Shape.Of([.. Enumerable.Range(0, source.Rank).Select(i => source.Shape.IsDynamic(i) || low[i] == Shape.Dynamic || high[i] == Shape.Dynamic ? Shape.Dynamic : source.Shape[i] + low[i] + high[i])]));

    public void Verify(Verifier verifier)
    {
        var (source, result) = ((RankedTensorType)Source.Type, (RankedTensorType)Output.Type);
        if (StaticLow.Count != source.Rank || StaticHigh.Count != source.Rank || !MixedLow.IsConsistent || !MixedHigh.IsConsistent)
            verifier.Error(this, "expected a low and a high padding for each dimension of the source");
        else if (result.Rank != source.Rank || !IsPadded(InferType(source, StaticLow, StaticHigh), result))
            verifier.Error(this, $"specified type '{result}' does not match the inferred type '{InferType(source, StaticLow, StaticHigh)}'");
        else
            TensorRules.CheckElementRegion(this, Region, result, verifier);
    }

    private static bool IsPadded(RankedTensorType inferred, RankedTensorType actual) =>
        inferred.ElementType == actual.ElementType && Enumerable.Range(0, actual.Rank).All(i => inferred.Shape.IsDynamic(i) || inferred.Shape[i] == actual.Shape[i]);

    public FoldResult Fold() =>
        Nofold is null && Source.Type == Output.Type && StaticLow.All(p => p == 0) && StaticHigh.All(p => p == 0) ? Source : FoldResult.None;
}
