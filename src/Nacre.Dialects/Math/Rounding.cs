using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MathOps;

/// <summary>|x|: clears the sign bit.</summary>
[Op("math.absf", Format = MathFormats.Unary)]
public sealed partial class AbsFOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.AbsF(this);
}

/// <summary>x rounded up to an integer.</summary>
[Op("math.ceil", Format = MathFormats.Unary)]
public sealed partial class CeilOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Ceil(this);
}

/// <summary>x rounded down to an integer.</summary>
[Op("math.floor", Format = MathFormats.Unary)]
public sealed partial class FloorOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Floor(this);
}

/// <summary>x rounded to an integer, halves away from zero.</summary>
[Op("math.round", Format = MathFormats.Unary)]
public sealed partial class RoundOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Round(this);
}

/// <summary>x rounded to an integer, halves to even.</summary>
[Op("math.roundeven", Format = MathFormats.Unary)]
public sealed partial class RoundEvenOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.RoundEven(this);
}

/// <summary>x rounded toward zero to an integer.</summary>
[Op("math.trunc", Format = MathFormats.Unary)]
public sealed partial class TruncOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Trunc(this);
}
