using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints of operations whose sizes are computed at run time.</summary>
internal static class DynamicChecks
{
    public static void Iota(DynamicIotaOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var result = Infer.Ranked(op.Result.Type);
        Infer.Require(op.IotaDimension < result.Rank, "iota dimension cannot go beyond the output rank."); // dynamic_iota_c1
        CheckShape(op.OutputShape, result); // dynamic_iota_c2
    });

    public static void BroadcastInDim(DynamicBroadcastInDimOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result, dims) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type), op.BroadcastDimensions);
        CheckElements(operand, result); // dynamic_broadcast_in_dim_c1
        Infer.Require(dims.Count == operand.Rank, $"broadcast_dimensions size ({dims.Count}) does not match operand rank ({operand.Rank})"); // dynamic_broadcast_in_dim_c2
        Infer.Require(result.Rank >= operand.Rank, $"result rank ({result.Rank}) is less than operand rank ({operand.Rank})"); // dynamic_broadcast_in_dim_c3
        Infer.Require(Dims.AreUnique(dims), "broadcast_dimensions should not have duplicates"); // dynamic_broadcast_in_dim_c4
        for (var i = 0; i < dims.Count; i++)
        {
            Infer.Require(dims[i] >= 0 && dims[i] < result.Rank, $"broadcast_dimensions contains invalid value {dims[i]} for result with rank {result.Rank}"); // dynamic_broadcast_in_dim_c5
            var (from, to) = (operand.Shape[i], result.Shape[(int)dims[i]]);
            Infer.Require(from == 1 || Dims.Match(from, to), $"size of operand dimension {i} ({Infer.Size(from)}) is not compatible with size of result dimension {dims[i]} ({Infer.Size(to)})"); // dynamic_broadcast_in_dim_c5
        }
        CheckShape(op.OutputDimensions, result); // dynamic_broadcast_in_dim_c7
        CheckHints(operand, op.KnownExpandingDimensions ?? [], op.KnownNonexpandingDimensions ?? []);
        CheckKnownSizes(operand, op.OutputDimensions, dims);
        QuantizationChecks.Broadcast(operand, result, dims); // dynamic_broadcast_in_dim_c6
    });

    private static void CheckHints(RankedTensorType operand, EquatableArray<long> expanding, EquatableArray<long> nonexpanding)
    {
        long[] hints = [.. expanding, .. nonexpanding];
        Infer.Require(hints.Distinct().Count() == hints.Length, "duplicate expansion hint for at least one operand dimension"); // dynamic_broadcast_in_dim_c8
        foreach (var hint in hints)
            Infer.Require(hint >= 0 && hint < operand.Rank, $"hint for expanding dimension {hint} does not refer to a valid operand dimension"); // dynamic_broadcast_in_dim_c9, c10
    }

    private static void CheckKnownSizes(RankedTensorType operand, Value shape, EquatableArray<long> dims)
    {
        if (Known(shape) is not { } sizes)
            return;
        for (var i = 0; i < dims.Count; i++)
        {
            var size = sizes[dims[i]];
            Infer.Require(operand.Shape.IsDynamic(i) || operand.Shape[i] == 1 || operand.Shape[i] == size, $"size of operand dimension {i} ({operand.Shape[i]}) is not equal to 1 or value of shape at index {dims[i]} ({size})");
        }
    }

    public static void Reshape(DynamicReshapeOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        CheckElements(operand, result); // dynamic_reshape_c1
        if (operand.HasStaticShape && result.HasStaticShape)
            Infer.Require(operand.Shape.ElementCount == result.Shape.ElementCount, $"number of output elements ({result.Shape.ElementCount}) doesn't match expected number of elements ({operand.Shape.ElementCount})"); // dynamic_reshape_c2
        CheckShape(op.OutputShape, result); // dynamic_reshape_c4
        Infer.Require(Infer.Ranked(op.OutputShape.Type).Shape[0] == result.Rank, "result should have a rank equal to the number of elements in output_shape"); // dynamic_reshape_c4
        if (operand.HasStaticShape && Known(op.OutputShape) is { } sizes)
            CheckCount(operand, sizes.Aggregate(1L, (a, b) => a * b));
        QuantizationChecks.Reshape(operand, result); // dynamic_reshape_c1, dynamic_reshape_c3
    });

    private static void CheckCount(RankedTensorType operand, long count) =>
        Infer.Require(count == operand.Shape.ElementCount, $"output_shape is incompatible with input type of operation: input has {operand.Shape.ElementCount} elements, but output_shape has {count}");

    private static void CheckElements(RankedTensorType operand, RankedTensorType result) =>
        Infer.Require(HloCompatibility.AreCompatibleElements(operand.ElementType, result.ElementType), $"expects operand and result to have compatible element type. Got: '{operand}' and '{result}'");

    /// <summary>The sizes, where they are known when compiling.</summary>
    private static long[]? Known(Value shape) => shape.ConstantValue is ElementsAttr { Data: not null } constant ? constant.ToIntegers() : null;

    /// <summary>A shape that is known when compiling is the result's.</summary>
    private static void CheckShape(Value shape, RankedTensorType result)
    {
        if (Known(shape) is not { } sizes)
            return;
        var fits = sizes.Length == result.Rank && Enumerable.Range(0, sizes.Length).All(i => Dims.Match(sizes[i], result.Shape[i]));
        Infer.Require(fits, $"output shape [{DimChecks.Join(sizes)}] is incompatible with return type of operation '{result}'");
    }

    public static void Slice(RealDynamicSliceOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var rank = Infer.Ranked(op.Operand.Type).Rank;
        Infer.Require(Infer.Ranked(op.Result.Type).ElementType == op.Operand.Type.ElementOrSelf(), "failed to verify that all of {operand, result} have same element type");
        foreach (var (value, name) in new[] { (op.StartIndices, "start_indices"), (op.LimitIndices, "limit_indices"), (op.Strides, "strides") })
        {
            var count = Infer.Ranked(value.Type).Shape[0];
            Infer.Require(Dims.Match(count, rank), $"has mismatched number of operand rank ({rank}) and {name} size ({Infer.Size(count)})");
        }
    });

    public static void Pad(DynamicPadOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        Infer.Require(operand.ElementType == op.PaddingValue.Type.ElementOrSelf() && operand.ElementType == result.ElementType, "failed to verify that all of {operand, padding_value, result} have same element type"); // dynamic_pad_c1
        Infer.Require(op.EdgePaddingLow.Type == op.EdgePaddingHigh.Type && op.EdgePaddingLow.Type == op.InteriorPadding.Type, "failed to verify that all of {edge_padding_low, edge_padding_high, interior_padding} have same type"); // dynamic_pad_c2
        Infer.Require(operand.Rank == result.Rank, "failed to verify that all of {operand, result} have same rank"); // dynamic_pad_c4
        var count = Infer.Ranked(op.EdgePaddingLow.Type).Shape[0];
        Infer.Require(count == operand.Rank, $"padding operands size ({count}) must match operand rank ({operand.Rank})"); // dynamic_pad_c2
        if (Known(op.InteriorPadding) is not { } interior)
            return;
        Infer.Require(interior.All(p => p >= 0), $"interior_padding must be non-negative, but got {DimChecks.Join(interior)}"); // dynamic_pad_c3
        if (Known(op.EdgePaddingLow) is { } low && Known(op.EdgePaddingHigh) is { } high)
            CheckPadded(operand, result, low, high, interior);
    });

    private static void CheckPadded(RankedTensorType operand, RankedTensorType result, long[] low, long[] high, long[] interior)
    {
        for (var i = 0; i < operand.Rank; i++)
        {
            var expected = operand.Shape.IsDynamic(i) ? Shape.Dynamic : operand.Shape[i] + low[i] + high[i] + Math.Max(operand.Shape[i] - 1, 0) * interior[i];
            Infer.Require(Dims.Match(expected, result.Shape[i]), $"expected output dimension at index {i} to equal {Infer.Size(expected)}, but got {Infer.Size(result.Shape[i])}"); // dynamic_pad_c4
        }
    }
}
