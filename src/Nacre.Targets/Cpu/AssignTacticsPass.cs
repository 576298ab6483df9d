using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Targets.Cpu;

/// <summary>
/// Chooses the schedule of each kernel, the measured one or else the first of <see cref="Tactics"/> that applies and pays, and brings constant operands into the order
/// that it reads. A kernel without a tactic runs on the interpreter.
/// </summary>
public sealed record AssignTacticsPass(CpuMachine Machine) : Pass
{
    /// <summary>Best first.</summary>
    public static IReadOnlyList<CpuTactic> Tactics { get; } = [new WinogradTactic(), new ContractionTactic(), new WindowTactic(), new RowTactic(), new ElementwiseTactic(), new OrderedTactic()];

    public override string Argument => "assign-cpu-tactics";

    public override void Run(Operation root, PassContext context)
    {
        var launches = root.Walk<LaunchOp>().Select(launch => (Launch: launch, Kernel: (KernelOp)SymbolTable.LookupNearest(launch, launch.Kernel)!)).ToArray();
        var measured = Array.ConvertAll(launches, call => Measured(call.Launch, call.Kernel));
        Schedule[] schedules = [.. launches.Zip(measured, (call, schedule) => schedule ?? Estimated(call.Launch, call.Kernel, Machine))];
        SharedWinogradWeights.Unify(launches, schedules, i => measured[i] is not null, Machine);
        var packer = new WeightPacker();
        foreach (var ((launch, kernel), schedule) in launches.Zip(schedules))
        {
            schedule.Assign(kernel);
            Tactics.FirstOrDefault(t => t.Name == schedule.Tactic)?.Pack(launch, kernel, Machine, packer);
        }
    }

    /// <summary>What is chosen where nothing was measured.</summary>
    public static Schedule Estimated(LaunchOp launch, KernelOp kernel, CpuMachine machine) =>
        Tactics.FirstOrDefault(t => t.Applies(launch, kernel, machine) && t.Pays(kernel, machine))?.Candidates(kernel, machine)[0] ?? new Schedule(KernelOp.ReferenceTactic);

    /// <summary>Null where nothing was measured, or what was is not among the candidates.</summary>
    private Schedule? Measured(LaunchOp launch, KernelOp kernel)
    {
        if (ContractionTactic.Root(kernel) is not { } root || Machine.Measured.Find(root, HasConstantWeights(launch, root)) is not { } schedule)
            return null;
        if (Tactics.FirstOrDefault(t => t.Name == schedule.Tactic) is not { } tactic || !tactic.Applies(launch, kernel, Machine))
            return null;
        var candidates = tactic.Candidates(kernel, Machine);
        return schedule.Parameters.Count == 0 ? candidates[0] : candidates.FirstOrDefault(c => c == schedule);
    }

    /// <summary>Whether the right side of a product or convolution is a constant of the host program.</summary>
    public static bool HasConstantWeights(LaunchOp launch, Operation root) => WeightPacker.ConstantOf(launch, root.Operand(1)) is not null;
}
