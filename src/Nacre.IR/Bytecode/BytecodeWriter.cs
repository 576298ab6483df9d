namespace Nacre.IR;

/// <summary>How bytecode is written.</summary>
/// <param name="Version">The version of the container, 0 to <see cref="BytecodeFormat.LatestVersion"/>.</param>
/// <param name="Producer">Who wrote it.</param>
public sealed record BytecodeOptions(int Version = BytecodeFormat.LatestVersion, string Producer = "Nacre");

/// <summary>
/// Writes MLIR's bytecode (https://mlir.llvm.org/docs/BytecodeFormat/). The attributes of an operation are stored together as a dictionary, which readers of all versions
/// accept, but for dialects that keep the declared ones as properties.
/// </summary>
public sealed partial class BytecodeWriter
{
    private const int ResourceAlignment = 64;

    private readonly IRContext _context;
    private readonly BytecodeOptions _options;
    private readonly BytecodeNumbering _numbering;
    private readonly List<ByteSink> _properties = [];
    private readonly Dictionary<Value, int> _values = [];
    private readonly Dictionary<Block, int> _blocks = [];

    private BytecodeWriter(IRContext context, BytecodeOptions options) => (_context, _options, _numbering) = (context, options, new BytecodeNumbering(context));

    /// <summary>The operation and all that is nested in it as a file.</summary>
    public static byte[] Write(IRContext context, Operation root, BytecodeOptions? options = null)
    {
        options ??= new BytecodeOptions();
        if (options.Version is < 0 or > BytecodeFormat.LatestVersion)
            throw new ArgumentOutOfRangeException(nameof(options), $"bytecode version {options.Version} is not in the range 0 to {BytecodeFormat.LatestVersion}");
        return new BytecodeWriter(context, options).Write(root);
    }

    private byte[] Write(Operation root)
    {
        var operations = new ByteSink();
        operations.WriteFlagged(1, false);
        WriteOperation(operations, root);

        var file = new ByteSink();
        file.WriteBytes(BytecodeFormat.Magic);
        file.WriteVarInt(_options.Version);
        file.WriteTerminated(ByteText.Encode(_options.Producer));
        file.WriteSection(BytecodeSection.Dialects, DialectSection());
        WriteAttributesAndTypes(file);
        file.WriteSection(BytecodeSection.IR, operations);
        WriteResources(file);
        file.WriteSection(BytecodeSection.Strings, StringSection());
        if (_options.Version >= BytecodeFormat.Properties)
            file.WriteSection(BytecodeSection.Properties, PropertySection());
        return file.Written.ToArray();
    }

    private ByteSink DialectSection()
    {
        foreach (var name in _numbering.Operations)
            _numbering.Dialect(DialectOf(name));
        var sink = new ByteSink();
        sink.WriteVarInt(_numbering.Dialects.Count);
        foreach (var dialect in _numbering.Dialects)
        {
            var name = _numbering.String(dialect);
            if (_options.Version < BytecodeFormat.DialectVersions)
                sink.WriteVarInt(name);
            else
                sink.WriteFlagged(name, false);
        }
        if (_options.Version >= BytecodeFormat.ElidedUnknownLocations)
            sink.WriteVarInt(_numbering.Operations.Count);
        WriteGroups(sink, [.. _numbering.Operations], name => _numbering.Dialect(DialectOf(name)), WriteOperationName);
        return sink;
    }

    private static string DialectOf(string operation) => operation[..Math.Max(0, operation.IndexOf('.'))];

    private void WriteOperationName(ByteSink sink, string name)
    {
        var number = _numbering.String(name[(name.IndexOf('.') + 1)..]);
        if (_options.Version < BytecodeFormat.Properties)
            sink.WriteVarInt(number);
        else
            sink.WriteFlagged(number, _context.FindOperation(name) is not null);
    }

    /// <summary>Writes entries in runs of one dialect.</summary>
    private static void WriteGroups<T>(ByteSink sink, IReadOnlyList<T> entries, Func<T, int> dialect, Action<ByteSink, T> write)
    {
        for (var start = 0; start < entries.Count;)
        {
            var end = start + 1;
            while (end < entries.Count && dialect(entries[end]) == dialect(entries[start]))
                end++;
            sink.WriteVarInt(dialect(entries[start]));
            sink.WriteVarInt(end - start);
            for (; start < end; start++)
                write(sink, entries[start]);
        }
    }

    private void WriteAttributesAndTypes(ByteSink file)
    {
        var (data, offsets) = (new ByteSink(), new ByteSink());
        offsets.WriteVarInt(_numbering.AttributeEntries.Count);
        offsets.WriteVarInt(_numbering.TypeEntries.Count);
        foreach (var entries in new[] { _numbering.AttributeEntries, _numbering.TypeEntries })
        {
            WriteGroups(offsets, entries, e => e!.Dialect, (sink, entry) =>
            {
                sink.WriteFlagged(entry!.Data.Length, entry.IsEncoded);
                data.WriteBytes(entry.Data.Written.Span);
            });
        }
        file.WriteSection(BytecodeSection.AttributeAndTypeOffsets, offsets);
        file.WriteSection(BytecodeSection.AttributesAndTypes, data);
    }

