using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>A number, vector or array known when compiling.</summary>
[Op("llvm.mlir.constant", Format = "`(` $value `)` attr-dict `:` type($res)")]
public sealed partial class LlvmConstantOp : Operation, IPure, IConstantLike
{
    [Attr] public partial Attr Value { get; set; }
    [Result<LlvmAny>] public partial OpResult Res { get; }

    public Attr ConstantValue => Value;

    public static Value I64(OpBuilder builder, long value) => Create(builder, IntegerType.I64, IntegerAttr.I64(value)).Res;
    public static Value I32(OpBuilder builder, long value) => Create(builder, IntegerType.I32, IntegerAttr.I32(value)).Res;

    /// <summary>The number in every element of an integer or float type, scalar or vector.</summary>
    public static Value Splat(OpBuilder builder, IRType type, double value) => Create(builder, type, type switch
    {
        ShapedType shaped => DenseElementsAttr.Splat(shaped, value),
        FloatType f => new FloatAttr(value, f),
        _ => new IntegerAttr((long)value, type),
    }).Res;
}

/// <summary>A value that may be anything at each use.</summary>
[Op("llvm.mlir.undef", Format = "attr-dict `:` type($res)")]
public sealed partial class LlvmUndefOp : Operation, IPure
{
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>The result of a computation that broke a promise; using it in a way that matters is undefined.</summary>
[Op("llvm.mlir.poison", Format = "attr-dict `:` type($res)")]
public sealed partial class LlvmPoisonOp : Operation, IPure
{
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Zero of any type: null for an address.</summary>
[Op("llvm.mlir.zero", Format = "attr-dict `:` type($res)")]
public sealed partial class LlvmZeroOp : Operation, IPure
{
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>The address of a global or function.</summary>
[Op("llvm.mlir.addressof", Format = "$global_name attr-dict `:` type($res)")]
public sealed partial class LlvmAddressOfOp : Operation, IPure, IVerifiable
{
    [Attr] public partial SymbolRefAttr GlobalName { get; set; }
    [Result<LlvmPointer>] public partial OpResult Res { get; }

    public void Verify(Verifier verifier)
    {
        if (SymbolTable.LookupNearest(this, GlobalName) is not (LlvmGlobalOp or LlvmFuncOp))
            verifier.Error(this, "must reference a global defined by 'llvm.mlir.global', 'llvm.mlir.alias' or 'llvm.func' or 'llvm.mlir.ifunc'");
    }
}
