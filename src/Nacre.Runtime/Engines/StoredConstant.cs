using System.Diagnostics.CodeAnalysis;

namespace Nacre.Runtime;

/// <summary>How an engine file holds a constant.</summary>
internal enum StoredConstantKind : byte
{
    /// <summary>Its bytes lie among the weights.</summary>
    Bytes,

    /// <summary>One element stands for all.</summary>
    Splat,
    Strings,
}

/// <param name="Kind">Which of the others count.</param>
/// <param name="Offset">Bytes from the start of the weights.</param>
/// <param name="ByteSize">Bytes in memory.</param>
/// <param name="Splat">The repeated bytes.</param>
/// <param name="Strings">The strings.</param>
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "internal")]
internal sealed record StoredConstant(StoredConstantKind Kind, long Offset, long ByteSize, byte[] Splat, string[] Strings)
{
    /// <summary>Below this size a constant is stored as it is.</summary>
    private const int LeastSplat = 256;

    private static readonly int[] Periods = [1, 2, 4, 8, 16];

    /// <summary>Decides how to store a constant whose bytes would start at <paramref name="offset"/>.</summary>
    public static unsafe StoredConstant Of(ConstantData data, long offset)
    {
        if (data.IsStrings)
            return new StoredConstant(StoredConstantKind.Strings, 0, 0, [], data.Strings.ToArray());
        if (data.ByteSize < LeastSplat || data.ByteSize > int.MaxValue)
            return new StoredConstant(StoredConstantKind.Bytes, offset, data.ByteSize, [], []);

        var bytes = new ReadOnlySpan<byte>((void*)data.Pointer, (int)data.ByteSize);
        foreach (int period in Periods)
            if (bytes.Length % period == 0 && bytes[period..].SequenceEqual(bytes[..^period]))
                return new StoredConstant(StoredConstantKind.Splat, 0, data.ByteSize, bytes[..period].ToArray(), []);

        return new StoredConstant(StoredConstantKind.Bytes, offset, data.ByteSize, [], []);
    }

    /// <summary>The constant in memory.</summary>
    /// <exception cref="NacreException">It lies outside the weights or is larger than this machine's memory.</exception>
    public ConstantData Load(MappedFile file, long weights)
    {
        switch (Kind)
        {
            case StoredConstantKind.Strings:
                return ConstantData.FromStrings(Strings);
            case StoredConstantKind.Splat:
                Require(Splat.Length is > 0 and <= 16 && ByteSize >= 0 && ByteSize % Splat.Length == 0, file, "is filled with a part of an element");
                return ConstantData.FromSplat(Splat, ByteSize);
            default:
                long length = file.Length - weights;
                Require(Offset >= 0 && Offset % AlignedMemory.Alignment == 0 && ByteSize >= 0 && Offset <= length && ByteSize <= length - Offset, file, "lies outside the file");
                return ConstantData.Borrow(file.Pointer + (nint)(weights + Offset), ByteSize, file);
        }
    }

    private static void Require(bool holds, MappedFile file, string otherwise)
    {
        if (!holds)
            throw new NacreException(ExitCode.ModelUnreadable, $"'{file.Path}' is damaged: a constant {otherwise}. Compile the model again.");
    }
}
