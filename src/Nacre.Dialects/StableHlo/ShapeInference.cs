using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>
/// What is known of the result types of an operation of <c>stablehlo</c> or <c>chlo</c> from its operands: more than the operation's own inference says, because
/// shapes that are operands may be constant, and because some operations do not infer their types at all.
/// </summary>
public static class ShapeInference
{
    /// <summary>A type for each result, each compatible with the present one; null where nothing is known. Operands that break the operation's constraints tell nothing.</summary>
    public static IReadOnlyList<IRType>? TryInfer(Operation op)
    {
        try
        {
            return Infer(op) ?? (op is UnregisteredOp || op.Info.Dialect is not ("stablehlo" or "chlo") ? null : op.Info.InferTypes?.Invoke(HloVerify.StateOf(op)));
        }
        catch (InferenceException)
        {
            return null;
        }
    }

    /// <summary>The integers of a value that is constant; null for others.</summary>
    public static long[]? Known(Value value) => value.ConstantValue is ElementsAttr { Data: not null, ElementType: IntegerType or IndexType } constant ? constant.ToIntegers() : null;

    private static IReadOnlyList<IRType>? Infer(Operation op) => op switch
    {
        DynamicBroadcastInDimOp o => Sized(o, o.OutputDimensions),
        DynamicReshapeOp o => Sized(o, o.OutputShape),
        DynamicIotaOp o => Sized(o, o.OutputShape),
        RngOp o => Sized(o, o.Shape),
        RealDynamicSliceOp o => Slice(o),
        DynamicPadOp o => Pad(o),
        DynamicGatherOp o => [InferIndexing.DynamicGather(o)],
        DynamicConvOp o => Convolution(o),
        ConvolutionOp o => [InferContractions.Convolution(o.Lhs.Type, o.Rhs.Type, o.DimensionNumbers, o.Window, o.FeatureGroupCount, o.BatchGroupCount, o.Result.Type.ElementOrSelf())],
        DotGeneralOp o => [InferContractions.DotGeneral(o)],
        Chlo.RaggedDotOp { Lhs.Type: RankedTensorType, Rhs.Type: RankedTensorType } o => [Chlo.RaggedDotChecks.ResultType(o)],
        DotOp o => [InferContractions.Dot(o)],
        ConvertOp or UniformQuantizeOp or MapOp => [ShapeOf(op.Operand(0), op.Result(0))],
        BitcastConvertOp o when o.Operand.Type.ElementOrSelf().BitWidth() == o.Result.Type.ElementOrSelf().BitWidth() => [ShapeOf(o.Operand, o.Result)],
        AllGatherOp o when GroupSize(o) is { } size => [.. o.Inputs.Select(v => Scaled(v, o.AllGatherDim, d => d * size))],
        ReduceScatterOp o when GroupSize(o) is { } size => [Scaled(o.Operand, o.ScatterDimension, d => d / size)],
        WhileOp o => [.. o.Inputs.Types],
        IfOp or CaseOp => Branches(op),
        CustomCallOp o => CustomCall(o),
        _ => null,
    };

    /// <summary>Of the sizes that an operand has.</summary>
    private static IReadOnlyList<IRType>? Sized(Operation op, Value sizes) =>
        Known(sizes) is { } known && known.All(s => s >= 0) ? [StableHlo.Infer.Tensor(known, op.Result(0).Type.ElementOrSelf())] : null;

    private static RankedTensorType ShapeOf(Value operand, Value result) => StableHlo.Infer.Ranked(operand.Type).WithElement(result.Type.ElementOrSelf());

    private static IReadOnlyList<IRType>? Slice(RealDynamicSliceOp op)
    {
        if (Known(op.Strides) is not { } strides)
            return null;
        var element = op.Operand.Type.ElementOrSelf();
        if (Known(op.StartIndices) is { } starts && Known(op.LimitIndices) is { } limits)
            return [StableHlo.Infer.Tensor([.. starts.Select((s, i) => (limits[i] - s + strides[i] - 1) / strides[i])], element)];
        // The limits are the starts and a constant: what is cut out has the constant's sizes.
        var extent = op.LimitIndices.DefiningOp is AddOp sum ? (sum.Lhs == op.StartIndices ? sum.Rhs : sum.Rhs == op.StartIndices ? sum.Lhs : null) : null;
        return extent is not null && strides.All(s => s == 1) && Known(extent) is { } sizes ? [StableHlo.Infer.Tensor(sizes, element)] : null;
    }

