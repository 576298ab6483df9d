using System.Diagnostics;
using Nacre.Cli;
using Nacre.Runtime;

namespace Nacre.Tests.Cli;

/// <summary>What a command line did.</summary>
internal sealed record CommandRun(ExitCode Exit, string Out, string Error)
{
    private const string Cache = "NACRE_CACHE";

    // Commands in this process keep what they compile for the time of the tests, not in the user's folder.
    private static readonly TemporaryFolder Folder = new();

    static CommandRun()
    {
        Environment.SetEnvironmentVariable(Cache, Folder.Path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Folder.Dispose();
    }

    /// <summary>Runs a command line in this process.</summary>
    public static CommandRun Of(params IReadOnlyList<string> words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = NacreCommand.Run(words, new CommandConsole(TextReader.Null, output, error));
        return new CommandRun((ExitCode)exit, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line in a process of its own, with one environment variable set and an empty cache.</summary>
    public static CommandRun OfProcess(string variable, string value, params IReadOnlyList<string> words)
    {
        using var cache = new TemporaryFolder();
        return OfProcess(new Dictionary<string, string> { [variable] = value, [Cache] = cache.Path }, words);
    }

    /// <summary>Runs a command line in a process of its own, with these environment variables set.</summary>
    public static CommandRun OfProcess(IReadOnlyDictionary<string, string> variables, params IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Nacre.Cli.dll"));
        foreach (var word in words)
            start.ArgumentList.Add(word);
        foreach (var (variable, value) in variables)
            start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandRun((ExitCode)process.ExitCode, output, error.Result);
    }

    /// <summary>Asserts that the run ended with this code and one message that has all these words, without a stack trace.</summary>
    public CommandRun Fails(ExitCode exit, params IReadOnlyList<string> words)
    {
        Assert.True(exit == Exit, $"expected exit code {exit}, got {Exit}\n{Error}\n{Out}");
        Assert.StartsWith("error: ", Error);
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Count(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)) == 1, $"more than one message:\n{Error}");
        Assert.DoesNotContain(lines, IsStackTrace);
        foreach (var word in words)
            Assert.Contains(word, Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that the message is the same, with a stack trace below.</summary>
    public void ShowsStackTraceOf(CommandRun plain)
    {
        Assert.Equal(plain.Exit, Exit);
        Assert.StartsWith(plain.Error.TrimEnd(), Error);
        Assert.Contains(Error.Split('\n'), IsStackTrace);
    }

    private static bool IsStackTrace(string line) => line.TrimStart().StartsWith("at Nacre.", StringComparison.Ordinal);
}
