using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Control flow of the host program: branches and loops whose results have fixed sizes become jumps between its steps, and their regions are formed into kernels as
/// the function itself is. What a loop carries lies in the places of its results.
/// </summary>
public static class PlannedControl
{
    /// <summary>Whether the operation becomes jumps; other control flow runs on the interpreter.</summary>
    public static bool Is(Operation op) =>
        op is Hlo.IfOp or Hlo.WhileOp && op.Results.Types.Concat(op.Operands.Types).All(IsPlaced) && op.Regions.All(r => r.Blocks.Count == 1 && HasFixedResults(op, r));

    private static bool IsPlaced(IRType type) => type is RankedTensorType { HasStaticShape: true } tensor && ElementRules.HasBytes(tensor.ElementType);

    private static bool HasFixedResults(Operation op, Region region)
    {
        var given = region.Entry.Last!.Operands.Types;
        return IsCondition(op, region) ? given.ToArray() is [RankedTensorType { Rank: 0 } type] && type.IsBool() : given.SequenceEqual(op.Results.Types);
    }

    private static bool IsCondition(Operation op, Region region) => op is Hlo.WhileOp loop && ReferenceEquals(region, loop.Cond);

    /// <summary>The value in whose memory a loop keeps what an argument of its regions stands for; null for other values.</summary>
    public static Value? Carrier(Value value) =>
        value is BlockArgument { ParentBlock.ParentOp: Hlo.WhileOp loop } argument && Is(loop) ? loop.Outputs[argument.Index] : null;

    /// <summary>
    /// Whether the operation replaces a part of what a loop carries, which nobody else reads in that iteration: it then writes in place.
    /// <code>%next = dynamic_update_slice %carried, %part, … ; return …, %next, …</code>
    /// </summary>
    public static bool WritesInPlace(Operation op) =>
        op is Hlo.DynamicUpdateSliceOp { Operand: BlockArgument { HasOneUse: true } argument, Result.HasOneUse: true } write
        && Carrier(argument) is not null && ReferenceEquals(argument.ParentBlock, op.Block)
        && write.Result.Users.Single() is Hlo.ReturnOp end && ReferenceEquals(end.Block, op.Block) && ReferenceEquals(end.Operand(argument.Index), write.Result);

    /// <summary>
    /// Gives memory of its own to what an iteration keeps for the next one but reads from the place of another carried value: the places are written one after another.
    /// </summary>
    public static void SeparateSwaps(Hlo.WhileOp loop)
    {
        var end = loop.Body.Entry.Last!;
        for (var i = 0; i < end.OperandCount; i++)
        {
            if (!IsOtherCarrier(loop, end.Operand(i), i))
                continue;
            var builder = OpBuilder.Before(end);
            end.SetOperand(i, Hlo.ReshapeOp.Create(builder, end.Operand(i), ((RankedTensorType)end.Operand(i).Type).Shape).Result);
        }
    }

    /// <summary>Whether the operation is one of <see cref="SeparateSwaps"/>.</summary>
    public static bool IsSwap(Hlo.ReshapeOp op) =>
        op.Result.Uses.Any(u => u.Owner is Hlo.ReturnOp { ParentOp: Hlo.WhileOp loop } end && ReferenceEquals(end.Block, loop.Body.Entry) && Is(loop) && IsOtherCarrier(loop, op.Operand, u.Index));

    private static bool IsOtherCarrier(Hlo.WhileOp loop, Value given, int result) =>
        PlanArenaPass.Storage(given) is OpResult storage && ReferenceEquals(storage.Owner, loop) && storage.Index != result;
}
