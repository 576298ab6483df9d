using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Widens an integer with its sign bit.</summary>
[Op("arith.extsi", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class ExtSIOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable, IVerifiable
{
    [Operand<NonIndexIntegerLike>] public partial Value In { get; }
    [Result<NonIndexIntegerLike>] public partial OpResult Out { get; }

    public void Verify(Verifier verifier) => CastRules.Widening(this, verifier);
    public FoldResult Fold() => CastFolds.ExtSI(this);
}

/// <summary>Widens an integer with zeros.</summary>
[Op("arith.extui", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class ExtUIOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable, IVerifiable
{
    [Operand<NonIndexIntegerLike>] public partial Value In { get; }
    [Result<NonIndexIntegerLike>] public partial OpResult Out { get; }

    public void Verify(Verifier verifier) => CastRules.Widening(this, verifier);
    public FoldResult Fold() => CastFolds.ExtUI(this);
}

/// <summary>Widens a float; exact.</summary>
[Op("arith.extf", Format = "$in (`fastmath` `` $fastmath^)? attr-dict `:` type($in) `to` type($out)")]
public sealed partial class ExtFOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable, IVerifiable
{
    [Operand<FloatLike>] public partial Value In { get; }
    [Attr("fastmath")] public partial FastMathFlags? FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Out { get; }

    public void Verify(Verifier verifier) => CastRules.Widening(this, verifier);
    public FoldResult Fold() => CastFolds.ExtF(this);
}

/// <summary>Keeps the low bits of an integer.</summary>
[Op("arith.trunci", Format = "$in (`overflow` `` $overflowFlags^)? attr-dict `:` type($in) `to` type($out)")]
public sealed partial class TruncIOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable, IVerifiable
{
    [Operand<NonIndexIntegerLike>] public partial Value In { get; }
    [Attr("overflowFlags", Default = IntegerOverflowFlags.None)] public partial IntegerOverflowFlags OverflowFlags { get; set; }
    [Result<NonIndexIntegerLike>] public partial OpResult Out { get; }

    public void Verify(Verifier verifier) => CastRules.Narrowing(this, verifier);
    public FoldResult Fold() => CastFolds.TruncI(this);
}

/// <summary>Rounds a float to a narrower type; to nearest, ties to even, unless a mode says otherwise.</summary>
[Op("arith.truncf", Format = "$in ($roundingmode^)? (`fastmath` `` $fastmath^)? attr-dict `:` type($in) `to` type($out)")]
public sealed partial class TruncFOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable, IVerifiable
{
    [Operand<FloatLike>] public partial Value In { get; }
    [Attr("roundingmode")] public partial RoundingMode? RoundingMode { get; set; }
    [Attr("fastmath")] public partial FastMathFlags? FastMath { get; set; }
    [Result<FloatLike>] public partial OpResult Out { get; }

    public void Verify(Verifier verifier) => CastRules.Narrowing(this, verifier);
    public FoldResult Fold() => CastFolds.TruncF(this);
}

/// <summary>A signed integer as a float, rounded to nearest.</summary>
[Op("arith.sitofp", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class SIToFPOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable
{
    [Operand<NonIndexIntegerLike>] public partial Value In { get; }
    [Result<FloatLike>] public partial OpResult Out { get; }

    public FoldResult Fold() => CastFolds.SIToFP(this);
}

/// <summary>An unsigned integer as a float, rounded to nearest.</summary>
[Op("arith.uitofp", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class UIToFPOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable
{
    [Operand<NonIndexIntegerLike>] public partial Value In { get; }
    [Result<FloatLike>] public partial OpResult Out { get; }

    public FoldResult Fold() => CastFolds.UIToFP(this);
}

/// <summary>A float as a signed integer, rounded toward zero; poison when it does not fit.</summary>
[Op("arith.fptosi", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class FPToSIOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable
{
    [Operand<FloatLike>] public partial Value In { get; }
    [Result<NonIndexIntegerLike>] public partial OpResult Out { get; }

    public FoldResult Fold() => CastFolds.FPToSI(this);
}

/// <summary>A float as an unsigned integer, rounded toward zero; poison when it does not fit.</summary>
[Op("arith.fptoui", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class FPToUIOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable
{
    [Operand<FloatLike>] public partial Value In { get; }
    [Result<NonIndexIntegerLike>] public partial OpResult Out { get; }

    public FoldResult Fold() => CastFolds.FPToUI(this);
}

/// <summary>The same bits under another type of equal width.</summary>
[Op("arith.bitcast", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class BitcastOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable, IVerifiable
{
    [Operand<BitcastLike>] public partial Value In { get; }
    [Result<BitcastLike>] public partial OpResult Out { get; }

    public void Verify(Verifier verifier) => CastRules.SameWidth(this, verifier);
    public FoldResult Fold() => CastFolds.Bitcast(this);
}

/// <summary>Between index and integers; widening extends the sign.</summary>
[Op("arith.index_cast", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class IndexCastOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable, IVerifiable
{
    [Operand<IndexCastLike>] public partial Value In { get; }
    [Result<IndexCastLike>] public partial OpResult Out { get; }

    public void Verify(Verifier verifier) => CastRules.Index(this, verifier);
    public FoldResult Fold() => CastFolds.IndexCast(this);
}

/// <summary>Between index and integers; widening extends with zeros.</summary>
[Op("arith.index_castui", Format = "$in attr-dict `:` type($in) `to` type($out)")]
public sealed partial class IndexCastUIOp : Operation, IPure, ISameOperandsAndResultShape, IElementwise, ICastOp, IFoldable, IVerifiable
{
    [Operand<IndexCastLike>] public partial Value In { get; }
    [Result<IndexCastLike>] public partial OpResult Out { get; }

    public void Verify(Verifier verifier) => CastRules.Index(this, verifier);
    public FoldResult Fold() => CastFolds.IndexCastUI(this);
}
