using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>Sum of integers.</summary>
[Op("llvm.intr.vector.reduce.add")]
public sealed partial class LlvmReduceAddOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Product of integers.</summary>
[Op("llvm.intr.vector.reduce.mul")]
public sealed partial class LlvmReduceMulOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Bitwise and of all.</summary>
[Op("llvm.intr.vector.reduce.and")]
public sealed partial class LlvmReduceAndOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Bitwise or of all.</summary>
[Op("llvm.intr.vector.reduce.or")]
public sealed partial class LlvmReduceOrOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Bitwise exclusive or of all.</summary>
[Op("llvm.intr.vector.reduce.xor")]
public sealed partial class LlvmReduceXorOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Signed maximum.</summary>
[Op("llvm.intr.vector.reduce.smax")]
public sealed partial class LlvmReduceSMaxOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Signed minimum.</summary>
[Op("llvm.intr.vector.reduce.smin")]
public sealed partial class LlvmReduceSMinOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Unsigned maximum.</summary>
[Op("llvm.intr.vector.reduce.umax")]
public sealed partial class LlvmReduceUMaxOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Unsigned minimum.</summary>
[Op("llvm.intr.vector.reduce.umin")]
public sealed partial class LlvmReduceUMinOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Maximum; NaN is ignored.</summary>
[Op("llvm.intr.vector.reduce.fmax", Format = Formats.Call)]
public sealed partial class LlvmReduceFMaxOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Minimum; NaN is ignored.</summary>
[Op("llvm.intr.vector.reduce.fmin", Format = Formats.Call)]
public sealed partial class LlvmReduceFMinOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Maximum; NaN if an element is.</summary>
[Op("llvm.intr.vector.reduce.fmaximum", Format = Formats.Call)]
public sealed partial class LlvmReduceFMaximumOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Minimum; NaN if an element is.</summary>
[Op("llvm.intr.vector.reduce.fminimum", Format = Formats.Call)]
public sealed partial class LlvmReduceFMinimumOp : Operation, IPure, ILlvmIntrinsic, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>Start value plus all elements: in order, or in any order with <c>reassoc</c>.</summary>
[Op("llvm.intr.vector.reduce.fadd")]
public sealed partial class LlvmReduceFAddOp : Operation, IPure, ILlvmIntrinsic, IYieldsFirstOperandType
{
    [Operand<LlvmFloat>] public partial Value Start { get; }
    [Operand<LlvmVector>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}

/// <summary>Start value times all elements: in order, or in any order with <c>reassoc</c>.</summary>
[Op("llvm.intr.vector.reduce.fmul")]
public sealed partial class LlvmReduceFMulOp : Operation, IPure, ILlvmIntrinsic, IYieldsFirstOperandType
{
    [Operand<LlvmFloat>] public partial Value Start { get; }
    [Operand<LlvmVector>] public partial Value In { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmFloat>] public partial OpResult Res { get; }
}
