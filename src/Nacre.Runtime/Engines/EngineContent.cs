namespace Nacre.Runtime;

/// <summary>What an engine file holds: a plan for inputs of certain sizes, its code, and the machines that it runs on.</summary>
/// <param name="Plan">With its code linked.</param>
/// <param name="Objects">Object files that define the kernels of the plan's launches.</param>
/// <param name="Target">What the objects are compiled for.</param>
/// <param name="HostKernels">A text from which a compiler makes the kernels of the plan's host steps; empty where there are none.</param>
/// <param name="Weights">The file that the plan's constants lie in; null when they are in memory of their own.</param>
public sealed record EngineContent(
    ExecutionPlan Plan,
    PlanArray<ReadOnlyMemory<byte>> Objects,
    EngineTarget Target,
    ReadOnlyMemory<byte> HostKernels = default,
    MappedFile? Weights = null) : IDisposable
{
    /// <summary>Ends the code and the constants; no session of the plan may run.</summary>
    public void Dispose()
    {
        (Plan.Code as IDisposable)?.Dispose();
        Weights?.Dispose();
    }
}

/// <summary>Makes the kernel of a host step from <see cref="EngineContent.HostKernels"/>.</summary>
public delegate IHostKernel HostKernelLoader(string name, ReadOnlyMemory<byte> text);
