using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>Signed maximum.</summary>
[Op("llvm.intr.smax", Format = Formats.Call)]
public sealed partial class LlvmSMaxOp : Operation, IPure, ICommutative, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Signed minimum.</summary>
[Op("llvm.intr.smin", Format = Formats.Call)]
public sealed partial class LlvmSMinOp : Operation, IPure, ICommutative, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Unsigned maximum.</summary>
[Op("llvm.intr.umax", Format = Formats.Call)]
public sealed partial class LlvmUMaxOp : Operation, IPure, ICommutative, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Unsigned minimum.</summary>
[Op("llvm.intr.umin", Format = Formats.Call)]
public sealed partial class LlvmUMinOp : Operation, IPure, ICommutative, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Signed addition that stops at the limits.</summary>
[Op("llvm.intr.sadd.sat", Format = Formats.Call)]
public sealed partial class LlvmSAddSatOp : Operation, IPure, ICommutative, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Unsigned addition that stops at the limit.</summary>
[Op("llvm.intr.uadd.sat", Format = Formats.Call)]
public sealed partial class LlvmUAddSatOp : Operation, IPure, ICommutative, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Signed subtraction that stops at the limits.</summary>
[Op("llvm.intr.ssub.sat", Format = Formats.Call)]
public sealed partial class LlvmSSubSatOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Unsigned subtraction that stops at zero.</summary>
[Op("llvm.intr.usub.sat", Format = Formats.Call)]
public sealed partial class LlvmUSubSatOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Number of bits set.</summary>
[Op("llvm.intr.ctpop", Format = Formats.Call)]
public sealed partial class LlvmCtPopOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value In { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Bytes in reverse order.</summary>
[Op("llvm.intr.bswap", Format = Formats.Call)]
public sealed partial class LlvmBSwapOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value In { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Bits in reverse order.</summary>
[Op("llvm.intr.bitreverse", Format = Formats.Call)]
public sealed partial class LlvmBitReverseOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value In { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>The high half of (a:b) shifted left by c.</summary>
[Op("llvm.intr.fshl", Format = Formats.Call)]
public sealed partial class LlvmFshlOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Operand<LlvmInteger>] public partial Value C { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>The low half of (a:b) shifted right by c.</summary>
[Op("llvm.intr.fshr", Format = Formats.Call)]
public sealed partial class LlvmFshrOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value A { get; }
    [Operand<LlvmInteger>] public partial Value B { get; }
    [Operand<LlvmInteger>] public partial Value C { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Number of leading zeros.</summary>
[Op("llvm.intr.ctlz")]
public sealed partial class LlvmCtlzOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value In { get; }
    [Attr("is_zero_poison")] public partial bool IsZeroPoison { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }

    public IEnumerable<IntegerAttr> Immediates => [IntegerAttr.Bool(IsZeroPoison)];
}

/// <summary>Number of trailing zeros.</summary>
[Op("llvm.intr.cttz")]
public sealed partial class LlvmCttzOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value In { get; }
    [Attr("is_zero_poison")] public partial bool IsZeroPoison { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }

    public IEnumerable<IntegerAttr> Immediates => [IntegerAttr.Bool(IsZeroPoison)];
}

/// <summary>Absolute value of a signed integer.</summary>
[Op("llvm.intr.abs")]
public sealed partial class LlvmAbsOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value In { get; }
    [Attr("is_int_min_poison")] public partial bool IsIntMinPoison { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }

    public IEnumerable<IntegerAttr> Immediates => [IntegerAttr.Bool(IsIntMinPoison)];
}
