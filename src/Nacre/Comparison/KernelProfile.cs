using System.Diagnostics;
using Nacre.Runtime;

namespace Nacre.Comparison;

/// <summary>The time of one kernel of a model.</summary>
/// <param name="Microseconds">The median over the runs.</param>
/// <param name="Flops">Operations of one launch, as <see cref="Transforms.Kernels.KernelWork"/> counts them; 0 on the interpreter.</param>
/// <param name="Bytes">Bytes of one launch, likewise.</param>
public sealed record KernelTime(string Name, string Tactic, double Microseconds, long Tiles, IReadOnlyList<string> Source, double Flops = 0, double Bytes = 0);

/// <summary>Measures each kernel of a model over several runs.</summary>
public sealed class KernelProfile : IRunObserver
{
    private readonly Dictionary<int, (PlanStep Step, List<double> Times)> _steps = [];
    private long _start;

    public void StepStarted(int index, PlanStep step, long timestamp) => _start = timestamp;

    public void StepEnded(int index, PlanStep step, long timestamp)
    {
        var time = Stopwatch.GetElapsedTime(_start, timestamp).TotalMicroseconds;
        if (!_steps.TryGetValue(index, out var known))
            _steps[index] = known = (step, []);
        known.Times.Add(time);
    }

    /// <summary>In the order of execution.</summary>
    public IReadOnlyList<KernelTime> Kernels => [.. _steps.OrderBy(s => s.Key).Select(s => Summary(s.Value.Step, s.Value.Times))];

    private static KernelTime Summary(PlanStep step, List<double> times)
    {
        var median = times.Order().ElementAt(times.Count / 2);
        return step switch
        {
            LaunchStep launch => new KernelTime(launch.Name, launch.Tactic, median, launch.Tiles, [.. launch.Source], launch.Flops, launch.Bytes),
            HostStep => new KernelTime(step.Name, Dialects.Kernels.KernelOp.ReferenceTactic, median, 1, [.. step.Source]),
            _ => new KernelTime(step.Name, "control flow", median, 1, [.. step.Source]),
        };
    }
}
