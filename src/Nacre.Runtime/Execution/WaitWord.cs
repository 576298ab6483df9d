using System.Diagnostics;

namespace Nacre.Runtime;

/// <summary>A counter on its own cache lines that one thread may wait on until it is zero: a short spin, then asleep.</summary>
/// <remarks>
/// The waiter announces that it sleeps before it looks a last time; the one who makes the counter zero looks for a sleeper after that.
/// With a full fence between the two steps on both sides, one of them always sees the other.
/// </remarks>
internal sealed class WaitWord(int value)
{
    private readonly object _gate = new();
    private PaddedInt _value = new(value);
    private bool _sleeping;

    public void Set(int value) => Volatile.Write(ref _value.Value, value);

    public void SetZero()
    {
        Interlocked.Exchange(ref _value.Value, 0);
        WakeWaiter();
    }

    public void Decrement()
    {
        if (Interlocked.Decrement(ref _value.Value) == 0)
            WakeWaiter();
    }

    /// <summary>Changes 0 to 1; false if another thread was first.</summary>
    public bool TryTakeZero() => Volatile.Read(ref _value.Value) == 0 && Interlocked.CompareExchange(ref _value.Value, 1, 0) == 0;

    public void WaitForZero(long spinTicks)
    {
        if (Spin(spinTicks))
            return;

        lock (_gate)
        {
            Volatile.Write(ref _sleeping, true);
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref _value.Value) != 0)
                Monitor.Wait(_gate);
            Volatile.Write(ref _sleeping, false);
        }
    }

    private bool Spin(long ticks)
    {
        if (Volatile.Read(ref _value.Value) == 0)
            return true;

        for (long end = Stopwatch.GetTimestamp() + ticks; Stopwatch.GetTimestamp() < end;)
        {
            Thread.SpinWait(20);
            if (Volatile.Read(ref _value.Value) == 0)
                return true;
        }

        return false;
    }

    private void WakeWaiter()
    {
        if (!Volatile.Read(ref _sleeping))
            return;

        lock (_gate)
            Monitor.Pulse(_gate);
    }

    /// <summary>Two cache lines on either side: processors fetch lines in pairs, and a waiter spins on this while its neighbours are written.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 256)]
    private struct PaddedInt(int value)
    {
        [System.Runtime.InteropServices.FieldOffset(128)]
        public int Value = value;
    }
}
