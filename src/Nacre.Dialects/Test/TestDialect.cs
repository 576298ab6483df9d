using Nacre.IR;

namespace Nacre.Dialects.Test;

/// <summary>Operations, types and attributes that only tests of the IR use: one for each feature of operations.</summary>
public sealed class TestDialect() : Dialect("test")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        ConstantOp.Definition, AddOp.Definition, NegOp.Definition, SourceOp.Definition, SinkOp.Definition, FormatsOp.Definition, AttributesOp.Definition, SegmentsOp.Definition,
        ScopeOp.Definition, IsolatedOp.Definition, GraphOp.Definition, RegionsOp.Definition, EndOp.Definition, BranchOp.Definition, CondBranchOp.Definition, IllegalOp.Definition,
    ];

    public override IRType? ParseType(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "pair" => PairType.Parse(parser),
        _ => null,
    };

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "point" => PointAttr.Parse(parser),
        _ => null,
    };

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) =>
        value is IntegerAttr integer && integer.Type == type ? ConstantOp.Create(builder, integer) : null;
}

/// <summary><c>!test.pair&lt;i32, f32&gt;</c>.</summary>
public sealed record PairType(IRType First, IRType Second) : DialectType
{
    public override string Dialect => "test";

    public static PairType Parse(AsmParser parser)
    {
        parser.Parse("<");
        var first = parser.ParseType();
        parser.Parse(",");
        var second = parser.ParseType();
        parser.Parse(">");
        return new PairType(first, second);
    }

    public override void Print(AsmPrinter printer) => printer.Write($"pair<{First}, {Second}>");
}

/// <summary><c>#test.point&lt;1, -2&gt;</c>.</summary>
public sealed record PointAttr(long X, long Y) : DialectAttr
{
    public override string Dialect => "test";

    public static PointAttr Parse(AsmParser parser)
    {
        parser.Parse("<");
        var x = parser.ParseInteger();
        parser.Parse(",");
        var y = parser.ParseInteger();
        parser.Parse(">");
        return new PointAttr(x, y);
    }

    public override void Print(AsmPrinter printer) => printer.Write($"point<{X}, {Y}>");
}
