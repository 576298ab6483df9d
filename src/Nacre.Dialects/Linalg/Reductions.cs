using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>Combines the elements along some dimensions, starting from those of the output.</summary>
/// <example><code>%r = linalg.reduce ins(%a : T) outs(%b : U) dimensions = [1] (%x: f32, %acc: f32) { … linalg.yield %s : f32 }</code></example>
[Op("linalg.reduce")]
public sealed partial class ReduceOp : Operation, IStructuredOp, IVerifiable, ICustomAssembly, INamesResults, INamesArguments
{
    [Operand] public partial OperandRange All { get; }
    [Attr] public partial EquatableArray<long> Dimensions { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<string> ResultNames => ["reduced"];
    public string ArgumentName(BlockArgument argument) => argument.Index < Inputs.Count ? "in" : "init";

    // As many outputs as inputs; the IR holds no sizes.
    public OperandRange Inputs => new(this, 0, OperandCount / 2);
    public OperandRange Outputs => new(this, OperandCount / 2, OperandCount - OperandCount / 2);

    public IReadOnlyList<AffineMap> Maps
    {
        get
        {
            var rank = ((ShapedType)Operand(0).Type).Rank;
            var kept = AffineMap.Select(rank, Enumerable.Range(0, rank).Where(d => !Dimensions.Contains(d)));
            return [.. Inputs.Select(_ => AffineMap.Identity(rank)), .. Outputs.Select(_ => kept)];
        }
    }

    public void Verify(Verifier verifier)
    {
        if (OperandCount == 0 || OperandCount % 2 != 0 || Operands.Types.Any(t => t is not ShapedType { HasRank: true }))
            verifier.Error(this, "expected equally many inputs and outputs of known rank, at least one");
        else
            StructuredRules.Verify(this, verifier);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var payload = ShortBody.ParseOptional(parser);
        StructuredSyntax.ParseOperands(parser, state, hasSegments: false);
        state.SetAttr("dimensions", MovementSyntax.ParseDims(parser, "dimensions"));
        parser.ParseOptionalAttributeDict(state);
        MovementSyntax.AddTensorResults(state, state.Operands.Count / 2);
        if (payload is null)
            parser.ParseRegion(state, parser.ParseArgumentList("(", ")"), Definition);
        else
            state.RegionBodies.Add([payload.Body(state, static arguments => [.. arguments.Skip(arguments.Count / 2), .. arguments.Take(arguments.Count / 2)])]);
    }

    public void Print(OpAsmPrinter printer)
    {
        MovementSyntax.Print(printer, this, "dimensions");
        ShortBody.PrintRegion(printer, Body);
    }
}

/// <summary>Computes each element of the output from those of the inputs at its place.</summary>
/// <example><code>%r = linalg.map { arith.addf } ins(%a, %b : T, T) outs(%c : T)</code></example>
[Op("linalg.map")]
public sealed partial class MapOp : Operation, IStructuredOp, IVerifiable, ICustomAssembly, INamesResults, INamesArguments
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial Value Init { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<string> ResultNames => ["mapped"];
    public string ArgumentName(BlockArgument argument) => argument.Index < Inputs.Count ? "in" : "init";

    public OperandRange Outputs => OperandGroup(1);
    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var payload = ShortBody.ParseOptional(parser);
        StructuredSyntax.ParseOperands(parser, state, hasSegments: false);
        parser.ParseOptionalAttributeDict(state);
        MovementSyntax.AddTensorResults(state, 1);
        if (payload is null)
            parser.ParseRegion(state, parser.ParseArgumentList("(", ")"), Definition);
        else
            state.RegionBodies.Add([payload.Body(state, static arguments => [.. arguments.SkipLast(1)])]);
    }

    public void Print(OpAsmPrinter printer)
    {
        StructuredSyntax.PrintOperands(printer, this);
        printer.PrintOptionalAttrDict(this);
        ShortBody.PrintRegion(printer, Body);
    }
}

/// <summary>A region that is one operation on its arguments, written as that operation's name in braces. Read only: the long form is printed.</summary>
internal sealed class ShortBody
{
    private readonly OpDefinition _operation;
    private readonly OpState _attributes;

    private ShortBody(OpDefinition operation, OpState attributes) => (_operation, _attributes) = (operation, attributes);

    public static ShortBody? ParseOptional(OpAsmParser parser)
    {
        if (!parser.ParseOptional("{"))
            return null;
        var position = parser.Position;
        var name = parser.ParseKeyword("an operation name");
        var operation = parser.Context.FindOperation(name);
        if (operation?.InferTypes is null)
            throw parser.Error(position, $"'{name}' is no operation whose result type follows from its operands");
        var attributes = new OpState(Location.Unknown);
        parser.ParseOptionalAttributeDict(attributes);
        parser.Parse("}");
        return new ShortBody(operation, attributes);
    }

    /// <summary>The region's block; <paramref name="order"/> picks the operation's operands from the arguments.</summary>
    public Block Body(OpState state, Func<IReadOnlyList<Value>, IReadOnlyList<Value>> order) => StructuredSyntax.BodyOf(state.Operands.Select(o => o.Type.ElementOrSelf()), (builder, arguments) =>
    {
        var inner = new OpState(state.Location);
        inner.Operands.AddRange(order(arguments));
        if (inner.Operands.Count != _operation.Operands.Count)
            throw new DiagnosticException(state.Location, $"'{_operation.Name}' takes {_operation.Operands.Count} operands, but the body has {inner.Operands.Count} for it");
        inner.Attributes.AddRange(_attributes.Attributes);
        inner.ResultTypes.AddRange(_operation.InferTypes!(inner));
        return builder.Create(_operation, inner).Result(0);
    });

    /// <summary><c>(%x: f32, %y: f32) { … }</c>.</summary>
    public static void PrintRegion(OpAsmPrinter printer, Region region)
    {
        printer.NameArguments(region.Entry);
        printer.Write(" (");
        printer.WriteList(region.Entry.Arguments, a => printer.PrintArgument(a));
        printer.Write(") ");
        printer.PrintRegion(region, printEntryArguments: false);
    }
}

/// <summary>exp(x - max) / sum of the same, along a dimension.</summary>
[Op("linalg.softmax", Format = "attr-dict `dimension` `(` $dimension `)` `ins` `(` $input `:` type($input) `)` `outs` `(` $init `:` type($init) `)` (`->` type($tensors)^)?")]
public sealed partial class SoftmaxOp : Operation, IVerifiable
{
    [Operand] public partial Value Input { get; }
    [Operand] public partial Value Init { get; }
    [Attr] public partial long Dimension { get; set; }
    [Result] public partial ResultRange Tensors { get; }

    public void Verify(Verifier verifier)
    {
        if (Input.Type is not ShapedType { HasRank: true } input || Init.Type is not ShapedType { HasRank: true } || !input.HasCompatibleShape(Init.Type))
            verifier.Error(this, "incompatible output shape");
        else if (Dimension < 0 || Dimension >= input.Rank)
            verifier.Error(this, "incorrect dimension specified");
    }
}
