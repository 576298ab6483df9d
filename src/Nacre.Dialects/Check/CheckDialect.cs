using Nacre.IR;

namespace Nacre.Dialects.Check;

/// <summary>Checks on values that tests of interpreters and targets are written with, as StableHLO's own tests are.</summary>
public sealed class CheckDialect() : Dialect("check")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        ExpectEqOp.Definition, ExpectEqConstOp.Definition, ExpectAlmostEqOp.Definition, ExpectAlmostEqConstOp.Definition, ExpectCloseOp.Definition,
        ExpectSerializedEqOp.Definition,
    ];
}

/// <summary>Operations of StableHLO's interpreter, used by its tests.</summary>
public sealed class InterpreterDialect() : Dialect("interpreter")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [RunParallelOp.Definition, PrintOp.Definition, ProbeOp.Definition];
}
