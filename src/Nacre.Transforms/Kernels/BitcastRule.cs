using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// The element rule of bitcast_convert (https://openxla.org/stablehlo/spec#bitcast_convert): where the widths differ, the last dimension of the tensor with the narrower elements holds the parts of
/// one wider element, the lowest bits first.
/// </summary>
internal static class BitcastRule
{
    public static Value Emit(ElementEmitter emitter, Hlo.BitcastConvertOp op, AffineExpr[] index)
    {
        var (from, to) = (op.Operand.Type.ElementOrSelf(), op.Result.Type.ElementOrSelf());
        var (source, target) = (from.BitWidth(), to.BitWidth());
        if (source < target)
            return FromBits(emitter, Joined(emitter, op, index, from, to), to);
        if (source > target && emitter.AnyDependsOnLane([index[^1]]))
            return emitter.EmitEachLane(shift => Emit(emitter, op, [.. index.Select(shift)]));
        var inner = source == target ? index : index[..^1];
        var bits = ToBits(emitter, emitter.Emit(op.Operand, inner), from);
        return FromBits(emitter, source == target ? bits : Part(emitter, bits, index[^1], source, target), to);
    }

    private static Value Joined(ElementEmitter emitter, Hlo.BitcastConvertOp op, AffineExpr[] index, IRType from, IRType to)
    {
        var (source, target) = (from.BitWidth(), to.BitWidth());
        Value? all = null;
        for (var part = 0; part < target / source; part++)
        {
            var bits = ToBits(emitter, emitter.Emit(op.Operand, [.. index, AffineExpr.Constant(part)]), from);
            var wide = ExtUIOp.Create(emitter.Builder, bits.Type.WithElementOrSelf(new IntegerType(target)), bits).Out;
            var placed = ShLIOp.Create(emitter.Builder, wide, ConstantOp.Int(emitter.Builder, part * source, wide.Type).Result).Result;
            all = all is null ? placed : OrIOp.Create(emitter.Builder, all, placed).Result;
        }
        return all!;
    }

    private static Value Part(ElementEmitter emitter, Value bits, AffineExpr part, int source, int target)
    {
        var builder = emitter.Builder;
        var number = IndexCastOp.Create(builder, new IntegerType(source), emitter.EmitIndex(part)).Out;
        var count = MulIOp.Create(builder, number, ConstantOp.Int(builder, target, number.Type).Result).Result;
        var all = emitter.Unify(bits, count);
        var shifted = ShRUIOp.Create(builder, all[0], all[1]).Result;
        return TruncIOp.Create(builder, shifted.Type.WithElementOrSelf(new IntegerType(target)), shifted).Out;
    }

    /// <summary>The bits of an element as an integer of its own width; narrow floats are computed in wider ones.</summary>
    private static Value ToBits(ElementEmitter emitter, Value value, IRType element)
    {
        if (element is not FloatType)
            return value;
        var stored = emitter.ToStorage(value, element);
        return BitcastOp.Create(emitter.Builder, stored.Type.WithElementOrSelf(new IntegerType(element.BitWidth())), stored).Out;
    }

    private static Value FromBits(ElementEmitter emitter, Value bits, IRType element) =>
        element is FloatType ? emitter.FromStorage(BitcastOp.Create(emitter.Builder, bits.Type.WithElementOrSelf(element), bits).Out, element) : bits;
}
