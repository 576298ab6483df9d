namespace Nacre.IR;

internal sealed partial class AssemblyFormat
{
    /// <summary>What was read of one operation before its types are resolved.</summary>
    private sealed class Parsed(OpDefinition definition, OpState state)
    {
        public OpDefinition Definition { get; } = definition;
        public OpState State { get; } = state;
        public List<UnresolvedOperand>?[] Operands { get; } = new List<UnresolvedOperand>?[definition.Operands.Count];
        public List<IRType>?[] OperandTypes { get; } = new List<IRType>?[definition.Operands.Count];
        public List<IRType>?[] ResultTypes { get; } = new List<IRType>?[definition.Results.Count];
        public List<UnresolvedOperand>? AllOperands { get; set; }
        public List<IRType>? AllOperandTypes { get; set; }
        public List<IRType>? AllResultTypes { get; set; }
        public int Start { get; init; }
    }

    public void ParseInto(OpAsmParser parser, OpState state)
    {
        var parsed = new Parsed(_definition, state) { Start = parser.Position };
        foreach (var element in _elements)
            Parse(parser, element, parsed);
        Resolve(parser, parsed);
    }

    private void Parse(OpAsmParser parser, Element element, Parsed parsed)
    {
        switch (element)
        {
            case Literal literal: ParseLiteral(parser, literal.Text); break;
            case Variable variable: ParseVariable(parser, variable, parsed); break;
            case TypeOf type: ParseTypes(parser, type.Of, parsed); break;
            case AttrDict dict: ParseAttrDict(parser, dict.WithKeyword, parsed.State); break;
            case Keyword { Name: "operands" }: parsed.AllOperands = parser.ParseOperandList(); break;
            case Keyword { Name: "regions" }: ParseRegions(parser, parsed); break;
            case Keyword { Name: "successors" }: parsed.State.Successors.AddRange(parser.ParseCommaList(parser.ParseSuccessor)); break;
            case FunctionalType function: ParseFunctionalType(parser, function, parsed); break;
            case Optional optional: ParseOptional(parser, optional, parsed); break;
            case Custom custom: ParseCustom(parser, custom, parsed); break;
        }
    }

    private void ParseAttrDict(OpAsmParser parser, bool withKeyword, OpState state)
    {
        var position = parser.Position;
        if (withKeyword)
            parser.ParseOptionalAttributeDictWithKeyword(state);
        else
            parser.ParseOptionalAttributeDict(state);
        parser.CheckAttributes(_definition, state, position);
    }

    /// <summary>Takes a literal such as <c>step</c>, <c>-&gt;</c> or <c>)[</c>, which may hold several tokens.</summary>
    private static void ParseLiteral(OpAsmParser parser, string text)
    {
        if (text.Length == 0 || parser.ParseOptional(text))
            return;
        if (text.Length > 1 && !char.IsAsciiLetter(text[0]) && text is not ("->" or "::" or "..."))
        {
            foreach (var c in text)
                parser.Parse(c.ToString());
            return;
        }
        parser.Parse(text);
    }

    private void ParseVariable(OpAsmParser parser, Variable variable, Parsed parsed)
    {
        switch (variable.Kind)
        {
            case VariableKind.Operand:
                parsed.Operands[variable.Index] = ParseOperandGroup(parser, _definition.Operands[variable.Index].Arity);
                break;
            case VariableKind.Attribute:
                parsed.State.SetAttr(variable.Name, ParseAttribute(parser, _definition.Attributes[variable.Index]));
                break;
            case VariableKind.Region:
                ParseRegionGroup(parser, _definition.Regions[variable.Index].IsVariadic, parsed);
                break;
            case VariableKind.Successor when _definition.Successors[variable.Index].IsVariadic:
                parsed.State.Successors.AddRange(parser.ParseCommaList(parser.ParseSuccessor));
                break;
            case VariableKind.Successor:
                parsed.State.Successors.Add(parser.ParseSuccessor());
                break;
            default:
                throw new InvalidOperationException($"format of '{_definition.Name}': a result is no operand");
        }
    }

    private static List<UnresolvedOperand> ParseOperandGroup(OpAsmParser parser, Arity arity) => arity switch
    {
        Arity.Variadic => parser.ParseOperandList(),
        Arity.Optional => parser.ParseOptionalOperand(out var operand) ? [operand] : [],
        _ => [parser.ParseOperand()],
    };

