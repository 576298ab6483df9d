using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>A nest of loops whose iterations may run in any order, with reductions over them.</summary>
/// <example><code>scf.parallel (%i, %j) = (%c0, %c0) to (%m, %n) step (%c1, %c1) { … scf.reduce }</code></example>
[Op("scf.parallel")]
public sealed partial class ParallelOp : Operation, IPure, IImplicitTerminator<ReduceOp>, IInferTypes, IVerifiable, ICustomAssembly
{
    [Operand<IR.Index>] public partial OperandRange LowerBound { get; }
    [Operand<IR.Index>] public partial OperandRange UpperBound { get; }
    [Operand<IR.Index>] public partial OperandRange Step { get; }
    [Operand] public partial OperandRange InitVals { get; }
    [Result] public partial ResultRange LoopResults { get; }
    [Region] public partial Region Region { get; }

    public Block Body => Region.Entry;
    public IReadOnlyList<BlockArgument> InductionVariables => Body.Arguments;

    public static IReadOnlyList<IRType> InferTypes(OpState state) =>
        state.GetAttr("operandSegmentSizes") is DenseArrayAttr sizes ? [.. state.Operands.Skip((int)(sizes[0] + sizes[1] + sizes[2])).Select(v => v.Type)] : [];

    /// <summary>Builds a nest without reductions; the body gets the builder and the induction variables.</summary>
    public static ParallelOp Create(OpBuilder builder, IReadOnlyList<Value> lower, IReadOnlyList<Value> upper, IReadOnlyList<Value> step, Action<OpBuilder, IReadOnlyList<Value>> body)
    {
        var loop = Create(builder, lower, upper, step, []);
        var block = loop.Region.AddBlock(lower.Select(l => l.Type));
        builder.Within(block, () =>
        {
            body(builder, block.Arguments);
            ReduceOp.Create(builder, [], 0);
        });
        return loop;
    }

    public void Verify(Verifier verifier)
    {
        if (Step.Count == 0)
            verifier.Error(this, "needs at least one tuple element for lowerBound, upperBound and step");
        else if (LowerBound.Count != Step.Count || UpperBound.Count != Step.Count || Body.Arguments.Count != Step.Count)
            verifier.Error(this, $"expects the same number of induction variables: {Body.Arguments.Count} as bound and step values: {Step.Count}");
        else if (Body.Last is not ReduceOp reduce)
            verifier.Error(this, "expects body to terminate with 'scf.reduce'");
        else if (reduce.Reductions.Count != ResultCount)
            verifier.Error(this, $"expects number of results: {ResultCount} to be the same as number of reductions: {reduce.Reductions.Count}");
        else if (InitVals.Count != ResultCount)
            verifier.Error(this, $"expects number of results: {ResultCount} to be the same as number of initial values: {InitVals.Count}");
        else if (!reduce.Inputs.Types.SequenceEqual(Results.Types))
            verifier.Error(this, "expects the types of the reduced values to be those of the results");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var variables = parser.ParseOperandList("(", ")");
        parser.Parse("=");
        var lower = parser.ParseOperandList("(", ")");
        parser.Parse("to");
        var upper = parser.ParseOperandList("(", ")");
        parser.Parse("step");
        var step = parser.ParseOperandList("(", ")");
        var inits = parser.ParseOptionalKeyword("init") ? parser.ParseOperandList("(", ")") : [];
        if (parser.ParseOptional("->"))
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        foreach (var bounds in new[] { lower, upper, step })
            parser.Resolve(bounds, IndexType.Instance, state);
        parser.Resolve(inits, state.ResultTypes, state);
        state.SetAttr("operandSegmentSizes", DenseArrayAttr.I32(lower.Count, upper.Count, step.Count, inits.Count));
        parser.ParseRegion(state, [.. variables.Select(v => Assignments.Argument(v, IndexType.Instance))], Definition);
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.NameArguments(Body);
        PrintList(printer, " (", Body.Arguments);
        PrintList(printer, " = (", LowerBound);
        PrintList(printer, " to (", UpperBound);
        PrintList(printer, " step (", Step);
        if (InitVals.Count > 0)
            PrintList(printer, " init (", InitVals);
        if (ResultCount > 0)
        {
            printer.Write(" -> ");
            printer.PrintResultTypes([.. Results.Types]);
        }
        printer.Write(' ');
        printer.PrintRegion(Region, printEntryArguments: false);
        printer.PrintOptionalAttrDict(this, "operandSegmentSizes");
    }

    private static void PrintList(OpAsmPrinter printer, string open, IEnumerable<Value> values)
    {
        printer.Write(open);
        printer.PrintOperands(values);
        printer.Write(')');
    }
}

/// <summary>Ends the body of a parallel loop: each operand is combined over all iterations by its region.</summary>
[Op("scf.reduce")]
public sealed partial class ReduceOp : Operation, IPure, ITerminator, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Region] public partial IReadOnlyList<Region> Reductions { get; }

    public void Verify(Verifier verifier)
    {
        if (Inputs.Count != Reductions.Count)
            verifier.Error(this, $"expects the same number of reductions: {Reductions.Count} as operands: {Inputs.Count}");
        for (var i = 0; i < Reductions.Count && i < Inputs.Count; i++)
        {
            var (type, region) = (Inputs[i].Type, Reductions[i]);
            if (region.Blocks.Count != 1 || region.Entry.Arguments.Count != 2 || region.Entry.Arguments.Any(a => a.Type != type))
                verifier.Error(this, $"expected two block arguments with type '{type}' in the {i}-th reduction region");
            else if (region.Entry.Last is not ReduceReturnOp)
                verifier.Error(this, "reduction bodies must be terminated with an 'scf.reduce.return' op");
        }
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptional("("))
        {
            var operands = parser.ParseOperandList();
            parser.Parse(":");
            parser.Resolve(operands, parser.ParseCommaList(parser.ParseType), state);
            parser.Parse(")");
        }
        if (parser.ParseOptionalRegion(state))
        {
            while (parser.ParseOptional(","))
                parser.ParseRegion(state);
        }
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        if (Inputs.Count > 0)
        {
            printer.Write('(');
            printer.PrintOperands(Inputs);
            printer.Write(" : ");
            printer.WriteList(Inputs.Types, printer.Print);
            printer.Write(") ");
        }
        printer.WriteList(Reductions, region => printer.PrintRegion(region));
        printer.PrintOptionalAttrDict(this);
    }
}

/// <summary>Ends a reduction's region with the combined value.</summary>
[Op("scf.reduce.return", Format = "$combined attr-dict `:` type($combined)")]
public sealed partial class ReduceReturnOp : Operation, IPure, ITerminator
{
    [Operand] public partial Value Combined { get; }
}
