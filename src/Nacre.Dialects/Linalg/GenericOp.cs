using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>A loop nest with its maps, the kind of each loop and the computation of an element.</summary>
/// <example><code>%r = linalg.generic {indexing_maps = […], iterator_types = ["parallel"]} ins(%a : T) outs(%b : T) { ^bb0(%x: f32, %y: f32): … } -> T</code></example>
[Op("linalg.generic")]
public sealed partial class GenericOp : Operation, IStructuredOp, IVerifiable, ICustomAssembly, INamesArguments
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial ArrayAttr IndexingMaps { get; set; }
    [Attr] public partial ArrayAttr IteratorTypes { get; set; }
    [Attr] public partial string? Doc { get; set; }
    [Attr] public partial string? LibraryCall { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public string ArgumentName(BlockArgument argument) => argument.Index < Inputs.Count ? "in" : "out";

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Of(IndexingMaps);
    public IReadOnlyList<IteratorType> Iterators => [.. IteratorTypes.Items.OfType<IteratorTypeAttr>().Select(i => i.Value)];

    public void Verify(Verifier verifier)
    {
        if (Maps.Count != IndexingMaps.Count || Iterators.Count != IteratorTypes.Count)
            verifier.Error(this, "expected affine maps and iterator types");
        else if (Maps.Any(m => m.DimCount != Iterators.Count))
            verifier.Error(this, $"expected indexing_map #{Maps.TakeWhile(m => m.DimCount == Iterators.Count).Count()} to have {Iterators.Count} dim(s) to match the number of loops");
        else
            StructuredRules.Verify(this, verifier);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        parser.ParseOptionalAttributeDict(state);
        if (state.GetAttr("iterator_types") is ArrayAttr words)
            state.SetAttr("iterator_types", new ArrayAttr(words.Items.Map(w => FromWord(parser, w))));
        StructuredSyntax.ParseOperands(parser, state);
        if (parser.ParseOptionalKeyword("attrs"))
        {
            parser.Parse("=");
            parser.ParseOptionalAttributeDict(state);
        }
        parser.ParseRegion(state, null, Definition);
        StructuredSyntax.ParseResults(parser, state);
    }

    private static Attr FromWord(OpAsmParser parser, Attr word) => word switch
    {
        StringAttr text when EnumKeywords.TryParse<IteratorType>(text.Value, out var kind) => new IteratorTypeAttr(kind),
        StringAttr text => throw parser.Error($"unexpected iterator_type ({text.Value})"),
        _ => word,
    };

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        var inherent = Attributes.Where(a => a.Name is "indexing_maps" or "doc" or "library_call")
            .Append(new NamedAttr("iterator_types", ArrayAttr.OfStrings(Iterators.Select(i => EnumKeywords.Of(i)))));
        printer.Print(new DictionaryAttr(inherent));
        StructuredSyntax.PrintOperands(printer, this);
        var extra = Attributes.Where(a => !Info.IsInherent(a.Name)).ToArray();
        if (extra.Length > 0)
        {
            printer.Write(" attrs = ");
            printer.PrintEntries(extra);
        }
        printer.Write(' ');
        printer.PrintRegion(Body);
        StructuredSyntax.PrintResults(printer, this);
    }
}

/// <summary>The number of the current step of a loop of the enclosing nest.</summary>
[Op("linalg.index", Format = "$dim attr-dict `:` type($output)")]
public sealed partial class IndexOp : Operation, IPure, IVerifiable
{
    [Attr] public partial long Dim { get; set; }
    [Result<Index>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier)
    {
        if (ParentOp is not IStructuredOp nest)
            verifier.Error(this, "expected parent op with LinalgOp interface");
        else if (nest.Maps.Count > 0 && (Dim < 0 || Dim >= nest.Maps[0].DimCount))
            verifier.Error(this, $"expected dim ({Dim}) to be lower than the number of loops ({nest.Maps[0].DimCount}) of the enclosing LinalgOp");
    }
}

/// <summary>Gives the elements of the outputs.</summary>
[Op("linalg.yield", Format = "attr-dict ($values^ `:` type($values))?")]
public sealed partial class YieldOp : Operation, IPure, ITerminator, IVerifiable
{
    [Operand] public partial OperandRange Values { get; }

    public void Verify(Verifier verifier)
    {
        if (ParentOp is not IStructuredOp nest)
            return;
        var expected = nest.Outputs.Types.Select(t => t.ElementOrSelf()).ToArray();
        if (expected.Length != Values.Count)
            verifier.Error(this, $"expected number of yield values ({expected.Length}) to match the number of inits / outs operands of the enclosing LinalgOp ({Values.Count})");
        else if (!expected.SequenceEqual(Values.Types))
            verifier.Error(this, $"type of yield operand {Values.Types.Zip(expected).TakeWhile(p => p.First == p.Second).Count() + 1} doesn't match the element type of the enclosing linalg.generic op");
    }
}
