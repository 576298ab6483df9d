using System.IO.MemoryMappedFiles;

namespace Nacre.IR;

/// <summary>Bytes that attributes share without copying: managed memory or a region of a mapped file. Equal when the bytes are.</summary>
public abstract class Blob : IEquatable<Blob>
{
    private int? _hash;

    /// <summary>Length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>A part of at most 2 GiB.</summary>
    public abstract ReadOnlySpan<byte> Slice(long offset, int length);

    /// <summary>The whole; throws when longer than 2 GiB.</summary>
    public ReadOnlySpan<byte> Span => Slice(0, checked((int)Length));

    /// <summary>The bytes are a file's, which are read only when they are used.</summary>
    public virtual bool IsMapped => false;

    /// <summary>Whether all bytes repeat the first <paramref name="period"/> of them; the first difference ends the search.</summary>
    public bool IsRepeated(int period) => Length <= int.MaxValue && Span[..^period].SequenceEqual(Span[period..]);

    public static Blob Of(byte[] bytes) => new MemoryBlob(bytes);
    public static Blob Of(ReadOnlyMemory<byte> bytes) => new MemoryBlob(bytes);

    public bool Equals(Blob? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Length != other.Length || GetHashCode() != other.GetHashCode())
            return false;
        const int chunk = 1 << 24;
        for (var at = 0L; at < Length; at += chunk)
        {
            var length = (int)Math.Min(chunk, Length - at);
            if (!Slice(at, length).SequenceEqual(other.Slice(at, length)))
                return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Blob);

    /// <summary>Hashes the length and samples of the content, so that it costs the same for a byte and for a gigabyte.</summary>
    public override int GetHashCode()
    {
        if (_hash is { } known)
            return known;
        var hash = new HashCode();
        hash.Add(Length);
        const int sample = 64;
        var step = Math.Max(sample, Length / 16);
        for (var at = 0L; at < Length; at += step)
            hash.AddBytes(Slice(at, (int)Math.Min(sample, Length - at)));
        _hash = hash.ToHashCode();
        return _hash.Value;
    }

    private sealed class MemoryBlob(ReadOnlyMemory<byte> bytes) : Blob
    {
        public override long Length => bytes.Length;
        public override ReadOnlySpan<byte> Slice(long offset, int length) => bytes.Span.Slice(checked((int)offset), length);
    }
}

/// <summary>A region of a memory-mapped file; the mapping lives as long as a blob refers to it, or until it is disposed.</summary>
public sealed unsafe class MappedBlob : Blob, IDisposable
{
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;

    private MappedBlob(MemoryMappedViewAccessor? view, byte* start, long length)
    {
        _view = view;
        _start = start;
        Length = length;
    }

    /// <summary>Maps <paramref name="length"/> bytes at <paramref name="offset"/>; the region must lie inside the file.</summary>
    public static MappedBlob Open(string path, long offset, long length)
    {
        using var stream = File.OpenRead(path);
        return Open(stream, offset, length);
    }

    /// <inheritdoc cref="Open(string, long, long)"/>
    /// <param name="stream">The file; it may be closed afterwards.</param>
    public static MappedBlob Open(FileStream stream, long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > stream.Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"bytes {offset}..{offset + length} lie outside the file '{stream.Name}'");
        if (length == 0)
            return new MappedBlob(null, null, 0);
        using var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = file.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new MappedBlob(view, start + view.PointerOffset, length);
    }

    public override long Length { get; }
    public override bool IsMapped => true;

    public nint Pointer => (nint)_start;

    public override ReadOnlySpan<byte> Slice(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        GC.KeepAlive(_view);
        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    /// <summary>Ends the mapping: nothing may use the bytes any more.</summary>
    public void Dispose()
    {
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
    }
}
