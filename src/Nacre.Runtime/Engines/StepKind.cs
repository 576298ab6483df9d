namespace Nacre.Runtime;

/// <summary>The kinds of steps in an engine file.</summary>
internal enum StepKind : byte
{
    Host,
    Launch,
    Jump,
    Branch,
    Copy,
    Write,
}

internal static class StepKinds
{
    public static StepKind Of(PlanStep step) => step switch
    {
        HostStep => StepKind.Host,
        LaunchStep => StepKind.Launch,
        JumpStep => StepKind.Jump,
        BranchStep => StepKind.Branch,
        CopyStep => StepKind.Copy,
        WriteStep => StepKind.Write,
        _ => throw new ArgumentException($"Step '{step.Name}' is of the unknown kind {step.GetType().Name}.", nameof(step)),
    };
}