    private Attr ParseAttribute(OpAsmParser parser, AttrDef def)
    {
        if (def.Name == ISymbol.NameAttribute && _definition.Traits.HasFlag(OpTraits.Symbol))
            return new StringAttr(parser.ParseSymbolName());
        if (def.Parse is not null)
            return def.Parse(parser);
        var position = parser.Position;
        var value = parser.ParseAttribute(def.ElidedType);
        return def.Accepts(value) ? value : throw parser.Error(position, $"'{_definition.Name}' op attribute '{def.Name}' failed to satisfy constraint: {def.Description}");
    }

    private void ParseRegionGroup(OpAsmParser parser, bool variadic, Parsed parsed)
    {
        if (!variadic)
        {
            parser.ParseRegion(parsed.State, null, _definition);
            return;
        }
        while (parser.ParseOptionalRegion(parsed.State, null, _definition))
        {
            if (!parser.ParseOptional(","))
                break;
        }
    }

    private void ParseRegions(OpAsmParser parser, Parsed parsed)
    {
        parser.ParseRegion(parsed.State, null, _definition);
        while (parser.ParseOptional(","))
            parser.ParseRegion(parsed.State, null, _definition);
    }

    private void ParseTypes(OpAsmParser parser, Element of, Parsed parsed)
    {
        switch (of)
        {
            case Variable { Kind: VariableKind.Operand } v:
                parsed.OperandTypes[v.Index] = ParseTypeGroup(parser, _definition.Operands[v.Index].Arity);
                break;
            case Variable { Kind: VariableKind.Result } v:
                parsed.ResultTypes[v.Index] = ParseTypeGroup(parser, _definition.Results[v.Index].Arity);
                break;
            case Keyword { Name: "operands" }: parsed.AllOperandTypes = ParseTypeGroup(parser, Arity.Variadic); break;
            case Keyword { Name: "results" }: parsed.AllResultTypes = ParseTypeGroup(parser, Arity.Variadic); break;
            default: throw new InvalidOperationException($"format of '{_definition.Name}': type of what?");
        }
    }

    private static List<IRType> ParseTypeGroup(OpAsmParser parser, Arity arity)
    {
        if (arity == Arity.One)
            return [parser.ParseType()];
        if (parser.ParseOptionalType() is not { } first)
            return [];
        var types = new List<IRType> { first };
        while (arity == Arity.Variadic && parser.ParseOptional(","))
            types.Add(parser.ParseType());
        return types;
    }

    private void ParseFunctionalType(OpAsmParser parser, FunctionalType function, Parsed parsed)
    {
        var type = parser.ParseFunctionType();
        SetTypes(function.Inputs, [.. type.Inputs], parsed);
        SetTypes(function.Results, [.. type.Results], parsed);
    }

    private static void SetTypes(Element of, List<IRType> types, Parsed parsed)
    {
        if (of is Keyword { Name: "operands" })
            parsed.AllOperandTypes = types;
        else if (of is Keyword { Name: "results" })
            parsed.AllResultTypes = types;
        else if (of is Variable { Kind: VariableKind.Operand } operand)
            parsed.OperandTypes[operand.Index] = types;
        else if (of is Variable { Kind: VariableKind.Result } result)
            parsed.ResultTypes[result.Index] = types;
    }

    private void ParseOptional(OpAsmParser parser, Optional optional, Parsed parsed)
    {
        var first = optional.Then.First(e => e is not Whitespace);
        if (!TryParseFirst(parser, first, parsed))
        {
            foreach (var element in optional.Else)
                Parse(parser, element, parsed);
            return;
        }
        if (optional.Anchor is Variable { Kind: VariableKind.Attribute } anchor && IsUnit(anchor))
            parsed.State.SetAttr(anchor.Name, UnitAttr.Instance);
        foreach (var element in optional.Then.SkipWhile(e => !ReferenceEquals(e, first)).Skip(1))
        {
            if (!(element is Variable { Kind: VariableKind.Attribute } unit && IsUnit(unit)))
                Parse(parser, element, parsed);
        }
    }

    private bool IsUnit(Variable attribute) => _definition.Attributes[attribute.Index].Accepts(UnitAttr.Instance) && _definition.Attributes[attribute.Index].Description == "unit attribute";

