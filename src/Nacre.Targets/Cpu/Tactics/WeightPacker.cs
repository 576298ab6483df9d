using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Brings constant operands of kernels into the order in which a tactic reads them, when the model is compiled: the kernel's operand becomes the packed tensor, and its
/// body begins with the operations that undo the packing, so that the kernel still says what it computes. The tactic skips them.
/// </summary>
public sealed class WeightPacker
{
    /// <summary>The attribute on the kernel's packed argument.</summary>
    private const string Attribute = "nacre.packed";

    // Packing weights that are all equal writes them out.
    private readonly ConstantFolder _folder = new(AllEvaluators.Create(), new FoldLimits(MaxResultBytes: int.MaxValue, MaxGrowthBytes: int.MaxValue));

    // What is packed already: several launches may share weights, as the heads of a feature pyramid do.
    private readonly Dictionary<(Attr Weights, string Order), ElementsAttr> _known = [];

    public static bool IsPacked(BlockArgument argument) =>
        argument.Owner.ParentOp is KernelOp kernel && (kernel.ArgAttrs?.Items[argument.Index] as DictionaryAttr)?[Attribute] is not null;

    /// <summary>The constant that a launch passes for an argument of its kernel; null when it passes none.</summary>
    public static Hlo.ConstantOp? ConstantOf(LaunchOp launch, Value argument) => argument is BlockArgument block ? launch.Inputs[block.Index].DefiningOp as Hlo.ConstantOp : null;

    /// <summary>Packs the constant that <paramref name="launch"/> passes for <paramref name="weights"/>.</summary>
    /// <param name="order">Names what <paramref name="pack"/> makes of the weights: equal names, equal results.</param>
    /// <param name="pack">Emits the packed tensor of the constant.</param>
    /// <param name="unpack">Emits the weights as the kernel's body wants them from the packed tensor.</param>
    public void Pack(LaunchOp launch, BlockArgument weights, string order, Func<OpBuilder, Value, Value> pack, Func<OpBuilder, Value, Value> unpack)
    {
        var kernel = (KernelOp)weights.Owner.ParentOp!;
        var constant = ConstantOf(launch, weights)!;
        var builder = OpBuilder.Before(launch);
        builder.Location = constant.Location;
        var key = ((Attr)constant.Value, $"{weights.Type} {order}");
        var packed = _known.TryGetValue(key, out var known) ? Hlo.ConstantOp.Create(builder, known).Output : Fold(builder, pack(builder, constant.Output));
        if (packed.DefiningOp is Hlo.ConstantOp made)
            _known[key] = made.Value;
        var inside = new OpBuilder { Location = constant.Location };
        inside.SetAtStart(kernel.Body.Entry);
        var users = weights.Uses.ToArray();
        weights.Type = packed.Type;
        var unpacked = unpack(inside, weights);
        foreach (var use in users)
            use.Value = unpacked;
        MarkPacked(kernel, weights.Index);
        kernel.FunctionType = kernel.FunctionType with { Inputs = kernel.Body.Entry.Arguments.Select(a => a.Type).ToEquatableArray() };
        launch.SetOperand(weights.Index, packed);
        if (!constant.Output.HasUses)
            constant.Erase();
    }

    private static void MarkPacked(KernelOp kernel, int argument)
    {
        var attributes = kernel.Body.Entry.Arguments.Select(a => kernel.ArgAttrs?.Items[a.Index] as DictionaryAttr ?? DictionaryAttr.Empty).ToArray();
        attributes[argument] = new DictionaryAttr([.. attributes[argument].Entries, new NamedAttr(Attribute, UnitAttr.Instance)]);
        kernel.ArgAttrs = new ArrayAttr(attributes.Select(Attr (a) => a).ToEquatableArray());
    }

    /// <summary>Evaluates a chain of operations on constants, definition first.</summary>
    private Value Fold(OpBuilder builder, Value value)
    {
        if (value.DefiningOp is not { } op || op is Hlo.ConstantOp)
            return value;
        for (var i = 0; i < op.OperandCount; i++)
            op.SetOperand(i, Fold(builder, op.Operand(i)));
        if (_folder.TryFold(op) is not [{ } folded])
            return value;
        var constant = Hlo.ConstantOp.Create(builder, folded).Output;
        var operands = op.Operands.ToArray();
        op.Results[0].ReplaceAllUsesWith(constant);
        op.Erase();
        foreach (var unused in operands.Where(o => !o.HasUses).Select(o => o.DefiningOp).OfType<Hlo.ConstantOp>().Where(c => c.Block is not null))
            unused.Erase();
        return constant;
    }
}
