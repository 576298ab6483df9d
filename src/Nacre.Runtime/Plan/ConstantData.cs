namespace Nacre.Runtime;

/// <summary>The elements of a constant: numbers at a multiple of 64 bytes, or strings. Read-only by agreement and shared by all sessions of a plan.</summary>
public sealed class ConstantData
{
    private readonly string[]? _strings;

    // Kept because Pointer is only valid while the owner lives.
    private readonly object? _owner;

    private ConstantData(nint pointer, long byteSize, object? owner, string[]? strings)
    {
        if (pointer % AlignedMemory.Alignment != 0)
            throw new ArgumentException($"A constant must start at a multiple of {AlignedMemory.Alignment} bytes.", nameof(pointer));

        (Pointer, ByteSize, _owner, _strings) = (pointer, byteSize, owner, strings);
    }

    /// <summary>The first byte; 0 for strings.</summary>
    public nint Pointer { get; }

    public long ByteSize { get; }

    /// <summary>Null for numbers.</summary>
    public ReadOnlySpan<string> Strings => _strings;

    public bool IsStrings => _strings is not null;

    /// <summary>Uses memory where it lies, for example in a <see cref="MappedFile"/>.</summary>
    /// <param name="pointer">64-byte aligned.</param>
    /// <param name="byteSize">Bytes that may be read.</param>
    /// <param name="owner">Kept alive as long as the constant.</param>
    /// <exception cref="ArgumentException">The pointer is not aligned.</exception>
    public static ConstantData Borrow(nint pointer, long byteSize, object? owner) => new(pointer, byteSize, owner, null);

    /// <summary>Copies bytes into aligned memory of its own.</summary>
    public static unsafe ConstantData FromBytes(ReadOnlySpan<byte> bytes)
    {
        var memory = new AlignedMemory(bytes.Length, "a constant");
        bytes.CopyTo(new Span<byte>((void*)memory.Pointer, bytes.Length));
        return Borrow(memory.Pointer, bytes.Length, memory);
    }

    /// <summary>Copies values into aligned memory of its own.</summary>
    public static ConstantData FromValues<T>(params ReadOnlySpan<T> values) where T : unmanaged =>
        FromBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));

    /// <summary>Fills aligned memory of its own with one element.</summary>
    /// <param name="element">The bytes to repeat; at most 64, a power of two of them.</param>
    /// <param name="byteSize">Bytes of the whole.</param>
    public static unsafe ConstantData FromSplat(ReadOnlySpan<byte> element, long byteSize)
    {
        var memory = new AlignedMemory(byteSize, "a constant");
        // Whole blocks of this size are copied: larger ones would leave the cache, smaller ones cost more calls.
        const int block = 1 << 14;
        Span<byte> pattern = stackalloc byte[block];
        for (int at = 0; at < block; at += element.Length)
            element.CopyTo(pattern[at..]);
        for (long at = 0; at < byteSize; at += block)
            pattern[..(int)Math.Min(block, byteSize - at)].CopyTo(new Span<byte>((void*)(memory.Pointer + (nint)at), block));

        return Borrow(memory.Pointer, byteSize, memory);
    }

    public static ConstantData FromStrings(params string[] strings) => new(0, 0, null, strings);

    /// <summary>A tensor over the constant, without copying numbers.</summary>
    internal HostTensor ToTensor(PlanBuffer buffer)
    {
        ReadOnlySpan<long> shape = buffer.Shape!.Value.AsSpan();
        return _strings is null ? HostTensor.Borrow(buffer.Type, shape, Pointer, _owner) : HostTensor.FromStrings(_strings, shape);
    }
}
