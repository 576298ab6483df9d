using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// How an element of an operation's result follows from elements of its operands: one row per operation that moves data, and <see cref="ScalarRules"/> for
/// those that compute. An operation without a rule can only be a kernel's root or run on the interpreter.
/// </summary>
public static class ElementRules
{
    private delegate Value Rule<in T>(ElementEmitter emitter, T op, AffineExpr[] index) where T : Operation;

    private static readonly Dictionary<Type, Rule<Operation>> Rules = new Table()
        .Row<Hlo.ConstantOp>((e, op, index) => EmitConstant(e, op))
        .Row<Hlo.BroadcastInDimOp>((e, op, index) => e.Emit(op.Operand, BroadcastIndex(op, index)))
        .Row<Hlo.TransposeOp>((e, op, index) => e.Emit(op.Operand, TransposeIndex(op, index)))
        .Row<Hlo.ReshapeOp>((e, op, index) => e.Emit(op.Operand, ReshapeIndex(e, op, index)))
        .Row<Hlo.SliceOp>((e, op, index) => e.Emit(op.Operand, [.. index.Select((x, i) => x * op.Strides[i] + op.StartIndices[i])]))
        .Row<Hlo.ReverseOp>((e, op, index) => e.Emit(op.Operand, ReverseIndex(op, index)))
        .Row<Hlo.IotaOp>((e, op, index) => EmitIota(e, op, index))
        .Row<Hlo.PadOp>(EmitPad)
        .Row<Hlo.ConcatenateOp>(EmitConcatenate)
        .Row<Hlo.GatherOp>(GatherRule.Emit)
        .Row<Hlo.DynamicSliceOp>(EmitDynamicSlice)
        .Row<Hlo.DynamicUpdateSliceOp>(EmitDynamicUpdateSlice)
        .Row<Hlo.BitcastConvertOp>(BitcastRule.Emit)
        .Row<Hlo.RealOp>((e, op, index) => ComplexParts.Is(op) ? e.EmitPart(op.Operand, index, 0) : e.Emit(op.Operand, index))
        .Row<Hlo.ImagOp>((e, op, index) => ComplexParts.Is(op) ? e.EmitPart(op.Operand, index, 1) : ConstantOp.Zero(e.Builder, ElementEmitter.ComputeType(op.Result.Type.ElementOrSelf())).Result)
        .Rows;

    private sealed class Table
    {
        public Dictionary<Type, Rule<Operation>> Rows { get; } = [];

        public Table Row<T>(Rule<T> rule) where T : Operation
        {
            Rows.Add(typeof(T), (e, op, index) => rule(e, (T)op, index));
            return this;
        }
    }

    /// <summary>Whether each element of the result comes from those of the operands at its place and from scalars.</summary>
    public static bool IsPointwise(Operation op) => op is Hlo.IElementwiseOp or Hlo.SelectOp or Hlo.ClampOp;

    /// <summary>Whether the elements of the operation's result can be computed one by one, in place, in generated code.</summary>
    public static bool CanEmit(Operation op) => ComplexParts.Is(op) ||
        op.Results.Types.Concat(op.Operands.Types).All(IsEmittable) && (ScalarRules.Has(op) || LoopRules.Has(op) || (Rules.ContainsKey(op.GetType()) && IsSimple(op)));

    /// <summary>A constant inside a kernel is one number; others are operands of the kernel.</summary>
    private static bool IsSimple(Operation op) => op is not Hlo.ConstantOp { Value.IsSplat: false } constant || constant.Value.Count == 1;

    /// <summary>Tensors whose elements generated code can load, compute and store.</summary>
    public static bool IsEmittable(IRType type) => type is RankedTensorType { HasStaticShape: true } tensor && tensor.ElementType switch
    {
        IntegerType i => i.Width is 1 or 2 or 4 or 8 or 16 or 32 or 64,
        FloatType f => SmallFloats.Is(f) || f.Kind is FloatKind.F16 or FloatKind.BF16 or FloatKind.F32 or FloatKind.F64,
        _ => false,
    };

    /// <summary>Tensors that lie between kernels: those of complex numbers too, which kernels read and make by their parts.</summary>
    public static bool IsPassed(IRType type) => IsEmittable(type) || ComplexParts.Of(type) is { } parts && IsEmittable(parts);

    /// <summary>Whether elements of the type are numbers of a fixed size in memory (complex numbers too), which text is not.</summary>
    public static bool HasBytes(IRType element) => element is IntegerType or FloatType or ComplexType;

    internal static Value Emit(ElementEmitter emitter, Operation op, int result, AffineExpr[] index)
    {
        if (Rules.TryGetValue(op.GetType(), out var rule))
            return rule(emitter, op, index);
        if (LoopRules.Has(op))
            return LoopRules.Emit(emitter, op, result, index);
        if (result == 0 && ScalarRules.Has(op))
            return ScalarRules.Emit(emitter.Builder, op, emitter.Unify([.. op.Operands.Select(o => emitter.Emit(o, ScalarIndex(o, index)))]));
        throw new InvalidOperationException($"'{op.Name}' has no element rule");
    }

