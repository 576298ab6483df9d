using System.IO.MemoryMappedFiles;

namespace Nacre.Runtime;

/// <summary>
/// A file's bytes in memory, loaded by the system as they are touched and shared with other processes that map the same file.
/// Private to this process when written: a write changes neither the file nor what others see.
/// </summary>
public sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;

    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the file cannot be opened.</exception>
    public MappedFile(string path)
    {
        Path = path;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Length = stream.Length;
            if (Length == 0)
                return;

            _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: false);
            _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.CopyOnWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw new NacreException(ExitCode.ModelUnreadable, $"Cannot map file '{path}': {e.Message}", e);
        }
    }

    public string Path { get; }

    /// <summary>Bytes in the file when it was opened; the file must not be truncated while it is mapped.</summary>
    public long Length { get; }

    /// <summary>The file's first byte, at a page boundary; 0 for an empty file.</summary>
    public nint Pointer => _view is null ? 0 : _view.SafeMemoryMappedViewHandle.DangerousGetHandle() + (nint)_view.PointerOffset;

    /// <summary>A tensor over the bytes at <paramref name="offset"/>, without copying; it keeps the mapping alive but ends with <see cref="Dispose"/>.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the region leaves the file or is not aligned for its elements.</exception>
    public HostTensor Tensor(long offset, ElementType type, params ReadOnlySpan<long> shape)
    {
        long size = TensorSize.ByteSize(type, shape);
        if (offset < 0 || offset > Length - size)
            throw new NacreException(ExitCode.ModelUnreadable, $"{TensorSize.Format(type, shape)} at offset {offset} needs {size} bytes, but file '{Path}' has {Length}.");
        if (type.ByteSize() is > 1 and var alignment && offset % alignment != 0)
            throw new NacreException(ExitCode.ModelUnreadable, $"{TensorSize.Format(type, shape)} at offset {offset} of file '{Path}' is not aligned to {alignment} bytes.");

        return HostTensor.Borrow(type, shape, Pointer + (nint)offset, this);
    }

    public void Dispose()
    {
        _view?.Dispose();
        _file?.Dispose();
    }
}
