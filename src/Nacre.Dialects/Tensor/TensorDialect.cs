using Nacre.IR;

namespace Nacre.Dialects.Tensor;

/// <summary>Operations that build, cut and reshape tensors (https://mlir.llvm.org/docs/Dialects/TensorOps/).</summary>
public sealed class TensorDialect() : Dialect("tensor")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        EmptyOp.Definition, SplatOp.Definition, FromElementsOp.Definition, GenerateOp.Definition, YieldOp.Definition, ExtractOp.Definition, InsertOp.Definition, DimOp.Definition,
        RankOp.Definition, CastOp.Definition, BitcastOp.Definition, ReshapeOp.Definition, CollapseShapeOp.Definition, ExpandShapeOp.Definition, ExtractSliceOp.Definition,
        InsertSliceOp.Definition, PadOp.Definition, ConcatOp.Definition, GatherOp.Definition, ScatterOp.Definition,
    ];

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => Arith.Constants.TypeOf(value) == type ? Arith.ConstantOp.Create(builder, value) : null;
}

/// <summary>The custom parts of this dialect's assembly formats.</summary>
internal static class Directives
{
    public static CustomDirective DynamicIndexList => Dialects.DynamicIndexList.Directive;
}
