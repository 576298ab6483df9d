using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The two custom forms of <c>reduce</c>: with the name of a binary operation, and with a region.</summary>
internal static class ReduceSyntax
{
    public static void Parse(OpAsmParser parser, OpState state)
    {
        var start = parser.Position;
        var pairs = parser.ParseCommaList(() => ParsePair(parser));
        var applied = parser.ParseOptionalKeyword("applies") ? ParseCombinerName(parser, start) : null;
        parser.Parse("across");
        parser.Parse("dimensions");
        parser.Parse("=");
        state.SetAttr("dimensions", DenseArrayAttr.I64([.. parser.ParseList("[", "]", parser.ParseInteger)]));
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        var type = parser.ParseFunctionType();
        parser.Resolve([.. pairs.Select(p => p.Input), .. pairs.Select(p => p.Init)], [.. type.Inputs], state);
        state.ResultTypes.AddRange(type.Results);
        if (applied is not null)
            state.RegionBodies.Add([MakeBody(applied, type.Inputs[0].ScalarOf(), state.Location)]);
        else
            ParseReducer(parser, state);
    }

    private static (UnresolvedOperand Input, UnresolvedOperand Init) ParsePair(OpAsmParser parser)
    {
        parser.Parse("(");
        var input = parser.ParseOperand();
        parser.Parse("init");
        parser.Parse(":");
        var init = parser.ParseOperand();
        parser.Parse(")");
        return (input, init);
    }

    private static OpDefinition ParseCombinerName(OpAsmParser parser, int start)
    {
        var name = parser.ParseKeywordOrString();
        return parser.Context.FindOperation(name) is { } definition && IsCombiner(definition) ? definition
            : throw parser.Error(start, "expected the inner-op to be a commutative binary-op from the stablehlo dialect, with zero region, producing single result");
    }

    /// <summary>The commutative operations on two tensors.</summary>
    private static readonly HashSet<string> Combiners =
    [
        AddOp.Definition.Name, MulOp.Definition.Name, MaxOp.Definition.Name, MinOp.Definition.Name, AndOp.Definition.Name, OrOp.Definition.Name, XorOp.Definition.Name,
    ];

    private static bool IsCombiner(OpDefinition definition) => Combiners.Contains(definition.Name);

    private static Block MakeBody(OpDefinition combiner, IRType type, Location location)
    {
        var block = new Block();
        Value[] arguments = [block.AddArgument(type, location), block.AddArgument(type, location)];
        var builder = OpBuilder.AtEnd(block);
        builder.Location = location;
        ReturnOp.Create(builder, [builder.Create(combiner, arguments, [type]).Result(0)]);
        return block;
    }

    /// <summary><c>reducer(%a: t, %x: t) (%b: u, %y: u) { … }</c>: the arguments come in pairs, the region has the first ones first.</summary>
    private static void ParseReducer(OpAsmParser parser, OpState state)
    {
        parser.Parse("reducer");
        var (first, second) = (new List<ParsedArgument>(), new List<ParsedArgument>());
        while (parser.ParseOptional("("))
        {
            first.Add(parser.ParseArgument());
            parser.Parse(",");
            second.Add(parser.ParseArgument());
            parser.Parse(")");
        }
        parser.ParseRegion(state, [.. first, .. second], ReduceOp.Definition);
    }

    public static void Print(OpAsmPrinter printer, ReduceOp op)
    {
        printer.WriteList(op.Inputs.Zip(op.InitValues), pair =>
        {
            printer.Write('(');
            printer.PrintOperand(pair.First);
            printer.Write(" init: ");
            printer.PrintOperand(pair.Second);
            printer.Write(')');
        });
        var combiner = AppliedCombiner(op);
        if (combiner is not null)
            printer.Write($" applies {combiner.Name}");
        printer.Write($" across dimensions = {op.Dimensions}");
        printer.PrintOptionalAttrDict(op, "dimensions");
        printer.Write(" : ");
        printer.PrintFunctionType(op.Operands.Types, [.. op.Results.Types]);
        if (combiner is null)
            PrintReducer(printer, op);
    }

    private static void PrintReducer(OpAsmPrinter printer, ReduceOp op)
    {
        var block = op.Body.Entry;
        printer.NameArguments(block);
        printer.PrintNewLine();
        printer.Write(" reducer");
        var half = block.Arguments.Count / 2;
        for (var i = 0; i < half; i++)
        {
            printer.Write('(');
            printer.PrintArgument(block.Arguments[i]);
            printer.Write(", ");
            printer.PrintArgument(block.Arguments[i + half]);
            printer.Write(") ");
        }
        printer.Write(' ');
        printer.PrintRegion(op.Body, printEntryArguments: false);
    }

    /// <summary>The body's operation, if the short form can stand for the body: all types follow from the first input's elements, no attributes are lost.</summary>
    private static Operation? AppliedCombiner(ReduceOp op)
    {
        if (op.OperandCount == 0 || Combiner(op.Body) is not { Attributes.Count: 0 } combiner || op.Body.Entry.Last!.Attributes.Count > 0)
            return null;
        var scalar = op.Operand(0).Type.ScalarOf();
        return IsCombiner(combiner.Info) && combiner.Operand(0).Type == scalar && combiner.Operand(1).Type == scalar && combiner.Result(0).Type == scalar ? combiner : null;
    }

    /// <summary>The operation of a region that does nothing but apply it to its two arguments; null for other regions.</summary>
    public static Operation? Combiner(Region region)
    {
        if (region.Blocks.Count != 1 || region.Entry is not { Arguments: { Count: 2 } arguments, First: { OperandCount: 2, ResultCount: 1, Regions.Count: 0 } op, Last: ReturnOp { OperandCount: 1 } end })
            return null;
        var forwards = ReferenceEquals(op.Operand(0), arguments[0]) && ReferenceEquals(op.Operand(1), arguments[1]) && ReferenceEquals(end.Operand(0), op.Result(0));
        return forwards && ReferenceEquals(op.Next, end) ? op : null;
    }
}
