using Nacre.Dialects.Chlo;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of CHLO's operations that broadcast their operands: by the trailing dimensions, or as their attribute places the smaller operand.</summary>
internal static class ChloBroadcasts
{
    public static OpEvaluators AddChloBroadcasts(this OpEvaluators table) => table
        .Broadcast<BroadcastAddOp>(Arithmetic.Add)
        .Broadcast<BroadcastAndOp>(Arithmetic.And)
        .Broadcast<BroadcastAtan2Op>(Arithmetic.Atan2)
        .Broadcast<BroadcastDivOp>(Arithmetic.Divide)
        .Broadcast<BroadcastMaxOp>(Arithmetic.Maximum)
        .Broadcast<BroadcastMinOp>(Arithmetic.Minimum)
        .Broadcast<BroadcastMulOp>(Arithmetic.Multiply)
        .Broadcast<BroadcastNextAfterOp>(Arithmetic.NextAfter)
        .Broadcast<BroadcastOrOp>(Arithmetic.Or)
        .Broadcast<BroadcastPolygammaOp>((n, x) => Elementwise.Real(n, x, SpecialFunctions.Polygamma))
        .Broadcast<BroadcastPowOp>(Arithmetic.Power)
        .Broadcast<BroadcastRemOp>(Arithmetic.Remainder)
        .Broadcast<BroadcastShiftLeftOp>(Arithmetic.ShiftLeft)
        .Broadcast<BroadcastShiftRightArithmeticOp>(Arithmetic.ShiftRightArithmetic)
        .Broadcast<BroadcastShiftRightLogicalOp>(Arithmetic.ShiftRightLogical)
        .Broadcast<BroadcastSubOp>(Arithmetic.Subtract)
        .Broadcast<BroadcastXorOp>(Arithmetic.Xor)
        .Broadcast<BroadcastZetaOp>((s, q) => Elementwise.Real(s, q, SpecialFunctions.Zeta))
        .Broadcast<BroadcastComplexOp>(Elementwise.FromParts)
        .Numeric<BroadcastCompareOp>((op, x, _) => Compare(op, x))
        .Numeric<BroadcastSelectOp>((_, x, _) => Select(x));

    private static OpEvaluators Broadcast<TOp>(this OpEvaluators table, Func<TensorValue, TensorValue, TensorValue> compute) where TOp : Operation =>
        table.Numeric<TOp>((op, x, _) =>
        {
            var (a, b) = Align(x[0], x[1], op.GetAttr<DenseArrayAttr>("broadcast_dimensions"));
            return compute(a, b);
        });

    private static TensorValue Compare(BroadcastCompareOp op, TensorValue[] x)
    {
        var (a, b) = Align(x[0], x[1], op.GetAttr<DenseArrayAttr>("broadcast_dimensions"));
        return Arithmetic.Compare(a, b, StableHloElementwise.Direction(op.ComparisonDirection.Value), op.CompareType?.Value == ComparisonType.TotalOrder);
    }

    private static TensorValue Select(TensorValue[] x)
    {
        var dims = x.Select(t => t.Shape).Aggregate(Common);
        return Elementwise.Select(Spread(x[0], dims, null), Spread(x[1], dims, null), Spread(x[2], dims, null));
    }

    private static (TensorValue, TensorValue) Align(TensorValue a, TensorValue b, DenseArrayAttr? placement)
    {
        var (placeA, placeB) = a.Rank < b.Rank ? (placement, null) : ((DenseArrayAttr?)null, a.Rank > b.Rank ? placement : null);
        var dims = Common(Placed(a, b.Rank, placeA), Placed(b, a.Rank, placeB));
        return (Spread(a, dims, placeA), Spread(b, dims, placeB));
    }

    /// <summary>The operand's sizes at their places among those of a larger operand.</summary>
    private static Shape Placed(TensorValue x, int rank, DenseArrayAttr? placement)
    {
        if (placement is null)
            return x.Shape;
        var dims = DataMovement.Ones(rank);
        for (var i = 0; i < x.Rank; i++)
            dims[placement[i]] = x.Shape[i];
        return dims;
    }

    private static Shape Common(Shape a, Shape b)
    {
        var dims = new long[Math.Max(a.Rank, b.Rank)];
        for (var i = 1; i <= dims.Length; i++)
        {
            var (x, y) = (i <= a.Rank ? a[a.Rank - i] : 1, i <= b.Rank ? b[b.Rank - i] : 1);
            if (x != y && x != 1 && y != 1)
                throw new EvaluationException($"shapes {a} and {b} cannot be broadcast to one");
            dims[^i] = x == 1 ? y : x;
        }
        return dims;
    }

    private static TensorValue Spread(TensorValue x, Shape shape, DenseArrayAttr? placement)
    {
        if (x.Shape == shape)
            return x;
        long[] dimensions = [.. placement?.Bits ?? Enumerable.Range(shape.Rank - x.Rank, x.Rank).Select(d => (long)d).ToEquatableArray()];
        return DataMovement.BroadcastInDim(x, shape.Dims.ToArray(), dimensions);
    }
}
