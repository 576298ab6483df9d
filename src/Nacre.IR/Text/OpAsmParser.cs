using System.Diagnostics.CodeAnalysis;

namespace Nacre.IR;

/// <summary>An operand as written, before its type is known: <c>%name#number</c>.</summary>
public readonly record struct UnresolvedOperand(string Name, int Number, int Position)
{
    public override string ToString() => Number == 0 ? Name : $"{Name}#{Number}";
}

/// <summary>An argument of a region or function as written: name, type, attributes, location.</summary>
public readonly record struct ParsedArgument(UnresolvedOperand Name, IRType Type, DictionaryAttr Attributes, Location Location);

/// <summary>Reads operations. Dialects' own assembly formats are written against this class.</summary>
public sealed partial class OpAsmParser(IRContext context, string source, string file = "-") : AsmParser(context, source, file)
{
    private readonly Stack<IsolatedScope> _isolated = new();
    private readonly Stack<string> _defaultDialects = new(["builtin"]);
    private readonly Stack<Dictionary<string, Block>> _blocks = new();

    /// <summary>The names of one isolated operation, with the forward references that are still open.</summary>
    private sealed class IsolatedScope
    {
        public Dictionary<string, Value?[]> Values { get; } = new(StringComparer.Ordinal);
        public Stack<List<string>> Levels { get; } = new([[]]);
        public Dictionary<(string Name, int Number), (Value Placeholder, int Position)> Forward { get; } = [];
    }

    // Operands

    public bool ParseOptionalOperand(out UnresolvedOperand operand)
    {
        operand = default;
        if (!Is(TokenKind.PercentId))
            return false;
        operand = ParseOperand();
        return true;
    }

    /// <summary>Whether an operand starts here.</summary>
    public bool IsNextOperand => Is(TokenKind.PercentId);

    /// <summary>Whether <paramref name="open"/> is next and an operand follows it, or it closes at once: how a function's named arguments are told from bare types.</summary>
    public bool IsFollowedByOperand(string open)
    {
        if (!IsNext(open))
            return false;
        var at = Position + open.Length;
        while (at < Source.Length && char.IsWhiteSpace(Source[at]))
            at++;
        return at < Source.Length && (Source[at] is '%' or ')');
    }

    /// <summary>Whether an attribute value starts here.</summary>
    public bool StartsAttribute => Token.Kind is TokenKind.AtId or TokenKind.LSquare or TokenKind.LBrace or TokenKind.HashId or TokenKind.String or TokenKind.Minus
        or TokenKind.Integer or TokenKind.Float or TokenKind.BangId or TokenKind.BareId;

    public UnresolvedOperand ParseOperand()
    {
        if (!Is(TokenKind.PercentId))
            throw SyntaxError("expected SSA operand");
        var (position, name) = (Position, TokenSpan[1..].ToString());
        Advance();
        var number = 0;
        if (Is(TokenKind.HashId) && int.TryParse(TokenSpan[1..], out number))
            Advance();
        return new UnresolvedOperand(name, number, position);
    }

    /// <summary><c>%a, %b</c>; none is allowed.</summary>
    public List<UnresolvedOperand> ParseOperandList() => Is(TokenKind.PercentId) ? ParseCommaList(ParseOperand) : [];

    /// <summary><c>open %a, %b close</c>.</summary>
    public List<UnresolvedOperand> ParseOperandList(string open, string close) => ParseList(open, close, ParseOperand);

    /// <summary>The value that an operand names, which must be of the given type; a later definition is waited for.</summary>
    public Value Resolve(UnresolvedOperand operand, IRType type)
    {
        var scope = _isolated.Peek();
        if (scope.Values.TryGetValue(operand.Name, out var values))
        {
            if (operand.Number >= values.Length)
                throw SyntaxError(operand.Position, "reference to invalid result number");
            if (values[operand.Number] is { } known)
                return known.Type == type ? known : throw SyntaxError(operand.Position, $"use of value '%{operand}' expects different type than prior uses: '{type}' vs '{known.Type}'");
        }
        if (scope.Forward.TryGetValue((operand.Name, operand.Number), out var forward))
            return forward.Placeholder.Type == type ? forward.Placeholder : throw SyntaxError(operand.Position, $"use of value '%{operand}' expects different type than prior uses: '{type}' vs '{forward.Placeholder.Type}'");
        var state = new OpState(LocationAt(operand.Position));
        state.ResultTypes.Add(type);
        var placeholder = new UnregisteredOp("builtin.forward_reference", state).Result(0);
        scope.Forward[(operand.Name, operand.Number)] = (placeholder, operand.Position);
        return placeholder;
    }

    public void Resolve(IReadOnlyList<UnresolvedOperand> operands, IRType type, OpState state)
    {
        foreach (var operand in operands)
            state.Operands.Add(Resolve(operand, type));
    }

