using System.CommandLine;
using Nacre.Cli.Commands;
using Nacre.Runtime;

namespace Nacre.Cli;

/// <summary>The <c>nacre</c> command: the list of its verbs.</summary>
public static class NacreCommand
{
    /// <summary>Runs a command line and returns the exit code (<see cref="ExitCode"/>).</summary>
    public static int Run(IReadOnlyList<string> args, CommandConsole console)
    {
        var errors = new ErrorPrinter(console.Error);
        var root = new RootCommand("Nacre: a portable compiler and runtime for machine-learning models.")
        {
            new RunCommand(console, errors),
            new CompileCommand(console, errors),
            new CheckCommand(console, errors),
            new BenchCommand(console, errors),
            new TestCommand(console, errors),
            new OptCommand(console, errors),
            new DoctorCommand(console, errors),
        };
        root.Options.Add(errors.Verbose);
        // Without bundling, -canonicalize is one word and not -c -a -n …
        var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false });
        var exit = parsed.Invoke(new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false });
        return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : exit;
    }
}
