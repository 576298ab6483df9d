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
}
