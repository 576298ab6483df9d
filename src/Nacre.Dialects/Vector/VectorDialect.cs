using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>Vectors of one or more dimensions as values (https://mlir.llvm.org/docs/Dialects/Vector/).</summary>
public sealed class VectorDialect() : Dialect("vector")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        BroadcastOp.Definition, ExtractOp.Definition, InsertOp.Definition, ExtractStridedSliceOp.Definition, InsertStridedSliceOp.Definition, ShuffleOp.Definition,
        ShapeCastOp.Definition, BitCastOp.Definition, TransposeOp.Definition, FromElementsOp.Definition, ToElementsOp.Definition, StepOp.Definition,
        InterleaveOp.Definition, DeinterleaveOp.Definition, TypeCastOp.Definition,
        FmaOp.Definition, ReductionOp.Definition, MultiReductionOp.Definition, ContractionOp.Definition, OuterProductOp.Definition, ScanOp.Definition,
        LoadOp.Definition, StoreOp.Definition, MaskedLoadOp.Definition, MaskedStoreOp.Definition, GatherOp.Definition, ScatterOp.Definition,
        ExpandLoadOp.Definition, CompressStoreOp.Definition, TransferReadOp.Definition, TransferWriteOp.Definition,
        CreateMaskOp.Definition, ConstantMaskOp.Definition, MaskOp.Definition, YieldOp.Definition, PrintOp.Definition,
    ];

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => mnemonic switch
    {
        CombiningKindAttr.Word => new CombiningKindAttr(parser.ParseEnumInAngles<CombiningKind>()),
        IteratorTypeAttr.Word => new IteratorTypeAttr(parser.ParseEnumInAngles<IteratorType>()),
        PrintPunctuationAttr.Word => new PrintPunctuationAttr(parser.ParseEnumInAngles<PrintPunctuation>()),
        _ => null,
    };

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => ArithDialect.TryConstant(builder, value, type);
}

/// <summary>The directives of the dialect's assembly formats.</summary>
internal static class Directives
{
    public static CustomDirective DynamicIndexList => Dialects.DynamicIndexList.Directive;
}

/// <summary>How a reduction combines two values.</summary>
[StoredAs(typeof(CombiningKindAttr))]
public enum CombiningKind
{
    Add, Mul,
    [Keyword("minui")] MinUI, [Keyword("minsi")] MinSI, [Keyword("minnumf")] MinNumF,
    [Keyword("maxui")] MaxUI, [Keyword("maxsi")] MaxSI, [Keyword("maxnumf")] MaxNumF,
    And, Or, Xor,
    [Keyword("minimumf")] MinimumF, [Keyword("maximumf")] MaximumF,
}

/// <summary><c>#vector.kind&lt;add&gt;</c>.</summary>
public sealed record CombiningKindAttr(CombiningKind Value) : EnumAttr<CombiningKind>(Value)
{
    internal const string Word = "kind";
    public override string Dialect => "vector";
    public override string Mnemonic => Word;
}

/// <summary>Whether an iteration dimension is in the result or summed over.</summary>
public enum IteratorType { Parallel, Reduction }

/// <summary><c>#vector.iterator_type&lt;parallel&gt;</c>.</summary>
public sealed record IteratorTypeAttr(IteratorType Value) : EnumAttr<IteratorType>(Value)
{
    internal const string Word = "iterator_type";
    public override string Dialect => "vector";
    public override string Mnemonic => Word;
}

/// <summary>What <c>vector.print</c> writes behind a value.</summary>
[StoredAs(typeof(PrintPunctuationAttr))]
public enum PrintPunctuation { NoPunctuation, [Keyword("newline")] NewLine, Comma, Open, Close }

/// <summary><c>#vector.punctuation&lt;newline&gt;</c>.</summary>
public sealed record PrintPunctuationAttr(PrintPunctuation Value) : EnumAttr<PrintPunctuation>(Value)
{
    internal const string Word = "punctuation";
    public override string Dialect => "vector";
    public override string Mnemonic => Word;
}
