namespace Nacre.IR;

/// <summary>A namespace of operations, types and attributes.</summary>
public abstract class Dialect(string name)
{
    public string Name { get; } = name;

    /// <summary>All operations of the dialect: an explicit list.</summary>
    public abstract IReadOnlyList<OpDefinition> Operations { get; }

    /// <summary>Parses what follows <c>!dialect.mnemonic</c>; null for an unknown mnemonic.</summary>
    public virtual IRType? ParseType(AsmParser parser, string mnemonic) => null;

    /// <summary>Parses what follows <c>#dialect.mnemonic</c>; null for an unknown mnemonic.</summary>
    public virtual Attr? ParseAttribute(AsmParser parser, string mnemonic) => null;

    /// <summary>The dialect's own encoding of its attributes and types in bytecode; null when they are written as text.</summary>
    public virtual IDialectBytecode? Bytecode => null;

    /// <summary>Whether types and attributes may be written <c>!dialect&lt;mnemonic …&gt;</c> too.</summary>
    public virtual bool PrintsPrettyBrackets => false;

    /// <summary>Makes the constant operation for a folded value; null when the dialect has none for it.</summary>
    public virtual Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => null;

    /// <summary>Adds the canonicalisation patterns of the dialect's operations.</summary>
    public virtual void CanonicalizationPatterns(PatternSet patterns) { }
}

/// <summary>The registered dialects and where diagnostics go. Not static: each compilation may have its own.</summary>
public sealed class IRContext
{
    private readonly Dictionary<string, Dialect> _dialects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpDefinition> _operations = new(StringComparer.Ordinal);

    public IRContext(params IEnumerable<Dialect> dialects)
    {
        foreach (var dialect in dialects)
            Register(dialect);
    }

    public DiagnosticEngine Diagnostics { get; } = new();

    /// <summary>Accept operations of dialects that are not registered.</summary>
    public bool AllowUnregisteredDialects { get; set; }
    public IEnumerable<Dialect> Dialects => _dialects.Values;

    public void Register(Dialect dialect)
    {
        if (!_dialects.TryAdd(dialect.Name, dialect))
            return;
        foreach (var definition in dialect.Operations)
            _operations.Add(definition.Name, definition);
    }

    public Dialect? FindDialect(string name) => _dialects.GetValueOrDefault(name);
    public OpDefinition? FindOperation(string name) => _operations.GetValueOrDefault(name);
    internal Dictionary<string, OpDefinition>.AlternateLookup<ReadOnlySpan<char>> OperationsBySpan => _operations.GetAlternateLookup<ReadOnlySpan<char>>();
}