    public void Resolve(IReadOnlyList<UnresolvedOperand> operands, IReadOnlyList<IRType> types, OpState state)
    {
        if (operands.Count != types.Count)
            throw Error(operands.Count > 0 ? operands[0].Position : Position, $"number of operands and types do not match: got {operands.Count} operands and {types.Count} types");
        for (var i = 0; i < operands.Count; i++)
            state.Operands.Add(Resolve(operands[i], types[i]));
    }

    /// <summary>The type of a value that is already defined; null for a forward reference.</summary>
    public IRType? TypeOf(UnresolvedOperand operand) =>
        _isolated.Peek().Values.TryGetValue(operand.Name, out var values) && operand.Number < values.Length ? values[operand.Number]?.Type : null;

    private void Define(string name, int number, int count, Value value, int position)
    {
        var scope = _isolated.Peek();
        if (!scope.Values.TryGetValue(name, out var values))
        {
            scope.Values[name] = values = new Value?[count];
            scope.Levels.Peek().Add(name);
        }
        if (number >= values.Length || values[number] is not null)
            throw SyntaxError(position, $"redefinition of SSA value '%{name}'");
        values[number] = value;
        if (!scope.Forward.Remove((name, number), out var forward))
            return;
        if (forward.Placeholder.Type != value.Type)
            throw SyntaxError(forward.Position, $"definition of SSA value '%{name}#{number}' has type '{value.Type}', but it was used with type '{forward.Placeholder.Type}'");
        forward.Placeholder.ReplaceAllUsesWith(value);
    }

    // Attributes

    public void ParseOptionalAttributeDict(OpState state)
    {
        if (Is(TokenKind.LBrace))
            AddAttributes(state, ParseAttributeEntries());
    }

    public void ParseOptionalAttributeDictWithKeyword(OpState state)
    {
        if (ParseOptionalKeyword("attributes"))
            AddAttributes(state, ParseAttributeEntries());
    }

    /// <summary>Checks the attributes in <paramref name="state"/> that the operation declares; <paramref name="position"/> is where they stand.</summary>
    internal void CheckAttributes(OpDefinition definition, OpState state, int position)
    {
        foreach (var def in definition.Attributes)
        {
            if (state.GetAttr(def.Name) is { } value && !def.Accepts(value))
                throw Error(position, $"'{definition.Name}' op attribute '{def.Name}' failed to satisfy constraint: {def.Description}");
        }
    }

    private void AddAttributes(OpState state, List<NamedAttr> entries)
    {
        foreach (var entry in entries)
        {
            if (state.GetAttr(entry.Name) is not null)
                throw SyntaxError($"duplicate attribute '{entry.Name}'");
            state.Attributes.Add(entry);
        }
    }

    public void ParseSymbolName(OpState state, string attribute = ISymbol.NameAttribute) => state.SetAttr(attribute, new StringAttr(ParseSymbolName()));

    // Arguments and regions

    public ParsedArgument ParseArgument(bool allowType = true, bool allowAttributes = false)
    {
        var name = ParseOperand();
        IRType type = NoneType.Instance;
        if (allowType)
        {
            Parse(":");
            type = ParseType();
        }
        var attributes = allowAttributes && Is(TokenKind.LBrace) ? new DictionaryAttr(ParseAttributeEntries()) : DictionaryAttr.Empty;
        return new ParsedArgument(name, type, attributes, ParseOptionalTrailingLocation() ?? Location.Unknown);
    }

    public List<ParsedArgument> ParseArgumentList(string open, string close, bool allowType = true, bool allowAttributes = false) =>
        ParseList(open, close, () => ParseArgument(allowType, allowAttributes));

    private Location? ParseOptionalTrailingLocation() => ParseOptionalKeyword("loc") ? ParseLocationInParens() : null;

    /// <summary>Parses <c>{ … }</c> into the operation's next region. The arguments become those of the entry block, which then has no label.</summary>
    public void ParseRegion(OpState state, IReadOnlyList<ParsedArgument>? arguments = null, OpDefinition? owner = null) =>
        ParseRegion(state, arguments, owner, owner?.ImplicitTerminator);

    private void ParseRegion(OpState state, IReadOnlyList<ParsedArgument>? arguments, OpDefinition? owner, Func<OpDefinition>? implicitTerminator)
    {
        using var nest = Nest();
        Parse("{");
        var isolated = owner is not null && owner.Traits.HasFlag(OpTraits.IsolatedFromAbove);
        if (isolated)
            _isolated.Push(new IsolatedScope());
        else
            _isolated.Peek().Levels.Push([]);
        _blocks.Push(new Dictionary<string, Block>(StringComparer.Ordinal));
        var body = ParseBlocks(arguments, implicitTerminator);
        CloseBlocks();
        if (isolated)
            CloseIsolatedScope();
        else
            CloseLevel();
        state.RegionBodies.Add(body);
        Parse("}");
    }

