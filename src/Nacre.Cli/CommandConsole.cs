using System.Text;

namespace Nacre.Cli;

/// <summary>Where a command reads and writes: the process's streams, or those of a test.</summary>
public sealed record CommandConsole(TextReader In, TextWriter Out, TextWriter Error)
{
    public static CommandConsole System { get; } = new(Console.In, Console.Out, Console.Error) { BinaryIn = Console.OpenStandardInput, BinaryOut = Console.OpenStandardOutput };

    /// <summary>The input as bytes; null where there is only text.</summary>
    public Func<Stream>? BinaryIn { get; init; }

    /// <summary>Where bytes go; null where only text can be written.</summary>
    public Func<Stream>? BinaryOut { get; init; }

    /// <summary>All of the input: bytes, or the text in UTF-8.</summary>
    public byte[] ReadAllBytes()
    {
        if (BinaryIn is null)
            return Encoding.UTF8.GetBytes(In.ReadToEnd());
        using var input = BinaryIn();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }
}
