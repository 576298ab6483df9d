using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>Runs one of two regions, whose yielded values become the results.</summary>
/// <example><code>%r = scf.if %c -> (f32) { scf.yield %a : f32 } else { scf.yield %b : f32 }</code></example>
[Op("scf.if")]
public sealed partial class IfOp : Operation, IPure, IImplicitTerminator<YieldOp>, IVerifiable, ICustomAssembly
{
    [Operand<I1>] public partial Value Condition { get; }
    [Result] public partial ResultRange IfResults { get; }
    [Region] public partial Region ThenRegion { get; }
    [Region] public partial Region ElseRegion { get; }

    public Block Then => ThenRegion.Entry;

    /// <summary>The block that runs when the condition is false; null when there is none.</summary>
    public Block? Else => ElseRegion.IsEmpty ? null : ElseRegion.Entry;

    /// <summary>Builds a conditional with results.</summary>
    public static IfOp Create(OpBuilder builder, Value condition, IEnumerable<IRType> types, Func<OpBuilder, IReadOnlyList<Value>> then, Func<OpBuilder, IReadOnlyList<Value>> otherwise)
    {
        var op = Create(builder, types, condition);
        Fill(builder, op.ThenRegion, then);
        Fill(builder, op.ElseRegion, otherwise);
        return op;
    }

    /// <summary>Builds a conditional without results.</summary>
    public static IfOp Create(OpBuilder builder, Value condition, Action<OpBuilder> then, Action<OpBuilder>? otherwise = null)
    {
        var op = Create(builder, [], condition);
        Fill(builder, op.ThenRegion, NoValues(then));
        if (otherwise is not null)
            Fill(builder, op.ElseRegion, NoValues(otherwise));
        return op;
    }

    private static Func<OpBuilder, IReadOnlyList<Value>> NoValues(Action<OpBuilder> body) => b =>
    {
        body(b);
        return [];
    };

    private static void Fill(OpBuilder builder, Region region, Func<OpBuilder, IReadOnlyList<Value>> body) =>
        builder.Within(region.AddBlock(), () => YieldOp.Create(builder, body(builder)));

    public void Verify(Verifier verifier)
    {
        if (ResultCount > 0 && ElseRegion.IsEmpty)
            verifier.Error(this, "must have an else block if defining values");
        foreach (var region in Regions.Where(r => !r.IsEmpty))
            RegionRules.VerifyYield(this, verifier, region.Entry.Last);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        state.Operands.Add(parser.Resolve(parser.ParseOperand(), IntegerType.I1));
        if (parser.ParseOptional("->"))
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        parser.ParseRegion(state, null, Definition);
        if (parser.ParseOptionalKeyword("else"))
            parser.ParseRegion(state, null, Definition);
        state.RegionCount = 2;
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Condition);
        if (ResultCount > 0)
        {
            printer.Write(" -> (");
            printer.WriteList(Results.Types, printer.Print);
            printer.Write(')');
        }
        printer.Write(' ');
        printer.PrintRegion(ThenRegion, printEntryArguments: false, printTerminator: ResultCount > 0);
        if (!ElseRegion.IsEmpty)
        {
            printer.Write(" else ");
            printer.PrintRegion(ElseRegion, printEntryArguments: false, printTerminator: ResultCount > 0);
        }
        printer.PrintOptionalAttrDict(this);
    }
}
