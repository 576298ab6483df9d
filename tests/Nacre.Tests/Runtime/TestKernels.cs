using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nacre.Runtime;

namespace Nacre.Tests.Runtime;

/// <summary>Kernels of the native ABI, written by hand. One tile is <c>Sizes[0]</c> floats unless said.</summary>
internal static unsafe class TestKernels
{
    /// <summary>Buffers (a, b, y): y = a + b.</summary>
    public static nint Add => (nint)(delegate* unmanaged<NacreArgs*, long, long, void>)&AddKernel;

    /// <summary>Buffers (x, y): y = 2 x.</summary>
    public static nint Double => (nint)(delegate* unmanaged<NacreArgs*, long, long, void>)&DoubleKernel;

    /// <summary>Buffers (counts): adds 1 to the 64-bit counter of each tile.</summary>
    public static delegate* unmanaged<NacreArgs*, long, long, void> Count => &CountKernel;

    /// <summary>Buffers (arrived): one 64-bit counter, on which each call waits until Sizes[0] calls have come or a minute is over.</summary>
    public static delegate* unmanaged<NacreArgs*, long, long, void> Meet => &MeetKernel;

    [UnmanagedCallersOnly]
    private static void AddKernel(NacreArgs* args, long begin, long end)
    {
        float* a = (float*)args->Buffers[0], b = (float*)args->Buffers[1], y = (float*)args->Buffers[2];
        for (long i = begin * args->Sizes[0]; i < end * args->Sizes[0]; i++)
            y[i] = a[i] + b[i];
    }

    [UnmanagedCallersOnly]
    private static void DoubleKernel(NacreArgs* args, long begin, long end)
    {
        float* x = (float*)args->Buffers[0], y = (float*)args->Buffers[1];
        for (long i = begin * args->Sizes[0]; i < end * args->Sizes[0]; i++)
            y[i] = 2 * x[i];
    }

    [UnmanagedCallersOnly]
    private static void CountKernel(NacreArgs* args, long begin, long end)
    {
        for (long i = begin; i < end; i++)
            Interlocked.Increment(ref Unsafe.AsRef<long>((long*)args->Buffers[0] + i));
    }

    [UnmanagedCallersOnly]
    private static void MeetKernel(NacreArgs* args, long begin, long end)
    {
        ref long arrived = ref Unsafe.AsRef<long>(args->Buffers[0]);
        Interlocked.Increment(ref arrived);
        for (long giveUp = Environment.TickCount64 + 60_000; Volatile.Read(ref arrived) < args->Sizes[0] && Environment.TickCount64 < giveUp;)
            Thread.Yield();
        if (Volatile.Read(ref arrived) < args->Sizes[0])
            Interlocked.Add(ref arrived, -1_000);
    }
}
