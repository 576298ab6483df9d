using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>An instruction written <c>name type a, b</c> (or with one operand) in LLVM's text, under the operation's own name.</summary>
public interface ILlvmArithmetic;

/// <summary>An instruction written <c>name type a to type</c>.</summary>
public interface ILlvmCast;

/// <summary>A call of an intrinsic function: <c>llvm.intr.x.y</c> is <c>@llvm.x.y</c>.</summary>
public interface ILlvmIntrinsic
{
    /// <summary>The constant arguments behind the operands.</summary>
    IEnumerable<IntegerAttr> Immediates => [];

    /// <summary>The operand that <see cref="Alignment"/> describes; negative when there is none.</summary>
    int PointerOperand => -1;

    /// <summary>Alignment in bytes of what the pointer operand points to.</summary>
    long Alignment => 1;
}

/// <summary>The result is <c>i1</c>, or a vector of them as long as the operands.</summary>
public interface IYieldsBool
{
    static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOrSelf(IntegerType.I1)];
}

/// <summary>The result has the type of the first operand.</summary>
public interface IYieldsFirstOperandType
{
    static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type];
}

/// <summary>The assembly formats that many operations share.</summary>
internal static class Formats
{
    public const string Binary = "$lhs `,` $rhs attr-dict `:` type($res)";
    public const string BinaryOverflow = "$lhs `,` $rhs (`overflow` `` custom<Overflow>($overflowFlags)^)? attr-dict `:` type($res)";
    public const string BinaryExact = "(`exact` $isExact^)? $lhs `,` $rhs attr-dict `:` type($res)";
    public const string Cast = "$arg attr-dict `:` type($arg) `to` type($res)";
    public const string CastNonNegative = "(`nneg` $nonNeg^)? $arg attr-dict `:` type($arg) `to` type($res)";
    public const string Call = "`(` operands `)` attr-dict `:` functional-type(operands, results)";
}

/// <summary>The result has the element type of the first operand.</summary>
public interface IYieldsElement
{
    static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.ElementOrSelf()];
}
