namespace Nacre.Transforms.Interpreter;

/// <summary>
/// A program cannot be evaluated: its inputs are wrong, an operation or type has no semantics here, or a limit was reached. The interpreter adds the operation and its location.
/// </summary>
public sealed class EvaluationException(string message) : Exception(message);
