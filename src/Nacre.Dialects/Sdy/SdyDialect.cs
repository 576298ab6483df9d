using Nacre.IR;

namespace Nacre.Dialects.Sdy;

/// <summary>
/// Shardy's annotations (https://openxla.org/shardy): over which devices the values of a program lie, as JAX writes it. Attributes are kept as their text; on one device all of it
/// means nothing.
/// </summary>
public sealed class SdyDialect() : Dialect("sdy")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [MeshOp.Definition, ShardingConstraintOp.Definition];

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => new SdyAttr(mnemonic, parser.ParseBalancedText());
}

/// <summary><c>#sdy.sharding&lt;@mesh, [{"x"}, {}]&gt;</c>.</summary>
/// <param name="Text">What follows the mnemonic, brackets included.</param>
public sealed record SdyAttr(string Mnemonic, string Text) : DialectAttr
{
    public override string Dialect => "sdy";
    public override void Print(AsmPrinter printer) => printer.Write(Mnemonic + Text);
}

/// <summary>The devices as a grid with named axes.</summary>
/// <example><code>sdy.mesh @mesh = &lt;["x"=2, "y"=4]&gt;</code></example>
[Op("sdy.mesh")]
public sealed partial class MeshOp : Operation, ISymbol, ICustomAssembly
{
    private const string Mnemonic = "mesh";

    [Attr("sym_name")] public partial string SymbolName { get; set; }
    [Attr] public partial Attr Mesh { get; set; }

    public bool HasCustomForm => Mesh is SdyAttr { Mnemonic: Mnemonic };

    public static void Parse(OpAsmParser parser, OpState state)
    {
        parser.ParseSymbolName(state);
        parser.Parse("=");
        state.SetAttr(Mnemonic, new SdyAttr(Mnemonic, parser.ParseBalancedText()));
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintSymbolName(SymbolName);
        printer.Write($" = {((SdyAttr)Mesh).Text}");
        printer.PrintOptionalAttrDict(this, "sym_name", Mnemonic);
    }
}

/// <summary>Its operand, laid over the devices as the sharding says.</summary>
/// <example><code>%r = sdy.sharding_constraint %x &lt;@mesh, [{"x"}, {}]&gt; : tensor&lt;8x4xf32&gt;</code></example>
[Op("sdy.sharding_constraint")]
public sealed partial class ShardingConstraintOp : Operation, IPure, ICustomAssembly, ISameOperandsAndResultType
{
    private const string Mnemonic = "sharding";

    [Operand] public partial Value Input { get; }
    [Attr] public partial Attr Sharding { get; set; }
    [Result] public partial OpResult Result { get; }

    public bool HasCustomForm => Sharding is SdyAttr { Mnemonic: Mnemonic };

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var input = parser.ParseOperand();
        state.SetAttr(Mnemonic, new SdyAttr(Mnemonic, parser.ParseBalancedText()));
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        var type = parser.ParseType();
        state.Operands.Add(parser.Resolve(input, type));
        state.ResultTypes.Add(type);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Input);
        printer.Write($" {((SdyAttr)Sharding).Text}");
        printer.PrintOptionalAttrDict(this, Mnemonic);
        printer.Write(" : ");
        printer.Print(Input.Type);
    }
}
