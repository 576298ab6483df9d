using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Chlo;

/// <summary>Operations of front ends that StableHLO expresses by several: implicit broadcasting, special functions (https://openxla.org/stablehlo/generated/chlo).</summary>
public sealed class ChloDialect() : Dialect("chlo")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        AcosOp.Definition, AcoshOp.Definition, AsinOp.Definition, AsinhOp.Definition, AsinAcosKernelOp.Definition, AtanOp.Definition, AtanhOp.Definition,
        BesselI1eOp.Definition, ConjOp.Definition, CoshOp.Definition, SinhOp.Definition, TanOp.Definition, SquareOp.Definition, DigammaOp.Definition, ErfOp.Definition,
        ErfInvOp.Definition, ErfcOp.Definition, LgammaOp.Definition, IsInfOp.Definition, IsNegInfOp.Definition, IsPosInfOp.Definition,
        BroadcastAddOp.Definition, BroadcastAndOp.Definition, BroadcastAtan2Op.Definition, BroadcastDivOp.Definition, BroadcastMaxOp.Definition,
        BroadcastMinOp.Definition, BroadcastMulOp.Definition, BroadcastNextAfterOp.Definition, BroadcastOrOp.Definition, BroadcastPolygammaOp.Definition,
        BroadcastPowOp.Definition, BroadcastRemOp.Definition, BroadcastShiftLeftOp.Definition, BroadcastShiftRightArithmeticOp.Definition,
        BroadcastShiftRightLogicalOp.Definition, BroadcastSubOp.Definition, BroadcastXorOp.Definition, BroadcastZetaOp.Definition, BroadcastComplexOp.Definition,
        BroadcastCompareOp.Definition, BroadcastSelectOp.Definition,
        ConstantOp.Definition, ConstantLikeOp.Definition, NextAfterOp.Definition, PolygammaOp.Definition, ZetaOp.Definition, MulhiOp.Definition, TopKOp.Definition,
        RaggedDotOp.Definition, ScanOp.Definition,
    ];

    public override bool PrintsPrettyBrackets => true;

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "comparison_direction" => new ChloComparisonDirectionAttr(ParseValue<ComparisonDirection>(parser)),
        "comparison_type" => new ChloComparisonTypeAttr(ParseValue<ComparisonType>(parser)),
        "precision" => new ChloPrecisionAttr(ParseValue<Precision>(parser)),
        "ragged_dot" => RaggedDotDimensionNumbersAttr.ParseStruct(parser),
        _ => null,
    };

    /// <summary><c>VALUE</c> behind <c>#chlo&lt;mnemonic</c>, or <c>&lt;VALUE&gt;</c>.</summary>
    private static T ParseValue<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicFields)] T>(AsmParser parser)
        where T : struct, Enum => parser.IsNext("<") ? parser.ParseEnumInAngles<T>() : parser.ParseEnum<T>();

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) =>
        value is ElementsAttr elements && elements.Type == type ? ConstantOp.Create(builder, elements) : null;
}
