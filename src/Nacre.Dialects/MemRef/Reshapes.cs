using Nacre.IR;

namespace Nacre.Dialects.MemRef;

/// <summary>Splits dimensions without moving elements.</summary>
/// <example><code>%e = memref.expand_shape %m [[0, 1], [2]] output_shape [2, 4, 8] : memref&lt;8x8xf32> into memref&lt;2x4x8xf32></code></example>
[Op("memref.expand_shape", Format = """
    $src $reassociation `output_shape` custom<DynamicIndexList>($outputShape, $static_output_shape) attr-dict `:` type($src) `into` type($result)
    """)]
public sealed partial class ExpandShapeOp : Operation, IPure, IVerifiable, INamesResults
{
    [Operand<AnyMemRef>] public partial Value Src { get; }
    [Operand<IR.Index>] public partial OperandRange OutputShape { get; }

    /// <summary>Per dimension of the source the dimensions of the result it is split into.</summary>
    [Attr] public partial ArrayAttr Reassociation { get; set; }
    [Attr] public partial EquatableArray<long> StaticOutputShape { get; set; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }

    public IReadOnlyList<string> ResultNames => ["expand_shape"];

    public void Verify(Verifier verifier)
    {
        if (IndexLists.Verify(this, verifier, "output shape", OutputShape, StaticOutputShape, ((MemRefType)Result.Type).Rank))
            ReassociationRules.Verify(this, verifier, Reassociation, (MemRefType)Src.Type, (MemRefType)Result.Type);
    }
}

/// <summary>Merges dimensions that follow each other without a gap.</summary>
/// <example><code>%c = memref.collapse_shape %m [[0, 1]] : memref&lt;8x16xf32> into memref&lt;128xf32></code></example>
[Op("memref.collapse_shape", Format = "$src $reassociation attr-dict `:` type($src) `into` type($result)")]
public sealed partial class CollapseShapeOp : Operation, IPure, IVerifiable, INamesResults
{
    [Operand<AnyMemRef>] public partial Value Src { get; }

    /// <summary>Per dimension of the result the dimensions of the source it is merged from.</summary>
    [Attr] public partial ArrayAttr Reassociation { get; set; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }

    public IReadOnlyList<string> ResultNames => ["collapse_shape"];

    public void Verify(Verifier verifier) => ReassociationRules.Verify(this, verifier, Reassociation, (MemRefType)Result.Type, (MemRefType)Src.Type);
}

internal static class ReassociationRules
{
    /// <summary>Every dimension of <paramref name="collapsed"/> is the product of its group of <paramref name="expanded"/>; the groups cover all dimensions in order.</summary>
    public static void Verify(Operation op, Verifier verifier, ArrayAttr reassociation, MemRefType collapsed, MemRefType expanded)
    {
        var groups = reassociation.Items.OfType<ArrayAttr>().Select(g => g.Integers.ToArray()).ToArray();
        if (collapsed.Rank > 0 && groups.Length != collapsed.Rank)
        {
            verifier.Error(op, $"invalid number of reassociation groups: found {groups.Length}, expected {collapsed.Rank}");
            return;
        }
        if (!groups.SelectMany(g => g).SequenceEqual(Enumerable.Range(0, groups.Length == 0 ? 0 : expanded.Rank).Select(i => (long)i)))
        {
            verifier.Error(op, "reassociation indices must be contiguous");
            return;
        }
        for (var i = 0; i < groups.Length; i++)
        {
            var size = groups[i].Aggregate(1L, (product, d) => Layouts.Multiply(product, expanded.Shape[(int)d]));
            if (size != collapsed.Shape[i])
                verifier.Error(op, $"collapsed dim size ({Text(collapsed.Shape[i])}) must equal reassociation group size ({Text(size)})");
        }
    }

    private static string Text(long size) => size == Shape.Dynamic ? "?" : size.ToString();
}
