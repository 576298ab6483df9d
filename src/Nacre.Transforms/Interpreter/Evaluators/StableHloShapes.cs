using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of StableHLO's operations that move elements or deal with shapes.</summary>
internal static class StableHloShapes
{
    public static OpEvaluators AddStableHloShapes(this OpEvaluators table) => table
        .AddConstants()
        .AddMovement()
        .AddSlicing()
        .AddDynamic();

    private static OpEvaluators AddConstants(this OpEvaluators table) => table
        .AddLaneConstant<ConstantOp>((op, _, _) => [TensorValue.FromAttr(op.Value)])
        .Tensor<IotaOp>((op, _) => DataMovement.Iota((RankedTensorType)op.Output.Type, (int)op.IotaDimension))
        .Tensor<GetDimensionSizeOp>((op, x) => TensorValue.Scalar(IntegerType.I32, x[0].Shape[(int)op.Dimension]))
        .Tensor<SetDimensionSizeOp>((op, x) => SetDimensionSize(x[0], x[1].ToInteger(), (int)op.Dimension));

    private static OpEvaluators AddMovement(this OpEvaluators table) => table
        .Tensor<BitcastConvertOp>((op, x) => Conversion.Bitcast(x[0], Quantization.StorageOf(op.Result.Type.ElementOrSelf())))
        .Tensor<BroadcastOp>((op, x) => Broadcast(x[0], op.BroadcastSizes.Span))
        .Tensor<BroadcastInDimOp>((op, x) => DataMovement.BroadcastInDim(x[0], StaticDims(op.Result.Type), op.BroadcastDimensions.Span))
        .Tensor<ReshapeOp>((op, x) => x[0].Reshaped(StaticDims(op.Result.Type)))
        .Tensor<TransposeOp>((op, x) => DataMovement.Transpose(x[0], op.Permutation.Span))
        .Tensor<ReverseOp>((op, x) => DataMovement.Reverse(x[0], op.Dimensions.Span))
        .Tensor<ConcatenateOp>((op, x) => DataMovement.Concatenate(x, (int)op.Dimension))
        .Tensor<PadOp>((op, x) => DataMovement.Pad(x[0], x[1], op.EdgePaddingLow.Span, op.EdgePaddingHigh.Span, op.InteriorPadding.Span));

    private static OpEvaluators AddSlicing(this OpEvaluators table) => table
        .Tensor<SliceOp>((op, x) => DataMovement.Slice(x[0], op.StartIndices.Span, op.LimitIndices.Span, op.Strides.Span))
        .Tensor<DynamicSliceOp>((op, x) => DataMovement.DynamicSlice(x[0], x[1..], op.SliceSizes.Span))
        .Tensor<DynamicUpdateSliceOp>((_, x) => DataMovement.DynamicUpdateSlice(x[0], x[1], x[2..]))
        .Tensor<GatherOp>((op, x) => GatherScatter.Gather(x[0], x[1], Addressing(op.DimensionNumbers), op.SliceSizes.Span))
        .Tensor<TorchIndexSelectOp>((op, x) => IndexSelect(x[0], x[1], (int)op.Dim, (int)op.BatchDims));

    private static OpEvaluators AddDynamic(this OpEvaluators table) => table
        .Tensor<DynamicIotaOp>((op, x) => DataMovement.Iota(new RankedTensorType(x[0].ToIntegers(), op.Result.Type.ElementOrSelf()), (int)op.IotaDimension))
        .Tensor<DynamicBroadcastInDimOp>((op, x) => DataMovement.BroadcastInDim(x[0], x[1].ToIntegers(), op.BroadcastDimensions.Span))
        .Tensor<DynamicReshapeOp>((_, x) => x[0].Reshaped(x[1].ToIntegers()))
        .Tensor<RealDynamicSliceOp>((_, x) => DataMovement.Slice(x[0], x[1].ToIntegers(), x[2].ToIntegers(), x[3].ToIntegers()))
        .Tensor<DynamicPadOp>((_, x) => DataMovement.Pad(x[0], x[1], x[2].ToIntegers(), x[3].ToIntegers(), x[4].ToIntegers()))
        .Tensor<DynamicGatherOp>((op, x) => GatherScatter.Gather(x[0], x[1], Addressing(op.DimensionNumbers), x[2].ToIntegers()));

    /// <summary>The sizes of a static type; of one with bounds the size is not known before the operation runs.</summary>
    private static long[] StaticDims(IRType type) =>
        type is RankedTensorType { HasStaticShape: true } tensor ? tensor.Shape.Dims.ToArray() : throw new EvaluationException($"the size of the result {type} is not known");

    private static TensorValue Broadcast(TensorValue x, ReadOnlySpan<long> sizes)
    {
        long[] dimensions = [.. Enumerable.Range(sizes.Length, x.Rank).Select(d => (long)d)];
        return DataMovement.BroadcastInDim(x, [.. sizes, .. x.Shape.Dims], dimensions);
    }

    private static TensorValue SetDimensionSize(TensorValue x, long size, int dimension)
    {
        var limit = x.Shape.Dims.ToArray();
        limit[dimension] = size;
        return DataMovement.Slice(x, DataMovement.Zeros(x.Rank), limit, DataMovement.Ones(x.Rank));
    }

    public static WindowAddressing Addressing(GatherDimensionNumbersAttr d) => new(
        d.OffsetDims.ToArray(), d.CollapsedSliceDims.ToArray(), d.OperandBatchingDims.ToArray(), d.StartIndicesBatchingDims.ToArray(), d.StartIndexMap.ToArray(), d.IndexVectorDim);

    /// <summary>Result <c>[b…, o…, i…, r…]</c> is operand <c>[b…, o…, index[b…, i…], r…]</c>: a gather of single indices along one dimension.</summary>
    private static TensorValue IndexSelect(TensorValue x, TensorValue index, int dim, int batchDims)
    {
        var indexRank = index.Rank - batchDims;
        long[] batch = [.. Enumerable.Range(0, batchDims).Select(d => (long)d)];
        long[] offsets = [.. Enumerable.Range(0, x.Rank - 1 + indexRank).Where(d => d >= batchDims && (d < dim || d >= dim + indexRank)).Select(d => (long)d)];
        var sizes = x.Shape.Dims.ToArray();
        for (var d = 0; d < batchDims; d++)
            sizes[d] = 1;
        sizes[dim] = 1;
        return GatherScatter.Gather(x, index, new WindowAddressing(offsets, [dim], batch, batch, [dim], index.Rank), sizes);
    }
}
