namespace Nacre.Transforms.Interpreter;

/// <summary>
/// A program cannot be evaluated: its inputs are wrong, an operation or type has no semantics here, or a limit was reached. The interpreter adds the operation and its location.
/// </summary>
public sealed class EvaluationException(string message) : Exception(message);

/// <summary>A program calls a library that is not on this machine; the message says what to install. The interpreter lets it pass.</summary>
public sealed class LibraryMissingException(string message) : Exception(message);
