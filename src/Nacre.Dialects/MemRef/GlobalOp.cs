using Nacre.IR;

namespace Nacre.Dialects.MemRef;

/// <summary>Memory that lives as long as the program, with an initial value, without one, or defined elsewhere.</summary>
/// <example><code>memref.global "private" constant @table : memref&lt;4xf32> = dense&lt;0.0></code></example>
[Op("memref.global")]
public sealed partial class GlobalOp : Operation, ISymbol, ICustomAssembly, IVerifiable
{
    [Attr("sym_name")] public partial string SymbolName { get; set; }
    [Attr("sym_visibility")] public partial string? SymVisibility { get; set; }
    [Attr] public partial IRType Type { get; set; }

    /// <summary>The elements as those of a tensor of the same shape; a unit attribute when uninitialised; absent when external.</summary>
    [Attr] public partial Attr? InitialValue { get; set; }
    [Attr("constant")] public partial UnitAttr? Constant { get; set; }
    [Attr] public partial long? Alignment { get; set; }

    public bool IsExternal => InitialValue is null;

    public void Verify(Verifier verifier)
    {
        if (Type is not MemRefType { HasStaticShape: true } type)
            verifier.Error(this, $"type should be static shaped memref, but got '{Type}'");
        else if (InitialValue is not (null or UnitAttr or ElementsAttr))
            verifier.Error(this, "initial value should be a unit or elements attribute");
        else if (InitialValue is ElementsAttr elements && elements.ElementType != type.ElementType)
            verifier.Error(this, $"initial value element expected to be '{type.ElementType}', but was '{elements.ElementType}'");
        else if (InitialValue is ElementsAttr other && other.Type != TensorOf(type))
            verifier.Error(this, $"initial value shape expected to be {type.Shape} but was {other.Type.Shape}");
        else if (Alignment is { } alignment && !long.IsPow2(alignment))
            verifier.Error(this, "attribute 'alignment' failed to satisfy constraint: 64-bit signless integer attribute whose value is positive and whose value is a power of two > 0");
    }

    private static RankedTensorType TensorOf(MemRefType type) => new(type.Shape, type.ElementType);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptionalString(out var visibility))
            state.SetAttr("sym_visibility", new StringAttr(visibility));
        if (parser.ParseOptionalKeyword("constant"))
            state.SetAttr("constant", UnitAttr.Instance);
        parser.ParseSymbolName(state);
        parser.Parse(":");
        var type = parser.ParseType<MemRefType>("a memref type");
        state.SetAttr("type", new TypeAttr(type));
        if (parser.ParseOptional("="))
            state.SetAttr("initial_value", parser.ParseOptionalKeyword("uninitialized") ? UnitAttr.Instance : parser.ParseAttribute(TensorOf(type)));
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        if (SymVisibility is { } visibility)
        {
            printer.PrintString(visibility);
            printer.Write(' ');
        }
        if (Constant is not null)
            printer.Write("constant ");
        printer.PrintSymbolName(SymbolName);
        printer.Write(" : ");
        printer.Print(Type);
        if (InitialValue is { } value)
        {
            printer.Write(" = ");
            if (value is UnitAttr)
                printer.Write("uninitialized");
            else
                printer.PrintWithoutType(value);
        }
        printer.PrintOptionalAttrDict(this, "sym_name", "sym_visibility", "type", "initial_value", "constant");
    }
}

/// <summary>The memory of a global.</summary>
[Op("memref.get_global", Format = "$name `:` type($result) attr-dict")]
public sealed partial class GetGlobalOp : Operation, IPure, IVerifiable
{
    [Attr("name")] public partial SymbolRefAttr GlobalName { get; set; }
    [Result<AnyMemRef>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier)
    {
        if (SymbolTable.LookupNearest(this, GlobalName) is not GlobalOp global)
            verifier.Error(this, $"'{GlobalName.Root}' does not reference a valid global memref");
        else if (global.Type != Result.Type)
            verifier.Error(this, $"result type '{Result.Type}' does not match type '{global.Type}' of the global memref @{GlobalName.Root}");
    }
}
