using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>A nest of iterations that run in parallel, mapped to threads or blocks, and write into shared outputs.</summary>
/// <example><code>%r = scf.forall (%i) in (4) shared_outs(%o = %init) -> (tensor&lt;16xf32>) { … scf.forall.in_parallel { … } }</code></example>
[Op("scf.forall")]
public sealed partial class ForallOp : Operation, IImplicitTerminator<InParallelOp>, IInferTypes, IVerifiable, ICustomAssembly
{
    [Operand<IR.Index>] public partial OperandRange DynamicLowerBound { get; }
    [Operand<IR.Index>] public partial OperandRange DynamicUpperBound { get; }
    [Operand<IR.Index>] public partial OperandRange DynamicStep { get; }
    [Operand<AnyRankedTensor>] public partial OperandRange Outputs { get; }
    [Attr("staticLowerBound")] public partial EquatableArray<long> StaticLowerBound { get; set; }
    [Attr("staticUpperBound")] public partial EquatableArray<long> StaticUpperBound { get; set; }
    [Attr("staticStep")] public partial EquatableArray<long> StaticStep { get; set; }

    /// <summary>What each dimension is mapped to, e.g. <c>[#gpu.thread&lt;x&gt;]</c>.</summary>
    [Attr] public partial ArrayAttr? Mapping { get; set; }
    [Result] public partial ResultRange LoopResults { get; }
    [Region] public partial Region Region { get; }

    public Block Body => Region.Entry;
    public int Rank => StaticUpperBound.Count;
    public IReadOnlyList<BlockArgument> InductionVariables => [.. Body.Arguments.Take(Rank)];
    public IReadOnlyList<IndexOrValue> LowerBounds => IndexLists.Join(DynamicLowerBound, StaticLowerBound);
    public IReadOnlyList<IndexOrValue> UpperBounds => IndexLists.Join(DynamicUpperBound, StaticUpperBound);
    public IReadOnlyList<IndexOrValue> Steps => IndexLists.Join(DynamicStep, StaticStep);

    private bool IsNormalized => StaticLowerBound.All(b => b == 0) && StaticStep.All(s => s == 1);

    public static IReadOnlyList<IRType> InferTypes(OpState state) =>
        state.GetAttr("operandSegmentSizes") is DenseArrayAttr sizes ? [.. state.Operands.Skip((int)(sizes[0] + sizes[1] + sizes[2])).Select(v => v.Type)] : [];

    public void Verify(Verifier verifier)
    {
        if (!IndexLists.Verify(this, verifier, "lower bound", DynamicLowerBound, StaticLowerBound, Rank)
            || !IndexLists.Verify(this, verifier, "upper bound", DynamicUpperBound, StaticUpperBound, Rank)
            || !IndexLists.Verify(this, verifier, "step", DynamicStep, StaticStep, Rank))
        {
            return;
        }
        if (Body.Arguments.Count != Rank + Outputs.Count)
            verifier.Error(this, "region expects " + (Rank + Outputs.Count) + " arguments");
        else if (Mapping is { } mapping && mapping.Count != Rank)
            verifier.Error(this, "mapping attribute size must match op rank");
        else if (Body.Last is not InParallelOp)
            verifier.Error(this, "expects region to terminate with 'scf.forall.in_parallel'");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var variables = parser.ParseOperandList("(", ")");
        List<UnresolvedOperand> lower = [], upper = [], step = [];
        if (parser.ParseOptionalKeyword("in"))
        {
            state.SetAttr("staticUpperBound", IndexLists.Parse(parser, upper, "(", ")"));
            state.SetAttr("staticLowerBound", DenseArrayAttr.I64(new long[variables.Count]));
            state.SetAttr("staticStep", DenseArrayAttr.I64([.. Enumerable.Repeat(1L, variables.Count)]));
        }
        else
        {
            parser.Parse("=");
            state.SetAttr("staticLowerBound", IndexLists.Parse(parser, lower, "(", ")"));
            parser.Parse("to");
            state.SetAttr("staticUpperBound", IndexLists.Parse(parser, upper, "(", ")"));
            parser.Parse("step");
            state.SetAttr("staticStep", IndexLists.Parse(parser, step, "(", ")"));
        }
        var outputs = ParseSharedOutputs(parser, state);
        foreach (var bounds in new[] { lower, upper, step })
            parser.Resolve(bounds, IndexType.Instance, state);
        parser.Resolve([.. outputs.Select(o => o.Init)], state.ResultTypes, state);
        state.SetAttr("operandSegmentSizes", DenseArrayAttr.I32(lower.Count, upper.Count, step.Count, outputs.Count));
        parser.ParseRegion(state,
            [.. variables.Select(v => Assignments.Argument(v, IndexType.Instance)), .. outputs.Zip(state.ResultTypes, (o, t) => Assignments.Argument(o.Argument, t))], Definition);
        if (state.RegionBodies[0][0].Last is InParallelOp { Region: { IsEmpty: true } implied })
            implied.AddBlock();
        parser.ParseOptionalAttributeDict(state);
    }

