using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Targets.Cpu;

/// <summary>
/// Chooses the tactic of each kernel, the first of <see cref="Tactics"/> that applies, and brings constant operands into the order that it reads. A kernel without a
/// tactic runs on the interpreter.
/// </summary>
public sealed record AssignTacticsPass(CpuMachine Machine) : Pass
{
    /// <summary>Best first.</summary>
    public static IReadOnlyList<CpuTactic> Tactics { get; } = [new WinogradTactic(), new ContractionTactic(), new WindowTactic(), new RowTactic(), new ElementwiseTactic()];

    public override string Argument => "assign-cpu-tactics";

    public override void Run(Operation root, PassContext context)
    {
        var packer = new WeightPacker();
        foreach (var launch in root.Walk<LaunchOp>().ToArray())
        {
            var kernel = (KernelOp)SymbolTable.LookupNearest(launch, launch.Kernel)!;
            var tactic = Tactics.FirstOrDefault(t => t.Applies(launch, kernel, Machine));
            kernel.Tactic = tactic?.Name ?? KernelOp.ReferenceTactic;
            tactic?.Pack(launch, kernel, Machine, packer);
        }
    }
}
