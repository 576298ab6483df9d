using Nacre.IR;

namespace Nacre.Frontends.Onnx;

/// <summary>Reads whole files with a limit, turning every failure into a <see cref="ModelFormatException"/> that names the file.</summary>
internal static class ModelFile
{
    /// <param name="advice">A sentence for the user whose file is larger than <paramref name="maxBytes"/>.</param>
    public static byte[] ReadAllBytes(string path, long maxBytes, string advice) => Guarded(path, maxBytes, advice, _ => File.ReadAllBytes(path));

    /// <summary>Reads from a file's bytes without copying them first: of a model the weights are most, and parsing copies them anyway.</summary>
    /// <param name="read">The bytes are there during the call only.</param>
    /// <inheritdoc cref="ReadAllBytes" path="/param"/>
    public static T Read<T>(string path, long maxBytes, string advice, Func<ReadOnlySpan<byte>, T> read)
    {
        using var bytes = Guarded(path, maxBytes, advice, length => MappedBlob.Open(path, 0, length));
        return read(bytes.Span);
    }

    private static T Guarded<T>(string path, long maxBytes, string advice, Func<long, T> open)
    {
        try
        {
            if (Directory.Exists(path))
                throw new ModelFormatException("this is a folder, not a file", path);
            var length = new FileInfo(path).Length;
            if (length > maxBytes)
                throw new ModelFormatException($"the file has {length} bytes, more than the limit of {maxBytes}. {advice}", path);
            return open(length);
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
