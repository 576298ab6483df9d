using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nacre.Runtime;

/// <summary>
/// A dense row-major tensor in this process's memory. Numbers lie in native memory that the tensor owns (64-byte aligned) or borrows;
/// strings lie in a managed array.
/// </summary>
/// <remarks>Keep the tensor alive, best by <c>using</c>, while a span or pointer taken from it is in use: neither keeps the memory alive.</remarks>
public sealed unsafe class HostTensor : IDisposable
{
    private readonly long[] _shape;
    private readonly string[]? _strings;
    private readonly object? _owner;
    private readonly bool _disposeOwner;
    private nint _pointer;
    private bool _disposed;

    private HostTensor(ElementType type, ReadOnlySpan<long> shape, nint pointer, object? owner, bool disposeOwner, string[]? strings = null)
    {
        ElementType = type;
        _shape = shape.ToArray();
        ElementCount = TensorSize.ElementCount(shape);
        ByteSize = TensorSize.ByteSize(type, shape);
        (_pointer, _owner, _disposeOwner, _strings) = (pointer, owner, disposeOwner, strings);
    }

    public ElementType ElementType { get; }

    /// <summary>Sizes, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    public int Rank => _shape.Length;

    public long ElementCount { get; }

    /// <summary>Bytes of all elements; 0 for strings.</summary>
    public long ByteSize { get; }

