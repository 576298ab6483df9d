using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>Reads a vector from consecutive elements.</summary>
/// <example><code>%v = vector.load %m[%i, %j] : memref&lt;?x16xf32>, vector&lt;16xf32></code></example>
[Op("vector.load", Format = "$base `[` $indices `]` attr-dict `:` type($base) `,` type($result)")]
public sealed partial class LoadOp : Operation, IReadsMemory, IVerifiable
{
    [Operand<AnyMemRef>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Attr(Default = false)] public partial bool Nontemporal { get; set; }

    /// <summary>Alignment of the address in bytes.</summary>
    [Attr] public partial long? Alignment { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => MemoryRules.Verify(this, verifier, Base, Indices, Result.Type);
}

/// <summary>Writes a vector to consecutive elements.</summary>
/// <example><code>vector.store %v, %m[%i, %j] : memref&lt;?x16xf32>, vector&lt;16xf32></code></example>
[Op("vector.store", Format = "$valueToStore `,` $base `[` $indices `]` attr-dict `:` type($base) `,` type($valueToStore)")]
public sealed partial class StoreOp : Operation, IVerifiable
{
    [Operand<AnyVector>] public partial Value ValueToStore { get; }
    [Operand<AnyMemRef>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Attr(Default = false)] public partial bool Nontemporal { get; set; }

    /// <summary>Alignment of the address in bytes.</summary>
    [Attr] public partial long? Alignment { get; set; }

    public void Verify(Verifier verifier) => MemoryRules.Verify(this, verifier, Base, Indices, ValueToStore.Type);
}

/// <summary>Reads the elements whose mask is set and takes the others from <c>pass_thru</c>; memory behind unset ones is not touched.</summary>
[Op("vector.maskedload", Format = "$base `[` $indices `]` `,` $mask `,` $passThru attr-dict `:` type($base) `,` type($mask) `,` type($passThru) `into` type($result)")]
public sealed partial class MaskedLoadOp : Operation, IReadsMemory, IVerifiable
{
    [Operand<AnyMemRef>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Operand<AnyVector>] public partial Value Mask { get; }
    [Operand<AnyVector>] public partial Value PassThru { get; }
    [Attr] public partial long? Alignment { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => MemoryRules.VerifyMasked(this, verifier, Base, Indices, Mask, Result.Type, PassThru.Type);
}

/// <summary>Writes the elements whose mask is set.</summary>
[Op("vector.maskedstore", Format = "$base `[` $indices `]` `,` $mask `,` $valueToStore attr-dict `:` type($base) `,` type($mask) `,` type($valueToStore)")]
public sealed partial class MaskedStoreOp : Operation, IVerifiable
{
    [Operand<AnyMemRef>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Operand<AnyVector>] public partial Value Mask { get; }
    [Operand<AnyVector>] public partial Value ValueToStore { get; }
    [Attr] public partial long? Alignment { get; set; }

