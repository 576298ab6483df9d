using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>Reads the elements whose mask is set; the others are taken from a third vector. Memory of the others is not touched.</summary>
[Op("llvm.intr.masked.load", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class LlvmMaskedLoadOp : Operation, IReadsMemory, ILlvmIntrinsic
{
    [Operand<LlvmPointer>] public partial Value Data { get; }
    [Operand<LlvmVector>] public partial Value Mask { get; }
    [Operand<LlvmVector>] public partial Value PassThru { get; }
    [Attr("alignment")] public partial int AlignmentBytes { get; set; }
    [Result<LlvmVector>] public partial OpResult Res { get; }

    public int PointerOperand => 0;
    public long Alignment => AlignmentBytes;
}

/// <summary>Writes the elements whose mask is set.</summary>
[Op("llvm.intr.masked.store", Format = "$value `,` $data `,` $mask attr-dict `:` type($value) `,` type($mask) `into` type($data)")]
public sealed partial class LlvmMaskedStoreOp : Operation, ILlvmIntrinsic
{
    [Operand<LlvmVector>] public partial Value Value { get; }
    [Operand<LlvmPointer>] public partial Value Data { get; }
    [Operand<LlvmVector>] public partial Value Mask { get; }
    [Attr("alignment")] public partial int AlignmentBytes { get; set; }

    public int PointerOperand => 1;
    public long Alignment => AlignmentBytes;
}

/// <summary>Reads from the addresses whose mask is set; the other elements are taken from a third vector.</summary>
[Op("llvm.intr.masked.gather", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class LlvmMaskedGatherOp : Operation, IReadsMemory, ILlvmIntrinsic
{
    [Operand<LlvmPointerVector>] public partial Value Ptrs { get; }
    [Operand<LlvmVector>] public partial Value Mask { get; }
    [Operand<LlvmVector>] public partial Value PassThru { get; }
    [Attr("alignment")] public partial int AlignmentBytes { get; set; }
    [Result<LlvmVector>] public partial OpResult Res { get; }

    public int PointerOperand => 0;
    public long Alignment => AlignmentBytes;
}

/// <summary>Writes to the addresses whose mask is set, in the order of the elements.</summary>
[Op("llvm.intr.masked.scatter", Format = "$value `,` $ptrs `,` $mask attr-dict `:` type($value) `,` type($mask) `into` type($ptrs)")]
public sealed partial class LlvmMaskedScatterOp : Operation, ILlvmIntrinsic
{
    [Operand<LlvmVector>] public partial Value Value { get; }
    [Operand<LlvmPointerVector>] public partial Value Ptrs { get; }
    [Operand<LlvmVector>] public partial Value Mask { get; }
    [Attr("alignment")] public partial int AlignmentBytes { get; set; }

    public int PointerOperand => 1;
    public long Alignment => AlignmentBytes;
}

/// <summary>Copies bytes between buffers that do not overlap.</summary>
[Op("llvm.intr.memcpy")]
public sealed partial class LlvmMemcpyOp : Operation, ILlvmIntrinsic
{
    [Operand<LlvmPointer>] public partial Value Dst { get; }
    [Operand<LlvmPointer>] public partial Value Src { get; }
    [Operand<LlvmInteger>] public partial Value Len { get; }
    [Attr("isVolatile")] public partial bool IsVolatile { get; set; }

    public IEnumerable<IntegerAttr> Immediates => [IntegerAttr.Bool(IsVolatile)];
}

/// <summary>Copies bytes between buffers that may overlap.</summary>
[Op("llvm.intr.memmove")]
public sealed partial class LlvmMemmoveOp : Operation, ILlvmIntrinsic
{
    [Operand<LlvmPointer>] public partial Value Dst { get; }
    [Operand<LlvmPointer>] public partial Value Src { get; }
    [Operand<LlvmInteger>] public partial Value Len { get; }
    [Attr("isVolatile")] public partial bool IsVolatile { get; set; }

    public IEnumerable<IntegerAttr> Immediates => [IntegerAttr.Bool(IsVolatile)];
}

/// <summary>Fills a buffer with a byte.</summary>
[Op("llvm.intr.memset")]
public sealed partial class LlvmMemsetOp : Operation, ILlvmIntrinsic
{
    [Operand<LlvmPointer>] public partial Value Dst { get; }
    [Operand<LlvmInteger>] public partial Value Val { get; }
    [Operand<LlvmInteger>] public partial Value Len { get; }
    [Attr("isVolatile")] public partial bool IsVolatile { get; set; }

    public IEnumerable<IntegerAttr> Immediates => [IntegerAttr.Bool(IsVolatile)];
}

/// <summary>Asks for a cache line: <c>rw</c> 1 to write it, <c>hint</c> 0 (not again) to 3 (keep close), <c>cache</c> 1 for data.</summary>
[Op("llvm.intr.prefetch")]
public sealed partial class LlvmPrefetchOp : Operation, ILlvmIntrinsic
{
    [Operand<LlvmPointer>] public partial Value Addr { get; }
    [Attr("rw")] public partial int ReadWrite { get; set; }
    [Attr("hint")] public partial int Hint { get; set; }
    [Attr("cache")] public partial int Cache { get; set; }

    public IEnumerable<IntegerAttr> Immediates => [IntegerAttr.I32(ReadWrite), IntegerAttr.I32(Hint), IntegerAttr.I32(Cache)];
}

/// <summary>The first operand, which is probably the second.</summary>
[Op("llvm.intr.expect", Format = "$val `,` $expected attr-dict `:` type($val)")]
public sealed partial class LlvmExpectOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Val { get; }
    [Operand<LlvmInteger>] public partial Value Expected { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>A condition that holds whenever control passes here.</summary>
[Op("llvm.intr.assume", Format = "$cond attr-dict `:` type($cond)")]
public sealed partial class LlvmAssumeOp : Operation, ILlvmIntrinsic
{
    [Operand<I1>] public partial Value Cond { get; }
}
