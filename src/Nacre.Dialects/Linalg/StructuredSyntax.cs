using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>The custom form that structured operations share: <c>{attributes} ins(%a, %b : T, U) outs(%c : V) -> V</c>; the region of a named one is not written.</summary>
internal static class StructuredSyntax
{
    /// <summary>Upstream keeps computed maps under this name; it says nothing that the operation does not.</summary>
    private const string MemoizedMaps = "linalg.memoized_indexing_maps";
    private const string Maps = "indexing_maps";

    public static void Parse<T>(OpAsmParser parser, OpState state) where T : Operation, INamedStructuredOp<T>
    {
        if (parser.ParseOptionalKeyword(Maps))
        {
            parser.Parse("=");
            state.SetAttr(Maps, parser.ParseAttribute<ArrayAttr>("indexing maps"));
        }
        parser.ParseOptionalAttributeDict(state);
        var position = parser.Position;
        ParseOperands(parser, state);
        if (state.Operands.Count != T.InputCount + 1)
            throw parser.Error(position, $"expected {T.InputCount} input{(T.InputCount == 1 ? "" : "s")} and an output");
        ParseResults(parser, state);
        // What the custom form does not write: the default maps and the region.
        if (state.GetAttr(Maps) is null)
            state.SetAttr(Maps, T.DefaultMaps);
        state.RegionBodies.Add([BodyOf(state.Operands.Select(o => o.Type.ElementOrSelf()), T.Combine)]);
    }

    /// <summary>A region's block with an argument per operand, which yields what <paramref name="combine"/> computes.</summary>
    public static Block BodyOf(IEnumerable<IRType> elements, Func<OpBuilder, IReadOnlyList<Value>, Value> combine)
    {
        var block = new Block();
        foreach (var type in elements)
            block.AddArgument(type);
        var builder = OpBuilder.AtEnd(block);
        YieldOp.Create(builder, [combine(builder, block.Arguments)]);
        return block;
    }

    /// <summary><c>ins(…) outs(…)</c>; sets the segment sizes where the operation has them.</summary>
    public static void ParseOperands(OpAsmParser parser, OpState state, bool hasSegments = true)
    {
        var inputs = ParseGroup(parser, state, "ins");
        var outputs = ParseGroup(parser, state, "outs");
        if (hasSegments)
            state.SetAttr("operandSegmentSizes", DenseArrayAttr.I32(inputs, outputs));
    }

    private static int ParseGroup(OpAsmParser parser, OpState state, string keyword)
    {
        if (!parser.ParseOptionalKeyword(keyword))
            return 0;
        parser.Parse("(");
        var operands = parser.ParseOperandList();
        parser.Parse(":");
        parser.Resolve(operands, parser.ParseCommaList(parser.ParseType), state);
        parser.Parse(")");
        return operands.Count;
    }

    public static void ParseResults(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptional("->"))
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
    }

    public static void Print<T>(OpAsmPrinter printer, T op) where T : Operation, INamedStructuredOp<T>
    {
        if (op.GetAttr(Maps) is { } maps && maps != T.DefaultMaps)
        {
            printer.Write($" {Maps} = ");
            printer.Print(maps);
        }
        printer.PrintOptionalAttrDict(op, "operandSegmentSizes", Maps, MemoizedMaps);
        PrintOperands(printer, op);
        PrintResults(printer, op);
    }

    public static void PrintOperands(OpAsmPrinter printer, IStructuredOp op)
    {
        PrintGroup(printer, "ins", op.Inputs);
        PrintGroup(printer, "outs", op.Outputs);
    }

    private static void PrintGroup(OpAsmPrinter printer, string keyword, OperandRange operands)
    {
        if (operands.Count == 0)
            return;
        printer.Write($" {keyword}(");
        printer.PrintOperands(operands);
        printer.Write(" : ");
        printer.WriteList(operands.Types, printer.Print);
        printer.Write(')');
    }

    public static void PrintResults(OpAsmPrinter printer, Operation op)
    {
        if (op.ResultCount == 0)
            return;
        printer.Write(" -> ");
        printer.PrintResultTypes([.. op.Results.Types]);
    }
}

/// <summary>Maps by the numbers of their loops.</summary>
internal static class LoopMaps
{
    /// <summary>The maps of an operation: for each operand the loops that index its dimensions.</summary>
    public static ArrayAttr Attr(int loops, params int[][] operands) => new(operands.Select(IR.Attr (o) => new AffineMapAttr(AffineMap.Select(loops, o))).ToEquatableArray());

    public static IReadOnlyList<AffineMap> Of(ArrayAttr? attribute) => attribute is null ? [] : [.. attribute.Items.OfType<AffineMapAttr>().Select(m => m.Map)];

    /// <summary>All operands have the output's dimensions; a scalar has none.</summary>
    public static IReadOnlyList<AffineMap> Pointwise(IStructuredOp op)
    {
        var rank = op.Outputs[0].Type is ShapedType { HasRank: true } shaped ? shaped.Rank : 0;
        return [.. op.Inputs.Concat(op.Outputs).Select(o => o.Type is ShapedType ? AffineMap.Identity(rank) : AffineMap.Select(rank))];
    }
}
