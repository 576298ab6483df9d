using Nacre.Dialects.Onnx;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Sequences and optionals.</summary>
internal static class SequenceEvaluators
{
    public static OpEvaluators AddOnnxSequences(this OpEvaluators table) => table
        .Add<SequenceEmptyOp>((_, _, _) => [new SequenceValue([])])
        .Add<SequenceConstructOp>((_, operands, _) => [new SequenceValue([.. operands])])
        .Add<SequenceLengthOp>((_, operands, _) => [TensorValue.Scalar(IntegerType.I64, operands[0].AsSequence().Items.Count)])
        .Add<SequenceAtOp>((_, operands, _) => [At(operands[0].AsSequence(), operands.Tensor(1).ToInteger())])
        .Add<SequenceInsertOp>((_, operands, _) => [Insert(operands)])
        .Add<SequenceEraseOp>((_, operands, _) => [Erase(operands)])
        .Add<SplitToSequenceOp>((op, operands, _) => [SplitToSequence(op, operands)])
        .Add<ConcatFromSequenceOp>((op, operands, _) => [ConcatFromSequence(op, operands[0].AsSequence())])
        .Add<OptionalOp>((_, operands, _) => [new OptionalValue(operands.Has(0) ? operands[0] : null)])
        .Add<OptionalHasElementOp>((_, operands, _) => [TensorValue.Scalar(operands.Has(0))])
        .Add<OptionalGetElementOp>((_, operands, _) => [GetElement(operands[0])]);

    private static InterpreterValue GetElement(InterpreterValue value) => value switch
    {
        OptionalValue { Item: { } item } => item,
        OptionalValue => throw new EvaluationException("the optional is empty"),
        _ => value,
    };

    private static InterpreterValue At(SequenceValue sequence, long position) => sequence.Items[Index(position, sequence.Items.Count, sequence.Items.Count - 1)];

    private static SequenceValue Insert(Values operands)
    {
        var items = operands[0].AsSequence().Items.ToList();
        items.Insert(operands.Has(2) ? Index(operands.Tensor(2).ToInteger(), items.Count, items.Count) : items.Count, operands[1]);
        return new SequenceValue([.. items]);
    }

    private static SequenceValue Erase(Values operands)
    {
        var items = operands[0].AsSequence().Items.ToList();
        items.RemoveAt(Index(operands.IntegerOr(1, -1), items.Count, items.Count - 1));
        return new SequenceValue([.. items]);
    }

    private static int Index(long position, int count, int last)
    {
        var index = position < 0 ? position + count : position;
        return index >= 0 && index <= last ? (int)index : throw new EvaluationException($"position {position} lies outside a sequence of {count} items");
    }

    /// <summary>Parts of the given sizes, or of one size (the last may be smaller); without sizes single slices, which lose the axis unless <c>keepdims</c>.</summary>
    private static SequenceValue SplitToSequence(SplitToSequenceOp op, Values operands)
    {
        var input = operands[0];
        var shape = Elements.ShapeOf(input);
        var axis = OnnxOperands.Axis(op.Axis, shape.Rank);
        var split = operands.TensorOrNull(1);
        var (items, first) = (new List<InterpreterValue>(), 0L);
        foreach (var size in PartSizes(shape[axis], split))
        {
            var part = Elements.PickRange(input, axis, first, size);
            items.Add(split is null && op.Keepdims == 0 ? Elements.Squeeze(part, axis) : part);
            first += size;
        }
        return first == shape[axis] ? new SequenceValue([.. items]) : throw new EvaluationException($"the parts' sizes add up to {first}, not to {shape[axis]}");
    }

    private static IEnumerable<long> PartSizes(long total, TensorValue? split)
    {
        if (split is { Rank: 1 })
            return split.ToIntegers();
        var size = split?.ToInteger() ?? 1;
        if (size <= 0)
            throw new EvaluationException($"parts of size {size} cannot be made");
        return Enumerable.Range(0, (int)((total + size - 1) / size)).Select(i => Math.Min(size, total - i * size));
    }

    private static InterpreterValue ConcatFromSequence(ConcatFromSequenceOp op, SequenceValue sequence)
    {
        if (sequence.Items.IsEmpty)
            throw new EvaluationException("an empty sequence cannot be joined");
        var rank = Elements.ShapeOf(sequence.Items[0]).Rank;
        return op.NewAxis != 0
            ? Elements.Stack(sequence.Items, OnnxOperands.Axis(op.Axis, rank + 1))
            : Elements.Concat(sequence.Items, OnnxOperands.Axis(op.Axis, rank));
    }
}
