using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Arithmetic on integers, index and floats, on scalars or element by element (https://mlir.llvm.org/docs/Dialects/ArithOps/).</summary>
public sealed class ArithDialect() : Dialect("arith")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        ConstantOp.Definition,
        AddIOp.Definition, SubIOp.Definition, MulIOp.Definition, DivSIOp.Definition, DivUIOp.Definition, CeilDivSIOp.Definition, CeilDivUIOp.Definition,
        FloorDivSIOp.Definition, RemSIOp.Definition, RemUIOp.Definition, AndIOp.Definition, OrIOp.Definition, XOrIOp.Definition,
        ShLIOp.Definition, ShRSIOp.Definition, ShRUIOp.Definition, MaxSIOp.Definition, MaxUIOp.Definition, MinSIOp.Definition, MinUIOp.Definition,
        AddUIExtendedOp.Definition, MulSIExtendedOp.Definition, MulUIExtendedOp.Definition,
        AddFOp.Definition, SubFOp.Definition, MulFOp.Definition, DivFOp.Definition, RemFOp.Definition, NegFOp.Definition,
        MaximumFOp.Definition, MinimumFOp.Definition, MaxNumFOp.Definition, MinNumFOp.Definition,
        CmpIOp.Definition, CmpFOp.Definition, SelectOp.Definition,
        ExtSIOp.Definition, ExtUIOp.Definition, ExtFOp.Definition, TruncIOp.Definition, TruncFOp.Definition, SIToFPOp.Definition, UIToFPOp.Definition,
        FPToSIOp.Definition, FPToUIOp.Definition, BitcastOp.Definition, IndexCastOp.Definition, IndexCastUIOp.Definition,
    ];

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => mnemonic switch
    {
        FastMathAttr.Word => new FastMathAttr(parser.ParseEnumInAngles<FastMathFlags>()),
        IntegerOverflowFlagsAttr.Word => new IntegerOverflowFlagsAttr(parser.ParseEnumInAngles<IntegerOverflowFlags>()),
        _ => null,
    };

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => TryConstant(builder, value, type);

    public override void CanonicalizationPatterns(PatternSet patterns) => ArithCanonicalization.Add(patterns);

    /// <summary>The constant <paramref name="value"/>, when it is a number or elements of <paramref name="type"/>; other dialects materialise their folds with it.</summary>
    public static Operation? TryConstant(OpBuilder builder, Attr value, IRType type) => Constants.TypeOf(value) == type ? ConstantOp.Create(builder, value) : null;
}
