using Nacre.IR;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>CHLO's operations that broadcast their operands: the broadcasts, then the operation on tensors of one shape.</summary>
internal static class BroadcastingOps
{
    /// <summary>The operation on tensors of one shape.</summary>
    public static IReadOnlyDictionary<Type, OpDefinition> Elementwise { get; } = new Dictionary<Type, OpDefinition>
    {
        [typeof(Chlo.BroadcastAddOp)] = Hlo.AddOp.Definition,
        [typeof(Chlo.BroadcastAndOp)] = Hlo.AndOp.Definition,
        [typeof(Chlo.BroadcastAtan2Op)] = Hlo.Atan2Op.Definition,
        [typeof(Chlo.BroadcastDivOp)] = Hlo.DivOp.Definition,
        [typeof(Chlo.BroadcastMaxOp)] = Hlo.MaxOp.Definition,
        [typeof(Chlo.BroadcastMinOp)] = Hlo.MinOp.Definition,
        [typeof(Chlo.BroadcastMulOp)] = Hlo.MulOp.Definition,
        [typeof(Chlo.BroadcastNextAfterOp)] = Chlo.NextAfterOp.Definition,
        [typeof(Chlo.BroadcastOrOp)] = Hlo.OrOp.Definition,
        [typeof(Chlo.BroadcastPolygammaOp)] = Chlo.PolygammaOp.Definition,
        [typeof(Chlo.BroadcastPowOp)] = Hlo.PowOp.Definition,
        [typeof(Chlo.BroadcastRemOp)] = Hlo.RemOp.Definition,
        [typeof(Chlo.BroadcastShiftLeftOp)] = Hlo.ShiftLeftOp.Definition,
        [typeof(Chlo.BroadcastShiftRightArithmeticOp)] = Hlo.ShiftRightArithmeticOp.Definition,
        [typeof(Chlo.BroadcastShiftRightLogicalOp)] = Hlo.ShiftRightLogicalOp.Definition,
        [typeof(Chlo.BroadcastSubOp)] = Hlo.SubtractOp.Definition,
        [typeof(Chlo.BroadcastXorOp)] = Hlo.XorOp.Definition,
        [typeof(Chlo.BroadcastZetaOp)] = Chlo.ZetaOp.Definition,
        [typeof(Chlo.BroadcastComplexOp)] = Hlo.ComplexOp.Definition,
    };

    public static Value[]? Binary(Operation op, OpBuilder builder) =>
        Operands(op, builder) is { } operands ? [builder.Create(Elementwise[op.GetType()], operands, [op.Result(0).Type]).Result(0)] : null;

    public static Value[]? Compare(Chlo.BroadcastCompareOp op, OpBuilder builder)
    {
        if (Operands(op, builder) is not { } operands)
            return null;
        var type = op.CompareType is { } compared ? new Hlo.ComparisonTypeAttr(compared.Value) : null;
        return [Hlo.CompareOp.Create(builder, operands[0], operands[1], new Hlo.ComparisonDirectionAttr(op.ComparisonDirection.Value), type).Result];
    }

    public static Value[]? Select(Chlo.BroadcastSelectOp op, OpBuilder builder) =>
        Operands(op, builder) is { } operands ? [Hlo.SelectOp.Create(builder, operands[0], operands[1], operands[2]).Result] : null;

    /// <summary>The operands in the shape of the result; null where a size is open.</summary>
    private static Value[]? Operands(Operation op, OpBuilder builder)
    {
        if (!op.Operands.Types.Concat(op.Results.Types).All(t => t is RankedTensorType { HasStaticShape: true }))
            return null;
        var shape = ((RankedTensorType)op.Result(0).Type).Shape;
        return [.. op.Operands.Select(o => Spread(builder, o, shape, (op as Chlo.IBroadcastingBinary)?.BroadcastDimensions))];
    }

    /// <param name="builder">Where the broadcast goes.</param>
    /// <param name="operand">What is broadcast.</param>
    /// <param name="shape">To which shape.</param>
    /// <param name="places">The dimensions of an operand of lower rank; null for the last ones.</param>
    private static Value Spread(OpBuilder builder, Value operand, Shape shape, EquatableArray<long>? places)
    {
        var type = (RankedTensorType)operand.Type;
        if (type.Shape == shape)
            return operand;
        var dims = places is { } given && given.Count == type.Rank && type.Rank < shape.Rank ? given : Enumerable.Range(shape.Rank - type.Rank, type.Rank).Select(d => (long)d).ToEquatableArray();
        return Hlo.BroadcastInDimOp.Create(builder, type.WithShape(shape), operand, dims).Result;
    }
}
