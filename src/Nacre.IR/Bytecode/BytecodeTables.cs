using System.Runtime.CompilerServices;

namespace Nacre.IR;

/// <summary>The tables of a file that its operations refer to. Attributes and types are read when they are first asked for.</summary>
internal sealed class BytecodeTables
{
    /// <summary>How deeply attributes and types may nest.</summary>
    private const int MaxDepth = 500;

    /// <summary>
    /// How many nodes an attribute or type may have when each of its parts is counted wherever it occurs. A file of a few hundred bytes can share parts so that
    /// this count is astronomic, and with it the time of everything that walks the attribute.
    /// </summary>
    private const long MaxNodes = 1 << 22;

    private sealed class Entry(DialectEntry dialect, ByteCursor data, bool isEncoded)
    {
        public DialectEntry Dialect => dialect;
        public ByteCursor Data => data;
        public bool IsEncoded => isEncoded;
        public object? Value;
        public bool IsBeingRead;
        public long Nodes = 1;
    }

    private sealed record DialectEntry(string Name, Dialect? Dialect);

    private readonly IRContext _context;
    private readonly int _version;
    private readonly string[] _strings;
    private readonly List<DialectEntry> _dialects = [];
    private readonly List<(string Name, bool WasRegistered)> _operations = [];
    private readonly List<(string Name, Blob? Data)> _resources = [];
    private readonly Stack<Entry> _open = new();
    private Entry[] _attributes = [];
    private Entry[] _types = [];
    private ByteCursor[] _properties = [];

    public BytecodeTables(IRContext context, int version, IReadOnlyDictionary<BytecodeSection, ByteCursor> sections)
    {
        (_context, _version) = (context, version);
        _strings = ReadStrings(sections[BytecodeSection.Strings]);
        if (sections.TryGetValue(BytecodeSection.Properties, out var properties))
            _properties = ReadProperties(properties);
        ReadDialects(sections[BytecodeSection.Dialects]);
        if (sections.TryGetValue(BytecodeSection.ResourceOffsets, out var offsets))
            ReadResources(offsets, sections.GetValueOrDefault(BytecodeSection.Resources) ?? throw offsets.Error("the resources are missing"));
        ReadEntries(sections[BytecodeSection.AttributeAndTypeOffsets], sections[BytecodeSection.AttributesAndTypes]);
    }

    private static string[] ReadStrings(ByteCursor section)
    {
        var strings = new string[section.ReadCount("strings")];
        var lengths = new int[strings.Length];
        for (var i = lengths.Length - 1; i >= 0; i--)
            lengths[i] = section.ReadCount("bytes of a string");
        for (var i = 0; i < strings.Length; i++)
        {
            var bytes = section.ReadBytes((ulong)lengths[i]).Span;
            if (bytes.IsEmpty || bytes[^1] != 0)
                throw section.Error("a string has no end");
            strings[i] = ByteText.Decode(bytes[..^1]);
        }
        return strings;
    }

    private static ByteCursor[] ReadProperties(ByteCursor section)
    {
        var properties = new ByteCursor[section.ReadCount("properties")];
        for (var i = 0; i < properties.Length; i++)
            properties[i] = section.ReadPart(section.ReadVarInt());
        return properties;
    }

    private void ReadDialects(ByteCursor section)
    {
        var count = section.ReadCount("dialects");
        for (var i = 0; i < count; i++)
        {
            var (index, hasVersion) = _version < BytecodeFormat.DialectVersions ? (section.ReadVarInt(), false) : section.ReadFlagged();
            var name = String(section, index);
            if (hasVersion)
                section.ReadSection();
            _dialects.Add(new DialectEntry(name, _context.FindDialect(name)));
        }
        if (_version >= BytecodeFormat.ElidedUnknownLocations)
            section.ReadVarInt();
        while (!section.AtEnd)
            ReadGroup(section, ReadOperationName);
    }

    private void ReadOperationName(ByteCursor section, DialectEntry dialect)
    {
        var (index, wasRegistered) = _version < BytecodeFormat.Properties ? (section.ReadVarInt(), true) : section.ReadFlagged();
        var name = String(section, index);
        _operations.Add((name.Length == 0 ? dialect.Name : $"{dialect.Name}.{name}", wasRegistered));
    }

    private void ReadGroup(ByteCursor section, Action<ByteCursor, DialectEntry> entry)
    {
        var dialect = _dialects[section.ReadIndex(_dialects.Count, "dialect")];
        var count = section.ReadCount("entries");
        for (var i = 0; i < count; i++)
            entry(section, dialect);
    }

