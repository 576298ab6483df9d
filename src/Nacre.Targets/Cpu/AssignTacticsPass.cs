using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Transforms.Interpreter;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu;

/// <summary>
/// Chooses the tactic of each kernel, the first of <see cref="Tactics"/> that applies, and brings constant operands into the order that it reads. A kernel without a
/// tactic runs on the interpreter.
/// </summary>
public sealed record AssignTacticsPass(CpuMachine Machine) : Pass
{
    /// <summary>Best first.</summary>
    public static IReadOnlyList<CpuTactic> Tactics { get; } = [new ContractionTactic(), new WindowTactic(), new RowTactic(), new ElementwiseTactic()];

    public override string Argument => "assign-cpu-tactics";

    public override void Run(Operation root, PassContext context)
    {
        // Packing weights that are all equal writes them out.
        var folder = new ConstantFolder(AllEvaluators.Create(), new FoldLimits(MaxResultBytes: int.MaxValue, MaxGrowthBytes: int.MaxValue));
        foreach (var launch in root.Walk<LaunchOp>().ToArray())
        {
            var kernel = (KernelOp)SymbolTable.LookupNearest(launch, launch.Kernel)!;
            var tactic = Tactics.FirstOrDefault(t => t.Applies(kernel, Machine));
            kernel.Tactic = tactic?.Name ?? KernelOp.ReferenceTactic;
            if (tactic is ContractionTactic)
                PackWeights(launch, kernel, folder);
        }
    }

    /// <summary>Replaces constant weights by packed ones, in the host program and in the kernel.</summary>
    private void PackWeights(LaunchOp launch, KernelOp kernel, ConstantFolder folder)
    {
        var contraction = Contraction.Of(ContractionTactic.Root(kernel)!)!;
        if (contraction.B is not BlockArgument weights || contraction.Batches != 1 || launch.Inputs[weights.Index].DefiningOp is not Hlo.ConstantOp constant)
            return;
        var tile = RegisterTile.Choose(Machine, Machine.Lanes(kernel), contraction);
        var builder = OpBuilder.Before(launch);
        builder.Location = constant.Location;
        var packed = Fold(builder, PanelPacking.EmitPack(builder, constant.Output, contraction.Columns, tile.Columns, contraction.Groups), folder);
        var type = (RankedTensorType)weights.Type;
        var inside = new OpBuilder { Location = constant.Location };
        inside.SetAtStart(kernel.Body.Entry);
        var users = weights.Uses.ToArray();
        weights.Type = packed.Type;
        var unpacked = PanelPacking.EmitUnpack(inside, weights, type, contraction.Columns, contraction.Groups);
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
        attributes[argument] = new DictionaryAttr([.. attributes[argument].Entries, new NamedAttr(PanelPacking.Attribute, UnitAttr.Instance)]);
        kernel.ArgAttrs = new ArrayAttr(attributes.Select(Attr (a) => a).ToEquatableArray());
    }

    /// <summary>Evaluates a chain of operations on constants, definition first.</summary>
    private static Value Fold(OpBuilder builder, Value value, ConstantFolder folder)
    {
        if (value.DefiningOp is not { } op || op is Hlo.ConstantOp)
            return value;
        for (var i = 0; i < op.OperandCount; i++)
            op.SetOperand(i, Fold(builder, op.Operand(i), folder));
        if (folder.TryFold(op) is not [{ } folded])
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
