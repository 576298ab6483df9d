using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Check;

/// <summary>Fails unless two tensors are equal.</summary>
/// <example><code>check.expect_eq %a, %b : tensor&lt;2xi32&gt;</code></example>
[Op("check.expect_eq", Format = "$lhs `,` $rhs attr-dict `:` type($lhs)")]
public sealed partial class ExpectEqOp : Operation, ISameTypeOperands
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Operand<HloTensor>] public partial Value Rhs { get; }
}

/// <summary>Fails unless a tensor equals a constant.</summary>
/// <example><code>check.expect_eq_const %a, dense&lt;[1, 2]&gt; : tensor&lt;2xi32&gt;</code></example>
[Op("check.expect_eq_const", Format = "$lhs `,` $value attr-dict")]
public sealed partial class ExpectEqConstOp : Operation, IInferOperandTypes
{
    [Operand<HloTensor>] public partial Value Lhs { get; }
    [Attr] public partial ElementsAttr Value { get; set; }

    public static void InferOperandTypes(FormatTypes types) => types["lhs"] = (types.Attribute("value") as ElementsAttr)?.Type;
}

/// <summary>Fails unless two tensors are equal within a tolerance.</summary>
[Op("check.expect_almost_eq", Format = "$lhs `,` $rhs (`,` `tolerance` `=` $tolerance^)? attr-dict `:` type($lhs)")]
public sealed partial class ExpectAlmostEqOp : Operation, ISameTypeOperands
{
    [Operand<HloFpOrComplexTensor>] public partial Value Lhs { get; }
    [Operand<HloFpOrComplexTensor>] public partial Value Rhs { get; }
    [Attr(Default = 1e-4)] public partial double Tolerance { get; set; }
}

/// <summary>Fails unless a tensor equals a constant within a tolerance.</summary>
[Op("check.expect_almost_eq_const", Format = "$lhs `,` $value (`,` `tolerance` `=` $tolerance^)? attr-dict")]
public sealed partial class ExpectAlmostEqConstOp : Operation, IInferOperandTypes
{
    [Operand<HloFpOrComplexTensor>] public partial Value Lhs { get; }
    [Attr] public partial ElementsAttr Value { get; set; }
    [Attr(Default = 1e-4)] public partial double Tolerance { get; set; }

    public static void InferOperandTypes(FormatTypes types) => types["lhs"] = (types.Attribute("value") as ElementsAttr)?.Type;
}

/// <summary>Fails unless two tensors are as many units in the last place apart as allowed; infinities and NaNs must match.</summary>
/// <example><code>check.expect_close %a, %b, max_ulp_difference = 3 : tensor&lt;2xf32&gt;, tensor&lt;2xf32&gt;</code></example>
[Op("check.expect_close", Format = "$actual `,` $expected `,` `max_ulp_difference` `=` $max_ulp_difference (`,` `min_ulp_difference` `=` $min_ulp_difference^)? `:` attr-dict type($actual) `,` type($expected)")]
public sealed partial class ExpectCloseOp : Operation, ISameTypeOperands
{
    [Operand<HloFpOrComplexTensor>] public partial Value Actual { get; }
    [Operand<HloFpOrComplexTensor>] public partial Value Expected { get; }
    [Attr] public partial ulong MaxUlpDifference { get; set; }
    [Attr(Default = 0UL)] public partial ulong MinUlpDifference { get; set; }
}

/// <summary>Fails unless a tensor equals what a probe stored.</summary>
[Op("check.expect_serialized_eq", Format = "$expected `,` `probe_id` `=` $probe_id (`,` `iter` `=` $iteration^)? attr-dict `:` type($expected)")]
public sealed partial class ExpectSerializedEqOp : Operation
{
    [Operand<HloTensor>] public partial Value Expected { get; }
    [Attr] public partial string ProbeId { get; set; }
    [Attr(Default = 0U)] public partial uint Iteration { get; set; }
}
