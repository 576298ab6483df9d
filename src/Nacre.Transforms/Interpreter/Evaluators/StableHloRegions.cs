using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of StableHLO's operations with regions: reductions, windows, sorting, scattering and control flow.</summary>
internal static class StableHloRegions
{
    public static OpEvaluators AddStableHloRegions(this OpEvaluators table) => table
        .Add<ReduceOp>(Reduce)
        .Add<ReduceWindowOp>(ReduceWindow)
        .Add<SelectAndScatterOp>(SelectAndScatter)
        .Add<ScatterOp>(Scatter)
        .Add<SortOp>((op, x, context) => Sort(op, OpEvaluators.Tensors(x), context))
        .Add<MapOp>((op, x, context) => Reduction.Map(OpEvaluators.Tensors(x), context.Lanes(op.Computation)))
        .Add<IfOp>((op, x, context) => context.Evaluate(x[0].AsTensor.ToBool() ? op.TrueBranch : op.FalseBranch))
        .Add<CaseOp>((op, x, context) => context.Evaluate(ChooseBranch(op, x[0].AsTensor.ToInteger())))
        .Add<WhileOp>(While);

    private static IReadOnlyList<InterpreterValue> Reduce(ReduceOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var (inputs, inits) = Halves(operands);
        return Reduction.Reduce(inputs, inits, op.Dimensions.ToArray(), context.Lanes(op.Body), Known(op.Body));
    }

    private static (TensorValue[] Inputs, TensorValue[] Inits) Halves(IReadOnlyList<InterpreterValue> operands)
    {
        var tensors = OpEvaluators.Tensors(operands);
        return (tensors[..(tensors.Length / 2)], tensors[(tensors.Length / 2)..]);
    }

    /// <summary>A body of one operation on both of its arguments.</summary>
    private static KnownReduction Known(Region body)
    {
        var block = body.Entry;
        var isOneOp = block.Arguments.Count == 2 && block.First is { OperandCount: 2, ResultCount: 1 } first && first.Next == block.Last && block.Last is { OperandCount: 1 } last
            && last.Operand(0) == first.Result(0) && first.Operand(0) != first.Operand(1) && first.Operands.All(v => v is BlockArgument argument && argument.Owner == block)
            && !Quantization.Applies(first);
        return !isOneOp ? KnownReduction.None : block.First switch
        {
            AddOp => KnownReduction.Add,
            MulOp => KnownReduction.Multiply,
            MaxOp => KnownReduction.Maximum,
            MinOp => KnownReduction.Minimum,
            _ => KnownReduction.None,
        };
    }

    private static IReadOnlyList<InterpreterValue> ReduceWindow(ReduceWindowOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var (inputs, inits) = Halves(operands);
        var window = Window(op.WindowDimensions.ToArray(), op.WindowStrides, op.BaseDilations, op.WindowDilations, op.Padding);
        return Windows.ReduceWindow(inputs, inits, window, context.Lanes(op.Body), context);
    }

    private static WindowShape Window(
        long[] sizes, EquatableArray<long>? strides, EquatableArray<long>? baseDilations, EquatableArray<long>? windowDilations, ElementsAttr? padding)
    {
        var rank = sizes.Length;
        var pads = padding?.ToIntegers() ?? DataMovement.Zeros(2 * rank);
        return new WindowShape(
            sizes, StableHloContractions.OrOnes(strides, rank), StableHloContractions.OrOnes(baseDilations, rank), StableHloContractions.OrOnes(windowDilations, rank),
            [.. Enumerable.Range(0, rank).Select(i => pads[2 * i])], [.. Enumerable.Range(0, rank).Select(i => pads[2 * i + 1])]);
    }

    private static IReadOnlyList<InterpreterValue> SelectAndScatter(SelectAndScatterOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var (operand, source, init) = (operands[0].AsTensor, operands[1].AsTensor, operands[2].AsTensor);
        var window = Window(StableHloContractions.OrOnes(op.WindowDimensions, operand.Rank), op.WindowStrides, null, null, op.Padding);
        var selected = Windows.SelectedOffsets(operand, window, context.Lanes(op.Select), context);
        if (selected.Length != source.Count)
            throw new EvaluationException($"there are {selected.Length} windows for {source.Count} source elements");
        var start = DataMovement.BroadcastInDim(init, operand.Shape.Dims.ToArray(), []);
        return Scattering.Scatter([start], [source], selected, context.Lanes(op.Scatter));
    }

    private static IReadOnlyList<InterpreterValue> Scatter(ScatterOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var tensors = OpEvaluators.Tensors(operands);
        var count = (tensors.Length - 1) / 2;
        var (inputs, indices, updates) = (tensors[..count], tensors[count], tensors[(count + 1)..]);
        var d = op.ScatterDimensionNumbers;
        var addressing = new WindowAddressing(
            d.UpdateWindowDims.ToArray(), d.InsertedWindowDims.ToArray(), d.InputBatchingDims.ToArray(), d.ScatterIndicesBatchingDims.ToArray(),
            d.ScatterDimsToOperandDims.ToArray(), d.IndexVectorDim);
        var targets = GatherScatter.ScatterTargets(inputs[0].Shape, indices, updates[0].Shape, addressing);
        return Scattering.Scatter(inputs, updates, targets, context.Lanes(op.UpdateComputation));
    }

    private static TensorValue[] Sort(SortOp op, TensorValue[] inputs, EvaluationContext context)
    {
        var dimension = (int)(op.Dimension < 0 ? op.Dimension + inputs[0].Rank : op.Dimension);
        return inputs[0].Count == 0 || inputs[0].Rank == 0 ? inputs : Reduction.Sort(inputs, dimension, context.Lanes(op.Comparator));
    }

    /// <summary>An index out of range takes the last branch.</summary>
    private static Region ChooseBranch(CaseOp op, long index) => op.Branches[(int)(index < 0 || index >= op.Branches.Count ? op.Branches.Count - 1 : index)];

    private static IReadOnlyList<InterpreterValue> While(WhileOp op, IReadOnlyList<InterpreterValue> values, EvaluationContext context)
    {
        while (context.Evaluate(op.Cond, values)[0].AsTensor.ToBool())
            values = context.Evaluate(op.Body, values);
        return values;
    }
}
