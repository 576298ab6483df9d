using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>out(i0, i1, …) = in with dimension <c>permutation[k]</c> at place k.</summary>
[Op("linalg.transpose")]
public sealed partial class TransposeOp : Operation, IStructuredOp, IVerifiable, ICustomAssembly, INamesResults
{
    [Operand] public partial Value Input { get; }
    [Operand] public partial Value Init { get; }
    [Attr] public partial EquatableArray<long> Permutation { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<string> ResultNames => ["transposed"];

    public OperandRange Inputs => OperandGroup(0);
    public OperandRange Outputs => OperandGroup(1);
    public IReadOnlyList<AffineMap> Maps => [AffineMap.Select(Permutation.Count, Permutation.Select((_, d) => IndexOf(d))), AffineMap.Identity(Permutation.Count)];

    private int IndexOf(int dim) => Array.IndexOf(Permutation.ToArray(), dim);

    public void Verify(Verifier verifier)
    {
        if (!Permutation.Order().SequenceEqual(Enumerable.Range(0, Permutation.Count).Select(d => (long)d)))
            verifier.Error(this, "permutation is not valid");
        else
            StructuredRules.Verify(this, verifier);
    }

    public static void Parse(OpAsmParser parser, OpState state) => MovementSyntax.Parse(parser, state, "permutation");
    public void Print(OpAsmPrinter printer) => MovementSyntax.Print(printer, this, "permutation");
}

/// <summary>The input at each place of the dimensions <c>dimensions</c> of the output.</summary>
[Op("linalg.broadcast")]
public sealed partial class BroadcastOp : Operation, IStructuredOp, IVerifiable, ICustomAssembly, INamesResults
{
    [Operand] public partial Value Input { get; }
    [Operand] public partial Value Init { get; }
    [Attr] public partial EquatableArray<long> Dimensions { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<string> ResultNames => ["broadcasted"];

    public OperandRange Inputs => OperandGroup(0);
    public OperandRange Outputs => OperandGroup(1);
    private int Rank => ((ShapedType)Init.Type).Rank;
    public IReadOnlyList<AffineMap> Maps => [AffineMap.Select(Rank, Enumerable.Range(0, Rank).Where(d => !Dimensions.Contains(d))), AffineMap.Identity(Rank)];

    public void Verify(Verifier verifier)
    {
        if (Input.Type is not ShapedType { HasRank: true } input || Init.Type is not ShapedType { HasRank: true })
            verifier.Error(this, "expected operands of known rank");
        else if (input.Rank + Dimensions.Count != Rank)
            verifier.Error(this, $"input rank plus added dimensions does not match init rank. input rank: {input.Rank}, dimensions size: {Dimensions.Count}, init rank: {Rank}");
        else if (Dimensions.Any(d => d < 0 || d >= Rank))
            verifier.Error(this, $"dimension {Dimensions.ToList().FindIndex(d => d < 0 || d >= Rank)} is out of range. expected range: [0, {Rank - 1}], got: {Dimensions.First(d => d < 0 || d >= Rank)}");
        else
            StructuredRules.Verify(this, verifier);
    }

    public static void Parse(OpAsmParser parser, OpState state) => MovementSyntax.Parse(parser, state, "dimensions");
    public void Print(OpAsmPrinter printer) => MovementSyntax.Print(printer, this, "dimensions");
}

/// <summary><c>ins(%a : T) outs(%b : U) permutation = [1, 0]</c>; the region, which yields its first argument, is not written.</summary>
internal static class MovementSyntax
{
    public static void Parse(OpAsmParser parser, OpState state, string attribute)
    {
        StructuredSyntax.ParseOperands(parser, state, hasSegments: false);
        state.SetAttr(attribute, ParseDims(parser, attribute));
        parser.ParseOptionalAttributeDict(state);
        AddTensorResults(state, 1);
        state.RegionBodies.Add([StructuredSyntax.BodyOf(state.Operands.Select(o => o.Type.ElementOrSelf()), static (_, v) => v[0])]);
    }

    public static DenseArrayAttr ParseDims(OpAsmParser parser, string attribute)
    {
        parser.Parse(attribute);
        parser.Parse("=");
        return parser.ParseDenseArray(IntegerType.I64);
    }

    /// <summary>A result for each of the last <paramref name="outputs"/> operands that is a tensor.</summary>
    public static void AddTensorResults(OpState state, int outputs) => state.ResultTypes.AddRange(state.Operands.TakeLast(outputs).Select(o => o.Type).OfType<TensorType>());

    public static void Print<T>(OpAsmPrinter printer, T op, string attribute) where T : Operation, IStructuredOp
    {
        StructuredSyntax.PrintOperands(printer, op);
        printer.Write($" {attribute} = ");
        printer.PrintDenseArrayShort(op.GetAttr(attribute)!);
        printer.PrintOptionalAttrDict(op, attribute);
    }
}
