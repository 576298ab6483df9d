using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Constant right-hand sides in the order in which the micro-kernel reads them: panels [N/NR][K][NR], padded with zeros, those of each group of a grouped convolution by themselves.
/// </summary>
public static class PanelPacking
{
    /// <summary>packed → transpose [K, G·P, NR] → reshape [K, G, P·NR] → slice [K, G, N] → reshape to the weights' shape.</summary>
    public static Value EmitUnpack(OpBuilder builder, Value packed, RankedTensorType weights, long columns, long groups = 1)
    {
        var shape = ((RankedTensorType)packed.Type).Shape;
        var (panels, depth, width) = (shape[0] / groups, shape[1], shape[2]);
        var perGroup = columns / groups;
        Value value = Hlo.TransposeOp.Create(builder, packed, (long[])[1, 0, 2]).Result;
        value = Hlo.ReshapeOp.Create(builder, value, Shape.Of(depth, groups, panels * width)).Result;
        if (perGroup != panels * width)
            value = Hlo.SliceOp.Create(builder, value, (long[])[0, 0, 0], (long[])[depth, groups, perGroup], (long[])[1, 1, 1]).Result;
        return Hlo.ReshapeOp.Create(builder, weights, value).Result;
    }

    /// <summary>
    /// The operations that pack: weights → reshape [K, G, N] → pad each group to whole panels → reshape [K, G·P, NR] → transpose [G·P, K, NR].
    /// </summary>
    public static Value EmitPack(OpBuilder builder, Value weights, long columns, int width, long groups = 1)
    {
        var type = (RankedTensorType)weights.Type;
        var depth = type.Shape.ElementCount / columns;
        var perGroup = columns / groups;
        var panels = (perGroup + width - 1) / width;
        Value value = Hlo.ReshapeOp.Create(builder, weights, Shape.Of(depth, groups, perGroup)).Result;
        if (perGroup != panels * width)
        {
            var zero = Hlo.ConstantOp.Create(builder, DenseElementsAttr.Splat(RankedTensorType.Get(type.ElementType), 0)).Output;
            value = Hlo.PadOp.Create(builder, value, zero, (long[])[0, 0, 0], (long[])[0, 0, panels * width - perGroup], (long[])[0, 0, 0]).Result;
        }
        value = Hlo.ReshapeOp.Create(builder, value, Shape.Of(depth, groups * panels, width)).Result;
        return Hlo.TransposeOp.Create(builder, value, (long[])[1, 0, 2]).Result;
    }

    /// <summary>The kernel argument that holds the panels of <paramref name="weights"/>; null when they are not packed.</summary>
    public static BlockArgument? PackedArgument(Value weights)
    {
        var value = weights;
        while (value.DefiningOp is Hlo.ReshapeOp or Hlo.SliceOp or Hlo.TransposeOp)
            value = value.DefiningOp.Operand(0);
        return value is BlockArgument argument && WeightPacker.IsPacked(argument) ? argument : null;
    }

    /// <summary>Whether the operation is part of an unpacking.</summary>
    public static bool IsUnpack(Operation op) => op.ResultCount == 1 && op is Hlo.ReshapeOp or Hlo.SliceOp or Hlo.TransposeOp && PackedArgument(op.Results[0]) is not null;
}
