using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Scatter (https://openxla.org/stablehlo/spec#scatter): the inputs are copied to the results, then every update whose place lies inside is combined with what is there, in the updates' order.
/// </summary>
internal static class ScatterLoops
{
    public static void Emit(ElementEmitter emitter, Hlo.ScatterOp op)
    {
        foreach (var (input, output) in op.Inputs.Zip(op.Outputs))
            OrderedRules.Fill(emitter, output, index => emitter.Emit(input, index));
        var updates = ((RankedTensorType)op.Updates[0].Type).Shape;
        OrderedRules.ForAll(emitter, updates.Dims, update => EmitUpdate(emitter, op, update));
    }

    private static void EmitUpdate(ElementEmitter emitter, Hlo.ScatterOp op, AffineExpr[] update)
    {
        var (builder, shape) = (emitter.Builder, ((RankedTensorType)op.Inputs[0].Type).Shape);
        var place = Place(emitter, op, update, shape.Rank);
        var conditions = new List<Value>();
        var positions = new Value?[shape.Rank];
        for (var d = 0; d < shape.Rank; d++)
        {
            var (fixedPart, start) = place[d];
            if (start is null)
                continue;
            positions[d] = AddIOp.Create(builder, emitter.EmitIndex(fixedPart), start).Result;
            conditions.Add(OrderedRules.IsInside(builder, positions[d]!, shape[d]));
        }
        if (conditions.Count == 0)
            Combine(emitter, op, update, [.. place.Select(p => p.Fixed)]);
        else
            KernelLoops.If(builder, conditions.Aggregate((a, b) => AndIOp.Create(builder, a, b).Result), () =>
                Combine(emitter, op, update, [.. place.Select((p, d) => positions[d] is { } position ? emitter.Bind(position, 0, shape[d] - 1) : p.Fixed)]));
    }

    /// <summary>Results at a place := computation(results there, updates).</summary>
    private static void Combine(ElementEmitter emitter, Hlo.ScatterOp op, AffineExpr[] update, AffineExpr[] place)
    {
        Value[] current = [.. op.Outputs.Select(o => emitter.Emit(o, place))];
        var combined = LoopRules.EmitRegion(emitter, op.UpdateComputation, [.. current, .. op.Updates.Select(u => emitter.Emit(u, update))]);
        for (var i = 0; i < combined.Length; i++)
            emitter.Store(emitter.Buffer(op.Outputs[i]), (RankedTensorType)op.Outputs[i].Type, place, combined[i]);
    }

    /// <summary>In each dimension of the inputs, where an update goes: a part that is known from its index, and a start that is read from the indices, or none.</summary>
    private static (AffineExpr Fixed, Value? Start)[] Place(ElementEmitter emitter, Hlo.ScatterOp op, AffineExpr[] update, int rank)
    {
        var numbers = op.ScatterDimensionNumbers;
        var batch = Enumerable.Range(0, update.Length).Where(i => !numbers.UpdateWindowDims.Contains(i)).Select(i => update[i]).ToArray();
        var place = new (AffineExpr Fixed, Value? Start)[rank];
        var window = 0;
        for (var d = 0; d < rank; d++)
        {
            var isWindow = !numbers.InsertedWindowDims.Contains(d) && !numbers.InputBatchingDims.Contains(d);
            var inWindow = isWindow ? update[(int)numbers.UpdateWindowDims[window++]] : AffineExpr.Constant(0);
            var batching = numbers.InputBatchingDims.ToArray().AsSpan().IndexOf(d);
            var component = numbers.ScatterDimsToOperandDims.ToArray().AsSpan().IndexOf(d);
            if (batching >= 0)
                place[d] = (inWindow + batch[BatchPosition(numbers, (int)numbers.ScatterIndicesBatchingDims[batching])], null);
            else
                place[d] = (inWindow, component < 0 ? null : Start(emitter, op, batch, component));
        }
        return place;
    }

    private static Value Start(ElementEmitter emitter, Hlo.ScatterOp op, AffineExpr[] batch, int component)
    {
        var indices = (RankedTensorType)op.ScatterIndices.Type;
        var at = batch.ToList();
        var vector = (int)op.ScatterDimensionNumbers.IndexVectorDim;
        if (vector < indices.Rank)
            at.Insert(vector, AffineExpr.Constant(component));
        var start = emitter.Emit(op.ScatterIndices, [.. at]);
        if (!indices.ElementType.IsUnsigned())
            return IndexCastOp.Create(emitter.Builder, IndexType.Instance, start).Out;
        // What a window adds must not wrap around to the beginning.
        var wide = IndexCastUIOp.Create(emitter.Builder, IndexType.Instance, start).Out;
        return MinUIOp.Create(emitter.Builder, wide, KernelLoops.Constant(emitter.Builder, long.MaxValue / 2)).Result;
    }

    /// <summary>The position of a dimension of the indices among the batch dimensions, which lack the index vector.</summary>
    private static int BatchPosition(Hlo.ScatterDimensionNumbersAttr numbers, int dim) => dim < numbers.IndexVectorDim ? dim : dim - 1;
}
