using System.Runtime.InteropServices;

namespace Nacre.Runtime;

/// <summary>A block of native memory that starts at a multiple of 64 bytes (a cache line, the widest vector) and ends with its owner.</summary>
public sealed unsafe class AlignedMemory : IDisposable
{
    public const int Alignment = 64;

    private nint _pointer;

    /// <summary>Allocates <paramref name="byteSize"/> bytes of undefined content, of which the last cache line is complete.</summary>
    /// <param name="byteSize">Size in bytes; 0 still gives a valid address.</param>
    /// <param name="purpose">What the memory is for, named in the error.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.OutOfMemoryOrLimit"/>: more than this machine or container has.</exception>
    public AlignedMemory(long byteSize, string purpose)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteSize);
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (byteSize > available)
            throw OutOfMemory(byteSize, purpose, $"this process may use {available:N0} bytes");

        try
        {
            bool isLarge = byteSize >= HugePages.MinByteSize;
            _pointer = (nint)NativeMemory.AlignedAlloc((nuint)RoundUp(Math.Max(byteSize, 1)), isLarge ? (nuint)HugePages.PageSize : Alignment);
            if (isLarge)
                HugePages.Advise(_pointer, byteSize);
        }
        catch (OutOfMemoryException)
        {
            throw OutOfMemory(byteSize, purpose, "the system has no such block left");
        }

        ByteSize = byteSize;
        if (byteSize > 0)
            GC.AddMemoryPressure(byteSize);
    }

    ~AlignedMemory() => Free();

    /// <summary>The first byte; 0 after <see cref="Dispose"/>.</summary>
    public nint Pointer => _pointer;

    public long ByteSize { get; }

    /// <summary>The next multiple of <see cref="Alignment"/>.</summary>
    public static long RoundUp(long byteSize) => checked(byteSize + Alignment - 1) & -Alignment;

    public void Clear() => NativeMemory.Clear((void*)_pointer, (nuint)RoundUp(ByteSize));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint pointer = Interlocked.Exchange(ref _pointer, 0);
        if (pointer == 0)
            return;

        NativeMemory.AlignedFree((void*)pointer);
        if (ByteSize > 0)
            GC.RemoveMemoryPressure(ByteSize);
    }

    private static NacreException OutOfMemory(long byteSize, string purpose, string why) =>
        new(ExitCode.OutOfMemoryOrLimit, $"Cannot allocate {byteSize:N0} bytes for {purpose}: {why}. Use a smaller model, batch or shape, or a machine with more memory.");
}
