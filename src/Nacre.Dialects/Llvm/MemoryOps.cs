using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>Reads from memory. Without <c>alignment</c> the address is assumed to have the type's natural one.</summary>
/// <example><code>%v = llvm.load %p {alignment = 4 : i64} : !llvm.ptr -> vector&lt;16xf32></code></example>
[Op("llvm.load", Format = "(`volatile` $volatile_^)? $addr (`invariant` $invariant^)? attr-dict `:` type($addr) `->` type($res)")]
public sealed partial class LlvmLoadOp : Operation, IReadsMemory
{
    [Attr("volatile_")] public partial UnitAttr? Volatile { get; set; }
    [Operand<LlvmPointer>] public partial Value Addr { get; }
    [Attr("invariant")] public partial UnitAttr? Invariant { get; set; }
    [Attr("alignment")] public partial long? Alignment { get; set; }
    [Attr("nontemporal")] public partial UnitAttr? Nontemporal { get; set; }
    [Attr("ordering", Default = AtomicOrdering.NotAtomic)] public partial AtomicOrdering Ordering { get; set; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Writes to memory. Without <c>alignment</c> the address is assumed to have the type's natural one.</summary>
[Op("llvm.store", Format = "(`volatile` $volatile_^)? $value `,` $addr attr-dict `:` type($value) `,` type($addr)")]
public sealed partial class LlvmStoreOp : Operation
{
    [Attr("volatile_")] public partial UnitAttr? Volatile { get; set; }
    [Operand<LlvmAny>] public partial Value Value { get; }
    [Operand<LlvmPointer>] public partial Value Addr { get; }
    [Attr("alignment")] public partial long? Alignment { get; set; }
    [Attr("nontemporal")] public partial UnitAttr? Nontemporal { get; set; }
    [Attr("ordering", Default = AtomicOrdering.NotAtomic)] public partial AtomicOrdering Ordering { get; set; }
}

/// <summary>Memory on the stack, alive until the function returns.</summary>
/// <example><code>%p = llvm.alloca %n x f32 {alignment = 64 : i64} : (i64) -> !llvm.ptr</code></example>
[Op("llvm.alloca", Format = "(`inalloca` $inalloca^)? $arraySize `x` $elem_type attr-dict `:` functional-type($arraySize, $res)")]
public sealed partial class LlvmAllocaOp : Operation
{
    [Attr("inalloca")] public partial UnitAttr? Inalloca { get; set; }
    [Operand<LlvmInteger>] public partial Value ArraySize { get; }
    [Attr("elem_type")] public partial IRType ElemType { get; set; }
    [Attr("alignment")] public partial long? Alignment { get; set; }
    [Result<LlvmPointer>] public partial OpResult Res { get; }
}

/// <summary>Address arithmetic: the first index steps over whole elements, the others go into the type.</summary>
/// <example><code>%q = llvm.getelementptr inbounds %p[%i, 3] : (!llvm.ptr, i64) -> !llvm.ptr, !llvm.array&lt;4 x f32></code></example>
[Op("llvm.getelementptr", Format =
    "(custom<NoWrap>($noWrapFlags)^)? $base `[` custom<Indices>($dynamicIndices, $rawConstantIndices) `]` attr-dict `:` functional-type(operands, results) `,` $elem_type")]
public sealed partial class LlvmGetElementPtrOp : Operation, IPure, IVerifiable
{
    /// <summary>Marks an index that is a value and not a constant.</summary>
    public const int DynamicIndex = int.MinValue;

    [Attr("noWrapFlags", Default = GepNoWrapFlags.None)] public partial GepNoWrapFlags NoWrapFlags { get; set; }
    [Operand<LlvmPointerLike>] public partial Value Base { get; }
    [Operand<LlvmInteger>] public partial OperandRange DynamicIndices { get; }
    [Attr("rawConstantIndices")] public partial EquatableArray<int> RawConstantIndices { get; set; }
    [Attr("elem_type")] public partial IRType ElemType { get; set; }
    [Result<LlvmPointerLike>] public partial OpResult Res { get; }

    public void Verify(Verifier verifier)
    {
        var dynamic = RawConstantIndices.Count(i => i == DynamicIndex);
        if (dynamic != DynamicIndices.Count)
            verifier.Error(this, $"expected as many dynamic indices as specified in '{RawConstantIndices.Count}' indices: {dynamic}, but got {DynamicIndices.Count}");
    }

    /// <summary>The words of flags in the dialect's text and in LLVM's.</summary>
    public static IEnumerable<string> Words(GepNoWrapFlags flags)
    {
        if (flags.HasFlag(GepNoWrapFlags.Inbounds))
            yield return "inbounds";
        else if (flags.HasFlag(GepNoWrapFlags.Nusw))
            yield return "nusw";
        if (flags.HasFlag(GepNoWrapFlags.Nuw))
            yield return "nuw";
    }

    /// <summary>The address <paramref name="index"/> elements behind <paramref name="base"/>, which stays inside its object.</summary>
    public static Value Offset(OpBuilder builder, Value @base, Value index, IRType element) =>
        Create(builder, LlvmPointerType.Instance, @base, [index], [DynamicIndex], element, GepNoWrapFlags.Inbounds).Res;

    /// <summary>The address <paramref name="index"/> elements behind <paramref name="base"/>, which stays inside its object.</summary>
    public static Value Offset(OpBuilder builder, Value @base, int index, IRType element) =>
        Create(builder, LlvmPointerType.Instance, @base, [], [index], element, GepNoWrapFlags.Inbounds).Res;
}

/// <summary>Orders memory operations between threads.</summary>
[Op("llvm.fence", Format = "(`syncscope` `(` $syncscope^ `)`)? $ordering attr-dict")]
public sealed partial class LlvmFenceOp : Operation
{
    [Attr] public partial string? Syncscope { get; set; }
    [Attr] public partial AtomicOrdering Ordering { get; set; }
}
