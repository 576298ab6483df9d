using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Bitwise and.</summary>
[Op("arith.andi", Format = ArithFormats.Binary)]
public sealed partial class AndIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.And(this);
}

/// <summary>Bitwise or.</summary>
[Op("arith.ori", Format = ArithFormats.Binary)]
public sealed partial class OrIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.Or(this);
}

/// <summary>Bitwise exclusive or.</summary>
[Op("arith.xori", Format = ArithFormats.Binary)]
public sealed partial class XOrIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.XOr(this);
}

/// <summary>Shift left; poison when the amount is not less than the width.</summary>
[Op("arith.shli", Format = ArithFormats.Overflow)]
public sealed partial class ShLIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.ShL(this);
}

/// <summary>Arithmetic shift right; poison when the amount is not less than the width.</summary>
[Op("arith.shrsi", Format = ArithFormats.Exact)]
public sealed partial class ShRSIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Attr("isExact")] public partial UnitAttr? IsExact { get; set; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.ShRS(this);
}

/// <summary>Logical shift right; poison when the amount is not less than the width.</summary>
[Op("arith.shrui", Format = ArithFormats.Exact)]
public sealed partial class ShRUIOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Attr("isExact")] public partial UnitAttr? IsExact { get; set; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.ShRU(this);
}

/// <summary>Signed maximum.</summary>
[Op("arith.maxsi", Format = ArithFormats.Binary)]
public sealed partial class MaxSIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.MaxS(this);
}

/// <summary>Unsigned maximum.</summary>
[Op("arith.maxui", Format = ArithFormats.Binary)]
public sealed partial class MaxUIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.MaxU(this);
}

/// <summary>Signed minimum.</summary>
[Op("arith.minsi", Format = ArithFormats.Binary)]
public sealed partial class MinSIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.MinS(this);
}

/// <summary>Unsigned minimum.</summary>
[Op("arith.minui", Format = ArithFormats.Binary)]
public sealed partial class MinUIOp : Operation, IPure, ICommutative, ISameOperandsAndResultType, IElementwise, IBinaryOp, IFoldable
{
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<IntegerLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => IntegerFolds.MinU(this);
}
