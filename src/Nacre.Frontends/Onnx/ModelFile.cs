using Nacre.IR;

namespace Nacre.Frontends.Onnx;

/// <summary>Reads whole files with a limit, turning every failure into a <see cref="ModelFormatException"/> that names the file.</summary>
internal static class ModelFile
{
    /// <param name="advice">A sentence for the user whose file is larger than <paramref name="maxBytes"/>.</param>
    public static byte[] ReadAllBytes(string path, long maxBytes, string advice) => Read(path, maxBytes, advice, bytes => bytes.ToArray());

    /// <summary>Reads from a file's bytes without copying them first: of a model the weights are most, and parsing copies them anyway.</summary>
    /// <param name="read">The bytes are there during the call only.</param>
    /// <inheritdoc cref="ReadAllBytes" path="/param"/>
    public static T Read<T>(string path, long maxBytes, string advice, Func<ReadOnlySpan<byte>, T> read)
    {
        using var bytes = Open(path, maxBytes, advice);
        return read(bytes.Span);
    }

    private static MappedBlob Open(string path, long maxBytes, string advice)
    {
        try
        {
            if (Directory.Exists(path))
                throw new ModelFormatException("this is a folder, not a file", path);
            // The stream's length, because a link's own is that of its text.
            using var stream = File.OpenRead(path);
            if (!stream.CanSeek)
                throw new ModelFormatException("this is a pipe, not a file; save the model to a file first", path);
            if (stream.Length > maxBytes)
                throw new ModelFormatException($"the file has {stream.Length} bytes, more than the limit of {maxBytes}. {advice}", path);
            return MappedBlob.Open(stream, 0, stream.Length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFormatException("the file does not exist", path, inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"the file cannot be read: {e.Message}", path, inner: e);
        }
    }
}