    /// <summary>Some elementwise operations take scalars beside tensors (select's condition, clamp's bounds).</summary>
    private static AffineExpr[] ScalarIndex(Value operand, AffineExpr[] index) => ((RankedTensorType)operand.Type).Rank == 0 ? [] : index;

    private static Value EmitConstant(ElementEmitter emitter, Hlo.ConstantOp op)
    {
        var type = ElementEmitter.ComputeType(op.Value.ElementType);
        return type is FloatType
            ? ConstantOp.Float(emitter.Builder, op.Value.DoubleAt(0), type).Result
            : ConstantOp.Int(emitter.Builder, op.Value.IntegerAt(0), type).Result;
    }

    private static AffineExpr[] BroadcastIndex(Hlo.BroadcastInDimOp op, AffineExpr[] index)
    {
        var shape = ((RankedTensorType)op.Operand.Type).Shape;
        return [.. Enumerable.Range(0, shape.Rank).Select(i => shape[i] == 1 ? AffineExpr.Constant(0) : index[(int)op.BroadcastDimensions[i]])];
    }

    private static AffineExpr[] TransposeIndex(Hlo.TransposeOp op, AffineExpr[] index)
    {
        var operand = new AffineExpr[index.Length];
        for (var i = 0; i < index.Length; i++)
            operand[(int)op.Permutation[i]] = index[i];
        return operand;
    }

    private static AffineExpr[] ReshapeIndex(ElementEmitter emitter, Hlo.ReshapeOp op, AffineExpr[] index) =>
        emitter.Delinearize(ElementEmitter.Linearize(index, ((RankedTensorType)op.Result.Type).Shape), ((RankedTensorType)op.Operand.Type).Shape);

    private static AffineExpr[] ReverseIndex(Hlo.ReverseOp op, AffineExpr[] index)
    {
        var shape = ((RankedTensorType)op.Operand.Type).Shape;
        return [.. index.Select((x, i) => op.Dimensions.Contains(i) ? x * -1 + (shape[i] - 1) : x)];
    }

    private static Value EmitIota(ElementEmitter emitter, Hlo.IotaOp op, AffineExpr[] index)
    {
        var position = index[(int)op.IotaDimension];
        var element = ((RankedTensorType)op.Output.Type).ElementType;
        if (emitter.AnyDependsOnLane([position]))
            return emitter.EmitEachLane(shift => EmitNumber(emitter, shift(position), element));
        return EmitNumber(emitter, position, element);
    }

    private static Value EmitNumber(ElementEmitter emitter, AffineExpr position, IRType element)
    {
        var number = IndexCastOp.Create(emitter.Builder, IntegerType.I64, emitter.EmitIndex(position)).Out;
        return ScalarRules.Convert(emitter.Builder, number, IntegerType.I64, element);
    }

    /// <summary>In range of the operand: its element; otherwise the padding value. Dimensions that cannot leave the range are not asked.</summary>
    private static Value EmitPad(ElementEmitter emitter, Hlo.PadOp op, AffineExpr[] index)
    {
        if (emitter.AnyDependsOnLane(index.Where((_, i) => op.EdgePaddingLow[i] != 0 || op.EdgePaddingHigh[i] > 0 || op.InteriorPadding[i] != 0)))
            return emitter.EmitEachLane(shift => EmitPad(emitter, op, [.. index.Select(shift)]));
        var shape = ((RankedTensorType)op.Operand.Type).Shape;
        var inner = new AffineExpr[index.Length];
        var conditions = new List<Value>();
        for (var i = 0; i < index.Length; i++)
            inner[i] = PadIndex(emitter, op, i, shape[i], index[i], conditions);
        if (shape.Dims.Contains(0))
            return emitter.Emit(op.PaddingValue, []);
        return Guarded(emitter, conditions, () => emitter.Emit(op.Operand, inner), () => emitter.Emit(op.PaddingValue, []));
    }

    private static AffineExpr PadIndex(ElementEmitter emitter, Hlo.PadOp op, int dim, long size, AffineExpr index, List<Value> conditions)
    {
        var step = op.InteriorPadding[dim] + 1;
        var position = emitter.Space.Simplify(index - op.EdgePaddingLow[dim]);
        var range = emitter.Space.Range(position);
        if (range.Min < 0)
            conditions.Add(Compare(emitter, CmpIPredicate.Sge, position, 0));
        if (range.Max > (size - 1) * step)
            conditions.Add(Compare(emitter, CmpIPredicate.Sle, position, (size - 1) * step));
        if (step == 1)
            return position;
        conditions.Add(Compare(emitter, CmpIPredicate.Eq, position.Mod(step), 0));
        return position.FloorDiv(step);
    }

    private static Value Compare(ElementEmitter emitter, CmpIPredicate predicate, AffineExpr expr, long constant) =>
        CmpIOp.Create(emitter.Builder, emitter.EmitIndex(expr), ConstantOp.Index(emitter.Builder, constant).Result, predicate).Result;