    /// <summary>The resources are all of the builtin dialect: they are the elements of <see cref="DenseResourceElementsAttr"/>.</summary>
    private void WriteResources(ByteSink file)
    {
        if (_numbering.Resources.Count == 0)
            return;
        var (data, offsets) = (new ByteSink(), new ByteSink());
        offsets.WriteVarInt(0);
        offsets.WriteVarInt(_numbering.Dialect("builtin"));
        offsets.WriteVarInt(_numbering.Resources.Count);
        foreach (var (name, blob) in _numbering.Resources)
        {
            var start = data.Length;
            if (blob is not null)
                WriteBlob(data, blob);
            offsets.WriteVarInt(_numbering.String(name));
            offsets.WriteVarInt(data.Length - start);
            offsets.WriteByte((byte)ResourceKind.Blob);
        }
        file.WriteSection(BytecodeSection.ResourceOffsets, offsets);
        file.WriteSection(BytecodeSection.Resources, data, ResourceAlignment);
    }

    private static void WriteBlob(ByteSink sink, Blob blob)
    {
        sink.WriteVarInt(ResourceAlignment);
        sink.WriteVarInt((ulong)blob.Length);
        sink.Pad(ResourceAlignment);
        sink.WriteBytes(blob.Span);
    }

    private ByteSink StringSection()
    {
        var texts = _numbering.Strings.Select(s => ByteText.Encode(s)).ToArray();
        var sink = new ByteSink();
        sink.WriteVarInt(texts.Length);
        foreach (var text in texts.Reverse())
            sink.WriteVarInt(text.Length + 1);
        foreach (var text in texts)
            sink.WriteTerminated(text);
        return sink;
    }

    private ByteSink PropertySection()
    {
        var sink = new ByteSink();
        sink.WriteVarInt(_properties.Count);
        foreach (var properties in _properties)
        {
            sink.WriteVarInt(properties.Length);
            sink.WriteBytes(properties.Written.Span);
        }
        return sink;
    }

    private void WriteOperation(ByteSink sink, Operation op)
    {
        sink.WriteVarInt(_numbering.OperationName(op.Name));
        var at = sink.Length;
        sink.WriteByte(0);
        sink.WriteVarInt(_numbering.Attribute(op.Location));
        var parts = WriteAttributes(sink, op);
        parts |= WriteList(sink, [.. op.Results], OperationParts.Results, r => _numbering.Type(r.Type));
        parts |= WriteList(sink, [.. op.Operands], OperationParts.Operands, v => _values[v]);
        parts |= WriteList(sink, op.Successors, OperationParts.Successors, b => _blocks[b]);
        if (op.Regions.Count > 0)
            parts |= OperationParts.Regions;
        sink.Patch(at, (byte)parts);
        if (op.Regions.Count > 0)
            WriteRegions(sink, op);
    }

    private static OperationParts WriteList<T>(ByteSink sink, IReadOnlyList<T> items, OperationParts part, Func<T, int> number)
    {
        if (items.Count == 0)
            return OperationParts.None;
        sink.WriteVarInt(items.Count);
        foreach (var item in items)
            sink.WriteVarInt(number(item));
        return part;
    }

    private OperationParts WriteAttributes(ByteSink sink, Operation op)
    {
        var usesProperties = _options.Version >= BytecodeFormat.Properties && op.Info.Attributes.Count > 0 && _context.FindDialect(op.Info.Dialect)?.Bytecode is { StoresProperties: true };
        var stored = op.Attributes.Where(a => !usesProperties || !op.Info.IsInherent(a.Name)).ToArray();
        var parts = OperationParts.None;
        if (stored.Length > 0)
        {
            sink.WriteVarInt(_numbering.Attribute(new DictionaryAttr(stored)));
            parts |= OperationParts.Attributes;
        }
        if (!usesProperties)
            return parts;
        sink.WriteVarInt(_properties.Count);
        _properties.Add(PropertiesOf(op));
        return parts | OperationParts.Properties;
    }

    private ByteSink PropertiesOf(Operation op)
    {
        var sink = new ByteSink();
        var writer = new DialectBytecodeWriter(sink, _numbering);
        foreach (var attribute in op.Info.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            if (attribute.MayBeAbsent)
                writer.WriteOptionalAttribute(op.GetAttr(attribute.Name));
            else
                writer.WriteAttribute(op.GetAttr(attribute.Name)!);
        }
        return sink;
    }
}
