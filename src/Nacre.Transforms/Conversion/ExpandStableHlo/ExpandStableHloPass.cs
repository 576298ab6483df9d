using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;
using Sdy = Nacre.Dialects.Sdy;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>
/// Replaces operations by others that say the same, so that code generators have fewer to know: composites, maps and normalisations by what they compute, <c>case</c> by <c>if</c>, <c>scan</c> by
/// <c>while</c>, operations with computed sizes by those with given ones where the result's type says the sizes, <c>top_k</c> by a sort, superseded operations by those that superseded them, what says
/// where values lie on several devices by its operands.
/// </summary>
public sealed record ExpandStableHloPass : Pass, IPass<ExpandStableHloPass>
{
    public static string PassArgument => "expand-stablehlo";
    public static string Description => "Replaces operations by simpler ones that say the same.";
    public static ExpandStableHloPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    /// <summary>The results by which an operation is replaced; null where it stays.</summary>
    private delegate IReadOnlyList<Value>? Row(Operation op, OpBuilder builder);

    private static readonly Dictionary<Type, Row> Rows = new(BroadcastingOps.Elementwise.Keys.Select(op => KeyValuePair.Create(op, (Row)BroadcastingOps.Binary)))
    {
        [typeof(Hlo.OptimizationBarrierOp)] = (op, _) => [.. op.Operands],
        [typeof(Sdy.ShardingConstraintOp)] = (op, _) => [.. op.Operands],
        [typeof(Hlo.CustomCallOp)] = (op, _) => CustomCalls.IsPlacement((Hlo.CustomCallOp)op) ? [.. op.Operands] : null,
        [typeof(Hlo.CompositeOp)] = (op, builder) => Composite((Hlo.CompositeOp)op, builder),
        [typeof(Hlo.MapOp)] = (op, builder) => Map((Hlo.MapOp)op, builder),
        [typeof(Hlo.CaseOp)] = (op, builder) => Case((Hlo.CaseOp)op, builder),
        [typeof(Hlo.GetDimensionSizeOp)] = (op, builder) => DimensionSize((Hlo.GetDimensionSizeOp)op, builder),
        [typeof(Hlo.DynamicReshapeOp)] = (op, builder) => IsStatic(op) ? [Hlo.ReshapeOp.Create(builder, op.Result(0).Type, op.Operand(0)).Result] : null,
        [typeof(Hlo.DynamicIotaOp)] = (op, builder) => IsStatic(op) ? [Hlo.IotaOp.Create(builder, op.Result(0).Type, ((Hlo.DynamicIotaOp)op).IotaDimension).Output] : null,
        [typeof(Hlo.DynamicBroadcastInDimOp)] = (op, builder) =>
            IsStatic(op) ? [Hlo.BroadcastInDimOp.Create(builder, op.Result(0).Type, op.Operand(0), ((Hlo.DynamicBroadcastInDimOp)op).BroadcastDimensions).Result] : null,
        [typeof(Hlo.DynamicGatherOp)] = (op, builder) => Gather((Hlo.DynamicGatherOp)op, builder),
        [typeof(Hlo.DynamicPadOp)] = (op, builder) => ComputedAmounts.Pad((Hlo.DynamicPadOp)op, builder),
        [typeof(Hlo.RealDynamicSliceOp)] = (op, builder) => ComputedAmounts.Slice((Hlo.RealDynamicSliceOp)op, builder),
        [typeof(Hlo.DynamicConvOp)] = (op, builder) => ComputedAmounts.Convolution((Hlo.DynamicConvOp)op, builder),
        [typeof(Hlo.GetTupleElementOp)] = (op, _) => Member((Hlo.GetTupleElementOp)op) is { } member ? [member] : null,
        [typeof(Hlo.BatchNormInferenceOp)] = (op, builder) => BatchNormExpansion.Inference((Hlo.BatchNormInferenceOp)op, builder),
        [typeof(Hlo.BatchNormTrainingOp)] = (op, builder) => BatchNormExpansion.Training((Hlo.BatchNormTrainingOp)op, builder),
        [typeof(Hlo.BatchNormGradOp)] = (op, builder) => BatchNormExpansion.Gradient((Hlo.BatchNormGradOp)op, builder),
        [typeof(Hlo.ConvolutionOp)] = (op, builder) => WindowForms.BatchGroups((Hlo.ConvolutionOp)op, builder),
        [typeof(Hlo.ReduceWindowOp)] = (op, builder) => WindowForms.BaseDilation((Hlo.ReduceWindowOp)op, builder),
        [typeof(Hlo.RngOp)] = (op, builder) => RandomNumbers.Expand((Hlo.RngOp)op, builder),
        [typeof(Hlo.BroadcastOp)] = (op, builder) => SupersededOps.Broadcast((Hlo.BroadcastOp)op, builder),
        [typeof(Hlo.DotOp)] = (op, builder) => SupersededOps.Dot((Hlo.DotOp)op, builder),
        [typeof(Hlo.EinsumOp)] = (op, builder) => SupersededOps.Einsum((Hlo.EinsumOp)op, builder),
        [typeof(Hlo.UnaryEinsumOp)] = (op, builder) => SupersededOps.UnaryEinsum((Hlo.UnaryEinsumOp)op, builder),
        [typeof(Hlo.TorchIndexSelectOp)] = (op, builder) => SupersededOps.IndexSelect((Hlo.TorchIndexSelectOp)op, builder),
        [typeof(Chlo.TopKOp)] = (op, builder) => TopK((Chlo.TopKOp)op, builder),
        [typeof(Chlo.BroadcastCompareOp)] = (op, builder) => BroadcastingOps.Compare((Chlo.BroadcastCompareOp)op, builder),
        [typeof(Chlo.BroadcastSelectOp)] = (op, builder) => BroadcastingOps.Select((Chlo.BroadcastSelectOp)op, builder),
        [typeof(Chlo.ConstantOp)] = (op, builder) => [Hlo.ConstantOp.Create(builder, ((Chlo.ConstantOp)op).Value).Output],
        [typeof(Chlo.ConstantLikeOp)] = (op, builder) => ConstantLike((Chlo.ConstantLikeOp)op, builder),
        [typeof(Chlo.ScanOp)] = (op, builder) => ScanExpansion.Expand((Chlo.ScanOp)op, builder),
    };

