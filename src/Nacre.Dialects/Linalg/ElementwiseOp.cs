using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>A function of one or two values for each element; maps may transpose or broadcast the inputs.</summary>
/// <example><code>%r = linalg.elementwise kind=#linalg.elementwise_kind&lt;exp> ins(%a : T) outs(%b : T) -> T</code></example>
[Op("linalg.elementwise")]
public sealed partial class ElementwiseOp : Operation, IStructuredOp, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial ElementwiseKindAttr Kind { get; set; }
    [Attr] public partial ArrayAttr IndexingMaps { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Of(IndexingMaps);

    public void Verify(Verifier verifier)
    {
        if (Inputs.Count != Kind.Arity)
            verifier.Error(this, $"expected {Kind.Arity} inputs, but found {Inputs.Count}");
        else
            StructuredRules.Verify(this, verifier);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        parser.Parse("kind");
        parser.Parse("=");
        var kind = parser.ParseAttribute<ElementwiseKindAttr>("an elementwise kind");
        state.SetAttr("kind", kind);
        if (parser.ParseOptionalKeyword("indexing_maps"))
        {
            parser.Parse("=");
            state.SetAttr("indexing_maps", parser.ParseAttribute<ArrayAttr>("indexing maps"));
        }
        parser.ParseOptionalAttributeDict(state);
        var position = parser.Position;
        StructuredSyntax.ParseOperands(parser, state);
        if (state.Operands.Count != kind.Arity + 1)
            throw parser.Error(position, $"expected {kind.Arity} inputs and an output");
        StructuredSyntax.ParseResults(parser, state);
        if (state.GetAttr("indexing_maps") is null)
            state.SetAttr("indexing_maps", DefaultMaps(state.Operands));
        state.RegionBodies.Add([StructuredSyntax.BodyOf(state.Operands.Select(o => o.Type.ElementOrSelf()), (b, v) => Scalars.Apply(kind.Value, b, v))]);
    }

    private static ArrayAttr DefaultMaps(IReadOnlyList<Value> operands)
    {
        var map = new AffineMapAttr(AffineMap.Identity(operands[^1].Type is ShapedType { HasRank: true } output ? output.Rank : 0));
        return new ArrayAttr(operands.Select(Attr (_) => map).ToEquatableArray());
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(" kind=");
        printer.Print(Kind);
        if (IndexingMaps != DefaultMaps(Operands))
        {
            printer.Write(" indexing_maps = ");
            printer.Print(IndexingMaps);
        }
        printer.PrintOptionalAttrDict(this, "operandSegmentSizes", "indexing_maps", "kind");
        StructuredSyntax.PrintOperands(printer, this);
        StructuredSyntax.PrintResults(printer, this);
    }
}
