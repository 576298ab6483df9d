namespace Nacre.Transforms.Interpreter;

/// <summary>The explicit list of the dialects' semantics.</summary>
public static class AllEvaluators
{
    public static OpEvaluators Create() => new();

    public static CustomCalls CreateCustomCalls() => new();
}
