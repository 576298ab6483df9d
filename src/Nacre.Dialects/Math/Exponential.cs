using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MathOps;

/// <summary>e^x.</summary>
[Op("math.exp", Format = MathFormats.Unary)]
public sealed partial class ExpOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Exp(this);
}

/// <summary>2^x.</summary>
[Op("math.exp2", Format = MathFormats.Unary)]
public sealed partial class Exp2Op : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Exp2(this);
}

/// <summary>e^x - 1.</summary>
[Op("math.expm1", Format = MathFormats.Unary)]
public sealed partial class ExpM1Op : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.ExpM1(this);
}

/// <summary>Natural logarithm.</summary>
[Op("math.log", Format = MathFormats.Unary)]
public sealed partial class LogOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Log(this);
}

/// <summary>Logarithm to base 2.</summary>
[Op("math.log2", Format = MathFormats.Unary)]
public sealed partial class Log2Op : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Log2(this);
}

/// <summary>Logarithm to base 10.</summary>
[Op("math.log10", Format = MathFormats.Unary)]
public sealed partial class Log10Op : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Log10(this);
}

/// <summary>log(1 + x).</summary>
[Op("math.log1p", Format = MathFormats.Unary)]
public sealed partial class Log1pOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Log1p(this);
}

/// <summary>Square root.</summary>
[Op("math.sqrt", Format = MathFormats.Unary)]
public sealed partial class SqrtOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Sqrt(this);
}

/// <summary>1 / sqrt(x).</summary>
[Op("math.rsqrt", Format = MathFormats.Unary)]
public sealed partial class RsqrtOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Rsqrt(this);
}

/// <summary>Cube root.</summary>
[Op("math.cbrt", Format = MathFormats.Unary)]
public sealed partial class CbrtOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Cbrt(this);
}
