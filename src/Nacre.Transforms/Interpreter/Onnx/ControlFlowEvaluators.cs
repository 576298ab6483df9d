using Nacre.Dialects.Onnx;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Constants and the operators with subgraphs; a subgraph may use the values around it.</summary>
internal static class ControlFlowEvaluators
{
    public static OpEvaluators AddOnnxControlFlow(this OpEvaluators table) => table
        .Add<ConstantOp>((op, _, _) => [Elements.OfAttr((ElementsAttr)op.ConstantValue)])
        .Add<NoValueOp>((_, _, _) => [OnnxOperands.Absent])
        .Add<IfOp>((op, operands, context) => context.Evaluate(operands.Tensor(0).ToBool() ? op.ThenBranch : op.ElseBranch))
        .Add<LoopOp>(Loop)
        .Add<ScanOp>(Scan)
        .Add<SequenceMapOp>(SequenceMap);

    /// <summary>Body: (iteration, condition, state…) → (condition, state…, a slice of each scan output…).</summary>
    private static InterpreterValue[] Loop(LoopOp op, Values operands, EvaluationContext context)
    {
        var trips = operands.IntegerOr(0, long.MaxValue);
        var goOn = operands.TensorOrNull(1)?.ToBool() ?? true;
        InterpreterValue[] state = [.. operands.Skip(2)];
        var scans = Collectors(op.VFinalAndScanOutputs.Count - state.Length);
        var arguments = op.Body.Entry.Arguments;
        for (var i = 0L; i < trips && goOn; i++)
        {
            var results = context.Evaluate(
                op.Body, [AsDeclared(TensorValue.Scalar(IntegerType.I64, i), arguments[0]), AsDeclared(TensorValue.Scalar(goOn), arguments[1]), .. state]);
            goOn = results[0].AsTensor.ToBool();
            state = [.. results.Skip(1).Take(state.Length)];
            Collect(scans, results.Skip(1 + state.Length));
        }
        var slices = op.Body.Entry.Last!.Operands.Skip(1 + state.Length).ToArray();
        return [.. state, .. scans.Select((s, k) => Stacked(s, 0, slices[k].Type))];
    }

    /// <summary>Models declare the counter and the condition as scalars or as one-element vectors.</summary>
    private static TensorValue AsDeclared(TensorValue scalar, BlockArgument argument) =>
        argument.Type is RankedTensorType { Rank: 1 } ? scalar.Reshaped(Shape.Of(1)) : scalar;

    /// <summary>Body: (state…, a slice of each scan input…) → (state…, a slice of each scan output…).</summary>
    private static InterpreterValue[] Scan(ScanOp op, Values operands, EvaluationContext context)
    {
        var inputs = operands.TakeLast((int)op.NumScanInputs).ToArray();
        InterpreterValue[] state = [.. operands.SkipLast(inputs.Length)];
        var axes = inputs.Select((x, i) => OnnxOperands.Axis(At(op.ScanInputAxes, i), Elements.ShapeOf(x).Rank)).ToArray();
        var length = inputs.Length == 0 ? 0 : Elements.ShapeOf(inputs[0])[axes[0]];
        var scans = Collectors(op.FinalStateAndScanOutputs.Count - state.Length);
        for (var step = 0L; step < length; step++)
        {
            var slices = inputs.Select((x, i) => Slice(x, axes[i], At(op.ScanInputDirections, i) == 0 ? step : length - 1 - step));
            var results = context.Evaluate(op.Body, [.. state, .. slices]);
            state = [.. results.Take(state.Length)];
            Collect(scans, results.Skip(state.Length));
        }
        var yields = op.Body.Entry.Last!.Operands.Skip(state.Length).ToArray();
        return [.. state, .. scans.Select((s, k) => ScanOutput(op, s, k, yields[k].Type))];
    }

    private static InterpreterValue ScanOutput(ScanOp op, List<InterpreterValue> slices, int index, IRType sliceType)
    {
        if (At(op.ScanOutputDirections, index) != 0)
            slices.Reverse();
        var rank = slices.Count > 0 ? Elements.ShapeOf(slices[0]).Rank + 1 : 1;
        return Stacked(slices, OnnxOperands.Axis(At(op.ScanOutputAxes, index), rank), sliceType);
    }

    private static InterpreterValue Slice(InterpreterValue x, int axis, long index) => Elements.Squeeze(Elements.PickRange(x, axis, index, 1), axis);

    private static long At(EquatableArray<long>? values, int index) => values is { } v && index < v.Count ? v[index] : 0;

    /// <summary>Body: (an item of each sequence, the tensors as they are) → an item of each result.</summary>
    private static InterpreterValue[] SequenceMap(SequenceMapOp op, Values operands, EvaluationContext context)
    {
        var results = Collectors(op.OutSequence.Count);
        for (var i = 0; i < operands[0].AsSequence().Items.Count; i++)
            Collect(results, context.Evaluate(op.Body, [.. operands.Select(o => o is SequenceValue s ? s.Items[i] : o)]));
        return [.. results.Select(r => new SequenceValue([.. r]))];
    }

    private static List<InterpreterValue>[] Collectors(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<InterpreterValue>())];

    private static void Collect(List<InterpreterValue>[] collectors, IEnumerable<InterpreterValue> values)
    {
        var i = 0;
        foreach (var value in values)
            collectors[i++].Add(value);
    }

    /// <summary>The slices along a new axis; without any, an empty tensor of the slices' declared type.</summary>
    private static InterpreterValue Stacked(List<InterpreterValue> slices, int axis, IRType sliceType)
    {
        if (slices.Count > 0)
            return Elements.Stack(slices, axis);
        var declared = sliceType as RankedTensorType;
        var dims = declared?.Shape.Dims.Select(d => d == Shape.Dynamic ? 0 : d) ?? [];
        return Elements.Empty(declared?.ElementType ?? FloatType.F32, new Shape([0, .. dims]));
    }
}
