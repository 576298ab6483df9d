using System.Globalization;
using Nacre.Frontends.Onnx.Proto;
using Nacre.IR;

namespace Nacre.Frontends.Onnx.Tensors;

/// <summary>
/// Tensor data in files beside the model, mapped into memory. A model is data from a stranger, so a file is only opened when it really lies in the model's
/// folder: no absolute path, no <c>..</c>, no link that leads out.
/// </summary>
/// <param name="folder">The model's folder; null for a model that was not read from a file, which can have no external data.</param>
internal sealed class ExternalData(string? folder)
{
    private readonly Dictionary<string, Blob> _files = new(StringComparer.Ordinal);

    /// <summary>The files that were opened, as the model names them.</summary>
    public IEnumerable<string> Locations => _files.Keys.Order(StringComparer.Ordinal);

    /// <summary>The bytes that the tensor refers to; <paramref name="defaultLength"/> of them where it does not say how many.</summary>
    /// <exception cref="ModelFormatException">The file is missing, not allowed, or too short.</exception>
    public Blob Open(TensorProto tensor, long defaultLength)
    {
        var location = Value(tensor, "location") ?? throw Error(tensor, "its external data has no 'location'");
        var offset = Number(tensor, "offset") ?? 0;
        var length = Number(tensor, "length") ?? defaultLength;
        var file = File(tensor, location);
        if (offset > file.Length || length > file.Length - offset)
            throw Error(tensor, $"bytes {offset} to {offset + (decimal)length} lie outside the external data file '{location}' of {file.Length} bytes");
        return new BlobView(file, offset, length);
    }

    private Blob File(TensorProto tensor, string location)
    {
        if (_files.TryGetValue(location, out var known))
            return known;
        var path = Resolve(tensor, location);
        try
        {
            return _files[location] = MappedBlob.Open(path, 0, new FileInfo(path).Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(tensor, $"the external data file '{location}' cannot be read: {e.Message}");
        }
    }

    private string Resolve(TensorProto tensor, string location)
    {
        if (folder is null)
            throw Error(tensor, $"its data lies in the file '{location}', but the model was not read from a file");
        var parts = location.Split('/', '\\');
        if (Path.IsPathRooted(location) || location.Contains(':', StringComparison.Ordinal) || parts.Contains("..") || location.Contains('\0', StringComparison.Ordinal))
            throw Error(tensor, $"the external data file '{location}' must be a relative path without '..'");
        var path = Path.Combine([folder, .. parts]);
        if (!System.IO.File.Exists(path))
            throw Error(tensor, $"the external data file '{location}' does not exist in the model's folder");
        var root = RealPath.Of(folder);
        var real = RealPath.Of(path);
        if (!real.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw Error(tensor, $"the external data file '{location}' is a link that leads out of the model's folder");
        if ((System.IO.File.GetAttributes(real) & (FileAttributes.Directory | FileAttributes.Device)) != 0)
            throw Error(tensor, $"the external data file '{location}' is not a regular file");
        return real;
    }

    private static string? Value(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key)
    {
        if (Value(tensor, key) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error(tensor, $"the {key} '{text}' of its external data is not a number");
    }

    private static ModelFormatException Error(TensorProto tensor, string message) => new(message, node: TensorDecoder.Describe(tensor));
}

/// <summary>Paths with all links followed.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    public static string Of(string path)
    {
        var links = 0;
        return Follow(Path.GetFullPath(path), ref links);
    }

    private static string Follow(string path, ref int links)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
            return path;
        var here = Path.Combine(Follow(parent, ref links), Path.GetFileName(path));
        if (new FileInfo(here).LinkTarget is not { } target)
            return here;
        if (++links > MaxLinks)
            throw new IOException($"too many links in '{path}'");
        return Follow(Path.GetFullPath(target, Path.GetDirectoryName(here)!), ref links);
    }
}
