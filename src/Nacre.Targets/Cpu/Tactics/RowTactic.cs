using Nacre.Dialects.Arith;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;
using Vector = Nacre.Dialects.Vector;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Reductions over the last dimensions, alone or with what is computed from them on the same row: sums, softmax, norms. A row is read once for each
/// reduction and once for the result; nothing in between goes to memory.
/// </summary>
public sealed class RowTactic : CpuTactic
{
    public override string Name => "row";

    public override bool Applies(LaunchOp launch, KernelOp kernel, CpuMachine machine)
    {
        var reduces = kernel.BodyOps.OfType<Hlo.ReduceOp>().ToArray();
        if (reduces.Length == 0 || kernel.Yield.OperandCount != 1 || !kernel.BodyOps.All(ElementRules.CanEmit) || !kernel.FunctionType.Inputs.All(ElementRules.IsEmittable))
            return false;
        var space = RowSpace.Of(reduces[0]);
        return space is not null && reduces.All(r => RowSpace.Of(r) == space && r.Inputs.Count == 1) && space.Row > 1 && IsRowResult(kernel, space);
    }

    /// <summary>The kernel's result has the rows' elements, or one element per row.</summary>
    private static bool IsRowResult(KernelOp kernel, RowSpace space)
    {
        var shape = ((RankedTensorType)kernel.Yield.Operand(0).Type).Shape;
        return shape == space.Shape || (shape.ElementCount == space.Rows && kernel.Yield.Operand(0).DefiningOp is { } last && (last is Hlo.ReduceOp or Hlo.ReshapeOp || ElementRules.IsPointwise(last)));
    }

    /// <summary>What the rows are: the leading dimensions of <paramref name="Shape"/> number them, the last <paramref name="RowRank"/> are their elements.</summary>
    internal sealed record RowSpace(Shape Shape, int RowRank)
    {
        public long Row => Shape.Dims.Skip(Shape.Rank - RowRank).Aggregate(1L, (a, b) => a * b);
        public long Rows => Shape.Dims.Take(Shape.Rank - RowRank).Aggregate(1L, (a, b) => a * b);
        public Shape Leading => new(Shape.Dims.Take(Shape.Rank - RowRank).ToEquatableArray());
        public Shape Trailing => new(Shape.Dims.Skip(Shape.Rank - RowRank).ToEquatableArray());

        public static RowSpace? Of(Hlo.ReduceOp op)
        {
            var shape = ((RankedTensorType)op.Inputs[0].Type).Shape;
            var trailing = Enumerable.Range(shape.Rank - op.Dimensions.Count, op.Dimensions.Count).Select(d => (long)d);
            return op.Dimensions.Count > 0 && op.Dimensions.Order().SequenceEqual(trailing) ? new RowSpace(shape, op.Dimensions.Count) : null;
        }
    }

    public override ScheduledKernel Schedule(KernelOp kernel, CpuMachine machine, OpBuilder builder)
    {
        var function = new KernelFunction(builder, kernel, Name);
        var reduces = kernel.BodyOps.OfType<Hlo.ReduceOp>().ToArray();
        var space = RowSpace.Of(reduces[0])!;
        var rowsPerTile = Math.Max(1, 2048 / Math.Max(1, space.Row));
        var b = function.Builder;
        KernelLoops.For(b, function.Begin, function.End, 1, tile =>
        {
            var low = MulIOp.Create(b, tile, KernelLoops.Constant(b, rowsPerTile)).Result;
            var high = KernelLoops.Min(b, AddIOp.Create(b, low, KernelLoops.Constant(b, rowsPerTile)).Result, KernelLoops.Constant(b, space.Rows));
            KernelLoops.For(b, low, high, 1, row => new RowEmitter(function, kernel, space, machine.Lanes(kernel), row).Emit(reduces));
        });
        return function.Finish((space.Rows + rowsPerTile - 1) / rowsPerTile);
    }
}

/// <summary>Emits one row: each reduction in order, then the result.</summary>
internal sealed class RowEmitter(KernelFunction function, KernelOp kernel, RowTactic.RowSpace space, int lanes, Value row)
{
    private const int BlockVectors = 128;
    private const int Ways = 4;

    private readonly OpBuilder _builder = function.Builder;
    private readonly Dictionary<Hlo.ReduceOp, Value> _reduced = [];

    /// <summary>The tensor whose row lies where the result's will: what a reduction has read and others need again.</summary>
    private Value? _kept;

