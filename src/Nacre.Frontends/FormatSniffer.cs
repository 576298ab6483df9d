using System.Text;

namespace Nacre.Frontends;

/// <summary>Recognises common file formats by their first bytes, so that an error can say what a file is rather than only what it is not.</summary>
internal static class FormatSniffer
{
    private static readonly (int Offset, byte[] Magic, string Format)[] Signatures =
    [
        (0, "PK\x03\x04"u8.ToArray(), "a zip archive (PyTorch, Keras or a compressed file; unpack it or give it to the right reader)"),
        (0, [0x89, .. "HDF\r\n\x1a\n"u8], "an HDF5 file (Keras .h5)"),
        (4, "TFL3"u8.ToArray(), "a TensorFlow Lite model"),
        (0, [.. "ML"u8, 0xEF, (byte)'R'], "MLIR bytecode"),
        (0, [0x93, .. "NUMPY"u8], "a NumPy array (.npy)"),
        (0, [0x80, 0x02], "a Python pickle (PyTorch's old format)"),
        (0, [0x80, 0x04], "a Python pickle"),
        (0, [0x1F, 0x8B], "a gzip file (unpack it first)"),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "a zstd file (unpack it first)"),
        (0, [0x89, .. "PNG"u8], "a PNG image"),
        (0, [0xFF, 0xD8, 0xFF], "a JPEG image"),
        (0, [0x7F, .. "ELF"u8], "a Linux program or library"),
        (0, "MZ"u8.ToArray(), "a Windows program or library"),
        (0, "GGUF"u8.ToArray(), "a GGUF model (llama.cpp)"),
        (0, "version https://git-lfs"u8.ToArray(), "a Git LFS pointer, not the file itself (run 'git lfs pull')"),
    ];

    /// <summary>The format that the leading bytes show beyond doubt; null when none is recognised.</summary>
    public static string? ByMagic(ReadOnlySpan<byte> head)
    {
        foreach (var (offset, magic, format) in Signatures)
        {
            if (head.Length >= offset + magic.Length && head.Slice(offset, magic.Length).SequenceEqual(magic))
                return format;
        }
        return null;
    }

    /// <summary>What the leading bytes look like, text included; null when they say nothing.</summary>
    public static string? Describe(ReadOnlySpan<byte> head)
    {
        if (ByMagic(head) is { } format)
            return format;
        head = head[..Math.Min(head.Length, 512)];
        if (head.IsEmpty || !IsText(head))
            return null;
        var start = Encoding.UTF8.GetString(head).TrimStart();
        if (start.StartsWith('<'))
            return "an HTML or XML text file (a download page saved in place of the file?)";
        if (start.StartsWith("module", StringComparison.Ordinal) || start.Contains("func.func", StringComparison.Ordinal))
            return "MLIR text";
        return start.StartsWith('{') ? "a JSON text file" : "a text file";
    }

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                return false;
        }
        return true;
    }
}
