namespace Nacre.IR;

/// <summary>How many values a declared operand or result stands for.</summary>
public enum Arity { One, Optional, Variadic }

/// <summary>A declared operand or result.</summary>
/// <param name="Description">What the types must be, in MLIR's words, e.g. <c>signless-integer-like</c>.</param>
/// <param name="Buildable">The only type it can have, when there is just one: the custom form need not say it.</param>
public sealed record ValueDef(string Name, Arity Arity, Func<IRType, bool> Accepts, string Description, IRType? Buildable = null)
{
    public bool IsVariable => Arity != Arity.One;
}

/// <summary>A declared attribute.</summary>
/// <param name="Name">Its name in the IR.</param>
/// <param name="Accepts">Whether a value is of the declared kind.</param>
/// <param name="Description">The kind in MLIR's words, e.g. <c>64-bit signless integer attribute</c>.</param>
/// <param name="IsOptional">It may be absent and then has no value.</param>
/// <param name="Default">The value it has when absent.</param>
/// <param name="ElidedType">In the custom form a value of this type is written without it.</param>
/// <param name="Parse">Reads the short form of a custom assembly format (an enumeration's keyword, an integer without its type); null for a plain attribute.</param>
/// <param name="Print">Writes the short form.</param>
/// <param name="StartsHere">Whether the short form is next; null when any attribute value may be.</param>
public sealed record AttrDef(
    string Name, Func<Attr, bool> Accepts, string Description, bool IsOptional = false, Attr? Default = null, IRType? ElidedType = null,
    Func<AsmParser, Attr>? Parse = null, Action<AsmPrinter, Attr>? Print = null, Func<AsmParser, bool>? StartsHere = null)
{
    public bool MayBeAbsent => IsOptional || Default is not null;
}

/// <summary>A declared region.</summary>
public sealed record RegionDef(string Name, bool IsVariadic = false);

/// <summary>A declared successor.</summary>
public sealed record SuccessorDef(string Name, bool IsVariadic = false);

/// <summary>What is known of a kind of operation: generated from its class. <c>AddIOp.Definition</c>.</summary>
public sealed class OpDefinition
{
    public required string Name { get; init; }
    public IReadOnlyList<ValueDef> Operands { get; init; } = [];
    public IReadOnlyList<ValueDef> Results { get; init; } = [];
    public IReadOnlyList<AttrDef> Attributes { get; init; } = [];
    public IReadOnlyList<RegionDef> Regions { get; init; } = [];
    public IReadOnlyList<SuccessorDef> Successors { get; init; } = [];

    /// <summary>MLIR's declarative assembly format; null when the operation prints itself or is only generic.</summary>
    public string? Format { get; init; }

    /// <summary>The class's constructor.</summary>
    public required Func<OpState, Operation> Construct { get; init; }

    /// <summary>The verifiers of the operation's traits.</summary>
    public IReadOnlyList<Action<Operation, Verifier>> TraitVerifiers { get; init; } = [];

    /// <summary>The verifiers of traits that look into the regions; they come after the operation's own.</summary>
    public IReadOnlyList<Action<Operation, Verifier>> RegionTraitVerifiers { get; init; } = [];

    /// <summary>Result types from operands, attributes and regions; null when they must be given.</summary>
    public Func<OpState, IReadOnlyList<IRType>>? InferTypes { get; init; }

    /// <summary>The class's own parser of its custom form (<see cref="ICustomAssembly"/>).</summary>
    public Action<OpAsmParser, OpState>? ParseCustom { get; init; }

    /// <summary>The interfaces that the class implements, for questions that come before an instance exists.</summary>
    public OpTraits Traits { get; init; }

    /// <summary>The dialect whose operations need no prefix inside this operation's regions.</summary>
    public string? DefaultDialect { get; init; }

    /// <summary>Derives operand types that the custom form does not spell out (<see cref="IInferOperandTypes"/>).</summary>
    public Action<FormatTypes>? InferOperandTypes { get; init; }

    /// <summary>The kind of terminator that a single-block region may leave out.</summary>
    public Func<OpDefinition>? ImplicitTerminator { get; init; }

    /// <summary>Adds the class's own canonicalisation patterns (<see cref="ICanonicalizable"/>).</summary>
    public Action<PatternSet>? CanonicalizationPatterns { get; init; }

    /// <summary>The parsers and printers of the <c>custom&lt;…&gt;</c> parts of <see cref="Format"/>.</summary>
    public IReadOnlyDictionary<string, CustomDirective> Directives { get; init; } = new Dictionary<string, CustomDirective>();

    /// <summary>The part before the dot.</summary>
    public string Dialect => _dialect ??= Name[..Name.IndexOf('.')];

    private string? _dialect;

    private AssemblyFormat? _assembly;

    /// <summary>One type serves all operands and results, so the custom form says it once.</summary>
    public bool SameTypes { get; init; }

    /// <summary>The parsed <see cref="Format"/>.</summary>
    internal AssemblyFormat? Assembly => Format is null ? null : _assembly ??= AssemblyFormat.Parse(this);

    /// <summary>Whether the attribute is declared, or is bookkeeping of declared parts.</summary>
    public bool IsInherent(string attribute)
    {
        if (attribute is Segments.OperandSizes or Segments.ResultSizes)
            return true;
        foreach (var def in Attributes)
        {
            if (def.Name == attribute)
                return true;
        }
        return false;
    }

    public AttrDef? FindAttribute(string name) => Attributes.FirstOrDefault(a => a.Name == name);

    /// <summary>An attribute that is written but has its default value is as one that is absent.</summary>
    internal void RemoveDefaults(OpState state) => state.Attributes.RemoveAll(a => FindAttribute(a.Name)?.Default == a.Value);

    internal static OpDefinition Unregistered { get; } = new() { Name = "builtin.unregistered", Construct = _ => throw new InvalidOperationException() };

    public override string ToString() => Name;
}

/// <summary>Traits that the parser and printer ask for before an operation exists.</summary>
[Flags]
public enum OpTraits
{
    None = 0,
    Terminator = 1,
    IsolatedFromAbove = 2,
    SymbolTable = 4,
    Symbol = 8,

    /// <summary>A single-block region may be written without its terminator.</summary>
    ImplicitTerminator = 16,
}
