namespace Nacre.IR;

/// <summary>
/// Reads MLIR's bytecode, versions 0 to 6 (https://mlir.llvm.org/docs/BytecodeFormat/). The orders of uses that a file may prescribe are skipped: nothing here depends
/// on them. The operations are not verified.
/// </summary>
public sealed partial class BytecodeReader
{
    private static readonly BytecodeSection[] Required =
        [BytecodeSection.Strings, BytecodeSection.Dialects, BytecodeSection.AttributesAndTypes, BytecodeSection.AttributeAndTypeOffsets, BytecodeSection.IR];

    private readonly IRContext _context;
    private readonly int _version;
    private readonly BytecodeTables _tables;
    private readonly ByteCursor _operations;

    private BytecodeReader(IRContext context, ReadOnlyMemory<byte> bytes)
    {
        _context = context;
        var cursor = new ByteCursor(bytes);
        (_version, Producer) = ReadHeader(cursor);
        var sections = new Dictionary<BytecodeSection, ByteCursor>();
        while (!cursor.AtEnd)
        {
            var (id, data) = cursor.ReadSection();
            if (!sections.TryAdd(id, data))
                throw cursor.Error($"the section '{id}' occurs twice");
        }
        foreach (var id in Required)
        {
            if (!sections.ContainsKey(id))
                throw cursor.Error($"the section '{id}' is missing");
        }
        _tables = new BytecodeTables(context, _version, sections);
        _operations = sections[BytecodeSection.IR];
    }

    private string Producer { get; }

    /// <summary>Reads the operations of a file.</summary>
    /// <exception cref="DiagnosticException">The file is damaged, from the future, or of a dialect that is not registered.</exception>
    public static IReadOnlyList<Operation> Read(IRContext context, ReadOnlyMemory<byte> bytes, string file = "-")
    {
        try
        {
            return new BytecodeReader(context, bytes).ReadTopLevel();
        }
        catch (BytecodeException e)
        {
            throw new DiagnosticException(Explain(e, bytes, file));
        }
    }

    /// <summary>The version of the container and who wrote it, e.g. <c>(6, "StableHLO_v1.20.0")</c>; null when the bytes are no bytecode or are damaged.</summary>
    public static (int Version, string Producer)? Identify(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var cursor = new ByteCursor(bytes);
            return BytecodeFormat.IsBytecode(bytes.Span) ? ReadHeader(cursor) : null;
        }
        catch (BytecodeException)
        {
            return null;
        }
    }

    private static Diagnostic Explain(BytecodeException e, ReadOnlyMemory<byte> bytes, string file)
    {
        var place = new NameLoc(file);
        var error = new Diagnostic(Severity.Error, place, $"byte {e.Offset}: {e.Message}");
        return Identify(bytes) is not var (version, producer) ? error
            : error with { Notes = [new Diagnostic(Severity.Note, place, $"in bytecode version {version} produced by: {producer}")] };
    }

    private static (int Version, string Producer) ReadHeader(ByteCursor cursor)
    {
        if (!BytecodeFormat.IsBytecode(cursor.ReadBytes((ulong)Math.Min(cursor.Remaining, BytecodeFormat.Magic.Length)).Span))
            throw cursor.Error("this is no MLIR bytecode");
        var version = cursor.ReadVarInt();
        if (version > BytecodeFormat.LatestVersion)
            throw cursor.Error($"bytecode version {version} is newer than the current version {BytecodeFormat.LatestVersion}");
        return ((int)version, cursor.ReadTerminatedString());
    }

    private List<Operation> ReadTopLevel()
    {
        var block = new Block();
        var level = new RegionState(_operations, new Scope(), [block], 0, 0);
        ReadBlock(level, block);
        CheckAllDefined(level);
        var operations = block.Operations.ToList();
        foreach (var op in operations)
            op.Remove();
        return operations;
    }
}
