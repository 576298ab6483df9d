using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Computes each result element from the operand elements at the same index, and nothing else: all such operations fuse.</summary>
public interface IElementwiseOp : ISameOperandsAndResultShape, IPure;

/// <summary>An elementwise operation on one tensor.</summary>
public interface IUnaryElementwise : IElementwiseOp
{
    Value Operand { get; }
    OpResult Result { get; }
}

/// <summary>An elementwise operation on two tensors.</summary>
public interface IBinaryElementwise : IElementwiseOp
{
    Value Lhs { get; }
    Value Rhs { get; }
    OpResult Result { get; }
}

/// <summary>A transcendental function whose accuracy may be asked for.</summary>
public interface IHasResultAccuracy
{
    /// <summary>Null for the default accuracy.</summary>
    ResultAccuracyAttr? ResultAccuracy { get; set; }

    static void VerifyTrait(Operation op, Verifier verifier)
    {
        if (op is not IHasResultAccuracy { ResultAccuracy: { } accuracy })
            return;
        var mode = accuracy.Mode.Value;
        if (accuracy.Atol < 0 || accuracy.Rtol < 0 || accuracy.Ulps < 0)
            verifier.Error(op, "Negative tolerance");
        else if (mode != ResultAccuracyMode.Tolerance && (accuracy.Atol != 0 || accuracy.Rtol != 0 || accuracy.Ulps != 0))
            verifier.Error(op, $"Invalid tolerances for ResultAccuracyAttr with mode {EnumKeywords.Of(mode)}, must be all zero.");
    }
}

/// <summary>
/// All operands and the result have compatible types: equal up to dynamic sizes and, for quantised types, parameters. The result type is inferred as the most specific one.
/// </summary>
public interface ICompatibleOperandsAndResultType
{
    static void VerifyTrait(Operation op, Verifier verifier)
    {
        var types = op.Operands.Types.Concat(op.Results.Types).ToArray();
        if (types.Skip(1).Any(t => !HloCompatibility.AreCompatible(types[0], t)))
            verifier.Error(op, "requires compatible types for all operands and results");
    }

    static IReadOnlyList<IRType> InferTypes(OpState state) => [HloCompatibility.MostSpecific([.. state.Operands.Select(o => o.Type)])];
}

/// <summary>The element types of all operands and results are compatible.</summary>
public interface ICompatibleElementTypes
{
    static void VerifyTrait(Operation op, Verifier verifier)
    {
        var first = op.Operand(0).Type.ElementOrSelf();
        if (op.Operands.Types.Concat(op.Results.Types).Any(t => !HloCompatibility.AreCompatibleElements(first, t.ElementOrSelf())))
            verifier.Error(op, "requires compatible element types for all operands and results");
    }
}

/// <summary>The result types follow from operands, attributes and regions; the verifier checks them with the spec's constraints on the operands.</summary>
public interface IInferHloTypes : IInferTypes
{
    static void VerifyRegionTrait(Operation op, Verifier verifier) => HloVerify.Inferred(op, verifier, () => op.Info.InferTypes!(HloVerify.StateOf(op)));
}

/// <summary>An operation in which groups of processes take part.</summary>
public interface IHasReplicaGroups : ISymbolUser
{
    /// <summary>An <c>i64</c> matrix of process ids, or axes of a mesh.</summary>
    Attr ReplicaGroups { get; set; }

    void ISymbolUser.VerifySymbolUses(Verifier verifier)
    {
        if (ReplicaGroups is ReplicaGroupMeshAxesAttr { Mesh: SymbolRefAttr mesh } && SymbolTable.LookupNearest((Operation)this, mesh) is null)
            verifier.Error((Operation)this, $"replica_groups: mesh symbol '{mesh.Root}' not found");
    }
}

/// <summary>An operation whose region combines values: a reduction's or scatter's computation.</summary>
public interface IHasComputation
{
    Region Computation { get; }
}

/// <summary>Operands break a constraint of the operation, so that it has no result type; the message says which.</summary>
public sealed class InferenceException(string message) : Exception(message);

/// <summary>Compatibility of StableHLO's types.</summary>
public static class HloCompatibility
{
    public static bool AreCompatible(IReadOnlyList<IRType> a, IReadOnlyList<IRType> b) => a.Count == b.Count && Enumerable.Range(0, a.Count).All(i => AreCompatible(a[i], b[i]));

    /// <summary>Equal, where a dynamic size matches any size within its bounds, and quantised elements match those of the same storage and expressed type.</summary>
    public static bool AreCompatible(IRType a, IRType b)
    {
        if (a == b)
            return true;
        if (a is TupleType x && b is TupleType y)
            return AreCompatible(x.Types, y.Types);
        return a is TensorType && b is TensorType && AreCompatibleElements(a.ElementOrSelf(), b.ElementOrSelf()) && a.HasCompatibleShape(b) && FitBounds(a, b) && FitBounds(b, a);
    }

