using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Checks of collective operations.</summary>
internal static class HloVerifyCollectives
{
    public static void AllGather(AllGatherOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.OperandCount == op.ResultCount, "requires the same number of operands and results");
        for (var i = 0; i < op.OperandCount; i++)
        {
            var (operand, result) = (Infer.Ranked(op.Operand(i).Type), Infer.Ranked(op.Result(i).Type));
            Infer.Require(op.AllGatherDim < operand.Rank, "all_gather_dim must be a valid index of operand"); // all_gather_c1
            Infer.Require(operand.Rank == result.Rank, "operand and return must have the same rank"); // all_gather_c6
            for (var d = 0; d < operand.Rank; d++)
                Infer.Require(d == op.AllGatherDim || Dims.Match(operand.Shape[d], result.Shape[d]), "operand and result should have the same shape except for the dimension size at 'all_gather_dim'"); // all_gather_c6
        }
    });

    public static void ReduceScatter(ReduceScatterOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        Infer.Require(operand.Rank == result.Rank, "operand and result should have same rank"); // reduce_scatter_c8
        Infer.Require(op.ScatterDimension < operand.Rank, $"scatter dim should be less than operand/result rank"); // reduce_scatter_c2
        for (var d = 0; d < operand.Rank; d++)
            Infer.Require(d == op.ScatterDimension || Dims.Match(operand.Shape[d], result.Shape[d]), "non scatter dimensions should be same for operand and result"); // reduce_scatter_c8
    });
}

/// <summary>Checks of operations with computed sizes.</summary>
internal static class HloVerifyDynamic
{
    public static void Iota(DynamicIotaOp op, Verifier verifier)
    {
        HloVerify.Run(op, verifier, () => CheckShapeOperand(op.OutputShape, Infer.Ranked(op.Result.Type)));
        HloVerify.IotaDimension(op, op.Result.Type, op.IotaDimension, verifier);
    }

    public static void BroadcastInDim(DynamicBroadcastInDimOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        HloVerify.CheckBroadcast(operand, result, op.BroadcastDimensions);
        CheckShapeOperand(op.OutputDimensions, result);
    });

    public static void Reshape(DynamicReshapeOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        CheckShapeOperand(op.OutputShape, result);
        if (operand.HasStaticShape && result.HasStaticShape)
            Infer.Require(operand.Shape.ElementCount == result.Shape.ElementCount, $"number of output elements ({result.Shape.ElementCount}) doesn't match expected number of elements ({operand.Shape.ElementCount})"); // dynamic_reshape_c2
    });

    /// <summary>A shape that is known when compiling is the result's.</summary>
    private static void CheckShapeOperand(Value shape, RankedTensorType result)
    {
        var count = Infer.Ranked(shape.Type).Shape[0];
        Infer.Require(count == Shape.Dynamic || count == result.Rank, $"output should have a rank equal to the number of elements in output_shape");
        if (shape.ConstantValue is not ElementsAttr { Data: not null } constant)
            return;
        var sizes = constant.ToIntegers();
        Infer.Require(sizes.Select((s, i) => Dims.Match(s, result.Shape[i])).All(m => m), $"output shape [{string.Join(", ", sizes)}] is incompatible with return type of operation '{result}'");
    }

    public static void Slice(RealDynamicSliceOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        var count = Infer.Ranked(op.StartIndices.Type).Shape[0];
        Infer.Require(operand.Rank == result.Rank, "has mismatched operand and result ranks");
        Infer.Require(Dims.Match(count, operand.Rank), $"has mismatched number of operand rank ({operand.Rank}) and start_indices size ({Infer.Size(count)})");
    });

    public static void Pad(DynamicPadOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        var count = Infer.Ranked(op.EdgePaddingLow.Type).Shape[0];
        Infer.Require(Dims.Match(count, operand.Rank), $"padding operands size ({Infer.Size(count)}) must match operand rank ({operand.Rank})");
        Infer.Require(operand.Rank == result.Rank, "failed to verify that all of {operand, result} have same rank"); // dynamic_pad_c4
    });
}
