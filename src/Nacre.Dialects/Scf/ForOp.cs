using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>A signless integer or index.</summary>
public sealed class LoopBound : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is IndexType or IntegerType { IsSignless: true };
    public static string Description => "signless integer or index";
}

/// <summary>
/// Runs its body for <c>iv = lowerBound, lowerBound + step, …</c> while <c>iv &lt; upperBound</c>. The step is positive. Values go from iteration to iteration through
/// the body's arguments; the results are those of the last iteration.
/// </summary>
/// <example><code>%sum = scf.for %i = %lo to %hi step %c1 iter_args(%acc = %zero) -> (f32) { … scf.yield %next : f32 }</code></example>
[Op("scf.for")]
public sealed partial class ForOp : Operation, IPure, IImplicitTerminator<YieldOp>, IInferTypes, IVerifiable, ICustomAssembly
{
    [Operand<LoopBound>] public partial Value LowerBound { get; }
    [Operand<LoopBound>] public partial Value UpperBound { get; }
    [Operand<LoopBound>] public partial Value Step { get; }
    [Operand] public partial OperandRange InitArgs { get; }

    /// <summary>Bounds are compared as unsigned numbers.</summary>
    [Attr("unsignedCmp")] public partial UnitAttr? UnsignedCmp { get; set; }
    [Result] public partial ResultRange LoopResults { get; }
    [Region] public partial Region Region { get; }

    public Block Body => Region.Entry;
    public BlockArgument InductionVariable => Body.Arguments[0];
    public IReadOnlyList<BlockArgument> IterArgs => [.. Body.Arguments.Skip(1)];
    public YieldOp Yield => (YieldOp)Body.Last!;

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [.. state.Operands.Skip(3).Select(v => v.Type)];

    /// <summary>Builds the loop and its body.</summary>
    /// <param name="body">Gets the builder inside the body, the induction variable and the carried values; gives the values for the next iteration.</param>
    public static ForOp Create(OpBuilder builder, Value lower, Value upper, Value step, IReadOnlyList<Value> initArgs, Func<OpBuilder, Value, IReadOnlyList<Value>, IReadOnlyList<Value>> body)
    {
        var loop = Create(builder, lower, upper, step, initArgs);
        var block = loop.Region.AddBlock([lower.Type, .. initArgs.Select(a => a.Type)]);
        builder.Within(block, () => YieldOp.Create(builder, body(builder, block.Arguments[0], [.. block.Arguments.Skip(1)])));
        return loop;
    }

    /// <summary>Builds a loop that carries no values.</summary>
    public static ForOp Create(OpBuilder builder, Value lower, Value upper, Value step, Action<OpBuilder, Value> body) =>
        Create(builder, lower, upper, step, [], (b, iv, _) =>
        {
            body(b, iv);
            return [];
        });

    public void Verify(Verifier verifier)
    {
        if (LowerBound.Type != UpperBound.Type || LowerBound.Type != Step.Type)
            verifier.Error(this, "failed to verify that all of {lowerBound, upperBound, step} have same type");
        else if (InitArgs.Count != ResultCount)
            verifier.Error(this, "mismatch in number of loop-carried values and defined values");
        else if (Region.Blocks.Count != 1 || Body.Arguments.Count == 0)
            verifier.Error(this, "expected body to have at least one argument for the induction variable");
        else if (InductionVariable.Type != LowerBound.Type)
            verifier.Error(this, "expected induction variable to be same type as bounds and step");
        else if (Body.Arguments.Count != 1 + ResultCount)
            verifier.Error(this, $"different number of inits and region iter_args: {InitArgs.Count} != {Body.Arguments.Count - 1}");
        else
            RegionRules.VerifyCarried(this, verifier, InitArgs, IterArgs, Body.Last);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptionalKeyword("unsigned"))
            state.SetAttr("unsignedCmp", UnitAttr.Instance);
        var iv = parser.ParseOperand();
        parser.Parse("=");
        var lower = parser.ParseOperand();
        parser.Parse("to");
        var upper = parser.ParseOperand();
        parser.Parse("step");
        var step = parser.ParseOperand();
        List<(UnresolvedOperand Argument, UnresolvedOperand Init)> carried = [];
        if (parser.ParseOptionalKeyword("iter_args"))
        {
            carried = Assignments.Parse(parser);
            parser.Parse("->");
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        }
        if (carried.Count != state.ResultTypes.Count)
            throw parser.Error("mismatch in number of loop-carried values and defined values");
        var type = parser.ParseOptional(":") ? parser.ParseType() : IndexType.Instance;
        parser.Resolve([lower, upper, step], type, state);
        parser.Resolve([.. carried.Select(c => c.Init)], state.ResultTypes, state);
        parser.ParseRegion(state, [Assignments.Argument(iv, type), .. carried.Zip(state.ResultTypes, (c, t) => Assignments.Argument(c.Argument, t))], Definition);
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.NameArguments(Body);
        printer.Write(UnsignedCmp is null ? " " : " unsigned ");
        printer.PrintOperand(InductionVariable);
        printer.Write(" = ");
        printer.PrintOperand(LowerBound);
        printer.Write(" to ");
        printer.PrintOperand(UpperBound);
        printer.Write(" step ");
        printer.PrintOperand(Step);
        if (ResultCount > 0)
        {
            printer.Write(" iter_args");
            Assignments.Print(printer, IterArgs, InitArgs);
            printer.Write(" -> (");
            printer.WriteList(Results.Types, printer.Print);
            printer.Write(')');
        }
        if (LowerBound.Type is not IndexType)
        {
            printer.Write("  : "); // two blanks, as MLIR has it
            printer.Print(LowerBound.Type);
        }
        printer.Write(' ');
        printer.PrintRegion(Region, printEntryArguments: false, printTerminator: ResultCount > 0);
        printer.PrintOptionalAttrDict(this, "unsignedCmp");
    }
}