    public static bool AreCompatibleElements(IRType a, IRType b) => (a, b) switch
    {
        (Quant.QuantizedType x, Quant.QuantizedType y) => x.StorageType == y.StorageType && x.IsSigned == y.IsSigned && x.ExpressedType == y.ExpressedType,
        (Quant.QuantizedType x, _) => x.ExpressedType == b,
        (_, Quant.QuantizedType y) => y.ExpressedType == a,
        _ => a == b,
    };

    private static bool FitBounds(IRType bounded, IRType other)
    {
        if (bounded is not RankedTensorType { Encoding: TypeExtensionsAttr { Bounds: var bounds } } || other is not RankedTensorType ranked)
            return true;
        return Enumerable.Range(0, Math.Min(bounds.Count, ranked.Rank)).All(i => bounds[i] == Shape.Dynamic || ranked.Shape.IsDynamic(i) || ranked.Shape[i] <= bounds[i]);
    }

    /// <summary>The type that says most of all of these: a size where one of them knows it, the least bound otherwise.</summary>
    public static IRType MostSpecific(params IReadOnlyList<IRType> types)
    {
        if (types.All(t => t is TupleType tuple && tuple.Types.Count == ((TupleType)types[0]).Types.Count))
            return new TupleType(Enumerable.Range(0, ((TupleType)types[0]).Types.Count).Select(i => MostSpecific([.. types.Select(t => ((TupleType)t).Types[i])])).ToEquatableArray());
        if (types.Skip(1).All(t => t == types[0]) || types.Any(t => t is not RankedTensorType))
            return types[0];
        var ranked = types.Cast<RankedTensorType>().ToArray();
        if (ranked.Any(t => t.Rank != ranked[0].Rank))
            return types[0];
        var sizes = Enumerable.Range(0, ranked[0].Rank).Select(i => ranked.Select(t => t.Shape[i]).FirstOrDefault(s => s != Shape.Dynamic, Shape.Dynamic)).ToArray();
        var bounds = Enumerable.Range(0, sizes.Length).Select(i => LeastBound(ranked, i)).ToArray();
        for (var i = 0; i < sizes.Length; i++)
        {
            Infer.Require(sizes[i] == Shape.Dynamic || bounds[i] == Shape.Dynamic || sizes[i] <= bounds[i], $"Mismatched dimension size {sizes[i]} and bound {bounds[i]} in dimension {i}");
            bounds[i] = sizes[i] == Shape.Dynamic ? bounds[i] : Shape.Dynamic;
        }
        var encoding = bounds.All(b => b == Shape.Dynamic) ? ranked.Select(t => t.Encoding).FirstOrDefault(e => e is not (null or TypeExtensionsAttr)) : new TypeExtensionsAttr(bounds);
        return new RankedTensorType(sizes, ranked[0].ElementType, encoding);
    }

    /// <summary>The type that all of these fit: a size where they agree, the largest bound where all have a size or a bound.</summary>
    public static IRType LeastSpecific(params IReadOnlyList<IRType> types)
    {
        if (types.All(t => t == types[0]) || types.Any(t => t is not RankedTensorType) || types.Any(t => ((RankedTensorType)t).Rank != ((RankedTensorType)types[0]).Rank))
            return types[0];
        var ranked = types.Cast<RankedTensorType>().ToArray();
        var dimensions = Enumerable.Range(0, ranked[0].Rank).ToArray();
        long[] sizes = [.. dimensions.Select(i => ranked.All(t => t.Shape[i] == ranked[0].Shape[i]) ? ranked[0].Shape[i] : Shape.Dynamic)];
        long[] bounds = [.. dimensions.Select(i => sizes[i] == Shape.Dynamic ? LargestBound(ranked, i) : Shape.Dynamic)];
        return Infer.Tensor(sizes, ranked[0].ElementType, bounds);
    }

    private static long LargestBound(RankedTensorType[] types, int dimension)
    {
        long[] limits = [.. types.Select(t => t.Shape.IsDynamic(dimension) ? Infer.Bound(t, dimension) : t.Shape[dimension])];
        return limits.Contains(Shape.Dynamic) ? Shape.Dynamic : limits.Max();
    }

    private static long LeastBound(RankedTensorType[] types, int dimension)
    {
        var bounds = types.Where(t => !t.Bounds().IsEmpty && t.Bounds()[dimension] != Shape.Dynamic).Select(t => t.Bounds()[dimension]).ToArray();
        return bounds.Length == 0 ? Shape.Dynamic : bounds.Min();
    }
}
