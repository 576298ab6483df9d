using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>The low bits of an integer.</summary>
[Op("llvm.trunc", Format = "$arg (`overflow` `` custom<Overflow>($overflowFlags)^)? attr-dict `:` type($arg) `to` type($res)")]
public sealed partial class LlvmTruncOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmInteger>] public partial Value Arg { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>A wider integer, filled with zeros.</summary>
[Op("llvm.zext", Format = Formats.CastNonNegative)]
public sealed partial class LlvmZExtOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmInteger>] public partial Value Arg { get; }
    [Attr("nonNeg")] public partial UnitAttr? NonNeg { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>A wider integer, filled with the sign.</summary>
[Op("llvm.sext", Format = Formats.Cast)]
public sealed partial class LlvmSExtOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmInteger>] public partial Value Arg { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>A narrower float, rounded to nearest even.</summary>
[Op("llvm.fptrunc", Format = Formats.Cast)]
public sealed partial class LlvmFPTruncOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmFloat>] public partial Value Arg { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>A wider float.</summary>
[Op("llvm.fpext", Format = Formats.Cast)]
public sealed partial class LlvmFPExtOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmFloat>] public partial Value Arg { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Float to signed integer, towards zero; poison out of range.</summary>
[Op("llvm.fptosi", Format = Formats.Cast)]
public sealed partial class LlvmFPToSIOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmFloat>] public partial Value Arg { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Float to unsigned integer, towards zero; poison out of range.</summary>
[Op("llvm.fptoui", Format = Formats.Cast)]
public sealed partial class LlvmFPToUIOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmFloat>] public partial Value Arg { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Signed integer to float.</summary>
[Op("llvm.sitofp", Format = Formats.Cast)]
public sealed partial class LlvmSIToFPOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmInteger>] public partial Value Arg { get; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Unsigned integer to float.</summary>
[Op("llvm.uitofp", Format = Formats.CastNonNegative)]
public sealed partial class LlvmUIToFPOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmInteger>] public partial Value Arg { get; }
    [Attr("nonNeg")] public partial UnitAttr? NonNeg { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>The same bits under another type.</summary>
[Op("llvm.bitcast", Format = Formats.Cast)]
public sealed partial class LlvmBitcastOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmAny>] public partial Value Arg { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>An address as an integer.</summary>
[Op("llvm.ptrtoint", Format = Formats.Cast)]
public sealed partial class LlvmPtrToIntOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmPointerLike>] public partial Value Arg { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>An integer as an address.</summary>
[Op("llvm.inttoptr", Format = Formats.Cast)]
public sealed partial class LlvmIntToPtrOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmInteger>] public partial Value Arg { get; }
    [Result<LlvmPointerLike>] public partial OpResult Res { get; }
}

/// <summary>An address in another address space.</summary>
[Op("llvm.addrspacecast", Format = Formats.Cast)]
public sealed partial class LlvmAddrSpaceCastOp : Operation, IPure, ILlvmCast
{
    [Operand<LlvmPointerLike>] public partial Value Arg { get; }
    [Result<LlvmPointerLike>] public partial OpResult Res { get; }
}
