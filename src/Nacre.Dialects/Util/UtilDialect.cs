using Nacre.IR;

namespace Nacre.Dialects.Util;

/// <summary>
/// What IREE's <c>util</c> dialect adds to StableHLO in the models that its importers write (https://iree.dev/reference/mlir-dialects/Util/): weights as globals, and
/// constants that nothing folds.
/// </summary>
public sealed class UtilDialect() : Dialect("util")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
        [UnfoldableConstantOp.Definition, GlobalOp.Definition, GlobalLoadOp.Definition, GlobalAddressOp.Definition, GlobalLoadIndirectOp.Definition];

    public override IRType? ParseType(AsmParser parser, string mnemonic) => mnemonic == "ptr" ? PtrType.Parse(parser) : null;

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "byte_pattern" => ParseBytePattern(parser),
        "inline.never" or "inline.always" => new InliningPolicyAttr(mnemonic["inline.".Length..]),
        _ => null,
    };

    /// <summary><c>#util.byte_pattern&lt;1&gt; : tensor&lt;4xf32&gt;</c>: elements of which every byte is the number; read as the elements that it stands for.</summary>
    private static DenseElementsAttr ParseBytePattern(AsmParser parser)
    {
        parser.Parse("<");
        var pattern = (byte)parser.ParseInteger();
        parser.Parse(">");
        parser.Parse(":");
        var type = parser.ParseType<RankedTensorType>("a ranked tensor type");
        var element = new byte[type.ElementType.StorageBytes()];
        element.AsSpan().Fill(pattern);
        return new DenseElementsAttr(type, Blob.Of(element));
    }
}

/// <summary><c>#util.inline.never</c>: whether constants take the place of a global.</summary>
public sealed record InliningPolicyAttr(string Policy) : DialectAttr
{
    public override string Dialect => "util";
    public override void Print(AsmPrinter printer) => printer.Write($"inline.{Policy}");
}

/// <summary><c>!util.ptr&lt;tensor&lt;4xf32&gt;&gt;</c>: the place of a global.</summary>
public sealed record PtrType(IRType Target) : DialectType
{
    public override string Dialect => "util";

    public static PtrType Parse(AsmParser parser)
    {
        parser.Parse("<");
        var target = parser.ParseType();
        parser.Parse(">");
        return new PtrType(target);
    }

    public override void Print(AsmPrinter printer)
    {
        printer.Write("ptr<");
        printer.Print(Target);
        printer.Write('>');
    }
}

/// <summary>A constant that optimisation must not look into.</summary>
/// <example><code>%0 = util.unfoldable_constant dense&lt;1.0&gt; : tensor&lt;4xf32&gt;</code></example>
[Op("util.unfoldable_constant", Format = "attr-dict $value")]
public sealed partial class UnfoldableConstantOp : Operation, IPure, IInferTypes
{
    [Attr] public partial ElementsAttr Value { get; set; }
    [Result] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [((ElementsAttr)state.GetAttr("value")!).Type];
}

/// <summary>A value that lives as long as the program: a weight, or with <c>mutable</c> a state.</summary>
/// <example><code>util.global private @weight = dense&lt;0.5&gt; : tensor&lt;4xf32&gt;</code></example>
[Op("util.global")]
public sealed partial class GlobalOp : Operation, ISymbol, ICustomAssembly, IVerifiable
{
    [Attr("sym_name")] public partial string SymbolName { get; set; }
    [Attr("sym_visibility")] public partial string? SymVisibility { get; set; }
    [Attr("is_mutable")] public partial UnitAttr? IsMutable { get; set; }
    [Attr] public partial IRType Type { get; set; }
    [Attr("initial_value")] public partial Attr? InitialValue { get; set; }

    public void Verify(Verifier verifier)
    {
        if (InitialValue is ElementsAttr elements && elements.Type != Type)
            verifier.Error(this, $"initial value of type '{elements.Type}' does not match the type '{Type}' of the global");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        foreach (var visibility in new[] { "private", "public", "nested" })
        {
            if (parser.ParseOptionalKeyword(visibility))
                state.SetAttr("sym_visibility", new StringAttr(visibility));
        }
        if (parser.ParseOptionalKeyword("mutable"))
            state.SetAttr("is_mutable", UnitAttr.Instance);
        parser.ParseSymbolName(state);
        parser.ParseOptionalAttributeDict(state);
        if (parser.ParseOptional(":"))
        {
            state.SetAttr("type", new TypeAttr(parser.ParseType()));
            return;
        }
        parser.Parse("=");
        var value = parser.ParseAttribute<ElementsAttr>("elements attribute");
        state.SetAttr("initial_value", value);
        state.SetAttr("type", new TypeAttr(value.Type));
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(SymVisibility is { } visibility ? $" {visibility} " : " ");
        printer.Write(IsMutable is null ? "" : "mutable ");
        printer.PrintSymbolName(SymbolName);
        printer.PrintOptionalAttrDict(this, "sym_name", "sym_visibility", "is_mutable", "type", "initial_value");
        printer.Write(InitialValue is null ? " : " : " = ");
        if (InitialValue is { } value)
            printer.Print(value);
        else
            printer.Print(Type);
    }
}

/// <summary>The value of a global.</summary>
[Op("util.global.load", Format = "$global attr-dict `:` type($result)")]
public sealed partial class GlobalLoadOp : Operation, IReadsMemory, IVerifiable
{
    [Attr] public partial SymbolRefAttr Global { get; set; }
    [Result] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => GlobalRules.Verify(this, Global, Result.Type, verifier);
}

/// <summary>The place of a global.</summary>
[Op("util.global.address", Format = "$global attr-dict `:` type($result)")]
public sealed partial class GlobalAddressOp : Operation, IPure, IVerifiable
{
    [Attr] public partial SymbolRefAttr Global { get; set; }
    [Result] public partial OpResult Result { get; }

    public void Verify(Verifier verifier)
    {
        if (Result.Type is PtrType pointer)
            GlobalRules.Verify(this, Global, pointer.Target, verifier);
        else
            verifier.Error(this, $"result must be a pointer, but got '{Result.Type}'");
    }
}

/// <summary>The value at the place of a global.</summary>
[Op("util.global.load.indirect", Format = "$global attr-dict `:` type($global) `->` type($result)")]
public sealed partial class GlobalLoadIndirectOp : Operation, IReadsMemory, IVerifiable
{
    [Operand] public partial Value Global { get; }
    [Result] public partial OpResult Result { get; }

    public void Verify(Verifier verifier)
    {
        if (Global.Type is not PtrType pointer || pointer.Target != Result.Type)
            verifier.Error(this, $"a value of type '{Result.Type}' does not lie at '{Global.Type}'");
    }
}

internal static class GlobalRules
{
    public static void Verify(Operation op, SymbolRefAttr symbol, IRType type, Verifier verifier)
    {
        if (SymbolTable.LookupNearest(op, symbol) is not GlobalOp global)
            verifier.Error(op, $"'{symbol.Root}' does not reference a global");
        else if (global.Type != type)
            verifier.Error(op, $"type '{type}' does not match type '{global.Type}' of the global @{symbol.Root}");
    }
}