    public override void Run(Operation root, PassContext context)
    {
        // Inner operations first: what a composite or a map is replaced by is looked at again.
        var pending = new Stack<Operation>(root.Walk().Where(o => Rows.ContainsKey(o.GetType())));
        while (pending.TryPop(out var op))
        {
            var (block, before) = (op.Block!, op.Previous);
            if (Rows[op.GetType()](op, OpBuilder.Before(op)) is not { } results)
                continue;
            for (var i = 0; i < results.Count; i++)
                op.Result(i).ReplaceAllUsesWith(results[i]);
            for (var added = before is null ? block.First : before.Next; added is not null && !ReferenceEquals(added, op); added = added.Next)
            {
                foreach (var inner in added.Walk().Where(o => Rows.ContainsKey(o.GetType())))
                    pending.Push(inner);
            }
            op.Erase();
        }
    }

    private static Value[]? ConstantLike(Chlo.ConstantLikeOp op, OpBuilder builder)
    {
        if (op.Result.Type is not RankedTensorType { HasStaticShape: true } type)
            return null;
        return op.Value switch
        {
            FloatAttr number => [Hlo.ConstantOp.Splat(builder, type, number.Value).Output],
            IntegerAttr number => [Hlo.ConstantOp.Create(builder, DenseElementsAttr.OfIntegers(type, [number.Value])).Output],
            _ => null,
        };
    }

    /// <summary>What was put into a tuple at the element's place, where it was made by an operation.</summary>
    private static Value? Member(Hlo.GetTupleElementOp op)
    {
        var tuple = op.Operand.DefiningOp is Hlo.GetTupleElementOp outer ? Member(outer) : op.Operand;
        return tuple?.DefiningOp is Hlo.TupleOp made ? made.Val[op.Index] : null;
    }

    /// <summary>Whether the types of operands and result say all sizes.</summary>
    private static bool IsStatic(Operation op) => op.Operand(0).Type is RankedTensorType { HasStaticShape: true } && op.Result(0).Type is RankedTensorType { HasStaticShape: true };

    /// <summary>The body of the decomposition, where it has one block and does not call itself.</summary>
    private static Value[]? Composite(Hlo.CompositeOp op, OpBuilder builder)
    {
        if (SymbolTable.LookupNearest(op, op.Decomposition) is not FuncOp { IsExternal: false } body || body.Body.Blocks.Count != 1 || body.Walk().Any(o => o is Hlo.CompositeOp or CallOp))
            return null;
        return BlockCopies.Inline(body.Body.Entry, op.Operands, builder);
    }

