using Nacre.IR;

namespace Nacre.Dialects.SparseTensor;

/// <summary>The encoding of sparse tensors (https://mlir.llvm.org/docs/Dialects/SparseTensorOps/): types with it are read, verified and printed; nothing computes on them.</summary>
public sealed class SparseTensorDialect() : Dialect("sparse_tensor")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [];

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => mnemonic == "encoding" ? SparseEncodingParser.Parse(parser) : null;
}

/// <summary>How one level of a sparse tensor is stored: <c>d1 : compressed(nonunique)</c>.</summary>
/// <param name="Source">The level's coordinate in terms of the dimensions.</param>
/// <param name="Format">The format's keyword, <c>structured[2, 4]</c> with its numbers.</param>
/// <param name="Properties">What is not so in ordinary levels: <c>nonunique</c>, <c>nonordered</c>, <c>soa</c>.</param>
public sealed record SparseLevel(AffineExpr Source, string Format, EquatableArray<string> Properties);

/// <summary>The storage of a sparse tensor: <c>#sparse_tensor.encoding&lt;{ map = (d0, d1) -> (d0 : dense, d1 : compressed) }&gt;</c>.</summary>
/// <param name="Rank">The number of dimensions.</param>
/// <param name="PositionWidth">Bits of a stored position; 0 for the index type.</param>
/// <param name="CoordinateWidth">Bits of a stored coordinate; 0 for the index type.</param>
/// <param name="ExplicitValue">The value of all stored elements; null where they differ.</param>
/// <param name="ImplicitValue">The value of all elements that are not stored; null for zero.</param>
public sealed record SparseEncodingAttr(
    int Rank, EquatableArray<SparseLevel> Levels, long PositionWidth = 0, long CoordinateWidth = 0, Attr? ExplicitValue = null, Attr? ImplicitValue = null) : DialectAttr, ITensorEncoding
{
    public override string Dialect => "sparse_tensor";
    public override string AliasHint => "sparse";

    public string? ProblemWith(Shape shape, IRType element) =>
        shape.Rank == Rank ? null : $"dimension-rank mismatch between encoding and tensor shape: {Rank} != {shape.Rank}";

    public override void Print(AsmPrinter printer)
    {
        printer.Write("encoding<{ map = (");
        printer.WriteList(Enumerable.Range(0, Rank), d => printer.Write($"d{d}"));
        printer.Write(") -> (");
        printer.WriteList(Levels, level => PrintLevel(printer, level));
        printer.Write(')');
        printer.Write(PositionWidth == 0 ? "" : $", posWidth = {PositionWidth}");
        printer.Write(CoordinateWidth == 0 ? "" : $", crdWidth = {CoordinateWidth}");
        printer.Write(ExplicitValue is null ? "" : $", explicitVal = {ExplicitValue}");
        printer.Write(ImplicitValue is null ? "" : $", implicitVal = {ImplicitValue}");
        printer.Write(" }>");
    }

    private static void PrintLevel(AsmPrinter printer, SparseLevel level)
    {
        printer.PrintAffine(level.Source);
        printer.Write($" : {level.Format}");
        if (!level.Properties.IsEmpty)
            printer.Write($"({string.Join(", ", level.Properties)})");
    }
}