    public void Emit(IReadOnlyList<Hlo.ReduceOp> reduces)
    {
        foreach (var reduce in reduces)
        {
            _reduced[reduce] = EmitReduce(reduce);
            if (Keeps(reduce))
                _kept = reduce.Inputs[0];
        }
        var type = (RankedTensorType)kernel.Yield.Operand(0).Type;
        if (type.Shape == space.Shape)
            ForEachVector((emitter, index) => emitter.Store(function.Output(0), type, index, emitter.Emit(kernel.Yield.Operand(0), index)));
        else
            StoreRowResult(type);
    }

    /// <summary>
    /// Whether the elements that a reduction reads are stored in the result's row meanwhile: where they are computed, and needed again (softmax: first the scaled
    /// scores, then their exponentials).
    /// </summary>
    private bool Keeps(Hlo.ReduceOp reduce)
    {
        var result = (RankedTensorType)kernel.Yield.Operand(0).Type;
        var type = (RankedTensorType)reduce.Inputs[0].Type;
        return reduce.Inputs[0].DefiningOp is { } producer && producer is not Hlo.ConstantOp && !reduce.Inputs[0].HasOneUse && type == result && ElementEmitter.StorageType(type.ElementType) == ElementEmitter.ComputeType(type.ElementType)
            && result.Shape == space.Shape && StaysInPlace(reduce.Inputs[0]);
    }

    /// <summary>Whether each element goes, until it is summed up, only into elements at its own place: one that is read elsewhere would have been overwritten.</summary>
    private static bool StaysInPlace(Value value) =>
        value.Users.All(u => u is Hlo.ReduceOp or YieldOp || ((ElementRules.IsPointwise(u) || u is Hlo.ReshapeOp) && StaysInPlace(u.Results[0])));

    private void StoreRowResult(RankedTensorType type)
    {
        var (emitter, rowVariable) = NewEmitter(1);
        var index = emitter.Delinearize(rowVariable, type.Shape);
        emitter.Store(function.Output(0), type, index, emitter.Emit(kernel.Yield.Operand(0), index));
    }

    private (ElementEmitter Emitter, AffineExpr Row) NewEmitter(int vectorLanes)
    {
        var emitter = new ElementEmitter(_builder, vectorLanes) { ActiveLanes = vectorLanes };
        function.Bind(emitter);
        foreach (var (reduce, value) in _reduced)
            emitter.SetOverride(reduce.Outputs[0], _ => value);
        if (_kept is not null)
            emitter.SetBuffer(_kept, function.Output(0));
        return (emitter, space.Rows == 1 ? AffineExpr.Constant(0) : emitter.Bind(row, 0, space.Rows - 1));
    }

    /// <summary>A vector of partial results per lane, then the initial value, the lanes and the tail are combined.</summary>
    private Value EmitReduce(Hlo.ReduceOp reduce)
    {
        var (scalar, _) = NewEmitter(1);
        var initial = scalar.Emit(reduce.InitValues[0], []);
        var result = space.Row < lanes ? initial : Combine(scalar, reduce, initial, Horizontal(scalar, reduce, EmitVectors(reduce)))[0];
        var rest = (int)(space.Row % lanes);
        if (rest == 0)
            return result;
        var tail = Tail(rest, (emitter, index) => Element(reduce, emitter, index));
        for (var k = 0; k < rest; k++)
            result = Combine(scalar, reduce, result, tail.Type is VectorType ? scalar.ExtractLane(tail, k) : tail)[0];
        return result;
    }

    private Value Element(Hlo.ReduceOp reduce, ElementEmitter emitter, AffineExpr[] index)
    {
        var value = emitter.Widen(emitter.Emit(reduce.Inputs[0], index));
        if (Keeps(reduce))
            emitter.Store(function.Output(0), (RankedTensorType)reduce.Inputs[0].Type, index, value);
        return value;
    }