    /// <summary>The first element; owned memory is 64-byte aligned, borrowed memory as the lender gave it.</summary>
    /// <exception cref="InvalidOperationException">A tensor of strings has no native memory.</exception>
    public nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _strings is null ? _pointer : throw new InvalidOperationException("A tensor of strings has no native memory; use Strings.");
        }
    }

    /// <summary>The elements of a tensor of strings, in row-major order.</summary>
    public string[] Strings => _strings ?? throw new InvalidOperationException($"{Describe()} holds no strings.");

    /// <summary>A tensor of zeros, <c>false</c> or empty strings.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.OutOfMemoryOrLimit"/>: the tensor is too large.</exception>
    public static HostTensor Create(ElementType type, params ReadOnlySpan<long> shape)
    {
        if (type == ElementType.String)
            return CreateStrings(shape);

        HostTensor tensor = CreateUninitialized(type, shape);
        ((AlignedMemory)tensor._owner!).Clear();
        return tensor;
    }

    /// <summary>A tensor whose numbers are whatever the memory held, for a writer that fills all of it.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.OutOfMemoryOrLimit"/>: the tensor is too large.</exception>
    public static HostTensor CreateUninitialized(ElementType type, params ReadOnlySpan<long> shape)
    {
        if (type == ElementType.Undefined)
            throw new ArgumentException("A tensor needs an element type.", nameof(type));
        if (type == ElementType.String)
            return CreateStrings(shape);

        var memory = new AlignedMemory(TensorSize.ByteSize(type, shape), TensorSize.Format(type, shape));
        return new HostTensor(type, shape, memory.Pointer, memory, disposeOwner: true);
    }

    /// <summary>Copies values; the element type follows from <typeparamref name="T"/>.</summary>
    public static HostTensor FromArray<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        FromArray(ElementTypes.Of<T>(), values, shape);

    /// <inheritdoc cref="FromArray{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static HostTensor FromArray<T>(T[] values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        FromArray<T>(values.AsSpan(), shape);

    /// <summary>Copies values whose type alone does not tell the element type: <c>ushort</c> as BF16, <c>sbyte</c> as I4, <c>byte</c> as F8E5M2.</summary>
    public static HostTensor FromArray<T>(ElementType type, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        CheckCount(values.Length, type, shape);
        HostTensor tensor = CreateUninitialized(type, shape);
        values.CopyTo(tensor.AsSpan<T>());
        return tensor;
    }

    /// <summary>A tensor of strings that uses <paramref name="values"/> itself.</summary>
    public static HostTensor FromStrings(string[] values, params ReadOnlySpan<long> shape)
    {
        CheckCount(values.Length, ElementType.String, shape);
        return new HostTensor(ElementType.String, shape, 0, null, disposeOwner: false, values);
    }

    /// <summary>Shows the caller's memory without copying; it stays pinned until <see cref="Dispose"/>.</summary>
    public static HostTensor Borrow<T>(Memory<T> memory, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        ElementType type = ElementTypes.Of<T>();
        CheckCount(memory.Length, type, shape);
        var pin = memory.Pin();
        return new HostTensor(type, shape, (nint)pin.Pointer, pin, disposeOwner: true);
    }

    /// <summary>Shows native memory without copying, for example a region of a <see cref="MappedFile"/>.</summary>
    /// <param name="type">Element type; not <see cref="ElementType.String"/>.</param>
    /// <param name="shape">Sizes; the lender vouches for that many elements.</param>
    /// <param name="pointer">First element.</param>
    /// <param name="owner">Kept alive as long as the tensor, never disposed by it.</param>
    public static HostTensor Borrow(ElementType type, ReadOnlySpan<long> shape, nint pointer, object? owner)
    {
        if (type.ByteSize() == 0)
            throw new ArgumentException($"Memory cannot be shown as {type}.", nameof(type));

        return new HostTensor(type, shape, pointer, owner, disposeOwner: false);
    }

    /// <summary>All elements; <typeparamref name="T"/> is the storage type of the element type or the unsigned integer of that size.</summary>
    /// <exception cref="InvalidOperationException">The type does not fit, or there are more elements than a span can hold.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged => AsSpan<T>(0, ElementCount);

    /// <summary>Elements from <paramref name="start"/> on, for tensors too large for one span.</summary>
    /// <inheritdoc cref="AsSpan{T}()"/>
    public Span<T> AsSpan<T>(long start, long length) where T : unmanaged
    {
        if (!ElementType.CanView<T>())
            throw new InvalidOperationException($"{Describe()} cannot be viewed as {typeof(T).Name}.");
        if (length > int.MaxValue)
            throw new InvalidOperationException($"{Describe()} has more elements than one span can hold; take it in parts.");

        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, ElementCount - length);
        return new Span<T>((T*)Pointer + start, (int)length);
    }

    /// <summary>The bytes of all elements.</summary>
    public Span<byte> AsBytes()
    {
        if (ByteSize > int.MaxValue)
            throw new InvalidOperationException($"{Describe()} has more bytes than one span can hold; take it in parts.");

        return new Span<byte>((void*)Pointer, (int)ByteSize);
    }

    /// <summary>A copy that owns its memory.</summary>
    public HostTensor Clone()
    {
        HostTensor copy = CreateUninitialized(ElementType, _shape);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies all elements into a tensor of the same element type and number of elements.</summary>
    public void CopyTo(HostTensor destination)
    {
        if (destination.ElementType != ElementType || destination.ElementCount != ElementCount)
            throw new ArgumentException($"{Describe()} cannot be copied into {destination.Describe()}.", nameof(destination));

        if (_strings is not null)
            _strings.CopyTo(destination.Strings, 0);
        else
            NativeMemory.Copy((void*)Pointer, (void*)destination.Pointer, (nuint)ByteSize);

        GC.KeepAlive(this);
        GC.KeepAlive(destination);
    }

    /// <summary>The type and the values as nested lists, long axes abbreviated: <c>tensor&lt;2x2xf32&gt; [[1, 2], [3, 4]]</c>.</summary>
    public override string ToString() => TensorFormatter.Format(this);

    /// <summary>Frees owned memory and releases borrowed memory.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;

        _disposed = true;
        _pointer = 0;
        if (_disposeOwner)
            ((IDisposable)_owner!).Dispose();
    }

    internal bool IsDisposed => _disposed;

    internal string Describe() => TensorSize.Format(ElementType, _shape);

    private static HostTensor CreateStrings(ReadOnlySpan<long> shape)
    {
        long count = TensorSize.ElementCount(shape);
        if (count > Array.MaxLength)
        {
            string given = TensorSize.Format(ElementType.String, shape);
            throw new NacreException(ExitCode.OutOfMemoryOrLimit, $"{given} has more than {Array.MaxLength:N0} strings, the most a tensor can hold.");
        }

        var strings = new string[count];
        Array.Fill(strings, "");
        return FromStrings(strings, shape);
    }

    private static void CheckCount(long given, ElementType type, ReadOnlySpan<long> shape, [CallerArgumentExpression(nameof(given))] string? what = null)
    {
        if (type == ElementType.Undefined)
            throw new ArgumentException("This .NET type stands for no element type; name the element type.");
        if (given != TensorSize.ElementCount(shape))
            throw new ArgumentException($"{TensorSize.Format(type, shape)} has {TensorSize.ElementCount(shape)} elements, but {what} is {given}.");
    }
}
