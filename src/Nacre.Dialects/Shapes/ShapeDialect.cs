using Nacre.IR;

namespace Nacre.Dialects.Shapes;

/// <summary>Computations on shapes and constraints between them (https://mlir.llvm.org/docs/Dialects/ShapeDialect/), as programs with dynamic sizes carry them.</summary>
public sealed class ShapeDialect() : Dialect("shape")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        ConstShapeOp.Definition, ConstSizeOp.Definition, ShapeOfOp.Definition, FromExtentsOp.Definition, FromExtentTensorOp.Definition, ToExtentTensorOp.Definition,
        IndexToSizeOp.Definition, SizeToIndexOp.Definition, RankOp.Definition, DimOp.Definition, GetExtentOp.Definition, NumElementsOp.Definition, BroadcastOp.Definition,
        ConcatOp.Definition, SplitAtOp.Definition, AnyOp.Definition, AddOp.Definition, MulOp.Definition, DivOp.Definition, MinOp.Definition, MaxOp.Definition, ShapeEqOp.Definition,
        IsBroadcastableOp.Definition, ConstWitnessOp.Definition, CstrBroadcastableOp.Definition, CstrEqOp.Definition, CstrRequireOp.Definition, AssumingOp.Definition,
        AssumingYieldOp.Definition, AssumingAllOp.Definition,
    ];

    public override IRType? ParseType(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "shape" => ShapeType.Instance,
        "size" => SizeType.Instance,
        "witness" => WitnessType.Instance,
        "value_shape" => ValueShapeType.Instance,
        _ => null,
    };

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => (value, type) switch
    {
        (DenseElementsAttr shape, ShapeType or RankedTensorType) => ConstShapeOp.Create(builder, type, shape),
        (IntegerAttr size, SizeType) => ConstSizeOp.Create(builder, size),
        (IntegerAttr number, IndexType or IntegerType) => Arith.ConstantOp.Create(builder, number),
        (IntegerAttr passing, WitnessType) => ConstWitnessOp.Create(builder, passing.Value != 0),
        _ => null,
    };
}
