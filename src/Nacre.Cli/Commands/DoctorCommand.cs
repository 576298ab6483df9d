using System.CommandLine;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre doctor</c>: what was found on this machine, and what is missing for what.</summary>
internal sealed class DoctorCommand : Command
{
    public DoctorCommand(CommandConsole console, ErrorPrinter errors) : base("doctor", "Reports hardware and libraries")
    {
        SetAction(errors.Guard(_ =>
        {
            var report = MachineReport.Make();
            foreach (var line in report.Lines)
                console.Out.WriteLine(line);
            return report.IsComplete ? ExitCode.Ok : ExitCode.DeviceOrLibraryMissing;
        }));
    }
}
