namespace Nacre.Imaging;

/// <summary>A picture cannot be read: damaged, of a kind that is not supported, or over a limit. The message says which and, where known, of what.</summary>
public sealed class ImageFormatException : Exception
{
    public ImageFormatException()
    {
    }

    public ImageFormatException(string message) : base(message)
    {
    }

    public ImageFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
