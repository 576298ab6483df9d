using Nacre.Dialects.Arith;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using MemRef = Nacre.Dialects.MemRef;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// What the sum of one tile fetches ahead: a part of what the next outer step reads, spread evenly over the steps of the sum, so that the memory's latency is hidden
/// (docs/cpu-kernels.md, section 3).
/// </summary>
/// <param name="Memref">Where it lies.</param>
/// <param name="Start">The element that the first step of the sum fetches.</param>
/// <param name="ElementsPerStep">How far each step goes.</param>
/// <param name="IsOfA">Whether it is the left side that is fetched.</param>
public sealed record Prefetching(Value Memref, Value Start, long ElementsPerStep, bool IsOfA = false)
{
    /// <summary>Elements in a cache line.</summary>
    private long Line => 64 / ((MemRefType)Memref.Type).ElementType.StorageBytes();

    /// <summary>Emits the fetches of step <paramref name="k"/> of the sum.</summary>
    public void Emit(OpBuilder builder, Value k)
    {
        var start = AddIOp.Create(builder, Start, MulIOp.Create(builder, k, KernelLoops.Constant(builder, ElementsPerStep)).Result).Result;
        for (var offset = 0L; offset < ElementsPerStep; offset += Line)
        {
            var at = AddIOp.Create(builder, start, KernelLoops.Constant(builder, offset)).Result;
            MemRef.PrefetchOp.Create(builder, Memref, [at], isWrite: false, localityHint: 3, isDataCache: true);
        }
    }

    /// <summary>The least power of two that is at least <paramref name="value"/>.</summary>
    public static long PowerOfTwo(long value) => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)value);
}