    private static List<(UnresolvedOperand Argument, UnresolvedOperand Init)> ParseSharedOutputs(OpAsmParser parser, OpState state)
    {
        if (!parser.ParseOptionalKeyword("shared_outs"))
            return [];
        var outputs = Assignments.Parse(parser);
        parser.Parse("->");
        state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        return outputs.Count == state.ResultTypes.Count ? outputs : throw parser.Error("mismatch in number of shared outputs and results");
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.NameArguments(Body);
        printer.Write(" (");
        printer.PrintOperands(InductionVariables);
        printer.Write(") ");
        PrintBounds(printer);
        if (Outputs.Count > 0)
        {
            printer.Write(" shared_outs");
            Assignments.Print(printer, Body.Arguments.Skip(Rank), Outputs);
            printer.Write(" -> (");
            printer.WriteList(Results.Types, printer.Print);
            printer.Write(')');
        }
        printer.Write(' ');
        printer.PrintRegion(Region, printEntryArguments: false, printTerminator: Body.Last is not InParallelOp { Region.Entry.IsEmpty: true });
        printer.PrintOptionalAttrDict(this, "operandSegmentSizes", "staticLowerBound", "staticUpperBound", "staticStep");
    }

    private void PrintBounds(OpAsmPrinter printer)
    {
        if (IsNormalized)
        {
            printer.Write("in ");
            IndexLists.Print(printer, DynamicUpperBound, DenseArrayAttr.I64(StaticUpperBound.Span), '(', ')');
            return;
        }
        printer.Write("= ");
        IndexLists.Print(printer, DynamicLowerBound, DenseArrayAttr.I64(StaticLowerBound.Span), '(', ')');
        printer.Write(" to ");
        IndexLists.Print(printer, DynamicUpperBound, DenseArrayAttr.I64(StaticUpperBound.Span), '(', ')');
        printer.Write(" step ");
        IndexLists.Print(printer, DynamicStep, DenseArrayAttr.I64(StaticStep.Span), '(', ')');
    }
}

/// <summary>Ends the body of a forall: its operations put the iterations' results together.</summary>
[Op("scf.forall.in_parallel")]
public sealed partial class InParallelOp : Operation, IPure, ITerminator, INoTerminator, IVerifiable, ICustomAssembly
{
    [Region] public partial Region Region { get; }

    public void Verify(Verifier verifier)
    {
        if (ParentOp is not ForallOp)
            verifier.Error(this, "expects parent op 'scf.forall'");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        parser.ParseRegion(state);
        if (state.RegionBodies[0].Count == 0)
            state.RegionBodies[0] = [new Block()];
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintRegion(Region);
        printer.PrintOptionalAttrDict(this);
    }
}
