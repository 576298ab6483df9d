using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>Text of the LLVM dialect's types, where a nested type of the dialect has no prefix.</summary>
public static class LlvmTypeSyntax
{
    private static readonly string[] Mnemonics = ["ptr", "void", "array", "struct", "func"];

    /// <summary>Whether values of the type exist in LLVM.</summary>
    public static bool IsCompatible(IRType type) => type switch
    {
        IntegerType { IsSignless: true, Width: > 0 } => true,
        FloatType { Kind: FloatKind.F16 or FloatKind.BF16 or FloatKind.F32 or FloatKind.F64 or FloatKind.F80 or FloatKind.F128 } => true,
        VectorType { Rank: 1 } v => v.ElementType is LlvmPointerType or IntegerType or FloatType && IsCompatible(v.ElementType),
        LlvmType => true,
        _ => false,
    };

    /// <summary>Parses what follows <c>!llvm.mnemonic</c>; null for a mnemonic that is no type.</summary>
    public static IRType? Parse(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "ptr" => ParsePointer(parser),
        "void" => LlvmVoidType.Instance,
        "array" => ParseArray(parser),
        "struct" => ParseStruct(parser),
        "func" => ParseFunction(parser),
        _ => null,
    };

    /// <summary>A type inside another one: with or without <c>!llvm.</c>.</summary>
    public static IRType ParseNested(AsmParser parser)
    {
        foreach (var mnemonic in Mnemonics)
        {
            if (parser.ParseOptionalKeyword(mnemonic))
                return Parse(parser, mnemonic)!;
        }
        return parser.ParseType();
    }

    public static void PrintNested(AsmPrinter printer, IRType type)
    {
        if (type is LlvmType llvm)
            llvm.Print(printer);
        else
            printer.Print(type);
    }

    private static LlvmPointerType ParsePointer(AsmParser parser)
    {
        if (!parser.ParseOptional("<"))
            return LlvmPointerType.Instance;
        var space = checked((int)parser.ParseInteger());
        parser.Parse(">");
        return new LlvmPointerType(space);
    }

    private static LlvmArrayType ParseArray(AsmParser parser)
    {
        parser.Parse("<");
        var count = parser.ParseInteger();
        parser.Parse("x");
        var element = ParseNested(parser);
        parser.Parse(">");
        return new LlvmArrayType(count, element);
    }

    private static LlvmStructType ParseStruct(AsmParser parser)
    {
        parser.Parse("<");
        var isNamed = parser.ParseOptionalString(out var name);
        if (isNamed)
            parser.Parse(",");
        var isOpaque = isNamed && parser.ParseOptionalKeyword("opaque");
        var isPacked = !isOpaque && parser.ParseOptionalKeyword("packed");
        var members = isOpaque ? [] : parser.ParseList("(", ")", () => ParseNested(parser));
        parser.Parse(">");
        return new LlvmStructType(members.ToArray(), isPacked, name, isOpaque);
    }

    private static LlvmFunctionType ParseFunction(AsmParser parser)
    {
        parser.Parse("<");
        var result = ParseNested(parser);
        var isVarArg = false;
        var parameters = parser.ParseList<IRType?>("(", ")", () =>
        {
            if (isVarArg)
                throw parser.Error("variadic arguments must be last in a function type");
            isVarArg = parser.ParseOptional("...");
            return isVarArg ? null : ParseNested(parser);
        });
        parser.Parse(">");
        return new LlvmFunctionType(result, parameters.OfType<IRType>().ToEquatableArray(), isVarArg);
    }
}
