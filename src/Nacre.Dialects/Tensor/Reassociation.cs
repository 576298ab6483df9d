using Nacre.IR;

namespace Nacre.Dialects.Tensor;

/// <summary>Which neighbouring dimensions of the longer shape make one of the shorter: <c>[[0, 1], [2]]</c>.</summary>
public static class Reassociation
{
    public static ArrayAttr ToAttr(IEnumerable<IEnumerable<int>> groups) => new(groups.Select(Attr (g) => ArrayAttr.OfI64(g.Select(d => (long)d))).ToEquatableArray());

    public static int[][] Groups(ArrayAttr attribute) => [.. attribute.Items.Select(g => ((ArrayAttr)g).Integers.Select(d => (int)d).ToArray())];

    /// <summary>The shorter type that the groups give; a group with a dynamic size becomes dynamic.</summary>
    public static RankedTensorType Collapse(RankedTensorType expanded, int[][] groups) =>
        expanded.WithShape(Shape.Of([.. groups.Select(g => g.Any(expanded.Shape.IsDynamic) ? Shape.Dynamic : g.Aggregate(1L, (size, d) => checked(size * expanded.Shape[d])))]));

    /// <summary>Why the groups do not turn <paramref name="expanded"/> into <paramref name="collapsed"/>, in MLIR's words; null when they do.</summary>
    public static string? WhyInvalid(ArrayAttr attribute, RankedTensorType expanded, RankedTensorType collapsed)
    {
        if (attribute.Items.Any(g => g is not ArrayAttr array || array.Items.Any(i => i is not IntegerAttr)))
            return "attribute 'reassociation' failed to satisfy constraint: Array of 64-bit integer array attributes";
        var groups = Groups(attribute);
        if (collapsed.Rank != groups.Length && !(collapsed.Rank == 0 && groups.Length == 0))
            return $"expected collapsed rank ({collapsed.Rank}) to equal the number of reassociation maps ({groups.Length})";
        var covered = groups.SelectMany(g => g).ToArray();
        if (collapsed.Rank == 0)
            return expanded.Shape.Dims.All(d => d == 1) ? null : "invalid to reshape tensor/memref with non-unit extent dimensions to zero-rank tensor/memref";
        if (covered.Length != expanded.Rank || !covered.SequenceEqual(Enumerable.Range(0, covered.Length)))
            return $"expected reassociation to be contiguous and to cover the {expanded.Rank} dimensions of the expanded type";
        return WhyShapesDiffer(Collapse(expanded, groups).Shape, collapsed.Shape);
    }

    private static string? WhyShapesDiffer(Shape inferred, Shape collapsed)
    {
        for (var i = 0; i < collapsed.Rank; i++)
        {
            if (inferred.IsDynamic(i) && !collapsed.IsDynamic(i))
                return $"expected dimension {i} of collapsed type to be dynamic since one or more of the corresponding dimensions in the expanded type is dynamic";
            if (!inferred.IsDynamic(i) && inferred[i] != collapsed[i])
                return $"expected dimension {i} of collapsed type to be static value of {inferred[i]}";
        }
        return null;
    }
}

/// <summary>Neighbouring dimensions merged.</summary>
/// <example><code>%c = tensor.collapse_shape %t [[0, 1], [2]] : tensor&lt;2x3x4xf32&gt; into tensor&lt;6x4xf32&gt;</code></example>
[Op("tensor.collapse_shape", Format = "$src $reassociation attr-dict `:` type($src) `into` type($output)")]
public sealed partial class CollapseShapeOp : Operation, IPure, IVerifiable, IFoldable, INamesResults
{
    [Operand<AnyRankedTensor>] public partial Value Src { get; }
    [Attr] public partial ArrayAttr Reassociation { get; set; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["collapsed"];

    public void Verify(Verifier verifier)
    {
        var (from, to) = ((RankedTensorType)Src.Type, (RankedTensorType)Output.Type);
        if (to.Rank > from.Rank)
            verifier.Error(this, $"expected the type '{from}' to have higher rank than the type '{to}'");
        else if (Tensor.Reassociation.WhyInvalid(Reassociation, from, to) is { } why)
            verifier.Error(this, why);
    }

    public FoldResult Fold() => Src.Type == Output.Type ? Src
        : Src.DefiningOp is ExpandShapeOp expand && expand.Src.Type == Output.Type && expand.Reassociation == Reassociation ? expand.Src
        : Src.ConstantValue is DenseElementsAttr constant && Output.Type is RankedTensorType { HasStaticShape: true } type ? constant.Reshaped(type)
        : FoldResult.None;
}

/// <summary>Dimensions split into several.</summary>
/// <example><code>%e = tensor.expand_shape %t [[0, 1], [2]] output_shape [2, %n, 4] : tensor&lt;?x4xf32&gt; into tensor&lt;2x?x4xf32&gt;</code></example>
[Op("tensor.expand_shape", Format = "$src $reassociation `output_shape` custom<DynamicIndexList>($outputShape, $static_output_shape) attr-dict `:` type($src) `into` type($output)")]
public sealed partial class ExpandShapeOp : Operation, IPure, IVerifiable, IFoldable, INamesResults
{
    [Operand<AnyRankedTensor>] public partial Value Src { get; }
    [Attr] public partial ArrayAttr Reassociation { get; set; }
    [Operand<IR.Index>] public partial OperandRange OutputShape { get; }
    [Attr] public partial EquatableArray<long> StaticOutputShape { get; set; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["expanded"];

    public DynamicIndexList MixedOutputShape => new(StaticOutputShape, OutputShape);

    public void Verify(Verifier verifier)
    {
        var (from, to) = ((RankedTensorType)Src.Type, (RankedTensorType)Output.Type);
        if (StaticOutputShape.Count != to.Rank)
            verifier.Error(this, $"expected number of static shape dims to be equal to the output rank ({to.Rank}) but found {StaticOutputShape.Count} inputs instead");
        else if (!MixedOutputShape.IsConsistent)
            verifier.Error(this, $"mismatch in dynamic dims in output_shape and static_output_shape: static_output_shape has {StaticOutputShape.Count(s => s == Shape.Dynamic)} dynamic dims while output_shape has {OutputShape.Count} values");
        else if (to.Rank < from.Rank)
            verifier.Error(this, $"expected the type '{to}' to have higher rank than the type '{from}'");
        else if (Tensor.Reassociation.WhyInvalid(Reassociation, to, from) is { } why)
            verifier.Error(this, why);
        else if (!StaticOutputShape.Equals(to.Shape.Dims) && StaticOutputShape.Zip(to.Shape.Dims).Any(p => p.First != Shape.Dynamic && p.First != p.Second && p.Second != Shape.Dynamic))
            verifier.Error(this, "expected output_shape to agree with the result type");
    }

    public FoldResult Fold() => Src.Type == Output.Type ? Src
        : Src.DefiningOp is CollapseShapeOp collapse && collapse.Src.Type == Output.Type && collapse.Reassociation == Reassociation && Output.Type is RankedTensorType { HasStaticShape: true } ? collapse.Src
        : Src.ConstantValue is DenseElementsAttr constant && Output.Type is RankedTensorType { HasStaticShape: true } type ? constant.Reshaped(type)
        : FoldResult.None;
}
