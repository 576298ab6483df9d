using Nacre.IR;

namespace Nacre.Dialects.Tensor;

/// <summary>One element of a tensor.</summary>
/// <example><code>%e = tensor.extract %t[%i, %j] : tensor&lt;4x?xf32&gt;</code></example>
[Op("tensor.extract", Format = "$tensor `[` $indices `]` attr-dict `:` type($tensor)")]
public sealed partial class ExtractOp : Operation, IPure, IVerifiable, IInferTypes, IFoldable, INamesResults
{
    [Operand<AnyRankedTensor>] public partial Value Tensor { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Result] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["extracted"];

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.ElementOrSelf()];

    public void Verify(Verifier verifier)
    {
        if (Output.Type != Tensor.Type.ElementOrSelf())
            verifier.Error(this, "failed to verify that result type matches element type of tensor");
        else if (((RankedTensorType)Tensor.Type).Rank != Indices.Count)
            verifier.Error(this, "incorrect number of indices for extract_element");
    }

    public FoldResult Fold()
    {
        if (Tensor.ConstantValue is ElementsAttr { IsSplat: true, Data: not null } splat)
            return splat.AttrAt(0);
        if (Tensor.DefiningOp is SplatOp fill)
            return fill.Input;
        if (ConstantIndices() is not { } indices || Tensor.Type is not RankedTensorType { HasStaticShape: true } type || TensorRules.Linearize(indices, type.Shape) is not { } at)
            return FoldResult.None;
        if (Tensor.DefiningOp is FromElementsOp elements)
            return elements.Elements[(int)at];
        return Tensor.ConstantValue is ElementsAttr { Data: not null, ElementType: IntegerType or IndexType or FloatType } constant ? constant.AttrAt(at) : FoldResult.None;
    }

    private long[]? ConstantIndices()
    {
        var indices = Indices.Select(i => (i.ConstantValue as IntegerAttr)?.Value).ToArray();
        return indices.All(i => i is not null) ? [.. indices.Select(i => i!.Value)] : null;
    }
}

/// <summary>A tensor with one element replaced.</summary>
[Op("tensor.insert", Format = "$scalar `into` $dest `[` $indices `]` attr-dict `:` type($dest)")]
public sealed partial class InsertOp : Operation, IPure, IVerifiable, IInferOperandTypes, IInferTypes, IFoldable, INamesResults
{
    [Operand] public partial Value Scalar { get; }
    [Operand<AnyRankedTensor>] public partial Value Dest { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["inserted"];

    public static void InferOperandTypes(FormatTypes types) => types["scalar"] = types["dest"]?.ElementOrSelf();
    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[1].Type];

    public void Verify(Verifier verifier)
    {
        if (Output.Type != Dest.Type)
            verifier.Error(this, "failed to verify that expected result type to match dest type");
        else if (Scalar.Type != Dest.Type.ElementOrSelf())
            verifier.Error(this, "failed to verify that scalar type matches element type of dest");
        else if (((RankedTensorType)Dest.Type).Rank != Indices.Count)
            verifier.Error(this, "incorrect number of indices");
    }

    public FoldResult Fold() =>
        Dest.ConstantValue is ElementsAttr { IsSplat: true, Data: not null } splat && Scalar.ConstantValue is { } value && value == splat.AttrAt(0) ? Dest : FoldResult.None;
}

/// <summary>The size of a dimension.</summary>
[Op("tensor.dim", Format = "attr-dict $source `,` $index `:` type($source)")]
public sealed partial class DimOp : Operation, IPure, IFoldable, INamesResults
{
    [Operand<AnyTensor>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial Value Index { get; }
    [Result<IR.Index>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["dim"];

    /// <summary>The dimension when it is a constant within the rank.</summary>
    public int? ConstantIndex =>
        Index.ConstantValue is IntegerAttr { Value: >= 0 and var dim } && Source.Type is RankedTensorType type && dim < type.Rank ? (int)dim : null;

    public FoldResult Fold()
    {
        if (ConstantIndex is not { } dim)
            return FoldResult.None;
        var shape = ((RankedTensorType)Source.Type).Shape;
        if (!shape.IsDynamic(dim))
            return IntegerAttr.Index(shape[dim]);
        // The operand of a dynamic size stands behind those of the dynamic sizes before it.
        var position = shape.Dims.Take(dim).Count(d => d == Shape.Dynamic);
        return Source.DefiningOp switch
        {
            EmptyOp empty => empty.DynamicSizes[position],
            GenerateOp generate => generate.DynamicExtents[position],
            SplatOp splat => splat.DynamicSizes[position],
            ExtractSliceOp slice when ((RankedTensorType)slice.Source.Type).Rank == shape.Rank => slice.MixedSizes.OperandAt(dim),
            _ => FoldResult.None,
        };
    }
}

/// <summary>The number of dimensions.</summary>
[Op("tensor.rank", Format = "attr-dict $tensor `:` type($tensor)")]
public sealed partial class RankOp : Operation, IPure, IFoldable, INamesResults
{
    [Operand<AnyTensor>] public partial Value Tensor { get; }
    [Result<IR.Index>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["rank"];

    public FoldResult Fold() => Tensor.Type is RankedTensorType type ? IntegerAttr.Index(type.Rank) : FoldResult.None;
}
