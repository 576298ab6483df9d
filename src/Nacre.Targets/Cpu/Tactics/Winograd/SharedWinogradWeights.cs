using Nacre.Dialects.Kernels;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Convolutions of images of several sizes with the same weights, such as the heads of a feature pyramid: each would transform the weights in its own way, and all the transformed
/// weights would lie in memory. Those for small images do as the one that takes longest does where that costs little.
/// </summary>
internal static class SharedWinogradWeights
{
    /// <summary>Time that sharing may cost, as a part of what all convolutions with the weights take by estimate.</summary>
    private const double MostCost = 0.05;

    private sealed record Member(int Index, Hlo.ConvolutionOp Op, double Cycles);

    /// <summary>Changes schedules; entry i belongs to launch i.</summary>
    /// <param name="isFixed">Whether a launch keeps its schedule, because that was measured.</param>
    public static void Unify(IReadOnlyList<(LaunchOp Launch, KernelOp Kernel)> launches, Schedule[] schedules, Func<int, bool> isFixed, CpuMachine machine)
    {
        var members = Enumerable.Range(0, launches.Count).Where(i => !isFixed(i)).Select(i => (Weights: WeightsOf(launches[i], machine), Index: i)).Where(m => m.Weights is not null);
        foreach (var group in members.GroupBy(m => m.Weights!).Where(g => g.Count() > 1))
            Unify([.. group.Select(m => MemberOf(m.Index, launches[m.Index].Kernel, schedules[m.Index], machine)).OrderByDescending(m => m.Cycles)], schedules, machine);
    }

    /// <summary>The constant weights of a convolution to which the tactic applies; null for other kernels.</summary>
    private static Attr? WeightsOf((LaunchOp Launch, KernelOp Kernel) call, CpuMachine machine) =>
        new WinogradTactic().Applies(call.Launch, call.Kernel, machine) ? WeightPacker.ConstantOf(call.Launch, ContractionTactic.Root(call.Kernel)!.Operand(1))!.Value : null;

    private static Member MemberOf(int index, KernelOp kernel, Schedule schedule, CpuMachine machine)
    {
        var op = (Hlo.ConvolutionOp)ContractionTactic.Root(kernel)!;
        var candidates = WinogradConvolution.Candidates(op, machine);
        return new Member(index, op, candidates.FirstOrDefault(c => c.ToSchedule() == schedule)?.Cycles ?? candidates[0].DirectCycles);
    }

    private static void Unify(Member[] members, Schedule[] schedules, CpuMachine machine)
    {
        if (WinogradConvolution.Candidates(members[0].Op, machine).FirstOrDefault(c => c.ToSchedule() == schedules[members[0].Index]) is not { } longest)
            return;
        var budget = MostCost * members.Sum(m => m.Cycles);
        foreach (var member in members.Skip(1))
        {
            var same = WinogradConvolution.Candidates(member.Op, machine).FirstOrDefault(c => c.SharesWeightsWith(longest));
            if (same is null || same.Cycles - member.Cycles > budget)
                continue;
            budget -= Math.Max(0, same.Cycles - member.Cycles);
            schedules[member.Index] = same.ToSchedule();
        }
    }
}
