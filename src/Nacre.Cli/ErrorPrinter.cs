using System.CommandLine;
using Nacre.Frontends;
using Nacre.IR;
using Nacre.Runtime;

namespace Nacre.Cli;

/// <summary>Turns what a command throws into one message on the error stream and an exit code; the stack trace only with <c>--verbose</c>.</summary>
public sealed class ErrorPrinter(TextWriter error)
{
    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Show details, and the stack trace of an error", Recursive = true };

    /// <summary>An action for <see cref="Command.SetAction(Func{ParseResult, int})"/> that reports errors.</summary>
    public Func<ParseResult, int> Guard(Func<ParseResult, ExitCode> action) => parsed =>
    {
        try
        {
            return (int)action(parsed);
        }
        catch (Exception e)
        {
            Print(e, parsed.GetValue(Verbose));
            return (int)CodeOf(e);
        }
    };

    private void Print(Exception e, bool verbose) => error.WriteLine(verbose ? e.ToString() : e is DiagnosticException ? e.Message : $"error: {MessageOf(e)}");

    private static string MessageOf(Exception e) => IsExpected(e) ? e.Message : $"{e.GetType().Name}: {e.Message} (an internal error; --verbose shows where)";

    private static bool IsExpected(Exception e) => e is NacreException or ModelFormatException or FormatException or ArgumentException or IOException or UnauthorizedAccessException;

    private static ExitCode CodeOf(Exception e) => e switch
    {
        NacreException nacre => nacre.Code,
        DiagnosticException or ModelFormatException or IOException or UnauthorizedAccessException => ExitCode.ModelUnreadable,
        FormatException or ArgumentException => ExitCode.Usage,
        OutOfMemoryException => ExitCode.OutOfMemoryOrLimit,
        DllNotFoundException => ExitCode.DeviceOrLibraryMissing,
        _ => ExitCode.TestFailed,
    };
}
