using Nacre.IR;

namespace Nacre.Dialects.Func;

/// <summary>The custom form that function-like operations share: visibility, name, arguments, results, attributes, body.</summary>
public static class FunctionSyntax
{
    private static readonly string[] Visibilities = ["public", "private", "nested"];

    public static void Parse(OpAsmParser parser, OpState state, OpDefinition definition)
    {
        foreach (var word in Visibilities)
        {
            if (parser.ParseOptionalKeyword(word))
                state.SetAttr("sym_visibility", new StringAttr(word));
        }
        parser.ParseSymbolName(state);
        var isDeclaration = !ArgumentsAreNamed(parser);
        var arguments = isDeclaration ? [] : parser.ParseArgumentList("(", ")", allowAttributes: true);
        var unnamed = isDeclaration ? parser.ParseList("(", ")", () => (Type: parser.ParseType(), Attributes: ParseOptionalDictionary(parser))) : [];
        var results = ParseResults(parser);
        IEnumerable<IRType> inputs = isDeclaration ? unnamed.Select(u => u.Type) : arguments.Select(a => a.Type);
        state.SetAttr("function_type", new TypeAttr(new FunctionType(inputs.ToEquatableArray(), results.Select(r => r.Type).ToEquatableArray())));
        SetDictionaries(state, "arg_attrs", isDeclaration ? unnamed.Select(u => u.Attributes) : arguments.Select(a => a.Attributes));
        SetDictionaries(state, "res_attrs", results.Select(r => r.Attributes));
        parser.ParseOptionalAttributeDictWithKeyword(state);
        if (!parser.ParseOptionalRegion(state, arguments, definition))
            state.RegionCount = 1;
        else if (state.RegionBodies[0].Count == 0)
            throw parser.Error("expected non-empty function body");
    }

    private static bool ArgumentsAreNamed(OpAsmParser parser) => parser.IsFollowedByOperand("(");

    private static DictionaryAttr ParseOptionalDictionary(OpAsmParser parser) => parser.IsNext("{") ? new DictionaryAttr(parser.ParseAttributeEntries()) : DictionaryAttr.Empty;

    private static List<(IRType Type, DictionaryAttr Attributes)> ParseResults(OpAsmParser parser)
    {
        if (!parser.ParseOptional("->"))
            return [];
        if (!parser.IsNext("("))
            return [(parser.ParseType(), DictionaryAttr.Empty)];
        return parser.ParseList("(", ")", () => (parser.ParseType(), ParseOptionalDictionary(parser)));
    }

    private static void SetDictionaries(OpState state, string name, IEnumerable<DictionaryAttr> dictionaries)
    {
        var all = dictionaries.ToArray();
        if (all.Any(d => !d.Entries.IsEmpty))
            state.SetAttr(name, new ArrayAttr(all.Select(Attr (d) => d).ToEquatableArray()));
    }

    public static void Print(OpAsmPrinter printer, IFunctionLike function, Func<int, DictionaryAttr> argumentAttributes, Func<int, DictionaryAttr> resultAttributes)
    {
        var op = (Operation)function;
        printer.Write(' ');
        if (op.GetAttr<StringAttr>("sym_visibility") is { } visibility)
            printer.Write(visibility.Value + " ");
        printer.PrintSymbolName(function.SymbolName);
        PrintSignatureAndBody(printer, function, op, argumentAttributes, resultAttributes);
    }

    private static void PrintSignatureAndBody(OpAsmPrinter printer, IFunctionLike function, Operation op, Func<int, DictionaryAttr> argumentAttributes, Func<int, DictionaryAttr> resultAttributes)
    {
        printer.Write('(');
        if (function.Body.IsEmpty)
        {
            printer.WriteList(function.FunctionType.Inputs.Select((t, i) => (t, i)), p => PrintTypeWith(printer, p.t, argumentAttributes(p.i)));
        }
        else
        {
            printer.NameArguments(function.Body.Entry);
            printer.WriteList(function.Body.Entry.Arguments, a => printer.PrintArgument(a, argumentAttributes(a.Index)));
        }
        printer.Write(')');
        PrintResults(printer, function.FunctionType.Results, resultAttributes);
        printer.PrintOptionalAttrDictWithKeyword(op, "sym_name", "function_type", "sym_visibility", "arg_attrs", "res_attrs");
        if (function.Body.IsEmpty)
            return;
        printer.Write(' ');
        printer.PrintRegion(function.Body, printEntryArguments: false);
    }

    private static void PrintResults(OpAsmPrinter printer, EquatableArray<IRType> results, Func<int, DictionaryAttr> attributes)
    {
        if (results.IsEmpty)
            return;
        printer.Write(" -> ");
        var bare = results.Count == 1 && results[0] is not FunctionType && attributes(0).Entries.IsEmpty;
        if (!bare)
            printer.Write('(');
        printer.WriteList(results.Select((t, i) => (t, i)), p => PrintTypeWith(printer, p.t, attributes(p.i)));
        if (!bare)
            printer.Write(')');
    }

    private static void PrintTypeWith(OpAsmPrinter printer, IRType type, DictionaryAttr attributes)
    {
        printer.Print(type);
        if (attributes.Entries.IsEmpty)
            return;
        printer.Write(' ');
        printer.Print(attributes);
    }
}
