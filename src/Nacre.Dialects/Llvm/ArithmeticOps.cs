using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>Integer addition.</summary>
[Op("llvm.add", Format = Formats.BinaryOverflow)]
public sealed partial class LlvmAddOp : Operation, IPure, ILlvmArithmetic, ICommutative, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Integer subtraction.</summary>
[Op("llvm.sub", Format = Formats.BinaryOverflow)]
public sealed partial class LlvmSubOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Integer multiplication.</summary>
[Op("llvm.mul", Format = Formats.BinaryOverflow)]
public sealed partial class LlvmMulOp : Operation, IPure, ILlvmArithmetic, ICommutative, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Shift to the left; poison when the count reaches the width.</summary>
[Op("llvm.shl", Format = Formats.BinaryOverflow)]
public sealed partial class LlvmShlOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Signed division towards zero.</summary>
[Op("llvm.sdiv", Format = Formats.BinaryExact)]
public sealed partial class LlvmSDivOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("isExact")] public partial UnitAttr? IsExact { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Unsigned division.</summary>
[Op("llvm.udiv", Format = Formats.BinaryExact)]
public sealed partial class LlvmUDivOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("isExact")] public partial UnitAttr? IsExact { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Shift to the right that fills with zeros.</summary>
[Op("llvm.lshr", Format = Formats.BinaryExact)]
public sealed partial class LlvmLShrOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("isExact")] public partial UnitAttr? IsExact { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Shift to the right that fills with the sign.</summary>
[Op("llvm.ashr", Format = Formats.BinaryExact)]
public sealed partial class LlvmAShrOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("isExact")] public partial UnitAttr? IsExact { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Remainder with the sign of the dividend.</summary>
[Op("llvm.srem", Format = Formats.Binary)]
public sealed partial class LlvmSRemOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Unsigned remainder.</summary>
[Op("llvm.urem", Format = Formats.Binary)]
public sealed partial class LlvmURemOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Bitwise and.</summary>
[Op("llvm.and", Format = Formats.Binary)]
public sealed partial class LlvmAndOp : Operation, IPure, ILlvmArithmetic, ICommutative, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Bitwise or; disjoint when no bit is set in both.</summary>
[Op("llvm.or", Format = "(`disjoint` $isDisjoint^)? " + Formats.Binary)]
public sealed partial class LlvmOrOp : Operation, IPure, ILlvmArithmetic, ICommutative, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Attr("isDisjoint")] public partial UnitAttr? IsDisjoint { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Bitwise exclusive or.</summary>
[Op("llvm.xor", Format = Formats.Binary)]
public sealed partial class LlvmXOrOp : Operation, IPure, ILlvmArithmetic, ICommutative, ISameOperandsAndResultType
{
    [Operand<LlvmInteger>] public partial Value Lhs { get; }
    [Operand<LlvmInteger>] public partial Value Rhs { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Float addition.</summary>
[Op("llvm.fadd", Format = Formats.Binary)]
public sealed partial class LlvmFAddOp : Operation, IPure, ILlvmArithmetic, ICommutative, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value Lhs { get; }
    [Operand<LlvmFloat>] public partial Value Rhs { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Float subtraction.</summary>
[Op("llvm.fsub", Format = Formats.Binary)]
public sealed partial class LlvmFSubOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value Lhs { get; }
    [Operand<LlvmFloat>] public partial Value Rhs { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Float multiplication.</summary>
[Op("llvm.fmul", Format = Formats.Binary)]
public sealed partial class LlvmFMulOp : Operation, IPure, ILlvmArithmetic, ICommutative, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value Lhs { get; }
    [Operand<LlvmFloat>] public partial Value Rhs { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Float division.</summary>
[Op("llvm.fdiv", Format = Formats.Binary)]
public sealed partial class LlvmFDivOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value Lhs { get; }
    [Operand<LlvmFloat>] public partial Value Rhs { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Float remainder, as C's fmod.</summary>
[Op("llvm.frem", Format = Formats.Binary)]
public sealed partial class LlvmFRemOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value Lhs { get; }
    [Operand<LlvmFloat>] public partial Value Rhs { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Change of sign.</summary>
[Op("llvm.fneg", Format = "$arg attr-dict `:` type($res)")]
public sealed partial class LlvmFNegOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value Arg { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>An arbitrary but fixed value in place of poison or undef.</summary>
[Op("llvm.freeze", Format = "$val attr-dict `:` type($val)")]
public sealed partial class LlvmFreezeOp : Operation, IPure, ILlvmArithmetic, ISameOperandsAndResultType
{
    [Operand<LlvmAny>] public partial Value Val { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Comparison of integers or addresses.</summary>
[Op("llvm.icmp", Format = "custom<ICmp>($predicate) $lhs `,` $rhs attr-dict `:` type($lhs)")]
public sealed partial class LlvmICmpOp : Operation, IPure, ISameTypeOperands, IYieldsBool
{
    [Attr] public partial ICmpPredicate Predicate { get; set; }
    [Operand<LlvmIntegerOrPointer>] public partial Value Lhs { get; }
    [Operand<LlvmIntegerOrPointer>] public partial Value Rhs { get; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}

/// <summary>Comparison of floats.</summary>
[Op("llvm.fcmp", Format = "custom<FCmp>($predicate) $lhs `,` $rhs attr-dict `:` type($lhs)")]
public sealed partial class LlvmFCmpOp : Operation, IPure, ISameTypeOperands, IYieldsBool
{
    [Attr] public partial FCmpPredicate Predicate { get; set; }
    [Operand<LlvmFloat>] public partial Value Lhs { get; }
    [Operand<LlvmFloat>] public partial Value Rhs { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmInteger>] public partial OpResult Res { get; }
}
