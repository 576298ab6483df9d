using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary><c>lhs + rhs</c>.</summary>
[Op("arith.addf", Format = ArithFormats.Fast)]
public sealed partial class AddFOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.Add(this);
}

/// <summary><c>lhs - rhs</c>.</summary>
[Op("arith.subf", Format = ArithFormats.Fast)]
public sealed partial class SubFOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.Sub(this);
}

/// <summary><c>lhs * rhs</c>.</summary>
[Op("arith.mulf", Format = ArithFormats.Fast)]
public sealed partial class MulFOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.Mul(this);
}

/// <summary><c>lhs / rhs</c>.</summary>
[Op("arith.divf", Format = ArithFormats.Fast)]
public sealed partial class DivFOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.Div(this);
}

/// <summary>Remainder of the division rounded toward zero (C's <c>fmod</c>).</summary>
[Op("arith.remf", Format = ArithFormats.Fast)]
public sealed partial class RemFOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.Rem(this);
}

/// <summary>Maximum; NaN when either operand is, and +0 above -0.</summary>
[Op("arith.maximumf", Format = ArithFormats.Fast)]
public sealed partial class MaximumFOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.Maximum(this);
}

/// <summary>Minimum; NaN when either operand is, and -0 below +0.</summary>
[Op("arith.minimumf", Format = ArithFormats.Fast)]
public sealed partial class MinimumFOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.Minimum(this);
}

/// <summary>Maximum that ignores one NaN.</summary>
[Op("arith.maxnumf", Format = ArithFormats.Fast)]
public sealed partial class MaxNumFOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.MaxNum(this);
}

/// <summary>Minimum that ignores one NaN.</summary>
[Op("arith.minnumf", Format = ArithFormats.Fast)]
public sealed partial class MinNumFOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.MinNum(this);
}

/// <summary><c>-operand</c>: flips the sign bit, of NaN too.</summary>
[Op("arith.negf", Format = "$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)")]
public sealed partial class NegFOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => FloatFolds.Neg(this);
}
