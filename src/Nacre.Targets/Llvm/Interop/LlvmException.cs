namespace Nacre.Targets.Llvm.Interop;

/// <summary>LLVM rejected its input or could not generate code; the message is LLVM's own.</summary>
public sealed class LlvmException : Exception
{
    public LlvmException() { }

    public LlvmException(string message) : base(message) { }

    public LlvmException(string message, Exception innerException) : base(message, innerException) { }
}
