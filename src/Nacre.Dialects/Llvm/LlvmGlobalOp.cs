using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>A global variable or constant: its initial value is an attribute, or what its region returns.</summary>
/// <example><code>llvm.mlir.global internal constant @table(dense&lt;[1.0, 2.0]> : tensor&lt;2xf32>) {alignment = 64 : i64} : !llvm.array&lt;2 x f32></code></example>
[Op("llvm.mlir.global")]
public sealed partial class LlvmGlobalOp : Operation, ISymbol, IIsolatedFromAbove, ICustomAssembly
{
    [Attr("sym_name")] public partial string SymbolName { get; set; }
    [Attr("global_type")] public partial IRType GlobalType { get; set; }
    [Attr("linkage")] public partial Linkage Linkage { get; set; }
    [Attr("constant")] public partial UnitAttr? Constant { get; set; }
    [Attr("value")] public partial Attr? Value { get; set; }
    [Attr("alignment")] public partial long? Alignment { get; set; }
    [Attr("addr_space", Default = 0)] public partial int AddressSpace { get; set; }
    [Attr("thread_local_")] public partial UnitAttr? ThreadLocal { get; set; }
    [Attr("dso_local")] public partial UnitAttr? DsoLocal { get; set; }
    [Attr("unnamed_addr", Default = UnnamedAddress.None)] public partial UnnamedAddress UnnamedAddress { get; set; }
    [Attr("visibility_", Default = SymbolVisibility.Default)] public partial SymbolVisibility Visibility { get; set; }
    [Attr("section")] public partial string? Section { get; set; }
    [Region] public partial Region Initializer { get; }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        state.SetAttr("linkage", new LinkageAttr(Linkage.External));
        LlvmFunctionSyntax.ParseLinkage(parser, state);
        LlvmFunctionSyntax.ParseVisibility(parser, state);
        if (parser.ParseOptionalKeyword("thread_local"))
            state.SetAttr("thread_local_", UnitAttr.Instance);
        LlvmFunctionSyntax.ParseUnnamedAddress(parser, state);
        if (parser.ParseOptionalKeyword("constant"))
            state.SetAttr("constant", UnitAttr.Instance);
        parser.ParseSymbolName(state);
        parser.Parse("(");
        if (!parser.ParseOptional(")"))
        {
            state.SetAttr("value", parser.ParseAttribute());
            parser.Parse(")");
        }
        parser.ParseOptionalAttributeDict(state);
        state.SetAttr("global_type", new TypeAttr(ParseGlobalType(parser, state)));
        if (!parser.ParseOptionalRegion(state, [], Definition))
            state.RegionCount = 1;
    }

    private static IRType ParseGlobalType(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptional(":"))
            return parser.ParseType();
        return state.GetAttr("value") is StringAttr text
            ? new LlvmArrayType(System.Text.Encoding.UTF8.GetByteCount(text.Value), IntegerType.I8)
            : throw parser.Error("type can only be omitted for string globals");
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write($" {EnumKeywords.Of(Linkage)} ");
        printer.Write(LlvmFunctionSyntax.Prefix(Visibility, UnnamedAddress.None));
        printer.Write(ThreadLocal is null ? "" : "thread_local ");
        printer.Write(LlvmFunctionSyntax.Prefix(SymbolVisibility.Default, UnnamedAddress));
        printer.Write(Constant is null ? "" : "constant ");
        printer.PrintSymbolName(SymbolName);
        printer.Write('(');
        if (Value is { } value)
            printer.Print(value);
        printer.Write(')');
        printer.PrintOptionalAttrDict(this, "sym_name", "global_type", "linkage", "constant", "value", "thread_local_", "unnamed_addr", "visibility_");
        if (Value is not StringAttr)
        {
            printer.Write(" : ");
            printer.Print(GlobalType);
        }
        if (Initializer.IsEmpty)
            return;
        printer.Write(' ');
        printer.PrintRegion(Initializer);
    }
}
