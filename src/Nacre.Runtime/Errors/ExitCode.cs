namespace Nacre.Runtime;

/// <summary>Why a command or a library call failed; the values are the exit codes of the <c>nacre</c> command.</summary>
public enum ExitCode
{
    Ok = 0,
    TestFailed = 1,
    Usage = 2,
    ModelUnreadable = 3,
    Unsupported = 4,
    DeviceOrLibraryMissing = 5,
    OutOfMemoryOrLimit = 6,
}
