namespace Nacre.Runtime;

/// <summary>Files that hold nothing but a tensor's elements: row-major, in the byte order of this machine, types below 8 bits one element per byte.</summary>
public static class RawFile
{
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the file cannot be read or its size is not the tensor's.</exception>
    public static HostTensor Read(string path, ElementType type, params ReadOnlySpan<long> shape)
    {
        using FileStream stream = Open(path);
        long size = TensorSize.ByteSize(type, shape);
        if (stream.Length != size || type == ElementType.String)
        {
            string given = $"File '{path}' has {stream.Length} bytes, but {TensorSize.Format(type, shape)} has {size}.";
            throw new NacreException(ExitCode.ModelUnreadable, $"{given} Give the shape and type that were written.");
        }

        return ReadElements(stream, path, type, shape);
    }

    /// <summary>Writes the elements and nothing else.</summary>
    public static void Write(string path, HostTensor tensor)
    {
        using FileStream stream = File.Create(path);
        WriteElements(stream, tensor);
    }

    internal static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NacreException(ExitCode.ModelUnreadable, $"Cannot open file '{path}': {e.Message}", e);
        }
    }

    /// <summary>Reads a tensor's bytes from where a seekable stream is; that they are there is checked before memory is allocated.</summary>
    internal static unsafe HostTensor ReadElements(Stream stream, string name, ElementType type, ReadOnlySpan<long> shape)
    {
        long size = TensorSize.ByteSize(type, shape);
        long left = stream.Length - stream.Position;
        if (left < size)
        {
            string wanted = $"{TensorSize.Format(type, shape)} has {size} bytes";
            throw new NacreException(ExitCode.ModelUnreadable, $"'{name}' is truncated: {wanted}, but only {left} follow offset {stream.Position}.");
        }

        HostTensor tensor = HostTensor.CreateUninitialized(type, shape);
        for (long done = 0; done < size;)
        {
            var part = new Span<byte>((byte*)tensor.Pointer + done, (int)Math.Min(size - done, 1 << 30));
            stream.ReadExactly(part);
            done += part.Length;
        }

        return tensor;
    }

    internal static unsafe void WriteElements(Stream stream, HostTensor tensor)
    {
        for (long done = 0; done < tensor.ByteSize;)
        {
            var part = new ReadOnlySpan<byte>((byte*)tensor.Pointer + done, (int)Math.Min(tensor.ByteSize - done, 1 << 30));
            stream.Write(part);
            done += part.Length;
        }

        GC.KeepAlive(tensor);
    }
}
