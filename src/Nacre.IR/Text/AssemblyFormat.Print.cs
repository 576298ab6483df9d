namespace Nacre.IR;

internal sealed partial class AssemblyFormat
{
    /// <summary>MLIR's rules on where the spaces go between elements.</summary>
    private sealed class Spacing(OpAsmPrinter printer)
    {
        private bool _wantsSpace = true, _lastWasPunctuation;

        public void BeforeLiteral(string text)
        {
            if (_wantsSpace && SpaceBefore(text))
                printer.Write(' ');
            _wantsSpace = text.Length != 1 || !"<({[".Contains(text[0]);
            _lastWasPunctuation = text[0] != '_' && !char.IsAsciiLetter(text[0]);
        }

        private bool SpaceBefore(string text)
        {
            if (text.Length != 1 && text != "->")
                return true;
            return _lastWasPunctuation ? !">)}],".Contains(text[0]) : !"<>(){}[],".Contains(text[0]);
        }

        public void BeforeValue()
        {
            if (_wantsSpace || !_lastWasPunctuation)
                printer.Write(' ');
            (_wantsSpace, _lastWasPunctuation) = (true, false);
        }

        public void Explicit(string text)
        {
            printer.Write(text);
            (_wantsSpace, _lastWasPunctuation) = (false, true);
        }

        public void AfterAttrDict() => (_wantsSpace, _lastWasPunctuation) = (true, false);
    }

    public void Print(OpAsmPrinter printer, Operation op)
    {
        var spacing = new Spacing(printer);
        foreach (var element in _elements)
            Print(printer, op, element, spacing);
    }

    private void Print(OpAsmPrinter printer, Operation op, Element element, Spacing spacing)
    {
        switch (element)
        {
            case Literal literal:
                spacing.BeforeLiteral(literal.Text);
                printer.Write(literal.Text);
                break;
            case Whitespace space:
                spacing.Explicit(space.Text);
                break;
            case AttrDict dict:
                if (dict.WithKeyword)
                    printer.PrintOptionalAttrDictWithKeyword(op, WrittenAttributes);
                else
                    printer.PrintOptionalAttrDict(op, WrittenAttributes);
                spacing.AfterAttrDict();
                break;
            case Optional optional:
                PrintOptional(printer, op, optional, spacing);
                break;
            case Custom custom:
                spacing.BeforeValue();
                _definition.Directives[custom.Name].Print(printer, op, [.. custom.Arguments.Select(a => Slot(op, a))]);
                break;
            default:
                spacing.BeforeValue();
                PrintValue(printer, op, element);
                break;
        }
    }

    private void PrintOptional(OpAsmPrinter printer, Operation op, Optional optional, Spacing spacing)
    {
        var present = IsPresent(op, optional.Anchor);
        foreach (var element in present ? optional.Then : optional.Else)
        {
            if (!(element is Variable { Kind: VariableKind.Attribute } unit && IsUnit(unit)))
                Print(printer, op, element, spacing);
        }
    }

    private bool IsPresent(Operation op, Element anchor) => anchor switch
    {
        Variable { Kind: VariableKind.Operand } v => op.OperandGroup(v.Index).Count > 0,
        Variable { Kind: VariableKind.Result } v => op.ResultGroup(v.Index).Count > 0,
        Variable { Kind: VariableKind.Attribute } v => op.GetAttr(v.Name) is { } value && value != _definition.Attributes[v.Index].Default,
        Variable { Kind: VariableKind.Region } v => RegionsOf(op, v).Any(r => !r.IsEmpty),
        Variable { Kind: VariableKind.Successor } => op.Successors.Count > 0,
        TypeOf type => IsPresent(op, type.Of),
        Keyword { Name: "operands" } => op.OperandCount > 0,
        Keyword { Name: "results" } => op.ResultCount > 0,
        Keyword { Name: "regions" } => op.Regions.Count > 0,
        FunctionalType => true,
        Custom custom => custom.Arguments.Any(a => IsPresent(op, a)),
        _ => throw new InvalidOperationException($"format of '{_definition.Name}': {anchor} cannot be an anchor"),
    };

