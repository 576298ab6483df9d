using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The portable operations of machine learning (https://openxla.org/stablehlo/spec): the waist of the compiler.</summary>
public sealed class StableHloDialect() : Dialect("stablehlo")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        ConstantOp.Definition, IotaOp.Definition, BitcastConvertOp.Definition, BroadcastOp.Definition, BroadcastInDimOp.Definition, ReshapeOp.Definition,
        TransposeOp.Definition, ReverseOp.Definition, ConcatenateOp.Definition, PadOp.Definition, GetDimensionSizeOp.Definition, SetDimensionSizeOp.Definition,
        AbsOp.Definition, CbrtOp.Definition, CeilOp.Definition, ClzOp.Definition, CosineOp.Definition, ExpOp.Definition, Expm1Op.Definition, FloorOp.Definition,
        ImagOp.Definition, IsFiniteOp.Definition, LogOp.Definition, Log1pOp.Definition, LogisticOp.Definition, NotOp.Definition, NegOp.Definition,
        PopulationCountOp.Definition, RealOp.Definition, RoundOp.Definition, RoundNearestEvenOp.Definition, RsqrtOp.Definition, SignOp.Definition, SineOp.Definition,
        SqrtOp.Definition, TanOp.Definition, TanhOp.Definition,
        AddOp.Definition, Atan2Op.Definition, ComplexOp.Definition, DivOp.Definition, MaxOp.Definition, MinOp.Definition, MulOp.Definition, PowOp.Definition,
        RemOp.Definition, ShiftLeftOp.Definition, ShiftRightArithmeticOp.Definition, ShiftRightLogicalOp.Definition, SubtractOp.Definition, AndOp.Definition,
        OrOp.Definition, XorOp.Definition,
        ConvertOp.Definition, CompareOp.Definition, SelectOp.Definition, ClampOp.Definition, ReducePrecisionOp.Definition, MapOp.Definition,
        UniformQuantizeOp.Definition, UniformDequantizeOp.Definition,
        SliceOp.Definition, DynamicSliceOp.Definition, DynamicUpdateSliceOp.Definition, GatherOp.Definition, ScatterOp.Definition, TorchIndexSelectOp.Definition,
        ReduceOp.Definition, ReduceWindowOp.Definition, SelectAndScatterOp.Definition, SortOp.Definition,
        DotGeneralOp.Definition, DotOp.Definition, EinsumOp.Definition, UnaryEinsumOp.Definition, ConvolutionOp.Definition, DynamicConvOp.Definition,
        DynamicIotaOp.Definition, DynamicBroadcastInDimOp.Definition, DynamicReshapeOp.Definition, RealDynamicSliceOp.Definition, DynamicPadOp.Definition,
        DynamicGatherOp.Definition,
        RngOp.Definition, RngBitGeneratorOp.Definition, FftOp.Definition, CholeskyOp.Definition, TriangularSolveOp.Definition, BatchNormInferenceOp.Definition,
        BatchNormTrainingOp.Definition, BatchNormGradOp.Definition,
        ReturnOp.Definition, IfOp.Definition, CaseOp.Definition, WhileOp.Definition, OptimizationBarrierOp.Definition, TupleOp.Definition, GetTupleElementOp.Definition,
        CustomCallOp.Definition, CompositeOp.Definition,
        CreateTokenOp.Definition, AfterAllOp.Definition, InfeedOp.Definition, OutfeedOp.Definition, SendOp.Definition, RecvOp.Definition,
        AllGatherOp.Definition, AllReduceOp.Definition, ReduceScatterOp.Definition, AllToAllOp.Definition, CollectiveBroadcastOp.Definition,
        CollectiveReduceOp.Definition, CollectivePermuteOp.Definition, CrossReplicaSumOp.Definition, ReplicaIdOp.Definition, PartitionIdOp.Definition,
        AsyncStartOp.Definition, AsyncDoneOp.Definition,
    ];

    public override bool PrintsPrettyBrackets => true;

    public override IRType? ParseType(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "token" => TokenType.Instance,
        "future" => ParseFuture(parser),
        _ => throw parser.Error(parser.PreviousEnd, $"unknown stablehlo type: {mnemonic}"),
    };

    private static FutureType ParseFuture(AsmParser parser)
    {
        var position = parser.Position;
        var types = parser.ParseList("<", ">", parser.ParseType);
        return types.FirstOrDefault(t => t is not RankedTensorType) is { } odd
            ? throw parser.Error(position, $"future element type must be a ranked tensor, but got '{odd}'")
            : new FutureType(types.ToArray());
    }

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => HloAttrParser.Parse(parser, mnemonic);

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) =>
        value is ElementsAttr elements && elements.Type == type ? ConstantOp.Create(builder, elements) : null;
}
