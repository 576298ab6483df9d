using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>Repeats a scalar, or a vector along new leading dimensions and those of size 1.</summary>
/// <example><code>%v = vector.broadcast %x : f32 to vector&lt;16xf32></code></example>
[Op("vector.broadcast", Format = "$source attr-dict `:` type($source) `to` type($vector)")]
public sealed partial class BroadcastOp : Operation, IPure, IFoldable, IVerifiable
{
    [Operand] public partial Value Source { get; }
    [Result<AnyVector>] public partial OpResult Vector { get; }

    public void Verify(Verifier verifier)
    {
        var target = (VectorType)Vector.Type;
        if (Source.Type.ElementOrSelf() != target.ElementType)
            verifier.Error(this, "failed to verify that source operand and result have same element type");
        else if (Source.Type is VectorType source && source.Rank > target.Rank)
            verifier.Error(this, "source rank higher than destination rank");
        else if (Source.Type is VectorType vector && Mismatch(vector, target) is { } dim)
            verifier.Error(this, $"dimension mismatch ({vector.Shape[dim]} vs. {target.Shape[dim + target.Rank - vector.Rank]})");
    }

    private static int? Mismatch(VectorType source, VectorType target)
    {
        for (var i = 0; i < source.Rank; i++)
        {
            if (source.Shape[i] != 1 && source.Shape[i] != target.Shape[i + target.Rank - source.Rank])
                return i;
        }
        return null;
    }

    /// <summary>To the same type; of a constant scalar or splat.</summary>
    public FoldResult Fold()
    {
        if (Source.Type == Vector.Type)
            return Source;
        return Source.ConstantValue is IntegerAttr or FloatAttr or ElementsAttr { IsSplat: true } ? VectorFolds.Splat(Source.ConstantValue, (VectorType)Vector.Type) : FoldResult.None;
    }
}

/// <summary>An element or a part of a vector, at leading positions.</summary>
/// <example><code>%x = vector.extract %v[1, %i] : f32 from vector&lt;2x4xf32></code></example>
[Op("vector.extract", Format = "$source `` custom<DynamicIndexList>($dynamicPosition, $static_position) attr-dict `:` type($result) `from` type($source)")]
public sealed partial class ExtractOp : Operation, IPure, IFoldable, IVerifiable
{
    [Operand<AnyVector>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial OperandRange DynamicPosition { get; }
    [Attr] public partial EquatableArray<long> StaticPosition { get; set; }
    [Result] public partial OpResult Result { get; }

    public IReadOnlyList<IndexOrValue> Position => IndexLists.Join(DynamicPosition, StaticPosition);

    /// <summary>Builds the extraction: a scalar when all positions are given, a vector of the remaining dimensions otherwise.</summary>
    public static ExtractOp Create(OpBuilder builder, Value source, params IReadOnlyList<IndexOrValue> position)
    {
        var (dynamic, statics) = IndexLists.Split(position);
        return Create(builder, VectorRules.Inner((VectorType)source.Type, statics.Count), source, dynamic, statics);
    }

    public void Verify(Verifier verifier)
    {
        if (VectorRules.VerifyPosition(this, verifier, (VectorType)Source.Type, DynamicPosition, StaticPosition)
            && Result.Type != VectorRules.Inner((VectorType)Source.Type, StaticPosition.Count) && Result.Type is not VectorType { Rank: 0 })
        {
            verifier.Error(this, $"inferred type(s) '{VectorRules.Inner((VectorType)Source.Type, StaticPosition.Count)}' are incompatible with return type(s) of operation '{Result.Type}'");
        }
    }

    public FoldResult Fold() => VectorFolds.Extract(this);
}

/// <summary>A vector with one element or part replaced.</summary>
/// <example><code>%r = vector.insert %x, %v [0] : f32 into vector&lt;4xf32></code></example>
[Op("vector.insert", Format = "$valueToStore `,` $dest custom<DynamicIndexList>($dynamicPosition, $static_position) attr-dict `:` type($valueToStore) `into` type($dest)")]
public sealed partial class InsertOp : Operation, IPure, IInferTypes, IFoldable, IVerifiable
{
    [Operand] public partial Value ValueToStore { get; }
    [Operand<AnyVector>] public partial Value Dest { get; }
    [Operand<IR.Index>] public partial OperandRange DynamicPosition { get; }
    [Attr] public partial EquatableArray<long> StaticPosition { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[1].Type];

