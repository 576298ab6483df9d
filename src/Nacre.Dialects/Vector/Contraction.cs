using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>A sum of products over some iteration dimensions: matrix products and their relatives.</summary>
/// <example><code>
/// %r = vector.contract {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind&lt;add>} %a, %b, %acc
///     : vector&lt;2x4xf32>, vector&lt;4x8xf32> into vector&lt;2x8xf32>
/// </code></example>
[Op("vector.contract")]
public sealed partial class ContractionOp : Operation, IPure, IInferTypes, ICustomAssembly, IVerifiable
{
    [Operand<AnyVector>] public partial Value Lhs { get; }
    [Operand<AnyVector>] public partial Value Rhs { get; }
    [Operand] public partial Value Acc { get; }

    /// <summary>From the iteration dimensions to those of lhs, rhs and acc.</summary>
    [Attr] public partial ArrayAttr IndexingMaps { get; set; }
    [Attr] public partial ArrayAttr IteratorTypes { get; set; }
    [Attr(Default = CombiningKind.Add)] public partial CombiningKind Kind { get; set; }
    [Result] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[2].Type];

    public static ContractionOp Create(OpBuilder builder, Value lhs, Value rhs, Value acc, IEnumerable<AffineMap> maps, IEnumerable<IteratorType> iterators) => Create(
        builder, lhs, rhs, acc, new ArrayAttr(maps.Select(Attr (m) => new AffineMapAttr(m)).ToEquatableArray()),
        new ArrayAttr(iterators.Select(Attr (i) => new IteratorTypeAttr(i)).ToEquatableArray()));

    public void Verify(Verifier verifier)
    {
        var maps = IndexingMaps.Items.OfType<AffineMapAttr>().Select(m => m.Map).ToArray();
        Value[] operands = [Lhs, Rhs, Acc];
        if (maps.Length != 3)
            verifier.Error(this, "expected an indexing map for each vector operand");
        for (var i = 0; i < maps.Length && i < 3; i++)
        {
            if (maps[i].SymbolCount != 0)
                verifier.Error(this, $"expected indexing map {i} to have no symbols");
            else if (maps[i].DimCount != IteratorTypes.Count)
                verifier.Error(this, $"expected indexing map {i} to have {IteratorTypes.Count} number of inputs");
            else if (maps[i].ResultCount != (operands[i].Type is VectorType vector ? vector.Rank : 0))
                verifier.Error(this, $"expected indexing map {i} to have {(operands[i].Type is VectorType v ? v.Rank : 0)} number of outputs");
            else if (!maps[i].IsProjectedPermutation)
                verifier.Error(this, $"expected indexing map {i} to be a projected permutation of its inputs");
        }
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        parser.ParseOptionalAttributeDict(state);
        if (state.GetAttr("iterator_types") is ArrayAttr iterators)
            state.SetAttr("iterator_types", new ArrayAttr(iterators.Items.Map(i => FromWord(parser, i))));
        state.Attributes.RemoveAll(a => a.Value is CombiningKindAttr { Value: CombiningKind.Add });
        var lhs = parser.ParseOperand();
        parser.Parse(",");
        var rhs = parser.ParseOperand();
        parser.Parse(",");
        var acc = parser.ParseOperand();
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        var lhsType = parser.ParseType();
        parser.Parse(",");
        var rhsType = parser.ParseType();
        parser.Parse("into");
        var type = parser.ParseType();
        parser.Resolve([lhs, rhs, acc], [lhsType, rhsType, type], state);
        state.ResultTypes.Add(type);
    }

    private static Attr FromWord(OpAsmParser parser, Attr iterator) => iterator switch
    {
        IteratorTypeAttr => iterator,
        StringAttr word when EnumKeywords.TryParse<IteratorType>(word.Value, out var value) => new IteratorTypeAttr(value),
        _ => throw parser.Error($"unexpected iterator_type ({iterator})"),
    };

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintEntries(
        [
            new NamedAttr("indexing_maps", IndexingMaps),
            new NamedAttr("iterator_types", ArrayAttr.OfStrings(IteratorTypes.Items.OfType<IteratorTypeAttr>().Select(i => EnumKeywords.Of(i.Value)))),
            new NamedAttr("kind", new CombiningKindAttr(Kind)),
        ]);
        printer.Write(' ');
        printer.PrintOperands(Operands);
        printer.PrintOptionalAttrDict(this, "indexing_maps", "iterator_types", "kind");
        printer.Write(" : ");
        printer.Print(Lhs.Type);
        printer.Write(", ");
        printer.Print(Rhs.Type);
        printer.Write(" into ");
        printer.Print(Result.Type);
    }
}

/// <summary>The products of all pairs of elements, added to an accumulator if there is one; with a scalar on the right the product of each element with it.</summary>
/// <example><code>%m = vector.outerproduct %a, %b, %acc : vector&lt;4xf32>, vector&lt;8xf32></code></example>
[Op("vector.outerproduct")]
public sealed partial class OuterProductOp : Operation, IPure, IInferTypes, ICustomAssembly
{
    [Operand<AnyVector>] public partial Value Lhs { get; }
    [Operand] public partial Value Rhs { get; }
    [Operand<AnyVector>] public partial Value? Acc { get; }
    [Attr(Default = CombiningKind.Add)] public partial CombiningKind Kind { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state)
    {
        var lhs = (VectorType)state.Operands[0].Type;
        return [state.Operands[1].Type is VectorType rhs ? VectorType.Get(lhs.ElementType, lhs.Shape[0], rhs.Shape[0]) : lhs];
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var operands = parser.ParseOperandList();
        parser.ParseOptionalAttributeDict(state);
        state.Attributes.RemoveAll(a => a.Value is CombiningKindAttr { Value: CombiningKind.Add });
        parser.Parse(":");
        var types = parser.ParseCommaList(parser.ParseType);
        if (operands.Count is not (2 or 3) || types.Count != 2)
            throw parser.Error("expected at least two operands and two types");
        parser.Resolve(operands.GetRange(0, 2), types, state);
        var result = InferTypes(state)[0];
        parser.Resolve(operands.GetRange(2, operands.Count - 2), result, state);
        state.ResultTypes.Add(result);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperands(Operands);
        printer.PrintOptionalAttrDict(this);
        printer.Write(" : ");
        printer.Print(Lhs.Type);
        printer.Write(", ");
        printer.Print(Rhs.Type);
    }
}
