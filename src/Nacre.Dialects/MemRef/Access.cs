using Nacre.IR;

namespace Nacre.Dialects.MemRef;

/// <summary>Reads one element.</summary>
/// <example><code>%x = memref.load %m[%i, %j] : memref&lt;4x?xf32></code></example>
[Op("memref.load", Format = "$memref `[` $indices `]` attr-dict `:` type($memref)")]
public sealed partial class LoadOp : Operation, IReadsMemory, IInferTypes, IVerifiable
{
    [Operand<AnyMemRef>] public partial Value Memref { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Attr(Default = false)] public partial bool Nontemporal { get; set; }
    [Attr] public partial long? Alignment { get; set; }
    [Result] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.ElementOrSelf()];

    public void Verify(Verifier verifier)
    {
        if (Indices.Count != ((MemRefType)Memref.Type).Rank)
            verifier.Error(this, $"incorrect number of indices for load, expected {((MemRefType)Memref.Type).Rank} but got {Indices.Count}");
        else if (Result.Type != Memref.Type.ElementOrSelf())
            verifier.Error(this, "failed to verify that result type matches element type of 'memref'");
    }
}

/// <summary>Writes one element.</summary>
/// <example><code>memref.store %x, %m[%i, %j] : memref&lt;4x?xf32></code></example>
[Op("memref.store", Format = "$value `,` $memref `[` $indices `]` attr-dict `:` type($memref)")]
public sealed partial class StoreOp : Operation, IInferOperandTypes, IVerifiable
{
    [Operand] public partial Value Value { get; }
    [Operand<AnyMemRef>] public partial Value Memref { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Attr(Default = false)] public partial bool Nontemporal { get; set; }
    [Attr] public partial long? Alignment { get; set; }

    public static void InferOperandTypes(FormatTypes types) => types["value"] = types["memref"]?.ElementOrSelf();

    public void Verify(Verifier verifier)
    {
        if (Indices.Count != ((MemRefType)Memref.Type).Rank)
            verifier.Error(this, $"store index operand count not equal to memref rank");
        else if (Value.Type != Memref.Type.ElementOrSelf())
            verifier.Error(this, "failed to verify that type of 'value' matches element type of 'memref'");
    }
}

/// <summary>Copies all elements.</summary>
[Op("memref.copy", Format = "$source `,` $target attr-dict `:` type($source) `to` type($target)")]
public sealed partial class CopyOp : Operation, ISameOperandsElementAndShape
{
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Source { get; }
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Target { get; }
}

/// <summary>All operands have one element type and one shape.</summary>
public interface ISameOperandsElementAndShape
{
    static void VerifyTrait(Operation op, Verifier verifier)
    {
        if (op.Operands.Types.Select(t => t.ElementOrSelf()).Distinct().Count() > 1)
            verifier.Error(op, "requires the same element type for all operands");
        else if (op.Operands.Types.Any(t => !t.HasCompatibleShape(op.Operand(0).Type)))
            verifier.Error(op, "requires the same shape for all operands");
    }
}

/// <summary>Asks the processor to bring memory into its cache.</summary>
/// <example><code>memref.prefetch %m[%i], read, locality&lt;3>, data : memref&lt;400xi32></code></example>
[Op("memref.prefetch")]
public sealed partial class PrefetchOp : Operation, ICustomAssembly, IVerifiable
{
    [Operand<AnyMemRef>] public partial Value Memref { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Attr("isWrite")] public partial bool IsWrite { get; set; }

    /// <summary>0 (not used again) to 3 (keep in all caches).</summary>
    [Attr("localityHint")] public partial int LocalityHint { get; set; }
    [Attr("isDataCache")] public partial bool IsDataCache { get; set; }

    public void Verify(Verifier verifier)
    {
        if (Indices.Count != ((MemRefType)Memref.Type).Rank)
            verifier.Error(this, "too few indices");
        else if (LocalityHint is < 0 or > 3)
            verifier.Error(this, "attribute 'localityHint' failed to satisfy constraint: 32-bit signless integer attribute whose minimum value is 0 whose maximum value is 3");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var memref = parser.ParseOperand();
        var indices = parser.ParseOperandList("[", "]");
        parser.Parse(",");
        state.SetAttr("isWrite", IntegerAttr.Bool(ParseEither(parser, "write", "read")));
        parser.Parse(",");
        parser.Parse("locality");
        parser.Parse("<");
        state.SetAttr("localityHint", IntegerAttr.I32(parser.ParseInteger()));
        parser.Parse(">");
        parser.Parse(",");
        state.SetAttr("isDataCache", IntegerAttr.Bool(ParseEither(parser, "data", "instr")));
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        state.Operands.Add(parser.Resolve(memref, parser.ParseType()));
        parser.Resolve(indices, IndexType.Instance, state);
    }

    private static bool ParseEither(OpAsmParser parser, string yes, string no)
    {
        if (parser.ParseOptionalKeyword(yes))
            return true;
        return parser.ParseOptionalKeyword(no) ? false : throw parser.Error($"expected '{no}' or '{yes}'");
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Memref);
        printer.Write('[');
        printer.PrintOperands(Indices);
        printer.Write($"], {(IsWrite ? "write" : "read")}, locality<{LocalityHint}>, {(IsDataCache ? "data" : "instr")}");
        printer.PrintOptionalAttrDict(this, "isWrite", "localityHint", "isDataCache");
        printer.Write(" : ");
        printer.Print(Memref.Type);
    }
}

/// <summary>What an atomic update does; the numbers are upstream's.</summary>
public enum AtomicRMWKind : long
{
    [Keyword("addf")] AddF, [Keyword("addi")] AddI, [Keyword("andi")] AndI, [Keyword("assign")] Assign, [Keyword("maximumf")] MaximumF, [Keyword("maxnumf")] MaxNumF,
    [Keyword("maxs")] MaxS, [Keyword("maxu")] MaxU, [Keyword("minimumf")] MinimumF, [Keyword("minnumf")] MinNumF, [Keyword("mins")] MinS, [Keyword("minu")] MinU,
    [Keyword("mulf")] MulF, [Keyword("muli")] MulI, [Keyword("ori")] OrI, [Keyword("xori")] XorI,
}

/// <summary>Updates one element as one step and gives its old value.</summary>
[Op("memref.atomic_rmw", Format = "$kind $value `,` $memref `[` $indices `]` attr-dict `:` `(` type($value) `,` type($memref) `)` `->` type($result)")]
public sealed partial class AtomicRMWOp : Operation
{
    [Attr] public partial AtomicRMWKind Kind { get; set; }
    [Operand] public partial Value Value { get; }
    [Operand<AnyMemRef>] public partial Value Memref { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Result] public partial OpResult Result { get; }
}
