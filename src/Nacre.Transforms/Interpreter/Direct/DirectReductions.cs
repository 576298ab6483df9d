using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Interpreter.Onnx;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Reductions of floats and integers along axes.</summary>
internal static class DirectReductions
{
    public static OpEvaluators AddDirectReductions(this OpEvaluators table) => table
        .Direct<ReduceSumOp>((op, x) => Reduce(x.Tensor(0), x.TensorOrNull(1), op.Keepdims, op.NoopWithEmptyAxes, KnownReduction.Add))
        .Direct<ReduceProdOp>((op, x) => Reduce(x.Tensor(0), x.TensorOrNull(1), op.Keepdims, op.NoopWithEmptyAxes, KnownReduction.Multiply))
        .Direct<ReduceMaxOp>((op, x) => Reduce(x.Tensor(0), x.TensorOrNull(1), op.Keepdims, op.NoopWithEmptyAxes, KnownReduction.Maximum))
        .Direct<ReduceMinOp>((op, x) => Reduce(x.Tensor(0), x.TensorOrNull(1), op.Keepdims, op.NoopWithEmptyAxes, KnownReduction.Minimum));

    private static TensorValue? Reduce(TensorValue x, TensorValue? axes, long keepDims, long noopWithEmptyAxes, KnownReduction kind)
    {
        if (Initial(x.ElementType, kind) is not { } initial || x.Count == 0)
            return null;
        var along = ReductionRows.Along(axes?.ToIntegers() ?? [], x.Rank, noopWithEmptyAxes != 0);
        var reduced = along.Length == 0 ? x : Reduction.Reduce(x, initial, [.. along.Select(a => (long)a)], kind);
        return keepDims == 0 ? reduced : reduced.Reshaped(x.Shape.Dims.Select((d, i) => along.Contains(i) ? 1 : d).ToArray());
    }

    /// <summary>The number that changes nothing; null for element types that are left to the reference semantics.</summary>
    private static TensorValue? Initial(IRType element, KnownReduction kind)
    {
        var isBest = kind is KnownReduction.Maximum or KnownReduction.Minimum;
        var type = RankedTensorType.Get(element);
        return element switch
        {
            FloatType { Kind: FloatKind.F32 or FloatKind.F64 } when isBest => TensorValue.Splat(type, kind == KnownReduction.Maximum ? double.NegativeInfinity : double.PositiveInfinity),
            IntegerType { Width: 32 or 64, IsUnsigned: false } i when isBest =>
                TensorValue.Scalar(i, kind == KnownReduction.Maximum ? long.MinValue >> (64 - i.Width) : long.MaxValue >> (64 - i.Width)),
            FloatType { Kind: FloatKind.F32 or FloatKind.F64 } or IntegerType { Width: 32 or 64, IsUnsigned: false } => TensorValue.Splat(type, kind == KnownReduction.Multiply ? 1 : 0),
            _ => null,
        };
    }
}
