namespace Nacre.Frontends;

/// <summary>A model or value file cannot be read: it is damaged, of another format, inconsistent, or exceeds a limit. The command line ends with exit code 3.</summary>
public sealed class ModelFormatException : Exception
{
    /// <param name="message">What is wrong and, where it is known, what to do.</param>
    /// <param name="file">The file that was read.</param>
    /// <param name="offset">Where in the file, in bytes.</param>
    /// <param name="node">The user's name for the node or tensor concerned.</param>
    /// <param name="inner">The error of the library that noticed it.</param>
    public ModelFormatException(string message, string? file = null, long? offset = null, string? node = null, Exception? inner = null)
        : base(Compose(message, file, offset, node), inner)
    {
        Reason = message;
        File = file;
        Offset = offset;
        Node = node;
    }

    /// <summary>The message without the place.</summary>
    public string Reason { get; }
    public string? File { get; }
    public long? Offset { get; }
    public string? Node { get; }

    /// <summary>The same error with the file named, for code that learns the file only further up.</summary>
    public ModelFormatException In(string? file) => File is not null || file is null ? this : new ModelFormatException(Reason, file, Offset, Node, InnerException);

    private static string Compose(string message, string? file, long? offset, string? node)
    {
        var place = file ?? "";
        if (offset is not null)
            place += $"{(place.Length > 0 ? ", " : "")}byte {offset}";
        if (node is not null)
            place += $"{(place.Length > 0 ? ", " : "")}{node}";
        return place.Length > 0 ? $"{place}: {message}" : message;
    }
}