    /// <summary>Elementwise operations on scalars do the same with whole tensors.</summary>
    private static Value[]? Map(Hlo.MapOp op, OpBuilder builder)
    {
        var body = op.Computation.Entry;
        if (op.Result.Type is not RankedTensorType { HasStaticShape: true } type || !body.Operations.All(o => o is ITerminator or Hlo.ConstantOp || (o is Hlo.IElementwiseOp or Hlo.SelectOp or Hlo.ClampOp && o.Operands.All(IsInside))))
            return null;
        var results = BlockCopies.Inline(body, op.Inputs, builder, copy => Widened(copy, type.Shape));
        return results[0].Type is RankedTensorType { Rank: 0 } && type.Rank > 0 ? [Hlo.BroadcastInDimOp.Create(builder, type, results[0]).Result] : results;

        bool IsInside(Value value) => ReferenceEquals(value is BlockArgument argument ? argument.ParentBlock : value.DefiningOp!.Block, body);
    }

    private static void Widened(Operation op, Shape shape)
    {
        var type = new RankedTensorType(shape, op.Result(0).Type.ElementOrSelf());
        op.Result(0).Type = type;
        if (op is Hlo.ConstantOp constant)
            constant.Value = new DenseElementsAttr(type, ((DenseElementsAttr)constant.Value).Data!);
    }

    /// <summary><c>if (index = 0) {…} else { if (index = 1) {…} else … }</c>, the last branch for all other indices.</summary>
    private static Value[] Case(Hlo.CaseOp op, OpBuilder builder)
    {
        var branches = op.Branches.Select(r => r.Entry).ToArray();
        IRType[] types = [.. op.Results.Types];
        IReadOnlyList<Value> From(OpBuilder at, int index)
        {
            if (index == branches.Length - 1)
                return BlockCopies.Inline(branches[index], [], at);
            var number = Hlo.ConstantOp.Splat(at, (RankedTensorType)op.Index.Type, index).Output;
            var isIt = Hlo.CompareOp.Create(at, op.Index, number, new Hlo.ComparisonDirectionAttr(Hlo.ComparisonDirection.Equal)).Result;
            return [.. ((Operation)Hlo.IfOp.Create(at, types, isIt, (inner, _) => BlockCopies.Inline(branches[index], [], inner), (inner, _) => From(inner, index + 1))).Results];
        }
        return [.. From(builder, 0)];
    }

    private static Value[]? DimensionSize(Hlo.GetDimensionSizeOp op, OpBuilder builder)
    {
        if (op.Operand.Type is not RankedTensorType type || type.Shape.IsDynamic((int)op.Dimension))
            return null;
        return [Hlo.ConstantOp.Splat(builder, (RankedTensorType)op.Result.Type, type.Shape[(int)op.Dimension]).Output];
    }

    /// <summary>The result's type says how large the slices are.</summary>
    private static Value[]? Gather(Hlo.DynamicGatherOp op, OpBuilder builder)
    {
        if (!IsStatic(op) || op.StartIndices.Type is not RankedTensorType { HasStaticShape: true })
            return null;
        var (numbers, result) = (op.DimensionNumbers, ((RankedTensorType)op.Result.Type).Shape);
        var sizes = new long[((RankedTensorType)op.Operand.Type).Rank];
        var offset = 0;
        for (var d = 0; d < sizes.Length; d++)
            sizes[d] = numbers.CollapsedSliceDims.Contains(d) || numbers.OperandBatchingDims.Contains(d) ? 1 : result[(int)numbers.OffsetDims[offset++]];
        return [Hlo.GatherOp.Create(builder, op.Operand, op.StartIndices, numbers, sizes, op.IndicesAreSorted).Result];
    }

    /// <summary>Sorts numbers with their places, floats in their total order, the largest first, and takes the first k.</summary>
    private static Value[]? TopK(Chlo.TopKOp op, OpBuilder builder)
    {
        if (op.Operand.Type is not RankedTensorType { HasStaticShape: true, ElementType: IntegerType or FloatType } type)
            return null;
        var places = Hlo.IotaOp.Create(builder, type.WithElement(IntegerType.I32), type.Rank - 1).Output;
        var order = type.ElementType is FloatType ? new Hlo.ComparisonTypeAttr(Hlo.ComparisonType.TotalOrder) : null;
        var sorted = Hlo.SortOp.Create(builder, [op.Operand, places], type.Rank - 1, isStable: true, (inner, x) =>
            [Hlo.CompareOp.Create(inner, x[0], x[1], new Hlo.ComparisonDirectionAttr(Hlo.ComparisonDirection.Greater), order).Result]);
        long[] limits = [.. type.Shape.Dims.Take(type.Rank - 1), op.K];
        long[] starts = [.. limits.Select(_ => 0L)], strides = [.. limits.Select(_ => 1L)];
        return [.. sorted.Outputs.Select(r => Hlo.SliceOp.Create(builder, r, starts, limits, strides).Result)];
    }
}
