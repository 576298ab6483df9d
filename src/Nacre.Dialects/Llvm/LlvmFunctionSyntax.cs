using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>The custom form of <c>llvm.func</c>: linkage, visibility, convention, name, arguments, result, attributes, body.</summary>
internal static class LlvmFunctionSyntax
{
    private static readonly string[] Elided = ["sym_name", "function_type", "linkage", "CConv", "visibility_", "unnamed_addr", "arg_attrs", "res_attrs"];

    public static void Parse(OpAsmParser parser, OpState state, OpDefinition definition)
    {
        ParseLinkage(parser, state);
        ParseVisibility(parser, state);
        ParseUnnamedAddress(parser, state);
        foreach (var word in EnumKeywords.All<CallingConvention>().Where(parser.ParseOptionalKeyword))
            state.SetAttr("CConv", new CallingConventionAttr(EnumKeywords.TryParse<CallingConvention>(word, out var value) ? value : default));
        parser.ParseSymbolName(state);
        var signature = ParseSignature(parser, state);
        parser.ParseOptionalAttributeDictWithKeyword(state);
        if (!parser.ParseOptionalRegion(state, signature, definition))
            state.RegionCount = 1;
    }

    public static void ParseLinkage(OpAsmParser parser, OpState state)
    {
        foreach (var word in EnumKeywords.All<Linkage>().Where(parser.ParseOptionalKeyword))
            state.SetAttr("linkage", new LinkageAttr(EnumKeywords.TryParse<Linkage>(word, out var value) ? value : default));
    }

    public static void ParseVisibility(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptionalKeyword("hidden"))
            state.SetAttr("visibility_", IntegerAttr.I64((long)SymbolVisibility.Hidden));
        else if (parser.ParseOptionalKeyword("protected"))
            state.SetAttr("visibility_", IntegerAttr.I64((long)SymbolVisibility.Protected));
    }

    public static void ParseUnnamedAddress(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptionalKeyword("local_unnamed_addr"))
            state.SetAttr("unnamed_addr", IntegerAttr.I64((long)UnnamedAddress.Local));
        else if (parser.ParseOptionalKeyword("unnamed_addr"))
            state.SetAttr("unnamed_addr", IntegerAttr.I64((long)UnnamedAddress.Global));
    }

    /// <summary>The words before a symbol that are not the defaults, each followed by a space.</summary>
    public static string Prefix(SymbolVisibility visibility, UnnamedAddress address) =>
        (visibility switch { SymbolVisibility.Hidden => "hidden ", SymbolVisibility.Protected => "protected ", _ => "" })
        + (address switch { UnnamedAddress.Local => "local_unnamed_addr ", UnnamedAddress.Global => "unnamed_addr ", _ => "" });

    /// <summary>Sets the function's type and the attributes of its arguments and result; returns the named arguments, none for a declaration.</summary>
    private static List<ParsedArgument> ParseSignature(OpAsmParser parser, OpState state)
    {
        var named = new List<ParsedArgument>();
        var attributes = new List<DictionaryAttr>();
        var isVarArg = false;
        var parameters = parser.ParseList<IRType?>("(", ")", () =>
        {
            isVarArg = parser.ParseOptional("...");
            if (isVarArg)
                return null;
            if (parser.IsNextOperand)
                named.Add(parser.ParseArgument(allowAttributes: true));
            var type = named.Count > attributes.Count ? named[^1].Type : parser.ParseType();
            attributes.Add(named.Count > attributes.Count ? named[^1].Attributes : ParseOptionalDictionary(parser));
            return type;
        }).OfType<IRType>().ToEquatableArray();
        var (result, resultAttributes) = ParseResult(parser);
        state.SetAttr("function_type", new TypeAttr(new LlvmFunctionType(result, parameters, isVarArg)));
        SetDictionaries(state, "arg_attrs", attributes);
        SetDictionaries(state, "res_attrs", [resultAttributes]);
        return named;
    }

    private static (IRType, DictionaryAttr) ParseResult(OpAsmParser parser)
    {
        if (!parser.ParseOptional("->"))
            return (LlvmVoidType.Instance, DictionaryAttr.Empty);
        if (!parser.IsNext("("))
            return (parser.ParseType(), DictionaryAttr.Empty);
        var results = parser.ParseList("(", ")", () => (parser.ParseType(), ParseOptionalDictionary(parser)));
        return results.Count switch
        {
            0 => (LlvmVoidType.Instance, DictionaryAttr.Empty),
            1 => results[0],
            _ => throw parser.Error("failed to construct function type: expected zero or one function result"),
        };
    }

    private static DictionaryAttr ParseOptionalDictionary(OpAsmParser parser) => parser.IsNext("{") ? new DictionaryAttr(parser.ParseAttributeEntries()) : DictionaryAttr.Empty;

    private static void SetDictionaries(OpState state, string name, IReadOnlyList<DictionaryAttr> dictionaries)
    {
        if (dictionaries.Any(d => !d.Entries.IsEmpty))
            state.SetAttr(name, new ArrayAttr(dictionaries.Select(Attr (d) => d).ToEquatableArray()));
    }

    public static void Print(OpAsmPrinter printer, LlvmFuncOp func)
    {
        printer.Write(' ');
        if (func.Linkage != Linkage.External)
            printer.Write(EnumKeywords.Of(func.Linkage) + " ");
        printer.Write(Prefix(func.Visibility, func.UnnamedAddress));
        if (func.CallingConvention != CallingConvention.Ccc)
            printer.Write(EnumKeywords.Of(func.CallingConvention) + " ");
        printer.PrintSymbolName(func.SymbolName);
        PrintSignatureAndBody(printer, func);
    }

    private static void PrintSignatureAndBody(OpAsmPrinter printer, LlvmFuncOp func)
    {
        printer.Write('(');
        if (!func.IsExternal)
            printer.NameArguments(func.Body.Entry);
        printer.WriteList(Enumerable.Range(0, func.Type.Parameters.Count), i =>
        {
            if (func.IsExternal)
                PrintTypeWith(printer, func.Type.Parameters[i], func.ArgAttributes(i));
            else
                printer.PrintArgument(func.Body.Entry.Arguments[i], func.ArgAttributes(i));
        });
        if (func.Type.IsVarArg)
            printer.Write(func.Type.Parameters.IsEmpty ? "..." : ", ...");
        printer.Write(')');
        PrintResult(printer, func);
        printer.PrintOptionalAttrDictWithKeyword(func, Elided);
        if (func.IsExternal)
            return;
        printer.Write(' ');
        printer.PrintRegion(func.Body, printEntryArguments: false);
    }

    private static void PrintResult(OpAsmPrinter printer, LlvmFuncOp func)
    {
        if (func.Type.Results.IsEmpty)
            return;
        var bare = func.ResultAttributes(0).Entries.IsEmpty;
        printer.Write(bare ? " -> " : " -> (");
        PrintTypeWith(printer, func.Type.Result, func.ResultAttributes(0));
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