    /// <summary>
    /// The whole vectors of a row, in blocks of <see cref="BlockVectors"/> whose results are then combined: the rounding error of a sum grows with the length of a
    /// block and the number of blocks, not with their product.
    /// </summary>
    private Value EmitVectors(Hlo.ReduceOp reduce)
    {
        var vectors = space.Row / lanes;
        var blocks = Math.Max(1, vectors / BlockVectors);
        if (blocks == 1)
            return EmitChain(reduce, KernelLoops.Constant(_builder, 0), vectors);
        var sum = KernelLoops.For(_builder, KernelLoops.Constant(_builder, BlockVectors * lanes), KernelLoops.Constant(_builder, blocks * BlockVectors * lanes), BlockVectors * lanes,
            [EmitChain(reduce, KernelLoops.Constant(_builder, 0), BlockVectors)],
            (start, carried) => Combine(NewEmitter(lanes).Emitter, reduce, carried[0], EmitChain(reduce, start, BlockVectors)))[0];
        var rest = vectors - blocks * BlockVectors;
        return rest == 0 ? sum : Combine(NewEmitter(lanes).Emitter, reduce, sum, EmitChain(reduce, KernelLoops.Constant(_builder, blocks * BlockVectors * lanes), rest))[0];
    }

    /// <summary>Combines <paramref name="count"/> vectors from <paramref name="start"/> on, several at a time so that one need not wait for another.</summary>
    private Value EmitChain(Hlo.ReduceOp reduce, Value start, long count)
    {
        var ways = count >= 2 * Ways ? Ways : 1;
        Value Elements(Value position) => At(position, lanes, (emitter, index) => Element(reduce, emitter, index));
        Value After(Value position, long vectors) => AddIOp.Create(_builder, position, KernelLoops.Constant(_builder, vectors * lanes)).Result;
        Value Next(Value carried, Value position) => Combine(NewEmitter(lanes).Emitter, reduce, carried, Elements(position))[0];
        var whole = count - count % ways;
        var partial = KernelLoops.For(_builder, After(start, ways), After(start, whole), ways * lanes, [.. Enumerable.Range(0, ways).Select(w => Elements(After(start, w)))],
            (position, carried) => [.. carried.Select((c, w) => Next(c, After(position, w)))]);
        var result = partial.Aggregate((a, b) => Combine(NewEmitter(lanes).Emitter, reduce, a, b)[0]);
        for (var rest = whole; rest < count; rest++)
            result = Next(result, After(start, rest));
        return result;
    }

    private static Value[] Combine(ElementEmitter emitter, Hlo.ReduceOp reduce, Value accumulated, Value element) =>
        LoopRules.EmitRegion(emitter, reduce.Body, [accumulated, element], rounds: false);

    /// <summary>All lanes combined: one half with the other, until one is left.</summary>
    private Value Horizontal(ElementEmitter scalar, Hlo.ReduceOp reduce, Value vector)
    {
        if (vector.Type is not VectorType)
            return vector;
        for (var half = lanes / 2; half > 1; half /= 2)
        {
            var (low, high) = (Vector.ExtractStridedSliceOp.Create(_builder, vector, [0], [half]).Result, Vector.ExtractStridedSliceOp.Create(_builder, vector, [half], [half]).Result);
            vector = Combine(new ElementEmitter(_builder, half) { ActiveLanes = half }, reduce, low, high)[0];
        }
        return lanes == 1 ? scalar.ExtractLane(vector, 0) : Combine(scalar, reduce, scalar.ExtractLane(vector, 0), scalar.ExtractLane(vector, 1))[0];
    }

    private void ForEachVector(Action<ElementEmitter, AffineExpr[]> body)
    {
        object? Run(ElementEmitter emitter, AffineExpr[] index)
        {
            body(emitter, index);
            return null;
        }
        var rest = (int)(space.Row % lanes);
        if (space.Row >= lanes)
            KernelLoops.For(_builder, KernelLoops.Constant(_builder, 0), KernelLoops.Constant(_builder, space.Row - rest), lanes, position => At(position, lanes, Run));
        if (rest > 0)
            Tail(rest, Run);
    }

    private T Tail<T>(int active, Func<ElementEmitter, AffineExpr[], T> body) => At(KernelLoops.Constant(_builder, space.Row - active), active, body);

    private T At<T>(Value position, int active, Func<ElementEmitter, AffineExpr[], T> body)
    {
        var (emitter, rowVariable) = NewEmitter(active == 1 ? 1 : lanes);
        emitter.ActiveLanes = active;
        var inner = emitter.Bind(position, 0, space.Row - 1);
        emitter.LaneVariable = active == 1 ? null : inner;
        var leading = emitter.Delinearize(rowVariable, space.Leading);
        var trailing = emitter.Delinearize(inner, space.Trailing);
        return body(emitter, [.. leading, .. trailing]);
    }
}
