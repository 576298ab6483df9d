namespace Nacre.IR;

/// <summary>A <c>custom&lt;Name&gt;(…)</c> part of an assembly format: how its arguments are parsed and printed together.</summary>
/// <param name="Parse">Reads the text and fills the slots.</param>
/// <param name="Print">Writes the slots of an operation; a leading space is the format's, the text starts without one.</param>
public sealed record CustomDirective(Action<OpAsmParser, IReadOnlyList<FormatSlot>> Parse, Action<OpAsmPrinter, Operation, IReadOnlyList<FormatSlot>> Print);

/// <summary>What one argument of a custom directive stands for: operands, types, an attribute, regions or successors. Parsing fills it, printing reads it.</summary>
public sealed class FormatSlot
{
    /// <summary>The declared name of the operand, result, attribute, region or successor.</summary>
    public required string Name { get; init; }
    public List<UnresolvedOperand> Operands { get; } = [];

    /// <summary>The types of the named operand or result group.</summary>
    public List<IRType> Types { get; set; } = [];
    public Attr? Attribute { get; set; }
    public List<Block> Successors { get; } = [];
    public List<IReadOnlyList<Block>> Regions { get; } = [];

    /// <summary>When printing: the operands of the group.</summary>
    public IReadOnlyList<Value> Values { get; init; } = [];

    /// <summary>The group's only type.</summary>
    public IRType Type
    {
        get => Types[0];
        set => Types = [value];
    }
}

/// <summary>The types of an operation's operand and result groups by declared name while its format is parsed; null where not known yet.</summary>
public sealed class FormatTypes
{
    private readonly Dictionary<string, List<IRType>> _types = [];

    /// <summary>How many operands were written for each operand group.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>The types of the operands as far as they are defined already.</summary>
    public required Func<string, int, IRType?> Defined { get; init; }

    /// <summary>The attributes that were written.</summary>
    public required Func<string, Attr?> Attribute { get; init; }

    public IRType? this[string name]
    {
        get => _types.TryGetValue(name, out var list) && list.Count > 0 ? list[0] : null;
        set => _types[name] = value is null ? [] : [value];
    }

    public List<IRType>? All(string name) => _types.GetValueOrDefault(name);
    public void SetAll(string name, IEnumerable<IRType> types) => _types[name] = [.. types];
}
