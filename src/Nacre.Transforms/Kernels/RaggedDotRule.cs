using Nacre.Dialects.Arith;
using Nacre.IR;
using Chlo = Nacre.Dialects.Chlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// The element rule of ragged_dot: a product in which each row of the left side meets the right side of its group (those after the last group are zero), in which the terms of each group are a sum
/// of their own, or in which the groups are parts of the batch.
/// </summary>
internal sealed class RaggedDotRule
{
    private readonly ElementEmitter _emitter;
    private readonly Chlo.RaggedDotOp _op;
    private readonly AffineExpr[] _index;
    private readonly RankedTensorType _lhs, _rhs, _result;
    private readonly int _ragged;

    private RaggedDotRule(ElementEmitter emitter, Chlo.RaggedDotOp op, AffineExpr[] index)
    {
        (_emitter, _op, _index) = (emitter, op, index);
        (_lhs, _rhs, _result) = ((RankedTensorType)op.Lhs.Type, (RankedTensorType)op.Rhs.Type, (RankedTensorType)op.Result.Type);
        _ragged = (int)op.RaggedDotDimensionNumbers.LhsRaggedDimensions[0];
    }

    private OpBuilder Builder => _emitter.Builder;
    private Dialects.StableHlo.DotDimensionNumbersAttr Dot => _op.RaggedDotDimensionNumbers.Dot;
    private long Groups => ((RankedTensorType)_op.GroupSizes.Type).Shape[0];
    private bool IsContracted => Dot.LhsContractingDimensions.Contains(_ragged);

    /// <summary>Group sizes that are the same for all of the batch.</summary>
    public static bool Applies(Chlo.RaggedDotOp op) =>
        op.GroupSizes.Type is RankedTensorType { Rank: 1 } && op.Result.Type.ElementOrSelf() is FloatType or IntegerType && op.RaggedDotDimensionNumbers is { LhsRaggedDimensions.Count: 1, RhsGroupDimensions.Count: <= 1 };

    public static Value Emit(ElementEmitter emitter, Chlo.RaggedDotOp op, AffineExpr[] index)
    {
        var rule = new RaggedDotRule(emitter, op, index);
        return emitter.AnyDependsOnLane([rule.Place]) ? emitter.EmitEachLane(shift => Emit(emitter, op, [.. index.Select(shift)])) : rule.Emit();
    }

    /// <summary>The group whose sum the element is, or the row or part of the batch that it lies in.</summary>
    private AffineExpr Place => IsContracted ? _index[0] : LhsIndex([])[_ragged];

    private Value Emit()
    {
        var shaper = LoopRules.Shaper(_emitter, _index);
        var zero = shaper(LoopRules.Zero(_emitter, _result));
        var place = _emitter.EmitIndex(Place);
        if (IsContracted)
        {
            var (start, end) = (EndOf(group => Compare(group, place, CmpIPredicate.Slt)), EndOf(group => Compare(group, place, CmpIPredicate.Sle)));
            return Sum(zero, shaper, null, k => AndIOp.Create(Builder, Compare(k, start, CmpIPredicate.Sge), Compare(k, end, CmpIPredicate.Slt)).Result);
        }
        var group = GroupOf(place);
        var isInside = Compare(group, KernelLoops.Constant(Builder, Groups), CmpIPredicate.Slt);
        return KernelLoops.If(Builder, isInside, () => Sum(zero, shaper, _emitter.Bind(group, 0, Groups - 1), null), () => zero);
    }

