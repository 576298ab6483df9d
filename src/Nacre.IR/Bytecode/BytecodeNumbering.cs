namespace Nacre.IR;

/// <summary>Numbers what operations refer to in the order of first use, and collects its encoding.</summary>
internal sealed class BytecodeNumbering(IRContext context)
{
    /// <summary>A numbered attribute or type.</summary>
    /// <param name="Dialect">The number of its dialect.</param>
    public sealed record Entry(int Dialect, ByteSink Data, bool IsEncoded);

    private readonly Dictionary<string, int> _strings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _dialects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<Attr, int> _attributes = [];
    private readonly Dictionary<IRType, int> _types = [];
    private readonly Dictionary<string, int> _resources = new(StringComparer.Ordinal);
    private readonly List<Blob?> _resourceData = [];
    private readonly List<Entry?> _attributeEntries = [];
    private readonly List<Entry?> _typeEntries = [];

    public IEnumerable<string> Strings => _strings.Keys;
    public IReadOnlyCollection<string> Dialects => _dialects.Keys;
    public IReadOnlyList<Entry?> AttributeEntries => _attributeEntries;
    public IReadOnlyList<Entry?> TypeEntries => _typeEntries;
    public IReadOnlyCollection<string> Operations => _operations.Keys;
    public IReadOnlyList<(string Name, Blob? Data)> Resources => [.. _resources.Keys.Zip(_resourceData)];

    public int String(string text) => NumberOf(_strings, text);
    public int Dialect(string name) => NumberOf(_dialects, name);
    public int OperationName(string name) => NumberOf(_operations, name);

    public int Resource(string name, Blob? data)
    {
        var number = NumberOf(_resources, name);
        if (number == _resourceData.Count)
            _resourceData.Add(data);
        return number;
    }

    private static int NumberOf<T>(Dictionary<T, int> numbers, T item) where T : notnull
    {
        if (!numbers.TryGetValue(item, out var number))
            numbers[item] = number = numbers.Count;
        return number;
    }

    public int Attribute(Attr attribute)
    {
        var number = NumberOf(_attributes, attribute);
        if (number == _attributeEntries.Count)
        {
            _attributeEntries.Add(null);
            var dialect = attribute switch { DialectAttr owned => owned.Dialect, OpaqueAttr opaque => opaque.Dialect, _ => "builtin" };
            _attributeEntries[number] = Encode(dialect, (codec, writer) => codec.WriteAttribute(attribute, writer), attribute);
        }
        return number;
    }

    public int Type(IRType type)
    {
        var number = NumberOf(_types, type);
        if (number == _typeEntries.Count)
        {
            _typeEntries.Add(null);
            var dialect = type switch { DialectType owned => owned.Dialect, OpaqueType opaque => opaque.Dialect, _ => "builtin" };
            _typeEntries[number] = Encode(dialect, (codec, writer) => codec.WriteType(type, writer), type);
        }
        return number;
    }

    private Entry Encode(string dialect, Func<IDialectBytecode, DialectBytecodeWriter, bool> write, object value)
    {
        var sink = new ByteSink();
        var isEncoded = context.FindDialect(dialect)?.Bytecode is { } codec && write(codec, new DialectBytecodeWriter(sink, this));
        if (!isEncoded)
            sink.WriteTerminated(ByteText.Encode(value.ToString()));
        return new Entry(Dialect(dialect), sink, isEncoded);
    }
}
