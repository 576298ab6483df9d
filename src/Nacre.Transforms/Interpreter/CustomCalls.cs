using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>The functions that <c>stablehlo.custom_call</c> can name while a program is interpreted.</summary>
public sealed class CustomCalls
{
    private readonly Dictionary<string, OpEvaluation<Operation>> _targets = new(StringComparer.Ordinal);

    public CustomCalls Add(string target, OpEvaluation<Operation> evaluate)
    {
        _targets[target] = evaluate;
        return this;
    }

    public OpEvaluation<Operation>? Find(string target) => _targets.GetValueOrDefault(target);
}