    /// <summary>Takes the first element of an optional group if it is there.</summary>
    private bool TryParseFirst(OpAsmParser parser, Element first, Parsed parsed)
    {
        switch (first)
        {
            case Literal literal:
                return parser.ParseOptional(literal.Text);
            case Variable { Kind: VariableKind.Operand } v:
                var group = parser.IsNextOperand ? ParseOperandGroup(parser, _definition.Operands[v.Index].Arity) : [];
                parsed.Operands[v.Index] = group;
                return group.Count > 0;
            case Variable { Kind: VariableKind.Attribute } v:
                if (!(_definition.Attributes[v.Index].StartsHere?.Invoke(parser) ?? parser.StartsAttribute))
                    return false;
                ParseVariable(parser, v, parsed);
                return true;
            case Variable { Kind: VariableKind.Region }:
                return parser.ParseOptionalRegion(parsed.State, null, _definition);
            case Custom custom:
                ParseCustom(parser, custom, parsed);
                return true;
            default:
                throw new InvalidOperationException($"format of '{_definition.Name}': an optional group cannot start with {first}");
        }
    }

    private void ParseCustom(OpAsmParser parser, Custom custom, Parsed parsed)
    {
        var slots = custom.Arguments.Select(a => new FormatSlot { Name = NameOf(a) }).ToArray();
        foreach (var (slot, argument) in slots.Zip(custom.Arguments))
            Prefill(slot, argument, parsed);
        _definition.Directives[custom.Name].Parse(parser, slots);
        foreach (var (slot, argument) in slots.Zip(custom.Arguments))
            Store(slot, argument, parsed);
    }

    private static string NameOf(Element argument) => argument switch
    {
        Variable v => v.Name,
        TypeOf t => NameOf(t.Of),
        Keyword k => k.Name,
        _ => "",
    };

    private static void Prefill(FormatSlot slot, Element argument, Parsed parsed)
    {
        if (argument is Variable { Kind: VariableKind.Operand } operand)
            slot.Operands.AddRange(parsed.Operands[operand.Index] ?? []);
        else if (argument is Variable { Kind: VariableKind.Attribute } attribute)
            slot.Attribute = parsed.State.GetAttr(attribute.Name);
    }

    private static void Store(FormatSlot slot, Element argument, Parsed parsed)
    {
        switch (argument)
        {
            case Variable { Kind: VariableKind.Operand } v: parsed.Operands[v.Index] = slot.Operands; break;
            case Variable { Kind: VariableKind.Attribute } v: parsed.State.SetAttr(v.Name, slot.Attribute); break;
            case Variable { Kind: VariableKind.Region }: parsed.State.RegionBodies.AddRange(slot.Regions); break;
            case Variable { Kind: VariableKind.Successor }: parsed.State.Successors.AddRange(slot.Successors); break;
            case TypeOf type: SetTypes(type.Of, slot.Types, parsed); break;
            case Keyword { Name: "operands" }: parsed.AllOperands = slot.Operands; break;
        }
    }

    // Types: those written, those with only one possibility, those that the traits or the operation derive.

    private void Resolve(OpAsmParser parser, Parsed parsed)
    {
        DistributeAllOperands(parser, parsed);
        var isWritten = parsed.OperandTypes.Select(t => t is not null).ToArray();
        InferOperandTypes(parser, parsed);
        var sizes = new List<int>();
        for (var i = 0; i < _definition.Operands.Count; i++)
        {
            var operands = parsed.Operands[i] ?? [];
            var types = parsed.OperandTypes[i];
            if (types is null && operands.Count > 0)
                throw parser.Error(parsed.Start, $"'{_definition.Name}': the type of operand '{_definition.Operands[i].Name}' cannot be inferred");
            if (operands.Count > 0)
                parser.Resolve(operands, !isWritten[i] && types!.Count == 1 && operands.Count > 1 ? [.. Enumerable.Repeat(types[0], operands.Count)] : types!, parsed.State);
            sizes.Add(operands.Count);
        }
        if (_definition.Operands.Count(o => o.IsVariable) > 1)
            parsed.State.SetAttr(Segments.OperandSizes, DenseArrayAttr.I32([.. sizes]));
        ResolveResults(parser, parsed);
    }

