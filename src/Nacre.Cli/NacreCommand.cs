using System.CommandLine;
using System.CommandLine.Help;
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
        // Not RootCommand, which is named after the program's file.
        var root = new Command("nacre", "Nacre: a portable compiler and runtime for machine-learning models.")
        {
            new RunCommand(console, errors),
            new CompileCommand(console, errors),
            new CheckCommand(console, errors),
            new BenchCommand(console, errors),
            new MemoryProbeCommand(console, errors),
            new TestCommand(console, errors),
            new OptCommand(console, errors),
            new ReduceCommand(console, errors),
            new DoctorCommand(console, errors),
            errors.Verbose,
            new HelpOption(),
            new VersionOption(),
        };
        // Without bundling, -canonicalize is one word and not -c -a -n …
        var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
            return (int)errors.Usage(parsed);
        return parsed.Invoke(new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false });
    }
}
