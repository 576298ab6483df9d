using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>Reads a vector from a memref or tensor along any of its dimensions; what lies outside is <c>padding</c>.</summary>
/// <example><code>%v = vector.transfer_read %m[%i, %j], %pad {in_bounds = [true]} : memref&lt;?x16xf32>, vector&lt;16xf32></code></example>
[Op("vector.transfer_read")]
public sealed partial class TransferReadOp : Operation, IReadsMemory, ICustomAssembly, IVerifiable
{
    [Operand<MemRefOrTensor>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Operand] public partial Value Padding { get; }
    [Operand<AnyVector>] public partial Value? Mask { get; }

    /// <summary>From the dimensions of the source to those of the vector; a constant 0 is a broadcast.</summary>
    [Attr] public partial AffineMap PermutationMap { get; set; }

    /// <summary>Per dimension of the vector whether it is known to lie inside.</summary>
    [Attr] public partial ArrayAttr InBounds { get; set; }
    [Result<AnyVector>] public partial OpResult Vector { get; }

    /// <summary>Builds a read along the innermost dimensions.</summary>
    public static TransferReadOp Create(OpBuilder builder, VectorType type, Value source, IReadOnlyList<Value> indices, Value padding, bool inBounds = false) =>
        Create(builder, type, source, indices, padding, TransferSyntax.MinorIdentity((ShapedType)source.Type, type), TransferSyntax.Bounds(type.Rank, inBounds));

    public void Verify(Verifier verifier) => TransferSyntax.Verify(this, verifier, (ShapedType)Base.Type, (VectorType)Vector.Type, Indices, PermutationMap, InBounds);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var source = parser.ParseOperand();
        var indices = parser.ParseOperandList("[", "]");
        parser.Parse(",");
        var padding = parser.ParseOperand();
        UnresolvedOperand? mask = parser.ParseOptional(",") ? parser.ParseOperand() : null;
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        var shaped = parser.ParseType<ShapedType>("a memref or tensor type");
        parser.Parse(",");
        var vector = parser.ParseType<VectorType>("a vector type");
        state.Operands.Add(parser.Resolve(source, shaped));
        parser.Resolve(indices, IndexType.Instance, state);
        state.Operands.Add(parser.Resolve(padding, shaped.ElementType));
        TransferSyntax.SetDefaults(state, shaped, vector);
        if (mask is { } written)
            state.Operands.Add(parser.Resolve(written, TransferSyntax.MaskType(state, vector)));
        state.SetAttr("operandSegmentSizes", DenseArrayAttr.I32(1, indices.Count, 1, mask is null ? 0 : 1));
        state.ResultTypes.Add(vector);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Base);
        printer.Write('[');
        printer.PrintOperands(Indices);
        printer.Write("], ");
        printer.PrintOperand(Padding);
        if (Mask is { } mask)
        {
            printer.Write(", ");
            printer.PrintOperand(mask);
        }
        TransferSyntax.PrintAttributes(printer, this, (ShapedType)Base.Type, (VectorType)Vector.Type, PermutationMap, InBounds);
        printer.Write(" : ");
        printer.Print(Base.Type);
        printer.Write(", ");
        printer.Print(Vector.Type);
    }
}

/// <summary>Writes a vector into a memref or a copy of a tensor along any of its dimensions; what lies outside is not written.</summary>
/// <example><code>vector.transfer_write %v, %m[%i, %j] {in_bounds = [true]} : vector&lt;16xf32>, memref&lt;?x16xf32></code></example>
[Op("vector.transfer_write")]
public sealed partial class TransferWriteOp : Operation, ICustomAssembly, IVerifiable
{
    [Operand<AnyVector>] public partial Value ValueToStore { get; }
    [Operand<MemRefOrTensor>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Operand<AnyVector>] public partial Value? Mask { get; }

    /// <summary>From the dimensions of the destination to those of the vector.</summary>
    [Attr] public partial AffineMap PermutationMap { get; set; }

    /// <summary>Per dimension of the vector whether it is known to lie inside.</summary>
    [Attr] public partial ArrayAttr InBounds { get; set; }

    /// <summary>The written tensor; none for a memref.</summary>
    [Result<AnyRankedTensor>] public partial OpResult? Written { get; }

    /// <summary>Builds a write along the innermost dimensions.</summary>
    public static TransferWriteOp Create(OpBuilder builder, Value vector, Value dest, IReadOnlyList<Value> indices, bool inBounds = false)
    {
        var type = (VectorType)vector.Type;
        var map = TransferSyntax.MinorIdentity((ShapedType)dest.Type, type);
        return Create(builder, vector, dest, indices, map, TransferSyntax.Bounds(type.Rank, inBounds), dest.Type as RankedTensorType);
    }

