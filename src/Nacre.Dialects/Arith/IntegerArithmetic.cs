using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary><c>lhs + rhs</c> modulo 2^n.</summary>
[Op("arith.addi", Format = ArithFormats.Overflow)]
public sealed partial class AddIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.Add(this);
}

/// <summary><c>lhs - rhs</c> modulo 2^n.</summary>
[Op("arith.subi", Format = ArithFormats.Overflow)]
public sealed partial class SubIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.Sub(this);
}

/// <summary><c>lhs * rhs</c> modulo 2^n.</summary>
[Op("arith.muli", Format = ArithFormats.Overflow)]
public sealed partial class MulIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.Mul(this);
}

/// <summary>Signed division, rounded toward zero.</summary>
[Op("arith.divsi", Format = ArithFormats.Exact)]
public sealed partial class DivSIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Attr("isExact")] public partial UnitAttr? IsExact { get; set; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.DivS(this);
}

/// <summary>Unsigned division.</summary>
[Op("arith.divui", Format = ArithFormats.Exact)]
public sealed partial class DivUIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Attr("isExact")] public partial UnitAttr? IsExact { get; set; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.DivU(this);
}

/// <summary>Signed division, rounded up.</summary>
[Op("arith.ceildivsi", Format = ArithFormats.Binary)]
public sealed partial class CeilDivSIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.CeilDivS(this);
}

/// <summary>Unsigned division, rounded up.</summary>
[Op("arith.ceildivui", Format = ArithFormats.Binary)]
public sealed partial class CeilDivUIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.CeilDivU(this);
}

/// <summary>Signed division, rounded down.</summary>
[Op("arith.floordivsi", Format = ArithFormats.Binary)]
public sealed partial class FloorDivSIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.FloorDivS(this);
}

/// <summary>Signed remainder; the sign is that of <c>lhs</c>.</summary>
[Op("arith.remsi", Format = ArithFormats.Binary)]
public sealed partial class RemSIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.RemS(this);
}

/// <summary>Unsigned remainder.</summary>
[Op("arith.remui", Format = ArithFormats.Binary)]
public sealed partial class RemUIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.RemU(this);
}
