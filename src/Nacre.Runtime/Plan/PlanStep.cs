namespace Nacre.Runtime;

/// <summary>One step of the host program; steps run in order.</summary>
/// <param name="Name">Named in errors and profiles.</param>
/// <param name="Source">Names of the user's nodes that the step computes.</param>
public abstract record PlanStep(string Name, PlanArray<string> Source);

/// <summary>A call of compiled code.</summary>
/// <param name="Kernel">The kernel's symbol.</param>
/// <param name="Function">Its address; see <see cref="NacreArgs"/> for the ABI.</param>
/// <param name="Buffers">Ids of the operands in the kernel's order; none may hold strings.</param>
/// <param name="Sizes">The kernel's size arguments.</param>
/// <param name="Tiles">Number of tiles; the kernel computes any range of them.</param>
/// <param name="Parallel">Whether different ranges may run at the same time.</param>
/// <param name="Tactic">How the kernel computes, for profiles.</param>
/// <param name="Source">Names of the user's nodes that the kernel computes.</param>
/// <param name="Flops">Floating-point operations of one launch, for profiles.</param>
/// <param name="Bytes">Bytes that one launch must at least read and write, for profiles.</param>
/// <param name="ScratchBytes">Memory in bytes that each thread needs while it computes tiles.</param>
public sealed record LaunchStep(
    string Kernel,
    nint Function,
    PlanArray<int> Buffers,
    PlanArray<long> Sizes,
    long Tiles,
    bool Parallel = true,
    string Tactic = "",
    PlanArray<string> Source = default,
    double Flops = 0,
    double Bytes = 0,
    long ScratchBytes = 0) : PlanStep(Kernel, Source);

/// <summary>A call of managed code, for example of the reference evaluator.</summary>
/// <param name="Name">Named in errors and profiles.</param>
/// <param name="Kernel">What computes it.</param>
/// <param name="Inputs">Ids of the operands; -1 for one that is absent.</param>
/// <param name="Outputs">Ids of the results; -1 for one that nobody needs.</param>
/// <param name="Source">Names of the user's nodes that the step computes.</param>
public sealed record HostStep(string Name, IHostKernel Kernel, PlanArray<int> Inputs, PlanArray<int> Outputs, PlanArray<string> Source = default)
    : PlanStep(Name, Source);

/// <summary>Goes on at another step.</summary>
/// <param name="Name">Named in errors and profiles.</param>
/// <param name="Target">Index of the next step; the number of steps ends the run. A jump backwards is a loop.</param>
/// <param name="Source">Names of the user's nodes that the step belongs to.</param>
public sealed record JumpStep(string Name, int Target, PlanArray<string> Source = default) : PlanStep(Name, Source);

/// <summary>Goes on at another step when a truth value does not hold, and at the next one when it does.</summary>
/// <param name="Name">Named in errors and profiles.</param>
/// <param name="Condition">A buffer of static shape with one <see cref="ElementType.Bool"/>.</param>
/// <param name="Target">Index of the next step when it is false.</param>
/// <param name="Source">Names of the user's nodes that the step belongs to.</param>
public sealed record BranchStep(string Name, int Condition, int Target, PlanArray<string> Source = default) : PlanStep(Name, Source);

/// <summary>Copies a value into another buffer of as many bytes.</summary>
/// <param name="Name">Named in errors and profiles.</param>
/// <param name="From">A buffer of static shape.</param>
/// <param name="To">A buffer in the arena or an output.</param>
/// <param name="Source">Names of the user's nodes that the step belongs to.</param>
public sealed record CopyStep(string Name, int From, int To, PlanArray<string> Source = default) : PlanStep(Name, Source);

/// <summary>Replaces a part of a value in place.</summary>
/// <param name="Name">Named in errors and profiles.</param>
/// <param name="Update">The new part.</param>
/// <param name="To">A buffer in the arena or an output.</param>
/// <param name="Part">Sizes of the part; the buffer may hold its elements under another shape.</param>
/// <param name="Whole">Sizes of the value, as many.</param>
/// <param name="Starts">For each dimension a buffer with one integer: where the part begins, moved inside where it would stick out.</param>
/// <param name="Source">Names of the user's nodes that the step belongs to.</param>
public sealed record WriteStep(string Name, int Update, int To, PlanArray<long> Part, PlanArray<long> Whole, PlanArray<int> Starts, PlanArray<string> Source = default) : PlanStep(Name, Source);

/// <summary>Managed code that computes a <see cref="HostStep"/>; sessions on several threads may call one instance at once.</summary>
public interface IHostKernel
{
    /// <summary>
    /// Reads the inputs and fills the outputs. An output of static shape is there to be written. One of
    /// <see cref="BufferKind.Dynamic"/> is null: the kernel puts a new tensor in its place, never one of the inputs, and the session owns it.
    /// </summary>
    /// <param name="inputs">Valid during the call; null where absent.</param>
    /// <param name="outputs">As above; null also where nobody needs the output.</param>
    void Run(ReadOnlySpan<HostTensor?> inputs, Span<HostTensor?> outputs);
}