    public void Verify(Verifier verifier) => TransferSyntax.Verify(this, verifier, (ShapedType)Base.Type, (VectorType)ValueToStore.Type, Indices, PermutationMap, InBounds);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var value = parser.ParseOperand();
        parser.Parse(",");
        var dest = parser.ParseOperand();
        var indices = parser.ParseOperandList("[", "]");
        UnresolvedOperand? mask = parser.ParseOptional(",") ? parser.ParseOperand() : null;
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        var vector = parser.ParseType<VectorType>("a vector type");
        parser.Parse(",");
        var shaped = parser.ParseType<ShapedType>("a memref or tensor type");
        state.Operands.Add(parser.Resolve(value, vector));
        state.Operands.Add(parser.Resolve(dest, shaped));
        parser.Resolve(indices, IndexType.Instance, state);
        TransferSyntax.SetDefaults(state, shaped, vector);
        if (mask is { } written)
            state.Operands.Add(parser.Resolve(written, TransferSyntax.MaskType(state, vector)));
        state.SetAttr("operandSegmentSizes", DenseArrayAttr.I32(1, 1, indices.Count, mask is null ? 0 : 1));
        if (shaped is RankedTensorType)
            state.ResultTypes.Add(shaped);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(ValueToStore);
        printer.Write(", ");
        printer.PrintOperand(Base);
        printer.Write('[');
        printer.PrintOperands(Indices);
        printer.Write(']');
        if (Mask is { } mask)
        {
            printer.Write(", ");
            printer.PrintOperand(mask);
        }
        TransferSyntax.PrintAttributes(printer, this, (ShapedType)Base.Type, (VectorType)ValueToStore.Type, PermutationMap, InBounds);
        printer.Write(" : ");
        printer.Print(ValueToStore.Type);
        printer.Write(", ");
        printer.Print(Base.Type);
    }
}

/// <summary>What transfers share.</summary>
internal static class TransferSyntax
{
    /// <summary>The innermost dimensions in order: the map that the text leaves out.</summary>
    public static AffineMap MinorIdentity(ShapedType memory, VectorType vector)
    {
        var rank = memory.ElementType is VectorType inner ? vector.Rank - inner.Rank : vector.Rank;
        return AffineMap.Select(memory.Rank, Enumerable.Range(memory.Rank - rank, rank));
    }

    public static ArrayAttr Bounds(int rank, bool inside) => new(Enumerable.Repeat<Attr>(IntegerAttr.Bool(inside), rank).ToEquatableArray());

    public static void SetDefaults(OpState state, ShapedType memory, VectorType vector)
    {
        if (state.GetAttr("permutation_map") is null)
            state.SetAttr("permutation_map", new AffineMapAttr(MinorIdentity(memory, vector)));
        if (state.GetAttr("in_bounds") is null)
            state.SetAttr("in_bounds", Bounds(((AffineMapAttr)state.GetAttr("permutation_map")!).Map.ResultCount, inside: false));
    }

    /// <summary>The mask covers the dimensions in memory order; broadcast ones are left out.</summary>
    public static VectorType MaskType(OpState state, VectorType vector)
    {
        var map = ((AffineMapAttr)state.GetAttr("permutation_map")!).Map;
        var sizes = map.Results.Select((r, i) => (Result: r as AffineDimExpr, Size: vector.Shape[i])).Where(p => p.Result is not null).OrderBy(p => p.Result!.Index);
        return new VectorType(sizes.Select(p => p.Size).ToArray(), IntegerType.I1);
    }

    public static void PrintAttributes(OpAsmPrinter printer, Operation op, ShapedType memory, VectorType vector, AffineMap map, ArrayAttr inBounds)
    {
        List<string> elided = ["operandSegmentSizes"];
        if (map == MinorIdentity(memory, vector))
            elided.Add("permutation_map");
        if (inBounds.Items.All(b => b is IntegerAttr { Value: 0 }))
            elided.Add("in_bounds");
        printer.PrintOptionalAttrDict(op, [.. elided]);
    }

    public static void Verify(Operation op, Verifier verifier, ShapedType memory, VectorType vector, OperandRange indices, AffineMap map, ArrayAttr inBounds)
    {
        if (indices.Count != memory.Rank)
            verifier.Error(op, $"requires {memory.Rank} indices");
        else if (map.SymbolCount != 0)
            verifier.Error(op, "requires permutation_map without symbols");
        else if (map.DimCount != memory.Rank)
            verifier.Error(op, "requires a permutation_map with input dims of the same rank as the source type");
        else if (inBounds.Count != map.ResultCount)
            verifier.Error(op, $"expects the in_bounds attr of same rank as permutation_map results: {new AffineMapAttr(map)} vs inBounds of size: {inBounds.Count}");
        else if (memory.ElementType is not VectorType && memory.ElementType != vector.ElementType && memory.ElementType.BitWidth() > vector.ElementType.BitWidth())
            verifier.Error(op, "requires the bitwidth of the minor 1-D vector to be an integral multiple of the bitwidth of the source element type");
    }
}
