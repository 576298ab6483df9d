using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Select-and-scatter (https://openxla.org/stablehlo/spec#select_and_scatter): each window of the operand selects one of its elements, and what the source has for that window is combined into
/// the result at the selected place.
/// </summary>
internal static class SelectAndScatterLoops
{
    public static void Emit(ElementEmitter emitter, Hlo.SelectAndScatterOp op)
    {
        OrderedRules.Fill(emitter, op.Result, _ => emitter.Emit(op.InitValue, []));
        OrderedRules.ForAll(emitter, ((RankedTensorType)op.Source.Type).Shape.Dims, source =>
        {
            var (place, isFound) = Select(emitter, op, source);
            KernelLoops.If(emitter.Builder, isFound, () => Combine(emitter, op, source, place));
        });
    }

    private static void Combine(ElementEmitter emitter, Hlo.SelectAndScatterOp op, AffineExpr[] source, Value place)
    {
        var type = (RankedTensorType)op.Result.Type;
        var at = emitter.Delinearize(emitter.Bind(place, 0, type.Shape.ElementCount - 1), type.Shape);
        var combined = LoopRules.EmitRegion(emitter, op.Scatter, [emitter.Emit(op.Source, source), emitter.Emit(op.Result, at)])[0];
        emitter.Store(emitter.Buffer(op.Result), type, at, combined);
    }

    /// <summary>The linear place of the element that the window at an index of the source selects, and whether any element of the window lies in the operand.</summary>
    private static (Value Place, Value IsFound) Select(ElementEmitter emitter, Hlo.SelectAndScatterOp op, AffineExpr[] source)
    {
        var (builder, window) = (emitter.Builder, op.Window);
        var type = (RankedTensorType)op.Operand.Type;
        var compute = ElementEmitter.ComputeType(type.ElementType);
        Value[] none = [ConstantOp.Zero(builder, compute).Result, KernelLoops.Constant(builder, 0), ConstantOp.Int(builder, 0, IntegerType.I1).Result];
        var selected = LoopRules.Accumulate(emitter, [.. window.Select(w => w.Size)], none, (offsets, carried) =>
        {
            var at = source.Select((s, d) => s * window[d].Stride + offsets[d] - window[d].PadLow).ToArray();
            return LoopRules.WhereInside(emitter, at, type.Shape, carried, inside => Better(emitter, op, inside, carried));
        });
        return (selected[1], selected[2]);
    }

    /// <summary>The element at an index where nothing is selected yet or the selected one does not stay; otherwise what is selected.</summary>
    private static Value[] Better(ElementEmitter emitter, Hlo.SelectAndScatterOp op, AffineExpr[] at, IReadOnlyList<Value> selected)
    {
        var (builder, type) = (emitter.Builder, (RankedTensorType)op.Operand.Type);
        var (value, place) = (emitter.Emit(op.Operand, at), emitter.EmitIndex(ElementEmitter.Linearize(at, type.Shape)));
        var stays = AndIOp.Create(builder, selected[2], LoopRules.EmitRegion(emitter, op.Select, [selected[0], value])[0]).Result;
        return
        [
            SelectOp.Create(builder, stays, selected[0], value).Result,
            SelectOp.Create(builder, stays, selected[1], place).Result,
            ConstantOp.Int(builder, 1, IntegerType.I1).Result,
        ];
    }
}
