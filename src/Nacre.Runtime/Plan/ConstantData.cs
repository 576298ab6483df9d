using System.Buffers;

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

    /// <summary>Copies many constants, in order, into one block, whose pages can then be large.</summary>
    /// <param name="contents">The bytes of each constant: its length, and what writes them.</param>
    public static unsafe ConstantData[] InOneBlock(IReadOnlyList<(long ByteSize, SpanAction<byte, object?> Write)> contents)
    {
        long total = contents.Sum(c => AlignedMemory.RoundUp(c.ByteSize));
        var memory = new AlignedMemory(total, "the model's constants");
        var constants = new ConstantData[contents.Count];
        long at = 0;
        for (int i = 0; i < constants.Length; i++)
        {
            nint pointer = memory.Pointer + (nint)at;
            contents[i].Write(new Span<byte>((void*)pointer, checked((int)contents[i].ByteSize)), null);
            constants[i] = Borrow(pointer, contents[i].ByteSize, memory);
            at += AlignedMemory.RoundUp(contents[i].ByteSize);
        }
        return constants;
    }

    /// <summary>Copies values into aligned memory of its own.</summary>
    public static ConstantData FromValues<T>(params ReadOnlySpan<T> values) where T : unmanaged =>
        FromBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));

    /// <summary>Repeats an element until the bytes are full; an element as long as the bytes is copied.</summary>
    public static void Fill(Span<byte> bytes, ReadOnlySpan<byte> element)
    {
        // What is filled is copied behind itself, in pieces that stay in the cache.
        const int most = 1 << 14;
        element[..Math.Min(element.Length, bytes.Length)].CopyTo(bytes);
        for (int done = element.Length; done < bytes.Length && done > 0;)
        {
            int piece = Math.Min(Math.Min(done, Math.Max(most / element.Length * element.Length, element.Length)), bytes.Length - done);
            bytes[..piece].CopyTo(bytes[done..]);
            done += piece;
        }
    }

    public static ConstantData FromStrings(params string[] strings) => new(0, 0, null, strings);

    /// <summary>A tensor over the constant, without copying numbers.</summary>
    internal HostTensor ToTensor(PlanBuffer buffer)
    {
        ReadOnlySpan<long> shape = buffer.Shape!.Value.AsSpan();
        return _strings is null ? HostTensor.Borrow(buffer.Type, shape, Pointer, _owner) : HostTensor.FromStrings(_strings, shape);
    }
}
