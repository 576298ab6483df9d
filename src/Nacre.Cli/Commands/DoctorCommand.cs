using System.CommandLine;
using Nacre.Comparison;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre doctor</c>: what was found on this machine, and what is missing for what.</summary>
internal sealed class DoctorCommand : Command
{
    private readonly Option<bool> _roofline = new("--roofline") { Description = "Measure what this machine can compute and move at most" };

    public DoctorCommand(CommandConsole console, ErrorPrinter errors) : base("doctor", "Reports hardware and libraries")
    {
        Options.Add(_roofline);
        SetAction(errors.Guard(parsed =>
        {
            var report = MachineReport.Make();
            foreach (var line in report.Lines)
                console.Out.WriteLine(line);
            if (!report.IsComplete)
                return ExitCode.DeviceOrLibraryMissing;
            if (parsed.GetValue(_roofline))
                PrintRooflines(console);
            return ExitCode.Ok;
        }));
    }

    private static void PrintRooflines(CommandConsole console)
    {
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            console.Out.WriteLine($"roofline  {threads} thread{(threads == 1 ? " " : "s")}: {Roofline.Measure(threads)}");
    }
}
