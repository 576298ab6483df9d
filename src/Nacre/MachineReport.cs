using Nacre.Targets.Llvm.Interop;
using Nacre.Transforms.Interpreter.Lapack;

namespace Nacre;

/// <summary>What Nacre finds on this machine.</summary>
/// <param name="IsComplete">Nothing is missing that compiling for the CPU needs.</param>
public sealed record MachineReport(IReadOnlyList<string> Lines, bool IsComplete)
{
    public static MachineReport Make()
    {
        var lines = new List<string> { $"runtime   .NET {Environment.Version}, {Environment.ProcessorCount} cores" };
        if (!LlvmLibrary.TryLoad(out var reason))
            return new MachineReport([.. lines, $"LLVM      missing: {reason}", "          without it no model can be compiled"], false);
        var cpu = CpuTarget.Host();
        lines.Add($"LLVM      {LlvmLibrary.Load().Version} ({LlvmLibrary.Load().Path})");
        lines.Add($"CPU       {cpu.Cpu}, {cpu.VectorBits}-bit vectors, L2 {cpu.Caches.L2 / 1024} KiB");
        lines.AddRange(Lapack());
        return new MachineReport(lines, true);
    }

    private static string[] Lapack() => LapackLibrary.TryLoad(out var reason) is { } library
        ? [$"LAPACK    {library.Path}, for the Cholesky, QR, LU, SVD and eigenvalue calls of JAX programs"]
        : [$"LAPACK    missing: {reason}", "          without it programs of JAX that call Cholesky, QR, LU, SVD or eigenvalue routines cannot run; all else can"];
}
