namespace Nacre.Runtime;

/// <summary>
/// An error that a user can act on. The message says what failed, where (file, input, node, shapes), why, and what to do.
/// A broken invariant of the program is not one of these.
/// </summary>
public sealed class NacreException : Exception
{
    public NacreException(ExitCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    public ExitCode Code { get; }
}
