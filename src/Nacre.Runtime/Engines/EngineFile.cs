namespace Nacre.Runtime;

/// <summary>
/// Reads and writes engine files (<c>.nacre</c>): compiled models that run without a compiler. Weights are mapped and used in place. The same content
/// gives the same bytes. A file is data from a stranger: nothing of it is used before its checksum is right and its offsets are checked.
/// </summary>
public static class EngineFile
{
    /// <summary>The usual end of the file's name.</summary>
    public const string Extension = ".nacre";

    /// <summary>Loads an engine, ready to run.</summary>
    /// <param name="path">The file; it must not change while the engine is in use.</param>
    /// <param name="hostKernels">Makes kernels that only a compiler's interpreter can run; without it such an engine is refused.</param>
    /// <exception cref="NacreException">
    /// <see cref="ExitCode.ModelUnreadable"/>: the file is no engine, or a damaged one. <see cref="ExitCode.DeviceOrLibraryMissing"/>: it is for another
    /// processor. <see cref="ExitCode.Unsupported"/>: it needs host kernels.
    /// </exception>
    public static EngineContent Open(string path, HostKernelLoader? hostKernels = null)
    {
        var file = new MappedFile(path);
        try
        {
            return Read(file, hostKernels);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file starts as an engine does; false also where it cannot be read.</summary>
    public static bool IsEngine(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            Span<byte> start = stackalloc byte[8];
            return EngineHeader.IsEngine(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes an engine; others see the whole file or none.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, EngineContent content)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = File.Create(temporary))
                Write(stream, content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes an engine to a stream.</summary>
    public static void Write(Stream stream, EngineContent content)
    {
        var constants = new List<StoredConstant>();
        long end = 0;
        foreach (ConstantData data in content.Plan.Constants)
        {
            constants.Add(StoredConstant.Of(data, AlignedMemory.RoundUp(end)));
            end = constants[^1].Kind == StoredConstantKind.Bytes ? constants[^1].Offset + data.ByteSize : end;
        }

        byte[] manifest = ManifestWriter.Write(content, constants);
        byte[] code = [.. content.Objects.SelectMany(o => o.ToArray())];
        byte[] hostKernels = content.HostKernels.ToArray();
        var header = EngineHeader.For(manifest.Length, code.Length, hostKernels.Length, end);
        foreach (byte[] section in (ReadOnlySpan<byte[]>)[header.ToBytes(manifest, code, hostKernels), manifest, code, hostKernels])
            stream.Write(section);
        stream.Write(new byte[header.Weights - EngineHeader.ByteSize - manifest.Length - code.Length - hostKernels.Length]);
        WriteWeights(stream, content.Plan.Constants, constants);
    }

    private static unsafe void WriteWeights(Stream stream, PlanArray<ConstantData> contents, List<StoredConstant> constants)
    {
        const int chunk = 1 << 24;
        long end = 0;
        for (int i = 0; i < constants.Count; i++)
        {
            if (constants[i].Kind != StoredConstantKind.Bytes)
                continue;

            stream.Write(new byte[constants[i].Offset - end]);
            for (long at = 0; at < contents[i].ByteSize; at += chunk)
                stream.Write(new ReadOnlySpan<byte>((void*)(contents[i].Pointer + (nint)at), (int)Math.Min(chunk, contents[i].ByteSize - at)));
            end = constants[i].Offset + contents[i].ByteSize;
        }
    }

    private static EngineContent Read(MappedFile file, HostKernelLoader? hostKernels)
    {
        EngineHeader header = EngineHeader.Read(file);
        long begin = EngineHeader.ByteSize;
        var manifest = new ManifestReader(new CheckedReader(Section(file, ref begin, header.Manifest), file.Path));
        if (manifest.Target.WhyNotHere() is { } reason)
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, $"'{file.Path}' cannot run here: {reason}. Compile the model for this machine.");

        byte[] objects = Section(file, ref begin, header.Code), kernels = Section(file, ref begin, header.HostKernels);
        ReadOnlyMemory<byte>[] parts = Split(objects, manifest.ObjectByteSizes, file);
        ConstantData[] constants = StoredConstant.Load(manifest.Constants, file, header.Weights);
        CodeImage code = CodeImage.Load(parts);
        try
        {
            ExecutionPlan plan = manifest.ReadPlan(constants, code, name => (hostKernels ?? throw NeedsCompiler(file, name))(name, kernels));
            return new EngineContent(plan, parts, manifest.Target, kernels, file);
        }
        catch
        {
            code.Dispose();
            throw;
        }
    }

    private static unsafe byte[] Section(MappedFile file, ref long begin, long byteSize)
    {
        byte[] bytes = new ReadOnlySpan<byte>((void*)(file.Pointer + (nint)begin), (int)byteSize).ToArray();
        begin += byteSize;
        return bytes;
    }

    private static ReadOnlyMemory<byte>[] Split(byte[] objects, IReadOnlyList<int> sizes, MappedFile file)
    {
        var parts = new ReadOnlyMemory<byte>[sizes.Count];
        int at = 0;
        for (int i = 0; i < parts.Length; at += sizes[i++])
        {
            if (sizes[i] < 0 || sizes[i] > objects.Length - at)
                throw new NacreException(ExitCode.ModelUnreadable, $"'{file.Path}' is damaged: an object of {sizes[i]} bytes lies outside the code. Compile the model again.");
            parts[i] = objects.AsMemory(at, sizes[i]);
        }

        return parts;
    }

    private static NacreException NeedsCompiler(MappedFile file, string kernel) => new(
        ExitCode.Unsupported,
        $"'{file.Path}' computes '{kernel}' with the compiler's interpreter, which is not in this process. Open it with the Nacre library, or use a model of which every kernel compiles (nacre check).");
}
