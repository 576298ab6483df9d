using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Nacre.Runtime;

/// <summary>
/// The first bytes of an engine file: magic, version, sizes of the sections that follow in this order (manifest, code, text of host kernels),
/// begin and size of the weights, and the SHA-256 of all that except the weights.
/// </summary>
internal readonly record struct EngineHeader(long Manifest, long Code, long HostKernels, long Weights, long WeightsByteSize)
{
    /// <summary>Bytes of the header; of these the last 32 are the hash.</summary>
    public const int ByteSize = 96;

    private const int HashOffset = 64;
    private const int Version = 2;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'N', (byte)'A', (byte)'C', (byte)'R', (byte)'E', 0x0D, 0x0A];

    public static EngineHeader For(long manifest, long code, long hostKernels, long weightsByteSize) =>
        new(manifest, code, hostKernels, AlignedMemory.RoundUp(ByteSize + manifest + code + hostKernels), weightsByteSize);

    public static bool IsEngine(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>The header's bytes with the hash of itself and the sections.</summary>
    public byte[] ToBytes(params ReadOnlySpan<byte[]> sections)
    {
        var bytes = new byte[ByteSize];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        long[] fields = [Manifest, Code, HostKernels, Weights, WeightsByteSize];
        for (int i = 0; i < fields.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16 + (8 * i)), fields[i]);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes, 0, HashOffset);
        foreach (byte[] section in sections)
            hash.AppendData(section);
        hash.AppendData(new byte[Weights - ByteSize - Manifest - Code - HostKernels]);
        hash.GetHashAndReset().CopyTo(bytes, HashOffset);
        return bytes;
    }

    /// <summary>Reads and checks the header, the file's size and the hash.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: it is no engine, a damaged one, or of another version.</exception>
    public static unsafe EngineHeader Read(MappedFile file)
    {
        var start = new ReadOnlySpan<byte>((void*)file.Pointer, (int)Math.Min(file.Length, ByteSize));
        if (!IsEngine(start))
            throw Error(file, "is no Nacre engine");
        if (start.Length < ByteSize)
            throw Error(file, "is truncated: the header is incomplete");
        if (BinaryPrimitives.ReadInt32LittleEndian(start[8..]) is not Version and var version)
            throw Error(file, $"has version {version} of the engine format, this is version {Version}");

        long At(ReadOnlySpan<byte> bytes, int field) => BinaryPrimitives.ReadInt64LittleEndian(bytes[(16 + (8 * field))..]);
        var header = new EngineHeader(At(start, 0), At(start, 1), At(start, 2), At(start, 3), At(start, 4));
        header.CheckSizes(file);
        header.CheckHash(file, start);
        return header;
    }

    private void CheckSizes(MappedFile file)
    {
        foreach (long size in (ReadOnlySpan<long>)[Manifest, Code, HostKernels, Weights, WeightsByteSize])
            if (size < 0 || size > file.Length)
                throw Error(file, $"is truncated or damaged: it has {file.Length} bytes, its header speaks of {size}");

        long end = ByteSize + Manifest + Code + HostKernels;
        if (Weights < end || Weights - end >= AlignedMemory.Alignment || Weights % AlignedMemory.Alignment != 0 || Weights > int.MaxValue || Weights + WeightsByteSize != file.Length)
            throw Error(file, $"is truncated or damaged: it has {file.Length} bytes, its parts end at {Weights + WeightsByteSize}");
    }

    private unsafe void CheckHash(MappedFile file, ReadOnlySpan<byte> start)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start[..HashOffset]);
        hash.AppendData(new ReadOnlySpan<byte>((void*)(file.Pointer + ByteSize), (int)Weights - ByteSize));
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(start[HashOffset..]))
            throw Error(file, "is damaged: its checksum is wrong");
    }

    private static NacreException Error(MappedFile file, string what) => new(ExitCode.ModelUnreadable, $"'{file.Path}' {what}. Compile the model again.");
}
