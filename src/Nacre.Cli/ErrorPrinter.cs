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
            error.WriteLine(e is DiagnosticException ? e.Message : $"error: {MessageOf(e)}");
            if (parsed.GetValue(Verbose))
                error.WriteLine(e);
            return (int)CodeOf(e);
        }
    };

    /// <summary>Says in one line what is wrong with a command line that does not parse.</summary>
    public ExitCode Usage(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var words = command == parsed.RootCommandResult.Command ? command.Name : $"{parsed.RootCommandResult.Command.Name} {command.Name}";
        var verbs = string.Join(", ", command.Subcommands.Select(c => c.Name));
        var what = parsed.UnmatchedTokens switch
        {
            [var token, ..] => $"'{token}' means nothing to '{words}'",
            [] when verbs.Length > 0 => $"a verb is missing: {verbs}",
            [] when MissingArgument(parsed) is { } argument => $"'{words}' needs {argument.Name}: {argument.Description}",
            [] => parsed.Errors[0].Message.TrimEnd('.'),
        };
        error.WriteLine($"error: {what}; '{words} --help' shows what there is");
        return ExitCode.Usage;
    }

    private static Argument? MissingArgument(ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments.FirstOrDefault(a => a.Arity.MinimumNumberOfValues > (parsed.GetResult(a)?.Tokens.Count ?? 0));

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
