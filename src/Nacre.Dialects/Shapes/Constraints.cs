using Nacre.IR;

namespace Nacre.Dialects.Shapes;

/// <summary>A constraint known to hold, or not to.</summary>
[Op("shape.const_witness", Format = "$passing attr-dict")]
public sealed partial class ConstWitnessOp : Operation, IPure, IConstantLike
{
    [Attr] public partial bool Passing { get; set; }
    [Result<AnyWitness>] public partial OpResult Output { get; }

    public Attr ConstantValue => IntegerAttr.Bool(Passing);

    /// <summary>The operation without saying its type.</summary>
    public static ConstWitnessOp Create(OpBuilder builder, bool passing) => Create(builder, WitnessType.Instance, passing);
}

/// <summary>The constraint that the shapes broadcast to one.</summary>
[Op("shape.cstr_broadcastable", Format = "$shapes attr-dict `:` type($shapes)")]
public sealed partial class CstrBroadcastableOp : Operation, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial OperandRange Shapes { get; }
    [Result<AnyWitness>] public partial OpResult Output { get; }

    public FoldResult Fold() => BroadcastRules.AreBroadcastable(Shapes) ? IntegerAttr.Bool(true) : FoldResult.None;
}

/// <summary>The constraint that the shapes are equal.</summary>
[Op("shape.cstr_eq", Format = "$shapes attr-dict `:` type($shapes)")]
public sealed partial class CstrEqOp : Operation, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial OperandRange Shapes { get; }
    [Result<AnyWitness>] public partial OpResult Output { get; }

    public FoldResult Fold() => BroadcastRules.AllEqual(Shapes) ? IntegerAttr.Bool(true) : FoldResult.None;
}

/// <summary>A constraint that a value decides, with the message for when it does not hold.</summary>
[Op("shape.cstr_require", Format = "$pred `,` $msg attr-dict")]
public sealed partial class CstrRequireOp : Operation, IFoldable
{
    [Operand<I1>] public partial Value Pred { get; }
    [Attr] public partial string Msg { get; set; }
    [Result<AnyWitness>] public partial OpResult Output { get; }

    public FoldResult Fold() => Pred.ConstantValue is IntegerAttr { Value: not 0 } ? IntegerAttr.Bool(true) : FoldResult.None;
}

/// <summary>All of several constraints.</summary>
[Op("shape.assuming_all", Format = "$inputs attr-dict")]
public sealed partial class AssumingAllOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<AnyWitness>] public partial OperandRange Inputs { get; }
    [Result<AnyWitness>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier)
    {
        if (Inputs.Count == 0)
            verifier.Error(this, "no operands specified");
    }

    public FoldResult Fold() => Inputs.Count == 1 ? Inputs[0] : Inputs.All(i => i.ConstantValue is IntegerAttr { Value: not 0 }) ? IntegerAttr.Bool(true) : FoldResult.None;
}

/// <summary>Runs the region under the assumption that a constraint holds.</summary>
/// <example><code>%r = shape.assuming %w -> (tensor&lt;?xf32>) { … shape.assuming_yield %x : tensor&lt;?xf32> }</code></example>
[Op("shape.assuming")]
public sealed partial class AssumingOp : Operation, IImplicitTerminator<AssumingYieldOp>, ICustomAssembly, ICanonicalizable
{
    [Operand<AnyWitness>] public partial Value Witness { get; }
    [Region] public partial Region DoRegion { get; }
    [Result] public partial ResultRange Outputs { get; }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        parser.Resolve([parser.ParseOperand()], WitnessType.Instance, state);
        if (parser.ParseOptional("->"))
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        parser.ParseRegion(state, null, Definition);
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Witness);
        if (ResultCount > 0)
        {
            printer.Write(" -> (");
            printer.WriteList(Results.Types, printer.Print);
            printer.Write(')');
        }
        printer.Write(' ');
        printer.PrintRegion(DoRegion, printEntryArguments: false, printTerminator: ResultCount > 0);
        printer.PrintOptionalAttrDict(this);
    }

    public static void CanonicalizationPatterns(PatternSet patterns) => patterns.Add(new InlineHeldAssumption());
}

/// <summary>Gives the results of <see cref="AssumingOp"/>.</summary>
[Op("shape.assuming_yield", Format = "attr-dict ($inputs^ `:` type($inputs))?")]
public sealed partial class AssumingYieldOp : Operation, IPure, ITerminator, IVerifiable
{
    [Operand] public partial OperandRange Inputs { get; }

    public void Verify(Verifier verifier)
    {
        if (ParentOp is not AssumingOp assuming)
            verifier.Error(this, "expects parent op 'shape.assuming'");
        else if (!assuming.Results.Types.SequenceEqual(Inputs.Types))
            verifier.Error(this, "types mismatch between yield op and its parent");
    }
}

/// <summary>assuming(true) { body } → body.</summary>
internal sealed class InlineHeldAssumption : RewritePattern<AssumingOp>
{
    protected override bool MatchAndRewrite(AssumingOp op, PatternRewriter rewriter)
    {
        if (op.Witness.ConstantValue is not IntegerAttr { Value: not 0 } || op.DoRegion.Blocks.Count != 1)
            return rewriter.NoMatch(op, $"the witness is not known to hold");
        var mapping = new IRMapping();
        var body = op.DoRegion.Entry;
        foreach (var inner in body.Operations.Where(o => o is not AssumingYieldOp))
            rewriter.Clone(inner, mapping);
        rewriter.Replace(op, [.. body.Last!.Operands.Select(mapping.Lookup)]);
        return true;
    }
}
