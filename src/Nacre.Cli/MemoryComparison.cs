using System.Diagnostics;
using System.Globalization;
using Nacre.Cli.Commands;
using Nacre.Comparison;
using Nacre.Runtime;

namespace Nacre.Cli;

/// <summary>The memory that a model takes in processes that do nothing else.</summary>
/// <param name="Deployed">Nacre, from an engine file, or from the model where that cannot be saved as one.</param>
/// <param name="Compiling">Nacre, from the model: import, compilation and runs in one process.</param>
/// <param name="Reference">ONNX Runtime, from the model; null where it was not asked for.</param>
internal sealed record MemoryComparison(MemoryUse Deployed, MemoryUse Compiling, MemoryUse? Reference)
{
    /// <param name="model">The file that <paramref name="engine"/> was opened from.</param>
    /// <exception cref="NacreException">A process failed; its message.</exception>
    public static MemoryComparison Measure(string model, Engine engine, HostTensor[] inputs, int threads, bool withReference)
    {
        var folder = Directory.CreateTempSubdirectory("nacre-memory-").FullName;
        try
        {
            var files = inputs.Select((tensor, i) => Write(tensor, Path.Combine(folder, $"{i}.npy"))).ToArray();
            var words = files.SelectMany(f => (string[])["--input", f]).Concat(["--threads", threads.ToString(CultureInfo.InvariantCulture)]).ToArray();
            var compiling = Probe([MemoryProbeCommand.Nacre, model, .. words]);
            var deployed = Save(engine, Path.Combine(folder, "engine" + EngineFile.Extension)) is { } file ? Probe([MemoryProbeCommand.Nacre, file, .. words]) : compiling;
            return new MemoryComparison(deployed, compiling, withReference ? Probe([MemoryProbeCommand.OnnxRuntime, model, .. words]) : null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Write(HostTensor tensor, string file)
    {
        Npy.Write(file, tensor);
        return file;
    }

    /// <summary>The engine file; null where the model cannot be one.</summary>
    private static string? Save(Engine engine, string file)
    {
        try
        {
            engine.Save(file);
            return file;
        }
        catch (NacreException e) when (e.Code == ExitCode.Unsupported)
        {
            return null;
        }
    }

    private static MemoryUse Probe(IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The program may be its own host or run by dotnet, which then takes the program's file first.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var word in words.Prepend(MemoryProbeCommand.Verb))
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? MemoryUse.Parse(output) : throw new NacreException((ExitCode)process.ExitCode, $"the process that measures memory failed: {error.Result.Trim()}");
    }
}
