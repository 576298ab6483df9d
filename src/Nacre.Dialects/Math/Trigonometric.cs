using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MathOps;

/// <summary>Sine.</summary>
[Op("math.sin", Format = MathFormats.Unary)]
public sealed partial class SinOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Sin(this);
}

/// <summary>Cosine.</summary>
[Op("math.cos", Format = MathFormats.Unary)]
public sealed partial class CosOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Cos(this);
}

/// <summary>Tangent.</summary>
[Op("math.tan", Format = MathFormats.Unary)]
public sealed partial class TanOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Tan(this);
}

/// <summary>Inverse sine.</summary>
[Op("math.asin", Format = MathFormats.Unary)]
public sealed partial class AsinOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Asin(this);
}

/// <summary>Inverse cosine.</summary>
[Op("math.acos", Format = MathFormats.Unary)]
public sealed partial class AcosOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Acos(this);
}

/// <summary>Inverse tangent.</summary>
[Op("math.atan", Format = MathFormats.Unary)]
public sealed partial class AtanOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Atan(this);
}

/// <summary>Hyperbolic sine.</summary>
[Op("math.sinh", Format = MathFormats.Unary)]
public sealed partial class SinhOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Sinh(this);
}

/// <summary>Hyperbolic cosine.</summary>
[Op("math.cosh", Format = MathFormats.Unary)]
public sealed partial class CoshOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Cosh(this);
}

/// <summary>Hyperbolic tangent.</summary>
[Op("math.tanh", Format = MathFormats.Unary)]
public sealed partial class TanhOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Tanh(this);
}

/// <summary>Inverse hyperbolic sine.</summary>
[Op("math.asinh", Format = MathFormats.Unary)]
public sealed partial class AsinhOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Asinh(this);
}

/// <summary>Inverse hyperbolic cosine.</summary>
[Op("math.acosh", Format = MathFormats.Unary)]
public sealed partial class AcoshOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Acosh(this);
}

/// <summary>Inverse hyperbolic tangent.</summary>
[Op("math.atanh", Format = MathFormats.Unary)]
public sealed partial class AtanhOp : Operation, IPure, ISameOperandsAndResultType, IElementwise, IFastMath, IFoldable
{
    [Operand<FloatLike>] public partial Value Operand { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Result { get; }

    public FoldResult Fold() => MathFolds.Atanh(this);
}
