using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MathOps;

/// <summary>|x|; the least number stays as it is.</summary>
[Op("math.absi", Format = "$operand attr-dict `:` type($result)")]
public sealed partial class AbsIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFoldable
{
    [Operand<IntegerLike>] public partial Value Operand { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.AbsI(this);
}

/// <summary>Zeros above the highest set bit.</summary>
[Op("math.ctlz", Format = "$operand attr-dict `:` type($result)")]
public sealed partial class CountLeadingZerosOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFoldable
{
    [Operand<IntegerLike>] public partial Value Operand { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.CountLeadingZeros(this);
}

/// <summary>Zeros below the lowest set bit.</summary>
[Op("math.cttz", Format = "$operand attr-dict `:` type($result)")]
public sealed partial class CountTrailingZerosOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFoldable
{
    [Operand<IntegerLike>] public partial Value Operand { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.CountTrailingZeros(this);
}

/// <summary>Number of set bits.</summary>
[Op("math.ctpop", Format = "$operand attr-dict `:` type($result)")]
public sealed partial class CtPopOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFoldable
{
    [Operand<IntegerLike>] public partial Value Operand { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.CtPop(this);
}

/// <summary>lhs to the power rhs, modulo 2^n; signed operands.</summary>
[Op("math.ipowi", Format = "$lhs `,` $rhs attr-dict `:` type($result)")]
public sealed partial class IPowIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }
}