    private static IReadOnlyList<IRType>? Pad(DynamicPadOp op)
    {
        if (Known(op.EdgePaddingLow) is not { } low || Known(op.EdgePaddingHigh) is not { } high || Known(op.InteriorPadding) is not { } interior)
            return null;
        var state = new OpState(op.Location);
        state.Operands.AddRange([op.Operand, op.PaddingValue]);
        state.SetAttr("edge_padding_low", DenseArrayAttr.I64(low));
        state.SetAttr("edge_padding_high", DenseArrayAttr.I64(high));
        state.SetAttr("interior_padding", DenseArrayAttr.I64(interior));
        return [StableHlo.Infer.Pad(state)];
    }

    private static IReadOnlyList<IRType>? Convolution(DynamicConvOp op)
    {
        if (Known(op.Padding) is not { } padding)
            return null;
        var sizes = op.DimensionNumbers.KernelSpatialDimensions.Map(d => StableHlo.Infer.Ranked(op.Rhs.Type).Shape[(int)d]);
        var window = WindowDimension.Of(sizes, op.WindowStrides, WindowDimension.PaddingAttr(padding), op.LhsDilation, op.RhsDilation, op.WindowReversal);
        return [InferContractions.Convolution(op.Lhs.Type, op.Rhs.Type, op.DimensionNumbers, window, op.FeatureGroupCount, op.BatchGroupCount, op.Result.Type.ElementOrSelf())];
    }

    /// <summary>How many processes a group has, where they are known to be as many in each.</summary>
    private static long? GroupSize(IHasReplicaGroups op)
    {
        var isByReplica = ((Operation)op).GetAttr("channel_handle") is null || ((Operation)op).HasAttr("use_global_device_ids");
        return isByReplica && op.ReplicaGroups is ElementsAttr { Type: { Rank: 2 } type } && type.Shape[1] > 0 ? type.Shape[1] : null;
    }

    private static RankedTensorType Scaled(Value operand, long dimension, Func<long, long> scale)
    {
        var type = StableHlo.Infer.Ranked(operand.Type);
        return StableHlo.Infer.Tensor([.. type.Shape.Dims.Select((d, i) => i == dimension && d != Shape.Dynamic ? scale(d) : d)], type.ElementType);
    }

    /// <summary>What all branches agree on.</summary>
    private static IReadOnlyList<IRType>? Branches(Operation op)
    {
        var ends = op.Regions.Select(r => r.Blocks is [.., { Last: ReturnOp end }] ? end : null).ToArray();
        if (ends.Any(e => e is null || e.OperandCount != op.ResultCount))
            return null;
        return [.. Enumerable.Range(0, op.ResultCount).Select(i => HloCompatibility.LeastSpecific([.. ends.Select(e => e!.Operand(i).Type)]))];
    }

    /// <summary>A custom call may say which of its operands are the shapes of its results.</summary>
    private static IReadOnlyList<IRType>? CustomCall(CustomCallOp op)
    {
        if (op.GetAttr("indices_of_shape_operands") is not ElementsAttr { Data: not null } indices)
            return null;
        var shapes = new Queue<long>(indices.ToIntegers());
        IRType?[] types = [.. op.Results.Types.Select(t => Shaped(op, t, shapes))];
        return shapes.Count > 0 || types.Contains(null) ? null : [.. types.OfType<IRType>()];
    }

    /// <summary>A result type with the next shapes, one for each tensor in it; null where they are not known.</summary>
    private static IRType? Shaped(CustomCallOp op, IRType type, Queue<long> shapes)
    {
        if (type is TupleType tuple)
        {
            IRType?[] parts = [.. tuple.Types.Select(t => Shaped(op, t, shapes))];
            return parts.Contains(null) ? null : new TupleType(parts.OfType<IRType>().ToEquatableArray());
        }
        var isKnown = shapes.TryDequeue(out var index) && index >= 0 && index < op.OperandCount;
        return isKnown && Known(op.Operand((int)index)) is { } sizes ? StableHlo.Infer.Tensor(sizes, type.ElementOrSelf()) : null;
    }
}
