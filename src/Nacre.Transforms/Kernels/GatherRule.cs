using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>The element rule of gather (https://openxla.org/stablehlo/spec#gather).</summary>
internal static class GatherRule
{
    public static Value Emit(ElementEmitter emitter, Hlo.GatherOp op, AffineExpr[] index)
    {
        var numbers = op.DimensionNumbers;
        var batch = Enumerable.Range(0, index.Length).Where(i => !numbers.OffsetDims.Contains(i)).Select(i => index[i]).ToArray();
        if (emitter.AnyDependsOnLane(batch))
            return emitter.EmitEachLane(shift => Emit(emitter, op, [.. index.Select(shift)]));
        var operandShape = ((RankedTensorType)op.Operand.Type).Shape;
        var inner = new AffineExpr[operandShape.Rank];
        var offset = 0;
        for (var d = 0; d < inner.Length; d++)
        {
            var isOffset = !numbers.CollapsedSliceDims.Contains(d) && !numbers.OperandBatchingDims.Contains(d);
            inner[d] = isOffset ? index[(int)numbers.OffsetDims[offset++]] : AffineExpr.Constant(0);
            inner[d] += Start(emitter, op, batch, d, operandShape[d]);
        }
        return emitter.Emit(op.Operand, inner);
    }

    /// <summary>Where the slice starts in operand dimension <paramref name="d"/>.</summary>
    private static AffineExpr Start(ElementEmitter emitter, Hlo.GatherOp op, AffineExpr[] batch, int d, long size)
    {
        var numbers = op.DimensionNumbers;
        var batching = numbers.OperandBatchingDims.ToArray().AsSpan().IndexOf(d);
        if (batching >= 0)
            return batch[BatchPosition(numbers, (int)numbers.StartIndicesBatchingDims[batching])];
        var component = numbers.StartIndexMap.ToArray().AsSpan().IndexOf(d);
        if (component < 0)
            return AffineExpr.Constant(0);
        var indicesRank = ((RankedTensorType)op.StartIndices.Type).Rank;
        var at = new List<AffineExpr>(batch);
        if (numbers.IndexVectorDim < indicesRank)
            at.Insert((int)numbers.IndexVectorDim, AffineExpr.Constant(component));
        var start = emitter.EmitScalar(op.StartIndices, [.. at]);
        return ElementRules.BindClamped(emitter, start, op.StartIndices.Type.IsUnsigned(), size - op.SliceSizes[d]);
    }

    /// <summary>The position of a dimension of the indices among the batch dimensions, which lack the index vector.</summary>
    private static int BatchPosition(Hlo.GatherDimensionNumbersAttr numbers, int dim) => dim < numbers.IndexVectorDim ? dim : dim - 1;
}