    /// <summary>A branch on the conjunction of conditions that are the same for all lanes; both sides are brought to vectors.</summary>
    private static Value Guarded(ElementEmitter emitter, List<Value> conditions, Func<Value> then, Func<Value> otherwise)
    {
        if (conditions.Count == 0)
            return then();
        var all = conditions.Aggregate((a, b) => AndIOp.Create(emitter.Builder, a, b).Result);
        Func<Value, Value> widen = emitter.LaneVariable is null ? v => v : emitter.Widen;
        return KernelLoops.If(emitter.Builder, all, () => widen(then()), () => widen(otherwise()));
    }

    private static Value EmitConcatenate(ElementEmitter emitter, Hlo.ConcatenateOp op, AffineExpr[] index)
    {
        var dim = (int)op.Dimension;
        if (emitter.AnyDependsOnLane([index[dim]]))
            return emitter.EmitEachLane(shift => EmitConcatenate(emitter, op, [.. index.Select(shift)]));
        var range = emitter.Space.Range(index[dim]);
        var pieces = new List<(Value Input, long Start, long End)>();
        var start = 0L;
        foreach (var input in op.Inputs)
        {
            var end = start + ((RankedTensorType)input.Type).Shape[dim];
            if (end > start && range.Min < end && range.Max >= start)
                pieces.Add((input, start, end));
            start = end;
        }
        return EmitPiece(emitter, pieces, 0, index, dim);
    }

    private static Value EmitPiece(ElementEmitter emitter, List<(Value Input, long Start, long End)> pieces, int at, AffineExpr[] index, int dim)
    {
        var piece = pieces[at];
        var inner = (AffineExpr[])index.Clone();
        inner[dim] = emitter.Space.Simplify(index[dim] - piece.Start);
        if (at == pieces.Count - 1)
            return emitter.Emit(piece.Input, inner);
        return Guarded(emitter, [Compare(emitter, CmpIPredicate.Slt, index[dim], piece.End)], () => emitter.Emit(piece.Input, inner), () => EmitPiece(emitter, pieces, at + 1, index, dim));
    }

    /// <summary>operand[index + clamp(start, 0, size − slice size)].</summary>
    private static Value EmitDynamicSlice(ElementEmitter emitter, Hlo.DynamicSliceOp op, AffineExpr[] index)
    {
        var shape = ((RankedTensorType)op.Operand.Type).Shape;
        var inner = new AffineExpr[index.Length];
        for (var i = 0; i < index.Length; i++)
        {
            var start = emitter.EmitScalar(op.StartIndices[i], []);
            inner[i] = index[i] + BindClamped(emitter, start, op.StartIndices[i].Type.IsUnsigned(), shape[i] - op.SliceSizes[i]);
        }
        return emitter.Emit(op.Operand, inner);
    }

    /// <summary>The update inside [start, start + size of the update) with the start clamped so that it fits; the operand elsewhere.</summary>
    private static Value EmitDynamicUpdateSlice(ElementEmitter emitter, Hlo.DynamicUpdateSliceOp op, AffineExpr[] index)
    {
        var (shape, update) = (((RankedTensorType)op.Operand.Type).Shape, ((RankedTensorType)op.Update.Type).Shape);
        var partial = Enumerable.Range(0, index.Length).Where(d => update[d] < shape[d]).ToArray();
        if (update.ElementCount == 0)
            return emitter.Emit(op.Operand, index);
        if (emitter.AnyDependsOnLane(partial.Select(d => index[d])))
            return emitter.EmitEachLane(shift => EmitDynamicUpdateSlice(emitter, op, [.. index.Select(shift)]));
        var (conditions, inner) = (new List<Value>(), (AffineExpr[])index.Clone());
        foreach (var d in partial)
        {
            var start = BindClamped(emitter, emitter.EmitScalar(op.StartIndices[d], []), op.StartIndices[d].Type.IsUnsigned(), shape[d] - update[d]);
            var position = emitter.EmitIndex(index[d] - start);
            conditions.Add(OrderedRules.IsInside(emitter.Builder, position, update[d]));
            inner[d] = emitter.Bind(position, 0, update[d] - 1);
        }
        return Guarded(emitter, conditions, () => emitter.Emit(op.Update, inner), () => emitter.Emit(op.Operand, index));
    }

    /// <summary>A variable whose value is an integer read at run time, clamped to [0, <paramref name="max"/>].</summary>
    internal static AffineExpr BindClamped(ElementEmitter emitter, Value start, bool isUnsigned, long max)
    {
        var builder = emitter.Builder;
        Value wide = isUnsigned ? IndexCastUIOp.Create(builder, IndexType.Instance, start).Out : IndexCastOp.Create(builder, IndexType.Instance, start).Out;
        var low = MaxSIOp.Create(builder, wide, ConstantOp.Index(builder, 0).Result).Result;
        return emitter.Bind(MinSIOp.Create(builder, low, ConstantOp.Index(builder, max).Result).Result, 0, max);
    }
}
