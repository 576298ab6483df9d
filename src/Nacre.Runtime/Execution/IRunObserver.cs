namespace Nacre.Runtime;

/// <summary>Watches the steps of a run, for profiles and traces; called on the thread that runs the session.</summary>
public interface IRunObserver
{
    /// <param name="plan">What runs.</param>
    /// <param name="timestamp">As of <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</param>
    void RunStarted(ExecutionPlan plan, long timestamp) { }

    /// <summary>All steps are done; not called for a run that failed.</summary>
    /// <inheritdoc cref="RunStarted"/>
    void RunEnded(ExecutionPlan plan, long timestamp) { }

    /// <param name="index">Index in <see cref="ExecutionPlan.Steps"/>.</param>
    /// <param name="step">The step about to run.</param>
    /// <param name="timestamp">As of <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</param>
    void StepStarted(int index, PlanStep step, long timestamp);

    /// <inheritdoc cref="StepStarted"/>
    void StepEnded(int index, PlanStep step, long timestamp);
}