    private void DistributeAllOperands(OpAsmParser parser, Parsed parsed)
    {
        if (parsed.AllOperands is not { } all)
        {
            if (parsed.AllOperandTypes is { } types)
                Distribute(types, parsed);
            return;
        }
        var variable = Enumerable.Range(0, _definition.Operands.Count).Where(i => _definition.Operands[i].IsVariable).ToArray();
        var extra = all.Count - (_definition.Operands.Count - variable.Length);
        if (variable.Length > 1 || extra < 0 || (variable.Length == 0 && extra != 0))
            throw parser.Error(parsed.Start, $"'{_definition.Name}' op expected {_definition.Operands.Count} operands, but found {all.Count}");
        var at = 0;
        for (var i = 0; i < _definition.Operands.Count; i++)
        {
            var count = _definition.Operands[i].IsVariable ? extra : 1;
            parsed.Operands[i] = all.GetRange(at, count);
            at += count;
        }
        if (parsed.AllOperandTypes is { } allTypes)
            Distribute(allTypes, parsed);
    }

    private static void Distribute(List<IRType> types, Parsed parsed)
    {
        var at = 0;
        for (var i = 0; i < parsed.Operands.Length; i++)
        {
            var count = parsed.Operands[i]?.Count ?? 0;
            if (at + count > types.Count)
                return;
            parsed.OperandTypes[i] = types.GetRange(at, count);
            at += count;
        }
    }

    private void InferOperandTypes(OpAsmParser parser, Parsed parsed)
    {
        for (var i = 0; i < _definition.Operands.Count; i++)
        {
            if (parsed.OperandTypes[i] is null && _definition.Operands[i].Buildable is { } only)
                parsed.OperandTypes[i] = [.. Enumerable.Repeat(only, parsed.Operands[i]?.Count ?? 0)];
        }
        if (_definition.InferOperandTypes is { } infer)
            InferWith(infer, parser, parsed);
        if (!_definition.SameTypes)
            return;
        var known = parsed.OperandTypes.Concat(parsed.ResultTypes).FirstOrDefault(t => t is { Count: > 0 });
        if (known is null)
            return;
        for (var i = 0; i < _definition.Operands.Count; i++)
            parsed.OperandTypes[i] ??= [.. Enumerable.Repeat(known[0], Math.Max(1, parsed.Operands[i]?.Count ?? 0))];
    }

    private void InferWith(Action<FormatTypes> infer, OpAsmParser parser, Parsed parsed)
    {
        var index = Enumerable.Range(0, _definition.Operands.Count).ToDictionary(i => _definition.Operands[i].Name);
        var types = new FormatTypes
        {
            Counts = index.ToDictionary(p => p.Key, p => parsed.Operands[p.Value]?.Count ?? 0),
            Defined = (name, i) => parsed.Operands[index[name]] is { } list && i < list.Count ? parser.TypeOf(list[i]) : null,
            Attribute = parsed.State.GetAttr,
        };
        for (var i = 0; i < _definition.Operands.Count; i++)
        {
            if (parsed.OperandTypes[i] is { } known)
                types.SetAll(_definition.Operands[i].Name, known);
        }
        for (var i = 0; i < _definition.Results.Count; i++)
        {
            if (parsed.ResultTypes[i] is { } known)
                types.SetAll(_definition.Results[i].Name, known);
        }
        infer(types);
        for (var i = 0; i < _definition.Operands.Count; i++)
            parsed.OperandTypes[i] ??= types.All(_definition.Operands[i].Name);
        for (var i = 0; i < _definition.Results.Count; i++)
            parsed.ResultTypes[i] ??= types.All(_definition.Results[i].Name);
    }

    private void ResolveResults(OpAsmParser parser, Parsed parsed)
    {
        if (parsed.AllResultTypes is { } all)
        {
            parsed.State.ResultTypes.AddRange(all);
            return;
        }
        for (var i = 0; i < _definition.Results.Count; i++)
        {
            if (parsed.ResultTypes[i] is null && _definition.Results[i].Buildable is { } only && !_definition.Results[i].IsVariable)
                parsed.ResultTypes[i] = [only];
        }
        if (parsed.ResultTypes.All(t => t is not null))
        {
            foreach (var types in parsed.ResultTypes)
                parsed.State.ResultTypes.AddRange(types!);
            if (_definition.Results.Count(r => r.IsVariable) > 1)
                parsed.State.SetAttr(Segments.ResultSizes, DenseArrayAttr.I32([.. parsed.ResultTypes.Select(t => t!.Count)]));
            return;
        }
        var infer = _definition.InferTypes ?? throw parser.Error(parsed.Start, $"'{_definition.Name}': the result types cannot be inferred");
        parsed.State.ResultTypes.AddRange(infer(parsed.State));
    }
}
