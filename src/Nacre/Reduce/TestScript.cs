using System.Diagnostics;
using Nacre.Runtime;

namespace Nacre.Reduce;

/// <summary>A program that says whether a module shows a fault, as <c>mlir-reduce</c> asks it: it gets a file as its last argument and ends with an exit code other than 0 where the fault is there.</summary>
/// <param name="Program">The program's file.</param>
/// <param name="Arguments">What stands before the file on its command line.</param>
/// <param name="Timeout">A test that takes longer is stopped; then the fault is not there.</param>
public sealed record TestScript(string Program, IReadOnlyList<string> Arguments, TimeSpan Timeout)
{
    /// <exception cref="NacreException">The program cannot be started.</exception>
    public bool IsInteresting(string module)
    {
        var file = Path.Combine(Path.GetTempPath(), $"nacre-reduce-{Environment.ProcessId}.mlir");
        File.WriteAllText(file, module);
        try
        {
            return Run(file);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new NacreException(ExitCode.Usage, $"cannot run the test '{Program}': {e.Message}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private bool Run(string file)
    {
        var start = new ProcessStartInfo(Path.GetFullPath(Program)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in Arguments.Append(file))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Timeout))
        {
            process.Kill(entireProcessTree: true);
            return false;
        }
        Task.WaitAll(output, error);
        return process.ExitCode != 0;
    }
}
