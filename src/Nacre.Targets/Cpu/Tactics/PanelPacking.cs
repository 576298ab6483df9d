using Nacre.Dialects.Kernels;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Constant right-hand sides in the order in which the micro-kernel reads them: panels [N/NR][K][NR], padded with zeros. The kernel's operand becomes the packed
/// tensor and its body begins with the operations that undo the packing, so that the kernel still says what it computes; the tactic skips them.
/// </summary>
public static class PanelPacking
{
    /// <summary>The attribute on the kernel's packed argument.</summary>
    public const string Attribute = "nacre.packed";

    /// <summary>packed → transpose [K, P, NR] → reshape [K, P·NR] → slice [K, N] → reshape to the weights' shape.</summary>
    public static Value EmitUnpack(OpBuilder builder, Value packed, RankedTensorType weights, long columns)
    {
        var shape = ((RankedTensorType)packed.Type).Shape;
        var (panels, depth, width) = (shape[0], shape[1], shape[2]);
        Value value = Hlo.TransposeOp.Create(builder, packed, (long[])[1, 0, 2]).Result;
        value = Hlo.ReshapeOp.Create(builder, value, Shape.Of(depth, panels * width)).Result;
        if (columns != panels * width)
            value = Hlo.SliceOp.Create(builder, value, (long[])[0, 0], (long[])[depth, columns], (long[])[1, 1]).Result;
        return Hlo.ReshapeOp.Create(builder, weights, value).Result;
    }

    /// <summary>The operations that pack: weights → reshape [K, N] → pad to whole panels → reshape [K, P, NR] → transpose [P, K, NR].</summary>
    public static Value EmitPack(OpBuilder builder, Value weights, long columns, int width)
    {
        var type = (RankedTensorType)weights.Type;
        var depth = type.Shape.ElementCount / columns;
        var panels = (columns + width - 1) / width;
        Value value = Hlo.ReshapeOp.Create(builder, weights, Shape.Of(depth, columns)).Result;
        if (columns != panels * width)
        {
            var zero = Hlo.ConstantOp.Create(builder, DenseElementsAttr.Splat(RankedTensorType.Get(type.ElementType), 0)).Output;
            value = Hlo.PadOp.Create(builder, value, zero, (long[])[0, 0], (long[])[0, panels * width - columns], (long[])[0, 0]).Result;
        }
        value = Hlo.ReshapeOp.Create(builder, value, Shape.Of(depth, panels, width)).Result;
        return Hlo.TransposeOp.Create(builder, value, (long[])[1, 0, 2]).Result;
    }

    /// <summary>The kernel argument that holds the panels of <paramref name="weights"/>; null when they are not packed.</summary>
    public static BlockArgument? PackedArgument(Value weights)
    {
        var value = weights;
        while (value.DefiningOp is Hlo.ReshapeOp or Hlo.SliceOp or Hlo.TransposeOp)
            value = value.DefiningOp.Operand(0);
        return value is BlockArgument argument && argument.Owner.ParentOp is KernelOp kernel && IsPacked(kernel, argument.Index) ? argument : null;
    }

    private static bool IsPacked(KernelOp kernel, int argument) => (kernel.ArgAttrs?.Items[argument] as DictionaryAttr)?[Attribute] is not null;

    /// <summary>Whether the operation is part of an unpacking.</summary>
    public static bool IsUnpack(Operation op) => op.ResultCount == 1 && op is Hlo.ReshapeOp or Hlo.SliceOp or Hlo.TransposeOp && PackedArgument(op.Results[0]) is not null;
}
