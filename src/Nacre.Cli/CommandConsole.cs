namespace Nacre.Cli;

/// <summary>Where a command reads and writes: the process's streams, or those of a test.</summary>
public sealed record CommandConsole(TextReader In, TextWriter Out, TextWriter Error)
{
    public static CommandConsole System { get; } = new(Console.In, Console.Out, Console.Error);
}
