using System.Buffers;
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

    /// <summary>The constants in memory: repeated elements are written out, bytes stay where they are in the file.</summary>
    /// <param name="constants">All of an engine.</param>
    /// <param name="file">The engine.</param>
    /// <param name="weights">Where its weights begin.</param>
    /// <exception cref="NacreException">One lies outside the weights, or they are larger than this machine's memory.</exception>
    public static ConstantData[] Load(IReadOnlyList<StoredConstant> constants, MappedFile file, long weights)
    {
        foreach (StoredConstant constant in constants)
            constant.Check(file, weights);

        var splats = new Queue<ConstantData>(ConstantData.InOneBlock(
            [.. constants.Where(c => c.Kind == StoredConstantKind.Splat).Select(c => (c.ByteSize, (SpanAction<byte, object?>)((bytes, _) => ConstantData.Fill(bytes, c.Splat))))]));
        return [.. constants.Select(c => c.Kind switch
        {
            StoredConstantKind.Strings => ConstantData.FromStrings(c.Strings),
            StoredConstantKind.Splat => splats.Dequeue(),
            _ => ConstantData.Borrow(file.Pointer + (nint)(weights + c.Offset), c.ByteSize, file),
        })];
    }

    private void Check(MappedFile file, long weights)
    {
        Require(ByteSize >= 0, file, "has a negative size");
        if (Kind == StoredConstantKind.Splat)
            Require(Splat.Length is > 0 and <= 16 && ByteSize % Splat.Length == 0 && ByteSize <= int.MaxValue, file, "is filled with a part of an element");
        if (Kind == StoredConstantKind.Bytes)
            Require(Offset >= 0 && Offset % AlignedMemory.Alignment == 0 && Offset <= file.Length - weights && ByteSize <= file.Length - weights - Offset, file, "lies outside the file");
    }

    private static void Require(bool holds, MappedFile file, string otherwise)
    {
        if (!holds)
            throw new NacreException(ExitCode.ModelUnreadable, $"'{file.Path}' is damaged: a constant {otherwise}. Compile the model again.");
    }
}