    public void Verify(Verifier verifier) => MemoryRules.VerifyMasked(this, verifier, Base, Indices, Mask, ValueToStore.Type);
}

/// <summary>Reads consecutive elements of memory into the elements whose mask is set.</summary>
[Op("vector.expandload", Format = "$base `[` $indices `]` `,` $mask `,` $passThru attr-dict `:` type($base) `,` type($mask) `,` type($passThru) `into` type($result)")]
public sealed partial class ExpandLoadOp : Operation, IReadsMemory, IVerifiable
{
    [Operand<AnyMemRef>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Operand<AnyVector>] public partial Value Mask { get; }
    [Operand<AnyVector>] public partial Value PassThru { get; }
    [Attr] public partial long? Alignment { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => MemoryRules.VerifyMasked(this, verifier, Base, Indices, Mask, Result.Type, PassThru.Type);
}

/// <summary>Writes the elements whose mask is set to consecutive elements of memory.</summary>
[Op("vector.compressstore", Format = "$base `[` $indices `]` `,` $mask `,` $valueToStore attr-dict `:` type($base) `,` type($mask) `,` type($valueToStore)")]
public sealed partial class CompressStoreOp : Operation, IVerifiable
{
    [Operand<AnyMemRef>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Indices { get; }
    [Operand<AnyVector>] public partial Value Mask { get; }
    [Operand<AnyVector>] public partial Value ValueToStore { get; }
    [Attr] public partial long? Alignment { get; set; }

    public void Verify(Verifier verifier) => MemoryRules.VerifyMasked(this, verifier, Base, Indices, Mask, ValueToStore.Type);
}

/// <summary>Reads elements at <c>base[offsets][indices[i]]</c> where the mask is set.</summary>
[Op("vector.gather", Format = """
    $base `[` $offsets `]` `[` $indices `]` `,` $mask `,` $passThru attr-dict `:` type($base) `,` type($indices) `,` type($mask) `,` type($passThru) `into` type($result)
    """)]
public sealed partial class GatherOp : Operation, IReadsMemory, IVerifiable
{
    [Operand<MemRefOrTensor>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Offsets { get; }
    [Operand<AnyVector>] public partial Value Indices { get; }
    [Operand<AnyVector>] public partial Value Mask { get; }
    [Operand<AnyVector>] public partial Value PassThru { get; }
    [Attr] public partial long? Alignment { get; set; }
    [Result<AnyVector>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier)
    {
        if (!Indices.Type.HasCompatibleShape(Result.Type))
            verifier.Error(this, "expected result dim to match indices dim");
        else
            MemoryRules.VerifyMasked(this, verifier, Base, Offsets, Mask, Result.Type, PassThru.Type);
    }
}

/// <summary>Writes elements to <c>base[offsets][indices[i]]</c> where the mask is set, in order.</summary>
[Op("vector.scatter", Format = """
    $base `[` $offsets `]` `[` $indices `]` `,` $mask `,` $valueToStore attr-dict `:` type($base) `,` type($indices) `,` type($mask) `,` type($valueToStore)
    """)]
public sealed partial class ScatterOp : Operation, IVerifiable
{
    [Operand<AnyMemRef>] public partial Value Base { get; }
    [Operand<IR.Index>] public partial OperandRange Offsets { get; }
    [Operand<AnyVector>] public partial Value Indices { get; }
    [Operand<AnyVector>] public partial Value Mask { get; }
    [Operand<AnyVector>] public partial Value ValueToStore { get; }
    [Attr] public partial long? Alignment { get; set; }

    public void Verify(Verifier verifier)
    {
        if (!Indices.Type.HasCompatibleShape(ValueToStore.Type))
            verifier.Error(this, "expected valueToStore dim to match indices dim");
        else
            MemoryRules.VerifyMasked(this, verifier, Base, Offsets, Mask, ValueToStore.Type);
    }
}

/// <summary>A memref or tensor of known rank.</summary>
public sealed class MemRefOrTensor : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is MemRefType or RankedTensorType;
    public static string Description => "Tensor or MemRef of any type values";
}

/// <summary>What reading and writing vectors in memory must fulfil.</summary>
internal static class MemoryRules
{
    public static void Verify(Operation op, Verifier verifier, Value memory, OperandRange indices, IRType vector)
    {
        var type = (ShapedType)memory.Type;
        if (indices.Count != type.Rank)
            verifier.Error(op, $"requires {type.Rank} indices");
        else if (type.ElementType != vector.ElementOrSelf() && type.ElementType != vector)
            verifier.Error(op, op.ResultCount > 0 ? "base and result element types should match" : "base and valueToStore element type should match");
    }

    public static void VerifyMasked(Operation op, Verifier verifier, Value memory, OperandRange indices, Value mask, IRType vector, IRType? passThru = null)
    {
        if (passThru is not null && passThru != vector)
            verifier.Error(op, "expected pass_thru of same type as result type");
        else if (!mask.Type.HasCompatibleShape(vector) || !mask.Type.IsBool())
            verifier.Error(op, $"expected {Written(op)} {(op is GatherOp or ScatterOp ? "dim to match mask dim" : "shape to match mask shape")}");
        else
            Verify(op, verifier, memory, indices, vector);
    }

    private static string Written(Operation op) => op.ResultCount > 0 ? "result" : "valueToStore";
}
