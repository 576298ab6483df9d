using Nacre.IR;

namespace Nacre.Dialects.Builtin;

/// <summary>The dialect of modules (https://mlir.llvm.org/docs/Dialects/Builtin/).</summary>
public sealed class BuiltinDialect() : Dialect("builtin")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [ModuleOp.Definition, UnrealizedConversionCastOp.Definition];
    public override IDialectBytecode Bytecode => BuiltinBytecode.Instance;
}

/// <summary>The top-level container of symbols such as functions.</summary>
/// <example><code>module @name attributes {a = 1 : i32} { … }</code></example>
[Op("builtin.module")]
public sealed partial class ModuleOp : Operation, ISymbolTable, IIsolatedFromAbove, IGraphRegion, INoTerminator, ICustomAssembly, IDefaultDialect
{
    [Attr("sym_name")] public partial string? SymName { get; set; }
    [Attr("sym_visibility")] public partial string? SymVisibility { get; set; }
    [Region] public partial Region BodyRegion { get; }

    public Block Body => BodyRegion.Entry;

    /// <summary>An empty module.</summary>
    public static ModuleOp New(Location? location = null)
    {
        var module = Create(new OpBuilder { Location = location ?? Location.Unknown });
        module.BodyRegion.AddBlock();
        return module;
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptionalSymbolName(out var name))
            state.SetAttr("sym_name", new StringAttr(name));
        parser.ParseOptionalAttributeDictWithKeyword(state);
        parser.ParseRegion(state, null, Definition);
        if (state.RegionBodies[0].Count == 0)
            state.RegionBodies[0] = [new Block()];
    }

    public void Print(OpAsmPrinter printer)
    {
        if (SymName is { } name)
        {
            printer.Write(' ');
            printer.PrintSymbolName(name);
        }
        printer.PrintOptionalAttrDictWithKeyword(this, "sym_name");
        printer.Write(' ');
        printer.PrintRegion(BodyRegion);
    }
}

/// <summary>A value under another type while a conversion is under way; none is left when it is done.</summary>
[Op("builtin.unrealized_conversion_cast", Format = "($inputs^ `:` type($inputs))? `to` type($outputs) attr-dict")]
public sealed partial class UnrealizedConversionCastOp : Operation, IPure
{
    [Operand] public partial OperandRange Inputs { get; }
    [Result] public partial ResultRange Outputs { get; }
}
