namespace Nacre.IR;

/// <summary>The symbols directly inside an operation such as a module.</summary>
public sealed class SymbolTable
{
    private readonly Dictionary<string, Operation> _symbols = new(StringComparer.Ordinal);
    private readonly Block _body;

    public SymbolTable(Operation owner)
    {
        _body = owner.Regions[0].Entry;
        foreach (var op in _body.Operations)
        {
            if (op.GetAttr<StringAttr>(ISymbol.NameAttribute) is { } name)
                _symbols.TryAdd(name.Value, op);
        }
    }

    public Operation? Lookup(string name) => _symbols.GetValueOrDefault(name);
    public T? Lookup<T>(string name) where T : class => Lookup(name) as T;

    /// <summary>Adds a symbol at the end, renaming it (<c>name_0</c>, <c>name_1</c>, …) when the name is taken. Returns its name.</summary>
    public string Insert(Operation symbol)
    {
        var wanted = ((ISymbol)symbol).SymbolName;
        var name = UniqueName(wanted);
        symbol.SetAttr(ISymbol.NameAttribute, new StringAttr(name));
        if (symbol.Block is null)
            _body.Append(symbol);
        _symbols[name] = symbol;
        return name;
    }

    public string UniqueName(string wanted)
    {
        var name = wanted;
        for (var i = 0; _symbols.ContainsKey(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }

    public void Erase(string name)
    {
        if (_symbols.Remove(name, out var op))
            op.Erase();
    }

    /// <summary>The symbol that <paramref name="reference"/> names, seen from <paramref name="from"/>: searched in the nearest symbol tables outward.</summary>
    public static Operation? LookupNearest(Operation from, SymbolRefAttr reference)
    {
        for (var op = from; op is not null; op = op.ParentOp)
        {
            if (op is ISymbolTable && LookupIn(op, reference) is { } found)
                return found;
        }
        return null;
    }

    private static Operation? LookupIn(Operation table, SymbolRefAttr reference)
    {
        Operation? current = table;
        foreach (var name in reference.Nested.Prepend(reference.Root))
            current = current is null ? null : Direct(current, name);
        return current;
    }

    private static Operation? Direct(Operation table, string name)
    {
        if (table.Regions.Count == 0 || table.Regions[0].IsEmpty)
            return null;
        foreach (var op in table.Regions[0].Entry.Operations)
        {
            if (op.GetAttr<StringAttr>(ISymbol.NameAttribute)?.Value == name)
                return op;
        }
        return null;
    }
}
