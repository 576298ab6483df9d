using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>The functions that <c>stablehlo.custom_call</c> can name while a program is interpreted.</summary>
public sealed class CustomCalls
{
    /// <summary>Targets by which JAX says where values of a program on several devices lie: on one device they are their operands.</summary>
    private static readonly string[] Placements = ["Sharding", "SPMDFullToShardShape", "SPMDShardToFullShape", "LayoutConstraint", "annotate_device_placement"];

    private readonly Dictionary<string, OpEvaluation<Operation>> _targets = new(StringComparer.Ordinal);

    public CustomCalls Add(string target, OpEvaluation<Operation> evaluate)
    {
        _targets[target] = evaluate;
        return this;
    }

    public OpEvaluation<Operation>? Find(string target) => _targets.GetValueOrDefault(target);

    /// <summary>Whether a call only says where its operands lie, and gives them.</summary>
    public static bool IsPlacement(CustomCallOp op) => Placements.Contains(op.CallTargetName) && op.Operands.Types.SequenceEqual(op.Results.Types);
}
