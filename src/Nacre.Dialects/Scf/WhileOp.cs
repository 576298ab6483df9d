using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>
/// Runs <see cref="Before"/>, which decides with <c>scf.condition</c> whether to go on and passes values to <see cref="After"/> and to the results;
/// <see cref="After"/> yields the values for the next run of <see cref="Before"/>.
/// </summary>
[Op("scf.while")]
public sealed partial class WhileOp : Operation, IPure, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inits { get; }
    [Result] public partial ResultRange LoopResults { get; }
    [Region] public partial Region Before { get; }
    [Region] public partial Region After { get; }

    public ConditionOp Condition => (ConditionOp)Before.Entry.Last!;
    public YieldOp Yield => (YieldOp)After.Entry.Last!;

    /// <summary>Builds the loop and both regions.</summary>
    /// <param name="before">From the carried values to the condition and the values passed on.</param>
    /// <param name="after">From the values passed on to the next carried values.</param>
    public static WhileOp Create(OpBuilder builder, IReadOnlyList<Value> inits, IReadOnlyList<IRType> resultTypes,
        Func<OpBuilder, IReadOnlyList<Value>, (Value Condition, IReadOnlyList<Value> Values)> before, Func<OpBuilder, IReadOnlyList<Value>, IReadOnlyList<Value>> after)
    {
        var loop = Create(builder, resultTypes, inits);
        var head = loop.Before.AddBlock(inits.Select(i => i.Type));
        builder.Within(head, () =>
        {
            var (condition, values) = before(builder, head.Arguments);
            ConditionOp.Create(builder, condition, values);
        });
        var body = loop.After.AddBlock(resultTypes);
        builder.Within(body, () => YieldOp.Create(builder, after(builder, body.Arguments)));
        return loop;
    }

    public void Verify(Verifier verifier)
    {
        if (Before.Blocks.Count != 1 || Before.Entry.Last is not ConditionOp)
            verifier.Error(this, "expects the 'before' region to terminate with 'scf.condition'");
        else if (After.Blocks.Count != 1 || After.Entry.Last is not YieldOp)
            verifier.Error(this, "expects the 'after' region to terminate with 'scf.yield'");
        else if (!Before.Entry.Arguments.Select(a => a.Type).SequenceEqual(Inits.Types))
            verifier.Error(this, "along control flow edge from parent to Region #0: the types of the operands and of the region's arguments differ");
        else if (!After.Entry.Arguments.Select(a => a.Type).SequenceEqual(Results.Types))
            verifier.Error(this, "along control flow edge from Operation scf.condition to Region #1: the types of the results and of the region's arguments differ");
        else if (RegionRules.VerifyEdge(this, verifier, Condition, "parent", [.. Results.Types]))
            RegionRules.VerifyEdge(this, verifier, Yield, "Region #0", [.. Inits.Types]);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        List<(UnresolvedOperand Argument, UnresolvedOperand Init)> carried = parser.IsNext("(") ? Assignments.Parse(parser) : [];
        parser.Parse(":");
        var type = parser.ParseFunctionType();
        if (type.Inputs.Count != carried.Count)
            throw parser.Error($"expected as many input types as operands (expected {carried.Count} got {type.Inputs.Count})");
        parser.Resolve([.. carried.Select(c => c.Init)], type.Inputs, state);
        state.ResultTypes.AddRange(type.Results);
        parser.ParseRegion(state, [.. carried.Zip(type.Inputs, (c, t) => Assignments.Argument(c.Argument, t))]);
        parser.Parse("do");
        parser.ParseRegion(state);
        parser.ParseOptionalAttributeDictWithKeyword(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.NameArguments(Before.Entry);
        if (Inits.Count > 0)
        {
            printer.Write(' ');
            Assignments.Print(printer, Before.Entry.Arguments, Inits);
        }
        printer.Write(" : ");
        printer.PrintFunctionType(Inits.Types, [.. Results.Types]);
        printer.Write(' ');
        printer.PrintRegion(Before, printEntryArguments: false);
        printer.Write(" do ");
        printer.PrintRegion(After);
        printer.PrintOptionalAttrDictWithKeyword(this);
    }
}

/// <summary>Ends the <c>before</c> region of a while loop: goes on when the condition holds.</summary>
[Op("scf.condition", Format = "`(` $condition `)` attr-dict ($args^ `:` type($args))?")]
public sealed partial class ConditionOp : Operation, IPure, ITerminator
{
    [Operand<I1>] public partial Value Condition { get; }
    [Operand] public partial OperandRange Args { get; }
}