    private IEnumerable<Region> RegionsOf(Operation op, Variable region) =>
        _definition.Regions[region.Index].IsVariadic ? op.Regions.Skip(region.Index) : op.Regions.Skip(region.Index).Take(1);

    private void PrintValue(OpAsmPrinter printer, Operation op, Element element)
    {
        switch (element)
        {
            case Variable { Kind: VariableKind.Operand } v: printer.PrintOperands(op.OperandGroup(v.Index)); break;
            case Variable { Kind: VariableKind.Attribute } v: PrintAttribute(printer, op, _definition.Attributes[v.Index]); break;
            case Variable { Kind: VariableKind.Region } v: printer.WriteList(RegionsOf(op, v), r => printer.PrintRegion(r, true, !HasBareImplicitTerminator(r))); break;
            case Variable { Kind: VariableKind.Successor } v when _definition.Successors[v.Index].IsVariadic: printer.WriteList(op.Successors.Skip(v.Index), printer.PrintSuccessor); break;
            case Variable { Kind: VariableKind.Successor } v: printer.PrintSuccessor(op.Successors[v.Index]); break;
            case TypeOf type: printer.WriteList(TypesOf(op, type.Of), printer.Print); break;
            case Keyword { Name: "operands" }: printer.PrintOperands(op.Operands); break;
            case Keyword { Name: "regions" }: printer.WriteList(op.Regions, r => printer.PrintRegion(r, true, !HasBareImplicitTerminator(r))); break;
            case Keyword { Name: "successors" }: printer.WriteList(op.Successors, printer.PrintSuccessor); break;
            case FunctionalType function: printer.PrintFunctionType(TypesOf(op, function.Inputs), [.. TypesOf(op, function.Results)]); break;
            default: throw new InvalidOperationException($"format of '{_definition.Name}': cannot print {element}");
        }
    }

    private bool HasBareImplicitTerminator(Region region) =>
        _definition.ImplicitTerminator is { } terminator && region.Blocks.Count == 1 && region.Entry.Last is { OperandCount: 0, Attributes.Count: 0 } last && last.Info == terminator();

    private static IEnumerable<IRType> TypesOf(Operation op, Element of) => of switch
    {
        Variable { Kind: VariableKind.Operand } v => op.OperandGroup(v.Index).Types,
        Variable { Kind: VariableKind.Result } v => op.ResultGroup(v.Index).Types,
        Keyword { Name: "operands" } => op.Operands.Types,
        _ => op.Results.Types,
    };

    private void PrintAttribute(OpAsmPrinter printer, Operation op, AttrDef def)
    {
        var value = op.GetAttr(def.Name) ?? def.Default ?? throw new InvalidOperationException($"'{op.Name}' lacks its attribute '{def.Name}'");
        if (def.Name == ISymbol.NameAttribute && _definition.Traits.HasFlag(OpTraits.Symbol) && value is StringAttr symbol)
            printer.PrintSymbolName(symbol.Value);
        else if (def.Print is not null)
            def.Print(printer, value);
        else if (def.ElidedType is not null)
            printer.PrintWithoutType(value);
        else
            printer.Print(value);
    }

    private FormatSlot Slot(Operation op, Element argument) => argument switch
    {
        Variable { Kind: VariableKind.Operand } v => new FormatSlot { Name = v.Name, Values = op.OperandGroup(v.Index), Types = [.. op.OperandGroup(v.Index).Types] },
        Variable { Kind: VariableKind.Attribute } v => new FormatSlot { Name = v.Name, Attribute = op.GetAttr(v.Name) ?? _definition.Attributes[v.Index].Default },
        TypeOf type => new FormatSlot { Name = NameOf(type), Types = [.. TypesOf(op, type.Of)] },
        _ => new FormatSlot { Name = NameOf(argument), Values = argument is Keyword { Name: "operands" } ? op.Operands : [] },
    };
}
