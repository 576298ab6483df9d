using Nacre.IR;

namespace Nacre.Dialects.Tensor;

/// <summary>Slices of a tensor at the coordinates that the last dimension of <c>indices</c> holds.</summary>
[Op("tensor.gather", Format = "$source `[` $indices `]` `gather_dims` `(` $gather_dims `)` (`unique` $unique^)? attr-dict `:` functional-type(operands, results)")]
public sealed partial class GatherOp : Operation, IPure, IVerifiable, INamesResults
{
    [Operand<AnyRankedTensor>] public partial Value Source { get; }
    [Operand<AnyRankedTensor>] public partial Value Indices { get; }
    [Attr] public partial EquatableArray<long> GatherDims { get; set; }

    /// <summary>No coordinate occurs twice.</summary>
    [Attr] public partial UnitAttr? Unique { get; set; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["gather"];

    public void Verify(Verifier verifier)
    {
        var (source, indices, result) = ((RankedTensorType)Source.Type, (RankedTensorType)Indices.Type, (RankedTensorType)Output.Type);
        if (IndexedDims.WhyInvalid(GatherDims, "gather", source.Rank) is { } why)
            verifier.Error(this, why);
        else if (!IndexedDims.IsSliceType(source, indices, GatherDims, result))
            verifier.Error(this, $"result type mismatch: {IndexedDims.Expectation(source, indices, GatherDims, result)}");
    }
}

/// <summary>A tensor with slices replaced at the coordinates that the last dimension of <c>indices</c> holds.</summary>
[Op("tensor.scatter", Format = "$source `into` $dest `[` $indices `]` `scatter_dims` `(` $scatter_dims `)` (`unique` $unique^)? attr-dict `:` functional-type(operands, results)")]
public sealed partial class ScatterOp : Operation, IPure, IVerifiable, INamesResults
{
    [Operand<AnyRankedTensor>] public partial Value Source { get; }
    [Operand<AnyRankedTensor>] public partial Value Dest { get; }
    [Operand<AnyRankedTensor>] public partial Value Indices { get; }
    [Attr] public partial EquatableArray<long> ScatterDims { get; set; }

    /// <summary>No coordinate occurs twice; required.</summary>
    [Attr] public partial UnitAttr? Unique { get; set; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["scatter"];

    public void Verify(Verifier verifier)
    {
        var (source, dest, indices) = ((RankedTensorType)Source.Type, (RankedTensorType)Dest.Type, (RankedTensorType)Indices.Type);
        if (IndexedDims.WhyInvalid(ScatterDims, "scatter", dest.Rank) is { } why)
            verifier.Error(this, why);
        else if (Unique is null)
            verifier.Error(this, "requires 'unique' attribute to be set");
        else if (!IndexedDims.IsSliceType(dest, indices, ScatterDims, source))
            verifier.Error(this, $"source type mismatch: {IndexedDims.Expectation(dest, indices, ScatterDims, source)}");
    }
}

/// <summary>The dimensions that coordinates select.</summary>
internal static class IndexedDims
{
    public static string? WhyInvalid(EquatableArray<long> dims, string name, int rank)
    {
        if (dims.IsEmpty)
            return $"{name}_dims must be non-empty";
        if (dims.Count > rank)
            return $"{name}_dims overflow source rank";
        if (dims.Any(d => d < 0))
            return $"{name}_dims value must be non-negative";
        if (dims.Any(d => d >= rank))
            return $"{name}_dims value must be smaller than source rank";
        return dims.Zip(dims.Skip(1)).All(p => p.First < p.Second) ? null : $"{name}_dims values must be strictly increasing";
    }

    /// <summary>The batch dimensions of the indices, then the tensor's, of which the selected have size one.</summary>
    private static RankedTensorType SliceType(RankedTensorType whole, RankedTensorType indices, EquatableArray<long> dims) =>
        whole.WithShape(Shape.Of([.. indices.Shape.Dims.Take(indices.Rank - 1), .. whole.Shape.Dims.Select((d, i) => dims.Contains(i) ? 1L : d)]));

    /// <summary>The same without the selected dimensions.</summary>
    private static RankedTensorType ReducedType(RankedTensorType whole, RankedTensorType indices, EquatableArray<long> dims) =>
        whole.WithShape(Shape.Of([.. indices.Shape.Dims.Take(indices.Rank - 1), .. whole.Shape.Dims.Where((_, i) => !dims.Contains(i))]));

    public static bool IsSliceType(RankedTensorType whole, RankedTensorType indices, EquatableArray<long> dims, RankedTensorType actual) =>
        actual == SliceType(whole, indices, dims) || actual == ReducedType(whole, indices, dims);

    public static string Expectation(RankedTensorType whole, RankedTensorType indices, EquatableArray<long> dims, RankedTensorType actual) =>
        $"expected '{SliceType(whole, indices, dims)}' or its rank-reduced variant '{ReducedType(whole, indices, dims)}' (got: '{actual}')";
}