    private void ReadEntries(ByteCursor offsets, ByteCursor data)
    {
        _attributes = new Entry[offsets.ReadCount("attributes")];
        _types = new Entry[offsets.ReadCount("types")];
        foreach (var table in new[] { _attributes, _types })
        {
            for (var at = 0; at < table.Length;)
            {
                ReadGroup(offsets, (section, dialect) =>
                {
                    var (size, isEncoded) = section.ReadFlagged();
                    if (at == table.Length)
                        throw section.Error("there are more attributes or types than announced");
                    table[at++] = new Entry(dialect, data.ReadPart(size), isEncoded);
                });
            }
        }
    }

    private void ReadResources(ByteCursor offsets, ByteCursor data)
    {
        var external = offsets.ReadCount("groups of resources");
        for (var i = 0; i < external; i++)
        {
            ReadString(offsets);
            ReadResourceGroup(offsets, data, (_, _) => { });
        }
        while (!offsets.AtEnd)
        {
            offsets.ReadIndex(_dialects.Count, "dialect");
            ReadResourceGroup(offsets, data, (name, blob) => _resources.Add((name, blob)));
        }
    }

    private void ReadResourceGroup(ByteCursor offsets, ByteCursor data, Action<string, Blob?> entry)
    {
        var count = offsets.ReadCount("resources");
        for (var i = 0; i < count; i++)
        {
            var name = ReadString(offsets);
            var part = data.ReadPart(offsets.ReadVarInt());
            var kind = (ResourceKind)offsets.ReadByte();
            entry(name, kind == ResourceKind.Blob && !part.AtEnd ? ReadBlob(part) : null);
        }
    }

    private static Blob ReadBlob(ByteCursor part)
    {
        var alignment = part.ReadVarInt();
        var length = part.ReadVarInt();
        part.AlignTo(alignment);
        return Blob.Of(part.ReadBytes(length));
    }

    private string String(ByteCursor at, ulong index) => _strings[at.Index(index, _strings.Length, "string")];
    public string ReadString(ByteCursor at) => String(at, at.ReadVarInt());
    public (string Name, Blob? Data) ReadResource(ByteCursor at) => _resources[at.ReadIndex(_resources.Count, "resource")];
    public (string Name, bool WasRegistered) ReadOperationName(ByteCursor at) => _operations[at.ReadIndex(_operations.Count, "operation name")];
    public Attr ReadAttribute(ByteCursor at) => Attribute(at, at.ReadVarInt());
    public Attr Attribute(ByteCursor at, ulong index) => (Attr)Read(_attributes[at.Index(index, _attributes.Length, "attribute")], isType: false);
    public IRType ReadType(ByteCursor at) => Type(at, at.ReadVarInt());
    public IRType Type(ByteCursor at, ulong index) => (IRType)Read(_types[at.Index(index, _types.Length, "type")], isType: true);

    /// <summary>The properties of an operation, to be read from their beginning.</summary>
    public ByteCursor ReadPropertiesOf(ByteCursor at) => _properties[at.ReadIndex(_properties.Length, "properties")].Restarted();

    private object Read(Entry entry, bool isType)
    {
        if (entry.Value is null)
            Fill(entry, isType);
        if (_open.TryPeek(out var parent) && (parent.Nodes += entry.Nodes) > MaxNodes)
            throw parent.Data.Error("an attribute or type has too many parts");
        return entry.Value!;
    }

    private void Fill(Entry entry, bool isType)
    {
        if (entry.IsBeingRead)
            throw entry.Data.Error("an attribute or type contains itself");
        if (_open.Count >= MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw entry.Data.Error("attributes or types are nested too deeply");
        entry.IsBeingRead = true;
        _open.Push(entry);
        entry.Value = entry.IsEncoded ? Decode(entry, isType) : Parse(entry, isType);
        _open.Pop();
        entry.IsBeingRead = false;
    }

    private object Decode(Entry entry, bool isType)
    {
        if (entry.Dialect.Dialect?.Bytecode is not { } codec)
            throw entry.Data.Error($"the dialect '{entry.Dialect.Name}' has no encoding of attributes and types that is known");
        var reader = new DialectBytecodeReader(entry.Data, this);
        object value = isType ? codec.ReadType(reader) : codec.ReadAttribute(reader);
        return entry.Data.AtEnd ? value : throw entry.Data.Error($"{entry.Data.Remaining} bytes behind the {(isType ? "type" : "attribute")} '{value}'");
    }

    private object Parse(Entry entry, bool isType)
    {
        var offset = entry.Data.Offset;
        var text = entry.Data.ReadTerminatedString();
        try
        {
            var parser = new AsmParser(_context, text);
            object value = isType ? parser.ParseType() : parser.ParseAttribute();
            return parser.AtEnd ? value : throw new BytecodeException($"more text than an attribute or type: {text}", offset);
        }
        catch (DiagnosticException e)
        {
            throw new BytecodeException($"{e.Diagnostic.Message}, in the text '{text}'", offset);
        }
    }
}