    /// <summary>Σ over the contracted dimensions, of the terms whose place along the ragged one <paramref name="isIn"/> takes.</summary>
    private Value Sum(Value zero, Func<Value, Value> shaper, AffineExpr? group, Func<Value, Value>? isIn)
    {
        long[] extents = [.. Dot.LhsContractingDimensions.Select(d => _lhs.Shape[(int)d])];
        return LoopRules.Accumulate(_emitter, extents, [zero], (k, carried) =>
        {
            Value Next() => shaper(LoopRules.MultiplyAdd(
                _emitter, _emitter.Emit(_op.Lhs, LhsIndex(k)), _emitter.Emit(_op.Rhs, RhsIndex(k, group)), carried[0], _lhs.ElementType, _rhs.ElementType, _result.ElementType));
            if (isIn is null)
                return [Next()];
            var place = k[Dot.LhsContractingDimensions.ToArray().AsSpan().IndexOf(_ragged)];
            return [KernelLoops.If(Builder, isIn(_emitter.EmitIndex(place)), Next, () => carried[0])];
        })[0];
    }

    /// <summary>Where the left side is read; the contracted dimensions as given.</summary>
    private AffineExpr[] LhsIndex(AffineExpr[] contracted)
    {
        var next = First + Dot.LhsBatchingDimensions.Count;
        return [.. Enumerable.Range(0, _lhs.Rank).Select(d => Known(d, Dot.LhsBatchingDimensions, Dot.LhsContractingDimensions, contracted) ?? _index[next++])];
    }

    /// <summary>Where the right side is read.</summary>
    private AffineExpr[] RhsIndex(AffineExpr[] contracted, AffineExpr? group)
    {
        var next = First + _lhs.Rank - Dot.LhsContractingDimensions.Count;
        return [.. Enumerable.Range(0, _rhs.Rank).Select(d =>
            _op.RaggedDotDimensionNumbers.RhsGroupDimensions.Contains(d) ? group! : Known(d, Dot.RhsBatchingDimensions, Dot.RhsContractingDimensions, contracted) ?? _index[next++])];
    }

    /// <summary>The result's dimensions before those of the batch: the groups' where each has a sum of its own.</summary>
    private int First => IsContracted ? 1 : 0;

    private AffineExpr? Known(int d, EquatableArray<long> batching, EquatableArray<long> contracting, AffineExpr[] contracted)
    {
        if (batching.ToArray().AsSpan().IndexOf(d) is >= 0 and var batch)
            return _index[First + batch];
        return contracting.ToArray().AsSpan().IndexOf(d) is >= 0 and var at ? contracted.ElementAtOrDefault(at) ?? AffineExpr.Constant(0) : null;
    }

    /// <summary>How many groups end at a place or before it.</summary>
    private Value GroupOf(Value place) => OverGroups((_, end) => Compare(end, place, CmpIPredicate.Sle))[1];

    /// <summary>The sum of the sizes of the groups that are counted.</summary>
    private Value EndOf(Func<Value, Value> isCounted) => OverGroups((group, _) => isCounted(group), sumsCounted: true)[0];

    /// <summary>The sum of the sizes, and the number of the groups of which the condition on number and end holds.</summary>
    private IReadOnlyList<Value> OverGroups(Func<Value, Value, Value> condition, bool sumsCounted = false)
    {
        var zero = KernelLoops.Constant(Builder, 0);
        return KernelLoops.For(Builder, Groups, [zero, zero], (iv, carried) =>
        {
            var size = IndexCastOp.Create(Builder, IndexType.Instance, _emitter.EmitScalar(_op.GroupSizes, [Groups == 1 ? AffineExpr.Constant(0) : _emitter.Bind(iv, 0, Groups - 1)])).Out;
            var end = AddIOp.Create(Builder, carried[0], size).Result;
            var holds = condition(iv, end);
            var count = AddIOp.Create(Builder, carried[1], SelectOp.Create(Builder, holds, KernelLoops.Constant(Builder, 1), zero).Result).Result;
            return [sumsCounted ? SelectOp.Create(Builder, holds, end, carried[0]).Result : end, count];
        });
    }

    private Value Compare(Value a, Value b, CmpIPredicate predicate) => CmpIOp.Create(Builder, a, b, predicate).Result;
}
