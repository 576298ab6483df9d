using System.Security.Cryptography;
using Nacre.Runtime;

namespace Nacre.Caching;

/// <summary>What is asked of a model before it is compiled, so that a run from the cache imports nothing. It depends on the bytes of the model's file alone.</summary>
/// <param name="ExternalFiles">Files that its weights lie in, relative to its folder.</param>
internal sealed record CachedModel(IReadOnlyList<ModelPort> Inputs, IReadOnlyList<ModelPort> Outputs, IReadOnlyList<string> ExternalFiles)
{
    public static CachedModel Of(Model model) => new([.. model.Inputs], [.. model.Outputs], model.ExternalFiles);

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.WriteArray(Inputs, port => Write(writer, port));
        writer.WriteArray(Outputs, port => Write(writer, port));
        writer.WriteArray(ExternalFiles, writer.WriteText);
        var content = bytes.ToArray();
        return [.. SHA256.HashData(content), .. content];
    }

    /// <exception cref="NacreException">The bytes are damaged.</exception>
    public static CachedModel Read(byte[] bytes, string file)
    {
        var content = bytes.AsMemory(Math.Min(SHA256.HashSizeInBytes, bytes.Length));
        var reader = new CheckedReader(content, file);
        if (!bytes.AsSpan(0, bytes.Length - content.Length).SequenceEqual(SHA256.HashData(content.Span)))
            throw reader.Damaged("its checksum is wrong");
        return new CachedModel(reader.ReadArray(() => ReadPort(reader)), reader.ReadArray(() => ReadPort(reader)), reader.ReadArray(reader.ReadString));
    }

    private static void Write(BinaryWriter writer, ModelPort port)
    {
        writer.WriteText(port.Name);
        writer.Write((byte)port.Type);
        writer.Write(port.Shape is not null);
        if (port.Shape is not null)
            writer.WriteArray(port.Shape, writer.Write);
        writer.WriteArray(port.DimensionNames, writer.WriteOptionalText);
        writer.WriteText(port.TypeText);
    }

    private static ModelPort ReadPort(CheckedReader reader) => new(
        reader.ReadString(),
        (ElementType)reader.ReadEnum((byte)ElementType.String),
        reader.ReadBoolean() ? reader.ReadArray(reader.ReadInt64) : null,
        reader.ReadArray(reader.ReadOptionalString),
        reader.ReadString());
}