    public bool ParseOptionalRegion(OpState state, IReadOnlyList<ParsedArgument>? arguments = null, OpDefinition? owner = null)
    {
        if (!Is(TokenKind.LBrace))
            return false;
        ParseRegion(state, arguments, owner);
        return true;
    }

    private void CloseBlocks()
    {
        foreach (var (name, block) in _blocks.Pop())
        {
            if (block.Parent is null && !_placed.Remove(block))
                throw SyntaxError($"reference to an undefined block '^{name}'");
        }
    }

    private readonly HashSet<Block> _placed = [];

    private void CloseLevel()
    {
        var scope = _isolated.Peek();
        foreach (var name in scope.Levels.Pop())
            scope.Values.Remove(name);
    }

    private void CloseIsolatedScope()
    {
        foreach (var ((name, _), (_, position)) in _isolated.Peek().Forward)
            throw SyntaxError(position, $"use of undeclared SSA value name '%{name}'");
        _isolated.Pop();
    }

    private List<Block> ParseBlocks(IReadOnlyList<ParsedArgument>? arguments, Func<OpDefinition>? implicitTerminator)
    {
        var blocks = new List<Block>();
        if (Is(TokenKind.RBrace) && arguments is null or { Count: 0 } && implicitTerminator is null)
            return blocks;
        if (!Is(TokenKind.CaretId))
        {
            var entry = new Block();
            foreach (var argument in arguments ?? [])
                Define(argument.Name.Name, 0, 1, entry.AddArgument(argument.Type, argument.Location), argument.Name.Position);
            _placed.Add(entry);
            blocks.Add(entry);
            ParseBlockBody(entry);
            AddImplicitTerminator(entry, implicitTerminator);
        }
        while (Is(TokenKind.CaretId))
        {
            blocks.Add(ParseLabelledBlock());
            AddImplicitTerminator(blocks[^1], blocks.Count == 1 && !Is(TokenKind.CaretId) ? implicitTerminator : null);
        }
        return blocks;
    }

    private void AddImplicitTerminator(Block block, Func<OpDefinition>? terminator)
    {
        if (terminator is not null && block.Last is not ITerminator && !Is(TokenKind.CaretId))
            block.Append(terminator().Construct(new OpState(LocationAt(Position)) { RegionCount = terminator().Regions.Count(r => !r.IsVariadic) }));
    }

    private Block ParseLabelledBlock()
    {
        var position = Position;
        var block = ParseSuccessor();
        if (!_placed.Add(block))
            throw SyntaxError(position, "redefinition of a block");
        if (Is(TokenKind.LParen))
        {
            foreach (var argument in ParseArgumentList("(", ")"))
                Define(argument.Name.Name, 0, 1, block.AddArgument(argument.Type, argument.Location), argument.Name.Position);
        }
        Parse(":");
        ParseBlockBody(block);
        return block;
    }

    private void ParseBlockBody(Block block)
    {
        while (!Is(TokenKind.RBrace) && !Is(TokenKind.CaretId) && !AtEnd)
            block.Append(ParseOperation());
    }

    /// <summary><c>^name</c>: the block of that name in the innermost region, which may come later.</summary>
    public Block ParseSuccessor()
    {
        if (!Is(TokenKind.CaretId))
            throw SyntaxError("expected a block name");
        var name = TokenSpan[1..].ToString();
        Advance();
        var blocks = _blocks.Peek();
        return blocks.TryGetValue(name, out var block) ? block : blocks[name] = new Block();
    }

    public bool ParseOptionalSuccessor([NotNullWhen(true)] out Block? block)
    {
        block = Is(TokenKind.CaretId) ? ParseSuccessor() : null;
        return block is not null;
    }

    /// <summary><c>^bb(%a, %b : t, u)</c>: a successor and the operands passed to it.</summary>
    public (Block Block, List<Value> Operands) ParseSuccessorAndOperands()
    {
        var block = ParseSuccessor();
        var state = new OpState(Location.Unknown);
        if (ParseOptional("("))
        {
            var operands = ParseOperandList();
            Parse(":");
            Resolve(operands, ParseCommaList(ParseType), state);
            Parse(")");
        }
        return (block, state.Operands);
    }

    // Operations

    private Operation ParseOperation()
    {
        using var nest = Nest();
        var (start, enclosing) = (Position, CustomOp);
        CustomOp = null;
        var results = new List<(string Name, int Count, int Position)>();
        if (Is(TokenKind.PercentId))
        {
            results = ParseCommaList(ParseResultName);
            Parse("=");
        }
        var op = Is(TokenKind.String) ? ParseGeneric(start) : ParseCustom(start);
        DefineResults(op, results, start);
        CustomOp = enclosing;
        return op;
    }

