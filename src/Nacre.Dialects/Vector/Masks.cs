using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>A mask that is set where each index is below the size of its dimension.</summary>
[Op("vector.create_mask", Format = "$sizes attr-dict `:` type($result)")]
public sealed partial class CreateMaskOp : Operation, IPure, IVerifiable
{
    [Operand<IR.Index>] public partial OperandRange Sizes { get; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier)
    {
        var type = (VectorType)Result.Type;
        if (Sizes.Count != Math.Max(1, type.Rank))
            verifier.Error(this, "must specify an operand for each result vector dimension");
    }
}

/// <summary>A mask that is set below constant sizes.</summary>
[Op("vector.constant_mask", Format = "$mask_dim_sizes attr-dict `:` type($result)")]
public sealed partial class ConstantMaskOp : Operation, IPure, IVerifiable
{
    [Attr] public partial EquatableArray<long> MaskDimSizes { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier)
    {
        var type = (VectorType)Result.Type;
        if (type.Rank > 0 && MaskDimSizes.Count != type.Rank)
            verifier.Error(this, "must specify array attr of size equal vector result rank");
        else if (type.Rank > 0 && Enumerable.Range(0, type.Rank).Any(i => MaskDimSizes[i] < 0 || MaskDimSizes[i] > type.Shape[i]))
            verifier.Error(this, "array attr of size out of bounds of vector result dimension size");
    }
}

/// <summary>Runs one operation on the elements whose mask is set; the others are taken from <c>passthru</c>.</summary>
/// <example><code>%s = vector.mask %m { vector.reduction &lt;add>, %v : vector&lt;4xf32> into f32 } : vector&lt;4xi1> -> f32</code></example>
[Op("vector.mask")]
public sealed partial class MaskOp : Operation, IImplicitTerminator<YieldOp>, ICustomAssembly, IVerifiable
{
    [Operand<AnyVector>] public partial Value Mask { get; }
    [Operand] public partial Value? Passthru { get; }
    [Result] public partial ResultRange Outputs { get; }
    [Region] public partial Region MaskRegion { get; }

    /// <summary>The operation that is masked.</summary>
    public Operation? MaskedOp => MaskRegion.Entry.First is YieldOp ? null : MaskRegion.Entry.First;

    public void Verify(Verifier verifier)
    {
        if (MaskRegion.Blocks.Count != 1 || MaskRegion.Entry.Last is not YieldOp yield)
            verifier.Error(this, "expects a terminator within the mask region");
        else if (MaskedOp is { Next: not YieldOp })
            verifier.Error(this, "expects only one operation to mask");
        else if (!yield.Operands.Types.SequenceEqual(Results.Types))
            verifier.Error(this, "expects number of results to match mask region yielded values");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var mask = parser.ParseOperand();
        UnresolvedOperand? passthru = parser.ParseOptional(",") ? parser.ParseOperand() : null;
        parser.ParseRegion(state, null, Definition);
        YieldMaskedResults(state.RegionBodies[0][0]);
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        state.Operands.Add(parser.Resolve(mask, parser.ParseType()));
        if (parser.ParseOptional("->"))
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        if (passthru is { } value)
            state.Operands.Add(parser.Resolve(value, state.ResultTypes[0]));
    }

    /// <summary>The text leaves the yield out; it gives what the masked operation gives.</summary>
    private static void YieldMaskedResults(Block body)
    {
        if (body.Last is not YieldOp { OperandCount: 0, Previous: { } masked } yield)
            return;
        yield.SetOperands([.. masked.Results]);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Mask);
        if (Passthru is { } passthru)
        {
            printer.Write(", ");
            printer.PrintOperand(passthru);
        }
        printer.Write(" { ");
        if (MaskedOp is { } masked)
            printer.PrintBareOperation(masked);
        printer.Write(" }");
        printer.PrintOptionalAttrDict(this);
        printer.Write(" : ");
        printer.Print(Mask.Type);
        if (ResultCount == 0)
            return;
        printer.Write(" -> ");
        printer.WriteList(Results.Types, printer.Print);
    }
}

/// <summary>Ends the region of a mask.</summary>
[Op("vector.yield", Format = "attr-dict ($values^ `:` type($values))?")]
public sealed partial class YieldOp : Operation, IPure, ITerminator
{
    [Operand] public partial OperandRange Values { get; }
}

/// <summary>Writes a value or text to the standard output, for tests.</summary>
[Op("vector.print")]
public sealed partial class PrintOp : Operation, ICustomAssembly
{
    [Operand] public partial Value? Source { get; }
    [Attr(Default = PrintPunctuation.NewLine)] public partial PrintPunctuation Punctuation { get; set; }
    [Attr("stringLiteral")] public partial string? StringLiteral { get; set; }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        UnresolvedOperand? source = parser.ParseOptionalOperand(out var operand) ? operand : null;
        if (source is not null)
        {
            parser.Parse(":");
            state.Operands.Add(parser.Resolve(source.Value, parser.ParseType()));
        }
        else if (parser.ParseOptionalKeyword("str"))
        {
            state.SetAttr("stringLiteral", new StringAttr(parser.ParseString()));
        }
        if (parser.ParseOptionalKeyword("punctuation") && parser.ParseEnumInAngles<PrintPunctuation>() is var value and not PrintPunctuation.NewLine)
            state.SetAttr("punctuation", new PrintPunctuationAttr(value));
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        if (Source is { } source)
        {
            printer.Write(' ');
            printer.PrintOperand(source);
            printer.Write(" : ");
            printer.Print(source.Type);
        }
        else if (StringLiteral is { } text)
        {
            printer.Write(" str ");
            printer.PrintString(text);
        }
        // Bare, it would take the name of the next operation's result for its operand when it is read back.
        if (Punctuation != PrintPunctuation.NewLine || (Source is null && StringLiteral is null))
            printer.Write($" punctuation <{EnumKeywords.Of(Punctuation)}>");
        printer.PrintOptionalAttrDict(this, "punctuation", "stringLiteral");
    }
}
