using Nacre.IR;

namespace Nacre.Dialects.Test;

/// <summary>An integer constant.</summary>
[Op("test.constant")]
public sealed partial class ConstantOp : Operation, IPure, IConstantLike, IInferTypes, ICustomAssembly
{
    [Attr] public partial IntegerAttr Value { get; set; }
    [Result] public partial OpResult Output { get; }

    public Attr ConstantValue => Value;
    public static IReadOnlyList<IRType> InferTypes(OpState state) => state.GetAttr("value") is IntegerAttr value ? [value.Type] : [];

    public static void Parse(OpAsmParser parser, OpState state)
    {
        parser.ParseOptionalAttributeDict(state);
        state.SetAttr("value", parser.ParseAttribute<IntegerAttr>("an integer"));
        state.ResultTypes.AddRange(InferTypes(state));
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.PrintOptionalAttrDict(this, "value");
        printer.Write(' ');
        printer.Print(Value);
    }
}

/// <summary>Addition that folds.</summary>
[Op("test.add", Format = "$lhs `,` $rhs attr-dict `:` type($output)")]
public sealed partial class AddOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Output { get; }

    public FoldResult Fold() => (Lhs.ConstantValue, Rhs.ConstantValue) switch
    {
        (IntegerAttr a, IntegerAttr b) => new IntegerAttr(a.Value + b.Value, a.Type),
        (_, IntegerAttr { Value: 0 }) => Lhs,
        _ => FoldResult.None,
    };
}

/// <summary>Negation; a double one folds away.</summary>
[Op("test.neg", Format = "$input attr-dict `:` type($output)")]
public sealed partial class NegOp : Operation, IPure, ISameOperandsAndResultType, IFoldable
{
    [Operand<IntegerLike>] public partial Value Input { get; }
    [Result<IntegerLike>] public partial OpResult Output { get; }

    public FoldResult Fold() => Input.DefiningOp is NegOp inner ? inner.Input : FoldResult.None;
}

/// <summary>Values from nowhere; not pure.</summary>
[Op("test.source", Format = "attr-dict (`:` type($outputs)^)?")]
public sealed partial class SourceOp : Operation
{
    [Result] public partial ResultRange Outputs { get; }
}

/// <summary>A use that keeps values alive.</summary>
[Op("test.sink", Format = "$inputs attr-dict `:` type($inputs)")]
public sealed partial class SinkOp : Operation
{
    [Operand] public partial OperandRange Inputs { get; }
}

/// <summary>The elements of assembly formats: optional groups with and without an alternative, keywords, unit attributes, symbols.</summary>
[Op("test.formats", Format = "$symbol (`flag` $flag^)? (`[` $indices^ `]`):(`none`)? (`by` $step^)? `->` $mode attr-dict-with-keyword `:` functional-type(operands, results)")]
public sealed partial class FormatsOp : Operation
{
    [Attr] public partial SymbolRefAttr Symbol { get; set; }
    [Attr] public partial UnitAttr? Flag { get; set; }
    [Attr] public partial long? Step { get; set; }
    [Attr] public partial TestMode Mode { get; set; }
    [Operand] public partial OperandRange Indices { get; }
    [Result] public partial ResultRange Outputs { get; }
}

/// <summary>An enumeration whose members print in snake case, but for one.</summary>
public enum TestMode
{
    Slow,
    VeryFast,
    [Keyword("odd_one")] Odd,
}

/// <summary>An attribute of each plain kind.</summary>
[Op("test.attributes", Format = "attr-dict")]
public sealed partial class AttributesOp : Operation
{
    [Attr] public partial long Wide { get; set; }
    [Attr] public partial int? Narrow { get; set; }
    [Attr(Default = true)] public partial bool Flag { get; set; }
    [Attr] public partial string? Text { get; set; }
    [Attr] public partial float? Single { get; set; }
    [Attr] public partial double? Double { get; set; }
    [Attr] public partial IRType? Type { get; set; }
    [Attr] public partial AffineMap? Map { get; set; }
    [Attr] public partial EquatableArray<long>? Longs { get; set; }
    [Attr] public partial EquatableArray<bool>? Bools { get; set; }
    [Attr] public partial EquatableArray<float>? Floats { get; set; }
    [Attr(Default = TestMode.VeryFast)] public partial TestMode Mode { get; set; }
}

/// <summary>Groups of operands and results whose sizes are attributes.</summary>
[Op("test.segments", Format = "(`of` $first^ `:` type($first))? (`or` $second^ `:` type($second))? (`and` $rest^ `:` type($rest))? attr-dict")]
public sealed partial class SegmentsOp : Operation
{
    [Operand] public partial OperandRange First { get; }
    [Operand] public partial Value? Second { get; }
    [Operand] public partial OperandRange Rest { get; }
}

/// <summary>A region that sees the values around it and ends in <see cref="EndOp"/>, which is not written.</summary>
[Op("test.scope", Format = "$body attr-dict")]
public sealed partial class ScopeOp : Operation, IImplicitTerminator<EndOp>
{
    [Region] public partial Region Body { get; }
}

/// <summary>A region that sees nothing from outside.</summary>
[Op("test.isolated", Format = "$body attr-dict")]
public sealed partial class IsolatedOp : Operation, IIsolatedFromAbove, IImplicitTerminator<EndOp>
{
    [Region] public partial Region Body { get; }
}

/// <summary>A region without order.</summary>
[Op("test.graph", Format = "$body attr-dict")]
public sealed partial class GraphOp : Operation, IGraphRegion, INoTerminator
{
    [Region] public partial Region Body { get; }
}

/// <summary>Any number of regions.</summary>
[Op("test.regions", Format = "$bodies attr-dict")]
public sealed partial class RegionsOp : Operation
{
    [Region] public partial IReadOnlyList<Region> Bodies { get; }
}

/// <summary>Ends a block.</summary>
[Op("test.end", Format = "attr-dict")]
public sealed partial class EndOp : Operation, ITerminator, IPure;

/// <summary>A jump with arguments.</summary>
[Op("test.br", Format = "$target (`(` $arguments^ `:` type($arguments) `)`)? attr-dict")]
public sealed partial class BranchOp : Operation, ITerminator, IBranch
{
    [Operand] public partial OperandRange Arguments { get; }
    [Successor] public partial Block Target { get; }

    public OperandRange SuccessorOperands(int index) => Arguments;
}

/// <summary>A choice between two blocks.</summary>
[Op("test.cond_br", Format = "$condition `,` $then `,` $otherwise attr-dict")]
public sealed partial class CondBranchOp : Operation, ITerminator
{
    [Operand<I1>] public partial Value Condition { get; }
    [Successor] public partial Block Then { get; }
    [Successor] public partial Block Otherwise { get; }
}

/// <summary>What a test's conversion must remove.</summary>
[Op("test.illegal", Format = "$inputs attr-dict `:` functional-type(operands, results)")]
public sealed partial class IllegalOp : Operation
{
    [Operand] public partial OperandRange Inputs { get; }
    [Result] public partial ResultRange Outputs { get; }
}