    private (string Name, int Count, int Position) ParseResultName()
    {
        var (position, name) = (Position, TokenSpan[1..].ToString());
        if (!Take(TokenKind.PercentId))
            throw SyntaxError("expected a result name");
        return (name, Take(TokenKind.Colon) ? checked((int)ParseInteger()) : 1, position);
    }

    private void DefineResults(Operation op, List<(string Name, int Count, int Position)> names, int start)
    {
        if (names.Count == 0)
            return;
        if (names.Sum(n => n.Count) != op.ResultCount)
            throw SyntaxError(start, $"operation defines {op.ResultCount} results but was provided {names.Sum(n => n.Count)} to bind");
        var index = 0;
        foreach (var (name, count, position) in names)
        {
            for (var i = 0; i < count; i++)
                Define(name, i, count, op.Result(index++), position);
        }
    }

    private OpDefinition? FindDefinition(string name, int position)
    {
        if (Context.FindOperation(name) is { } definition)
            return definition;
        var dot = name.IndexOf('.');
        var dialect = dot < 0 ? "" : name[..dot];
        if (dot > 0 && Context.FindDialect(dialect) is not null)
            throw SyntaxError(position, $"unregistered operation '{name}' found in dialect ('{dialect}')");
        if (!Context.AllowUnregisteredDialects)
            throw SyntaxError(position, $"operation being parsed with an unregistered dialect '{(dot < 0 ? name : dialect)}' (--allow-unregistered-dialect accepts it)");
        return null;
    }

    private Operation ParseGeneric(int start)
    {
        var position = Position;
        var name = string.Intern(ParseString());
        var definition = FindDefinition(name, position);
        var operands = ParseOperandList("(", ")");
        var state = new OpState(LocationAt(start));
        if (Is(TokenKind.LSquare))
            state.Successors.AddRange(ParseList("[", "]", ParseSuccessor));
        if (Take(TokenKind.Less))
        {
            AddAttributes(state, ParseAttributeEntries());
            Parse(">");
        }
        if (Is(TokenKind.LParen))
        {
            ParseList("(", ")", () =>
            {
                ParseRegion(state, null, definition, implicitTerminator: null);
                return 0;
            });
        }
        ParseOptionalAttributeDict(state);
        if (definition is not null)
            definition.RemoveDefaults(state);
        Parse(":");
        var type = ParseFunctionType();
        if (type.Inputs.Count != operands.Count)
            throw SyntaxError(position, $"expected {operands.Count} operand types but had {type.Inputs.Count}");
        Resolve(operands, type.Inputs, state);
        state.ResultTypes.AddRange(type.Results);
        state.Location = ParseOptionalTrailingLocation() ?? state.Location;
        return definition is null ? new UnregisteredOp(name, state) : definition.Construct(state);
    }

    private Operation ParseCustom(int start)
    {
        var position = Position;
        if (!Is(TokenKind.BareId))
            throw SyntaxError("expected operation name");
        var word = ParseKeyword();
        var name = word.Contains('.') && Context.FindOperation(word) is not null ? word : QualifiedName(word);
        var definition = FindDefinition(name, position) ?? throw SyntaxError(position, $"custom op '{word}' is unknown; an unregistered operation needs the generic form");
        var state = new OpState(LocationAt(start));
        ParseCustomBody(definition, state, position);
        definition.RemoveDefaults(state);
        state.Location = ParseOptionalTrailingLocation() ?? state.Location;
        state.RegionCount = Math.Max(state.RegionCount, definition.Regions.Count(r => !r.IsVariadic));
        return definition.Construct(state);
    }

    /// <summary>Adds the innermost default dialect (or builtin) to a name without one.</summary>
    private string QualifiedName(string word)
    {
        var qualified = $"{_defaultDialects.Peek()}.{word}";
        if (Context.FindOperation(qualified) is not null)
            return qualified;
        return !word.Contains('.') && Context.FindOperation("builtin." + word) is not null ? "builtin." + word : word;
    }

    private void ParseCustomBody(OpDefinition definition, OpState state, int position)
    {
        CustomOp = definition.Name;
        if (definition.DefaultDialect is { } dialect)
            _defaultDialects.Push(dialect);
        if (definition.ParseCustom is { } custom)
            custom(this, state);
        else if (definition.Assembly is { } assembly)
            assembly.ParseInto(this, state);
        else
            throw SyntaxError(position, $"'{definition.Name}' has no custom assembly format; write it in the generic form");
        if (definition.DefaultDialect is not null)
            _defaultDialects.Pop();
        CustomOp = null;
    }
}
