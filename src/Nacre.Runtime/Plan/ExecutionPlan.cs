namespace Nacre.Runtime;

/// <summary>
/// A compiled model, ready to run: buffers at fixed places, constants, and the steps in order. Immutable, and shared by all sessions on all threads.
/// </summary>
public sealed class ExecutionPlan
{
    /// <param name="buffers">All values; each at the index of its id.</param>
    /// <param name="constants">Contents of the constant buffers.</param>
    /// <param name="steps">The host program.</param>
    /// <param name="inputs">The inputs that a caller gives, in order.</param>
    /// <param name="outputs">The outputs that a caller gets, in order.</param>
    /// <param name="arenaByteSize">Bytes of the arena that each session allocates.</param>
    /// <param name="code">What the kernels' code lies in; kept alive as long as the plan.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the parts contradict each other, as those of a corrupted engine file may.</exception>
    public ExecutionPlan(
        PlanArray<PlanBuffer> buffers,
        PlanArray<ConstantData> constants,
        PlanArray<PlanStep> steps,
        PlanArray<PlanPort> inputs,
        PlanArray<PlanPort> outputs,
        long arenaByteSize = 0,
        object? code = null)
    {
        (Buffers, Constants, Steps, Inputs, Outputs, ArenaByteSize, Code) = (buffers, constants, steps, inputs, outputs, arenaByteSize, code);
        new PlanVerifier(this).Verify();
    }

    public PlanArray<PlanBuffer> Buffers { get; }

    public PlanArray<ConstantData> Constants { get; }

    public PlanArray<PlanStep> Steps { get; }

    public PlanArray<PlanPort> Inputs { get; }

    public PlanArray<PlanPort> Outputs { get; }

    public long ArenaByteSize { get; }

    /// <summary>What the kernels' code lies in, a <see cref="CodeImage"/>.</summary>
    public object? Code { get; }
}
