using System.Runtime.InteropServices;

namespace Nacre.Runtime;

/// <summary>
/// What a kernel gets; the C form of the ABI is <c>void kernel(const NacreArgs* args, int64_t tile_begin, int64_t tile_end)</c>.
/// A kernel writes only the tiles of its range, allocates nothing, and never throws or unwinds.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct NacreArgs
{
    /// <summary>The first element of each operand, in the order of <see cref="LaunchStep.Buffers"/>.</summary>
    public void** Buffers;

    /// <summary>The values of <see cref="LaunchStep.Sizes"/>.</summary>
    public long* Sizes;

    /// <summary>
    /// Memory of the calling thread, <see cref="LaunchStep.ScratchBytes"/> bytes that start at a multiple of 64. It keeps its content between a thread's calls of one launch;
    /// when a launch begins, the first four bytes are zero and the others undefined.
    /// </summary>
    public byte* Scratch;

    /// <summary>How far the scratch memories of two threads are apart, in bytes; for the caller of kernels.</summary>
    public long ScratchStride;

    /// <summary>Says to the first call of a launch that the scratch memory holds nothing yet.</summary>
    internal readonly void BeginLaunch()
    {
        if (ScratchStride > 0)
            *(int*)Scratch = 0;
    }
}
