using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;
using Sdy = Nacre.Dialects.Sdy;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>
/// Replaces operations by others that say the same, so that code generators have fewer to know: composites and maps by what they compute, <c>case</c> by <c>if</c>, operations with computed sizes by
/// those with given ones where the result's type says the sizes, <c>dot</c> by <c>dot_general</c>, <c>top_k</c> by a sort, what says where values lie on several devices by its operands.
/// </summary>
public sealed record ExpandStableHloPass : Pass, IPass<ExpandStableHloPass>
{
    public static string PassArgument => "expand-stablehlo";
    public static string Description => "Replaces operations by simpler ones that say the same.";
    public static ExpandStableHloPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    /// <summary>The results by which an operation is replaced; null where it stays.</summary>
    private delegate IReadOnlyList<Value>? Row(Operation op, OpBuilder builder);

    private static readonly Dictionary<Type, Row> Rows = new()
    {
        [typeof(Hlo.OptimizationBarrierOp)] = (op, _) => [.. op.Operands],
        [typeof(Sdy.ShardingConstraintOp)] = (op, _) => [.. op.Operands],
        [typeof(Hlo.CustomCallOp)] = (op, _) => CustomCalls.IsPlacement((Hlo.CustomCallOp)op) ? [.. op.Operands] : null,
        [typeof(Hlo.CompositeOp)] = (op, builder) => Composite((Hlo.CompositeOp)op, builder),
        [typeof(Hlo.DotOp)] = (op, builder) => Dot((Hlo.DotOp)op, builder),
        [typeof(Hlo.MapOp)] = (op, builder) => Map((Hlo.MapOp)op, builder),
        [typeof(Hlo.CaseOp)] = (op, builder) => Case((Hlo.CaseOp)op, builder),
        [typeof(Hlo.GetDimensionSizeOp)] = (op, builder) => DimensionSize((Hlo.GetDimensionSizeOp)op, builder),
        [typeof(Hlo.DynamicReshapeOp)] = (op, builder) => IsStatic(op) ? [Hlo.ReshapeOp.Create(builder, op.Result(0).Type, op.Operand(0)).Result] : null,
        [typeof(Hlo.DynamicIotaOp)] = (op, builder) => IsStatic(op) ? [Hlo.IotaOp.Create(builder, op.Result(0).Type, ((Hlo.DynamicIotaOp)op).IotaDimension).Output] : null,
        [typeof(Hlo.DynamicBroadcastInDimOp)] = (op, builder) =>
            IsStatic(op) ? [Hlo.BroadcastInDimOp.Create(builder, op.Result(0).Type, op.Operand(0), ((Hlo.DynamicBroadcastInDimOp)op).BroadcastDimensions).Result] : null,
        [typeof(Hlo.DynamicGatherOp)] = (op, builder) => Gather((Hlo.DynamicGatherOp)op, builder),
        [typeof(Chlo.TopKOp)] = (op, builder) => TopK((Chlo.TopKOp)op, builder),
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

    /// <summary>Whether the types of operands and result say all sizes.</summary>
    private static bool IsStatic(Operation op) => op.Operand(0).Type is RankedTensorType { HasStaticShape: true } && op.Result(0).Type is RankedTensorType { HasStaticShape: true };

    /// <summary>The body of the decomposition, where it has one block and does not call itself.</summary>
    private static Value[]? Composite(Hlo.CompositeOp op, OpBuilder builder)
    {
        if (SymbolTable.LookupNearest(op, op.Decomposition) is not FuncOp { IsExternal: false } body || body.Body.Blocks.Count != 1 || body.Walk().Any(o => o is Hlo.CompositeOp or CallOp))
            return null;
        return Inline(body.Body.Entry, op.Operands, builder, copy => copy);
    }

    /// <summary>Copies the operations of a block with values in the place of its arguments, and gives what its terminator returns.</summary>
    private static Value[] Inline(Block block, IEnumerable<Value> arguments, OpBuilder builder, Func<Operation, Operation> adapt)
    {
        var mapping = new IRMapping();
        mapping.Map(block.Arguments, arguments);
        foreach (var inner in block.Operations.Where(o => o is not ITerminator))
            adapt(builder.Clone(inner, mapping));
        return [.. block.Last!.Operands.Select(mapping.Lookup)];
    }

    /// <summary>The last dimension of the left side and the first of the right one are summed over.</summary>
    private static Value[] Dot(Hlo.DotOp op, OpBuilder builder)
    {
        var numbers = new Hlo.DotDimensionNumbersAttr([], [], [((RankedTensorType)op.Lhs.Type).Rank - 1], [0]);
        return [Hlo.DotGeneralOp.Create(builder, op.Result.Type, op.Lhs, op.Rhs, numbers, op.PrecisionConfig).Result];
    }

    /// <summary>Elementwise operations on scalars do the same with whole tensors.</summary>
    private static Value[]? Map(Hlo.MapOp op, OpBuilder builder)
    {
        var body = op.Computation.Entry;
        if (op.Result.Type is not RankedTensorType { HasStaticShape: true } type || !body.Operations.All(o => o is ITerminator or Hlo.ConstantOp || (o is Hlo.IElementwiseOp or Hlo.SelectOp or Hlo.ClampOp && o.Operands.All(IsInside))))
            return null;
        var results = Inline(body, op.Inputs, builder, copy => Widened(copy, type.Shape));
        return results[0].Type is RankedTensorType { Rank: 0 } && type.Rank > 0 ? [Hlo.BroadcastInDimOp.Create(builder, type, results[0]).Result] : results;

        bool IsInside(Value value) => ReferenceEquals(value is BlockArgument argument ? argument.ParentBlock : value.DefiningOp!.Block, body);
    }

    private static Operation Widened(Operation op, Shape shape)
    {
        var type = new RankedTensorType(shape, op.Result(0).Type.ElementOrSelf());
        op.Result(0).Type = type;
        if (op is Hlo.ConstantOp constant)
            constant.Value = new DenseElementsAttr(type, ((DenseElementsAttr)constant.Value).Data!);
        return op;
    }

    /// <summary><c>if (index = 0) {…} else { if (index = 1) {…} else … }</c>, the last branch for all other indices.</summary>
    private static Value[] Case(Hlo.CaseOp op, OpBuilder builder)
    {
        var branches = op.Branches.Select(r => r.Entry).ToArray();
        IRType[] types = [.. op.Results.Types];
        IReadOnlyList<Value> From(OpBuilder at, int index)
        {
            if (index == branches.Length - 1)
                return Inline(branches[index], [], at, copy => copy);
            var number = Hlo.ConstantOp.Splat(at, (RankedTensorType)op.Index.Type, index).Output;
            var isIt = Hlo.CompareOp.Create(at, op.Index, number, new Hlo.ComparisonDirectionAttr(Hlo.ComparisonDirection.Equal)).Result;
            return [.. ((Operation)Hlo.IfOp.Create(at, types, isIt, (inner, _) => Inline(branches[index], [], inner, copy => copy), (inner, _) => From(inner, index + 1))).Results];
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
