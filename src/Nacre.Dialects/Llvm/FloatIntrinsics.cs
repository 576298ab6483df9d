using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>Square root, correctly rounded.</summary>
[Op("llvm.intr.sqrt", Format = Formats.Call)]
public sealed partial class LlvmSqrtOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Absolute value.</summary>
[Op("llvm.intr.fabs", Format = Formats.Call)]
public sealed partial class LlvmFAbsOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Rounds down.</summary>
[Op("llvm.intr.floor", Format = Formats.Call)]
public sealed partial class LlvmFloorOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Rounds up.</summary>
[Op("llvm.intr.ceil", Format = Formats.Call)]
public sealed partial class LlvmCeilOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Rounds towards zero.</summary>
[Op("llvm.intr.trunc", Format = Formats.Call)]
public sealed partial class LlvmFTruncOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Rounds in the current mode and may raise inexact.</summary>
[Op("llvm.intr.rint", Format = Formats.Call)]
public sealed partial class LlvmRintOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Rounds in the current mode.</summary>
[Op("llvm.intr.nearbyint", Format = Formats.Call)]
public sealed partial class LlvmNearbyIntOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Rounds to nearest, halves away from zero.</summary>
[Op("llvm.intr.round", Format = Formats.Call)]
public sealed partial class LlvmRoundOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Rounds to nearest, halves to even.</summary>
[Op("llvm.intr.roundeven", Format = Formats.Call)]
public sealed partial class LlvmRoundEvenOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>The magnitude of the first operand with the sign of the second.</summary>
[Op("llvm.intr.copysign", Format = Formats.Call)]
public sealed partial class LlvmCopySignOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value A { get; }
    [Operand<LlvmFloat>] public partial Value B { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Minimum; a NaN operand is ignored.</summary>
[Op("llvm.intr.minnum", Format = Formats.Call)]
public sealed partial class LlvmMinNumOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value A { get; }
    [Operand<LlvmFloat>] public partial Value B { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Maximum; a NaN operand is ignored.</summary>
[Op("llvm.intr.maxnum", Format = Formats.Call)]
public sealed partial class LlvmMaxNumOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value A { get; }
    [Operand<LlvmFloat>] public partial Value B { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Minimum; NaN if an operand is, and -0 is below 0.</summary>
[Op("llvm.intr.minimum", Format = Formats.Call)]
public sealed partial class LlvmMinimumOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value A { get; }
    [Operand<LlvmFloat>] public partial Value B { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Maximum; NaN if an operand is, and -0 is below 0.</summary>
[Op("llvm.intr.maximum", Format = Formats.Call)]
public sealed partial class LlvmMaximumOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value A { get; }
    [Operand<LlvmFloat>] public partial Value B { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>a * b + c, rounded once.</summary>
[Op("llvm.intr.fma", Format = Formats.Call)]
public sealed partial class LlvmFmaOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value A { get; }
    [Operand<LlvmFloat>] public partial Value B { get; }
    [Operand<LlvmFloat>] public partial Value C { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>a * b + c, rounded once or twice as is faster.</summary>
[Op("llvm.intr.fmuladd", Format = Formats.Call)]
public sealed partial class LlvmFMulAddOp : Operation, IPure, ILlvmIntrinsic, ISameOperandsAndResultType
{
    [Operand<LlvmFloat>] public partial Value A { get; }
    [Operand<LlvmFloat>] public partial Value B { get; }
    [Operand<LlvmFloat>] public partial Value C { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}
