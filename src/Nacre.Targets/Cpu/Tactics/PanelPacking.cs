using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// The order in which the micro-kernel reads constant right-hand sides: panels [N/NR][K][NR], padded with zeros, those of each group of a grouped convolution by themselves.
/// Where a step takes s elements of the sum, those of a column lie side by side, [N/NR][K/s][NR][s], and each run of the sum is padded to whole steps.
/// </summary>
/// <param name="Columns">N, of all groups.</param>
/// <param name="Width">NR.</param>
/// <param name="Groups">Groups of a grouped convolution.</param>
/// <param name="Run">Elements of the innermost loop of the sum.</param>
/// <param name="Step">s.</param>
public sealed record PanelPacking(long Columns, int Width, long Groups, long Run, int Step)
{
    private long ColumnsPerGroup => Columns / Groups;
    private long PanelsPerGroup => RoundUp(ColumnsPerGroup, Width) / Width;
    private bool IsPadded => ColumnsPerGroup != PanelsPerGroup * Width || PaddedRun != Run;

    /// <summary>Elements of a run with the zeros behind it.</summary>
    public long PaddedRun => RoundUp(Run, Step);

    private static long RoundUp(long value, long unit) => (value + unit - 1) / unit * unit;

    /// <summary>packed → transpose [K, G·P, NR] → reshape [K/run, run, G, P·NR] → slice [K/run, run, G, N] → reshape to the weights' shape.</summary>
    public Value EmitUnpack(OpBuilder builder, Value packed, RankedTensorType weights)
    {
        var runs = weights.Shape.ElementCount / Columns / Run;
        Value value = Step == 1
            ? Hlo.TransposeOp.Create(builder, packed, (long[])[1, 0, 2]).Result
            : Hlo.TransposeOp.Create(builder, packed, (long[])[1, 3, 0, 2]).Result;
        value = Hlo.ReshapeOp.Create(builder, value, Shape.Of(runs, PaddedRun, Groups, PanelsPerGroup * Width)).Result;
        if (IsPadded)
            value = Hlo.SliceOp.Create(builder, value, (long[])[0, 0, 0, 0], (long[])[runs, Run, Groups, ColumnsPerGroup], (long[])[1, 1, 1, 1]).Result;
        return Hlo.ReshapeOp.Create(builder, weights, value).Result;
    }

    /// <summary>
    /// The operations that pack: weights → reshape [K/run, run, G, N] → pad each run to whole steps and each group to whole panels → reshape [K/s, s, G·P, NR] →
    /// transpose [G·P, K/s, NR, s].
    /// </summary>
    public Value EmitPack(OpBuilder builder, Value weights)
    {
        var type = (RankedTensorType)weights.Type;
        var runs = type.Shape.ElementCount / Columns / Run;
        Value value = Hlo.ReshapeOp.Create(builder, weights, Shape.Of(runs, Run, Groups, ColumnsPerGroup)).Result;
        if (IsPadded)
        {
            var zero = Hlo.ConstantOp.Create(builder, DenseElementsAttr.Splat(RankedTensorType.Get(type.ElementType), 0)).Output;
            value = Hlo.PadOp.Create(builder, value, zero, (long[])[0, 0, 0, 0], (long[])[0, PaddedRun - Run, 0, PanelsPerGroup * Width - ColumnsPerGroup], (long[])[0, 0, 0, 0]).Result;
        }
        var (padded, panels) = (runs * PaddedRun, Groups * PanelsPerGroup);
        if (Step == 1)
            return Hlo.TransposeOp.Create(builder, Hlo.ReshapeOp.Create(builder, value, Shape.Of(padded, panels, Width)).Result, (long[])[1, 0, 2]).Result;
        return Hlo.TransposeOp.Create(builder, Hlo.ReshapeOp.Create(builder, value, Shape.Of(padded / Step, Step, panels, Width)).Result, (long[])[2, 0, 3, 1]).Result;
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
