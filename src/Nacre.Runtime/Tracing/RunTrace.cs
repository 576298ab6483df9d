namespace Nacre.Runtime;

/// <summary>Records each run of a session and each of its steps: what the step computes, how, and from which of the user's nodes.</summary>
public sealed class RunTrace(TraceLog trace) : IRunObserver
{
    // Written once per step, not per run.
    private readonly Dictionary<PlanStep, Dictionary<string, string>> _details = new(ReferenceEqualityComparer.Instance);
    private ExecutionPlan? _plan;
    private long _runStart, _stepStart;

    public void RunStarted(ExecutionPlan plan, long timestamp) => (_plan, _runStart) = (plan, timestamp);

    public void RunEnded(ExecutionPlan plan, long timestamp) => Add("run", "run", _runStart, timestamp, null);

    public void StepStarted(int index, PlanStep step, long timestamp) => _stepStart = timestamp;

    public void StepEnded(int index, PlanStep step, long timestamp)
    {
        if (!_details.TryGetValue(step, out Dictionary<string, string>? details))
            _details[step] = details = Describe(step);
        Add(step.Name, "kernel", _stepStart, timestamp, details);
    }

    private void Add(string name, string category, long start, long end, Dictionary<string, string>? details) =>
        trace.Add(new TraceEvent(name, category, start, end, Environment.CurrentManagedThreadId, details));

    private Dictionary<string, string> Describe(PlanStep step)
    {
        PlanArray<int> buffers = step switch
        {
            LaunchStep launch => launch.Buffers,
            HostStep host => (int[])[.. host.Inputs, .. host.Outputs],
            _ => default,
        };
        return new Dictionary<string, string>
        {
            ["tactic"] = step switch { LaunchStep launch => launch.Tactic, HostStep => "reference", _ => "control flow" },
            ["nodes"] = string.Join(", ", step.Source),
            ["buffers"] = string.Join(", ", buffers.Where(id => id >= 0).Select(id => Describe(_plan!.Buffers[id]))),
            ["tiles"] = step is LaunchStep { Tiles: var tiles } ? tiles.ToString(System.Globalization.CultureInfo.InvariantCulture) : "1",
        };
    }

    private static string Describe(PlanBuffer buffer) =>
        buffer.Shape is { } shape ? TensorSize.Format(buffer.Type, shape.AsSpan()) : $"tensor<*x{buffer.Type.MlirName()}>";
}
