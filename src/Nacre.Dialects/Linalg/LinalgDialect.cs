using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>Perfect loop nests over tensors and memrefs (https://mlir.llvm.org/docs/Dialects/Linalg/), as other compilers hand them over.</summary>
public sealed class LinalgDialect() : Dialect("linalg")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        GenericOp.Definition, IndexOp.Definition, YieldOp.Definition, FillOp.Definition, CopyOp.Definition, MatmulOp.Definition, BatchMatmulOp.Definition, MatvecOp.Definition,
        Conv2DNhwcHwcfOp.Definition, DepthwiseConv2DNhwcHwcOp.Definition, PoolingNhwcMaxOp.Definition, PoolingNhwcMinOp.Definition, PoolingNhwcSumOp.Definition,
        TransposeOp.Definition, BroadcastOp.Definition, ReduceOp.Definition, MapOp.Definition, SoftmaxOp.Definition, ElementwiseOp.Definition,
        AddOp.Definition, SubOp.Definition, MulOp.Definition, DivOp.Definition, MaxOp.Definition, MinOp.Definition,
        ExpOp.Definition, LogOp.Definition, AbsOp.Definition, CeilOp.Definition, FloorOp.Definition, NegFOp.Definition, SqrtOp.Definition, RsqrtOp.Definition, TanhOp.Definition, ErfOp.Definition,
    ];

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => mnemonic switch
    {
        IteratorTypeAttr.Word => new IteratorTypeAttr(ParseBracketed<IteratorType>(parser)),
        ElementwiseKindAttr.Word => new ElementwiseKindAttr(ParseBracketed<ElementwiseKind>(parser)),
        _ => null,
    };

    private static T ParseBracketed<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicFields)] T>(AsmParser parser)
        where T : struct, Enum
    {
        parser.Parse("<");
        var value = parser.ParseEnum<T>();
        parser.Parse(">");
        return value;
    }
}

/// <summary>Whether the steps of a loop are independent.</summary>
public enum IteratorType { Parallel, Reduction, Window }

/// <summary><c>#linalg.iterator_type&lt;parallel></c>.</summary>
public sealed record IteratorTypeAttr(IteratorType Value) : EnumAttr<IteratorType>(Value)
{
    internal const string Word = "iterator_type";
    public override string Dialect => "linalg";
    public override string Mnemonic => Word;
}

/// <summary>What <see cref="ElementwiseOp"/> computes: functions of one value, then of two.</summary>
public enum ElementwiseKind
{
    Exp, Log, Abs, Ceil, Floor, [Keyword("negf")] NegF, Round, Sqrt, Rsqrt, Square, Tanh, Erf,
    Add, Sub, Mul, Div, DivUnsigned, MaxSigned, MinSigned, MaxUnsigned, MinUnsigned, [Keyword("powf")] PowF,
}

/// <summary><c>#linalg.elementwise_kind&lt;add></c>.</summary>
public sealed record ElementwiseKindAttr(ElementwiseKind Value) : EnumAttr<ElementwiseKind>(Value)
{
    internal const string Word = "elementwise_kind";
    public override string Dialect => "linalg";
    public override string Mnemonic => Word;

    /// <summary>How many values the function takes.</summary>
    public int Arity => Value < ElementwiseKind.Add ? 1 : 2;
}