    public static InsertOp Create(OpBuilder builder, Value value, Value dest, params IReadOnlyList<IndexOrValue> position)
    {
        var (dynamic, statics) = IndexLists.Split(position);
        return Create(builder, value, dest, dynamic, statics);
    }

    public void Verify(Verifier verifier)
    {
        if (!VectorRules.VerifyPosition(this, verifier, (VectorType)Dest.Type, DynamicPosition, StaticPosition))
            return;
        if (ValueToStore.Type is not VectorType && StaticPosition.Count != ((VectorType)Dest.Type).Rank)
            verifier.Error(this, "expected position attribute rank to match the dest vector rank");
        else if (ValueToStore.Type != VectorRules.Inner((VectorType)Dest.Type, StaticPosition.Count) && ValueToStore.Type is not VectorType { Rank: 0 })
            verifier.Error(this, "expected position attribute rank + source rank to match dest vector rank");
    }

    /// <summary>At no position: the value itself.</summary>
    public FoldResult Fold() => StaticPosition.IsEmpty && ValueToStore.Type == Result.Type ? ValueToStore : FoldResult.None;
}

/// <summary>A vector of the given elements in row-major order.</summary>
[Op("vector.from_elements", Format = "$elements attr-dict `:` type($dest)")]
public sealed partial class FromElementsOp : Operation, IPure, IInferOperandTypes, IFoldable, IVerifiable
{
    [Operand] public partial OperandRange Elements { get; }
    [Result<AnyVector>] public partial OpResult Dest { get; }

    public static void InferOperandTypes(FormatTypes types)
    {
        if (types["dest"] is { } vector)
            types.SetAll("elements", Enumerable.Repeat(vector.ElementOrSelf(), types.Counts["elements"]));
    }

    public void Verify(Verifier verifier)
    {
        var type = (VectorType)Dest.Type;
        if (Elements.Count != type.Shape.ElementCount)
            verifier.Error(this, $"number of elements ({Elements.Count}) does not match the vector type '{type}'");
        else if (Elements.Types.Any(t => t != type.ElementType))
            verifier.Error(this, "failed to verify that operand types match result element type");
    }

    public FoldResult Fold() => VectorFolds.FromElements(this);
}

/// <summary>The elements of a vector in row-major order.</summary>
[Op("vector.to_elements", Format = "$source attr-dict `:` type($source)")]
public sealed partial class ToElementsOp : Operation, IPure, IInferTypes
{
    [Operand<AnyVector>] public partial Value Source { get; }
    [Result] public partial ResultRange Elements { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state)
    {
        var type = (VectorType)state.Operands[0].Type;
        return [.. Enumerable.Repeat(type.ElementType, checked((int)type.Shape.ElementCount))];
    }
}

/// <summary><c>[0, 1, 2, …]</c>.</summary>
[Op("vector.step", Format = "attr-dict `:` type($result)")]
public sealed partial class StepOp : Operation, IPure
{
    [Result<AnyVector>] public partial OpResult Result { get; }
}

/// <summary>Rules on positions in vectors.</summary>
internal static class VectorRules
{
    /// <summary>What lies at a position of <paramref name="depth"/> leading dimensions.</summary>
    public static IRType Inner(VectorType type, int depth) => depth >= type.Rank
        ? type.ElementType
        : new VectorType(type.Shape.Dims.Skip(depth).ToArray(), type.ElementType, type.Scalable.Skip(depth).ToEquatableArray());

    public static bool VerifyPosition(Operation op, Verifier verifier, VectorType type, OperandRange dynamic, EquatableArray<long> position)
    {
        if (position.Count(p => p == Shape.Dynamic) != dynamic.Count)
            verifier.Error(op, "mismatch between dynamic and static positions (kDynamic marker but no corresponding dynamic position) -- this can only happen due to an incorrect fold/rewrite");
        else if (position.Count > type.Rank)
            verifier.Error(op, "expected position attribute of rank no greater than vector rank");
        else if (Enumerable.Range(0, position.Count).FirstOrDefault(i => position[i] != Shape.Dynamic && (position[i] < -1 || position[i] >= type.Shape[i]), -1) is >= 0 and var bad)
            verifier.Error(op, $"expected position attribute #{bad + 1} to be a non-negative integer smaller than the corresponding {(op is InsertOp ? "dest vector dimension" : "vector dimension or poison (-1)")}");
        else
            return true;
        return false;
    }
}
