using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>What the compiler may assume of floats in an operation.</summary>
[Flags]
[StoredAs(typeof(FastMathAttr))]
public enum FastMathFlags
{
    None = 0,

    /// <summary>Terms may be regrouped.</summary>
    Reassoc = 1,

    /// <summary>No operand or result is NaN.</summary>
    [Keyword("nnan")] NoNaNs = 2,

    /// <summary>No operand or result is infinite.</summary>
    [Keyword("ninf")] NoInfs = 4,

    /// <summary>The sign of zero does not matter.</summary>
    [Keyword("nsz")] NoSignedZeros = 8,

    /// <summary>A division may become a product with the reciprocal.</summary>
    [Keyword("arcp")] AllowReciprocal = 16,

    /// <summary>A product and a sum may be fused.</summary>
    Contract = 32,

    /// <summary>Functions may be approximated.</summary>
    [Keyword("afn")] ApproxFunc = 64,
    Fast = 127,
}

/// <summary><c>#arith.fastmath&lt;nnan,ninf&gt;</c>.</summary>
public sealed record FastMathAttr(FastMathFlags Value) : EnumAttr<FastMathFlags>(Value)
{
    internal const string Word = "fastmath";
    public override string Dialect => "arith";
    public override string Mnemonic => Word;
}

/// <summary>Overflows that the program promises not to have; one that happens gives poison.</summary>
[Flags]
[StoredAs(typeof(IntegerOverflowFlagsAttr))]
public enum IntegerOverflowFlags
{
    None = 0,
    [Keyword("nsw")] NoSignedWrap = 1,
    [Keyword("nuw")] NoUnsignedWrap = 2,
}

/// <summary><c>#arith.overflow&lt;nsw, nuw&gt;</c>.</summary>
public sealed record IntegerOverflowFlagsAttr(IntegerOverflowFlags Value) : EnumAttr<IntegerOverflowFlags>(Value)
{
    internal const string Word = "overflow";
    public override string Dialect => "arith";
    public override string Mnemonic => Word;
    protected override string Separator => ", ";
}

/// <summary>How a float is rounded to a narrower type.</summary>
public enum RoundingMode { ToNearestEven, Downward, Upward, TowardZero, ToNearestAway }

/// <summary>An integer comparison; the numbers are upstream's.</summary>
public enum CmpIPredicate : long { Eq, Ne, Slt, Sle, Sgt, Sge, Ult, Ule, Ugt, Uge }

/// <summary>A float comparison; <c>o…</c> is false and <c>u…</c> true when an operand is NaN. The numbers are upstream's.</summary>
public enum CmpFPredicate : long
{
    [Keyword("false")] AlwaysFalse,
    Oeq, Ogt, Oge, Olt, Ole, One, Ord, Ueq, Ugt, Uge, Ult, Ule, Une, Uno,
    [Keyword("true")] AlwaysTrue,
}

/// <summary>An operation on two operands of one type.</summary>
public interface IBinaryOp
{
    Value Lhs { get; }
    Value Rhs { get; }
    OpResult Result { get; }
}

/// <summary>An operation whose value is its operand under another type.</summary>
public interface ICastOp
{
    Value In { get; }
    OpResult Out { get; }
}

/// <summary>An operation with fast-math flags.</summary>
public interface IFastMath
{
    FastMathFlags FastMath { get; }
}

/// <summary>The assembly formats that families of operations share.</summary>
internal static class ArithFormats
{
    public const string Binary = "$lhs `,` $rhs attr-dict `:` type($result)";
    public const string Overflow = "$lhs `,` $rhs (`overflow` `` $overflowFlags^)? attr-dict `:` type($result)";
    public const string Exact = "$lhs `,` $rhs (`exact` $isExact^)? attr-dict `:` type($result)";
    public const string Fast = "$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)";
}
