using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Lowers loops to <c>stablehlo.while</c>, where what they carry keeps its size and the number of slices that they collect is known.</summary>
internal sealed class LoopLowering(OnnxLoweringContext c)
{
    private readonly HloBuilder _hlo = c.Hlo;

    /// <summary>Body: (iteration, condition, state…) → (condition, state…, a slice of each scan output…).</summary>
    public IReadOnlyList<Value?> Loop(LoopOp op)
    {
        var scans = op.VFinalAndScanOutputs.Count - op.VInitial.Count;
        var limit = Scalar(op.M, IntegerType.I64, "the trip count");
        var goesOn = Scalar(op.Cond, IntegerType.I1, "the condition") ?? _hlo.Scalar(IntegerType.I1, 1);
        var length = scans == 0 ? 0 : c.Require(op.M, "the trip count of a loop that collects slices").IntegerAt(0);
        var loop = Build([_hlo.Scalar(IntegerType.I64, 0), goesOn, .. op.VInitial], x =>
        {
            var results = c.Inline(op.Body, [Declared(x[0], op.Body, 0), Declared(x[1], op.Body, 1), .. x.Skip(2)]);
            if (scans > 0 && !(IsTrue(goesOn) && (IsTrue(results[0]) || ReferenceEquals(Unshaped(results[0]), x[1]))))
                throw c.Cannot("the number of slices that it collects is not known");
            Value next = Scalar(results[0], IntegerType.I1, "the condition")!;
            return ([_hlo.Add(x[0], 1), next, .. results.Skip(1).Take(op.VInitial.Count)], [.. results.Skip(1 + op.VInitial.Count).Select(s => new Slice(s, x[0], length))]);
        }, x => limit is null ? x[1] : _hlo.And(_hlo.Compare(Less, x[0], limit), x[1]));
        return [.. loop.Outputs.Skip(2)];
    }

    /// <summary>Body: (state…, a slice of each scan input…) → (state…, a slice of each scan output…).</summary>
    public IReadOnlyList<Value?> Scan(ScanOp op)
    {
        var inputs = op.InitialStateAndScanInputs.TakeLast((int)op.NumScanInputs).ToArray();
        Value[] state = [.. op.InitialStateAndScanInputs.SkipLast(inputs.Length)];
        if (inputs.Length == 0 || inputs.Any(i => !Shapes.IsKnown(i)))
            throw c.Cannot("the number of steps is not known");
        var axes = inputs.Select((x, i) => Shapes.Axis(At(op.ScanInputAxes, i), x.Rank())).ToArray();
        var length = inputs[0].Dims()[axes[0]];
        var loop = Build([_hlo.Scalar(IntegerType.I64, 0), .. state], x =>
        {
            Value Position(long direction) => direction == 0 ? x[0] : _hlo.Sub(_hlo.Scalar(IntegerType.I64, length - 1), x[0]);
            var slices = inputs.Select((input, i) => Read(input, axes[i], Position(At(op.ScanInputDirections, i))));
            var results = c.Inline(op.Body, [.. x.Skip(1), .. slices]);
            return ([_hlo.Add(x[0], 1), .. results.Take(state.Length)], [.. results.Skip(state.Length).Select((s, i) => new Slice(s, Position(At(op.ScanOutputDirections, i)), length))]);
        }, x => _hlo.Compare(Less, x[0], length));
        return [.. loop.Outputs.Skip(1).Take(state.Length), .. loop.Outputs.Skip(1 + state.Length).Select((s, i) => FromFront(s, (int)At(op.ScanOutputAxes, i)))];
    }

    /// <summary>A slice to be kept, and where among how many.</summary>
    private sealed record Slice(Value Value, Value Position, long Count);

    private delegate (Value[] Carried, Slice[] Slices) BodyOf(IReadOnlyList<Value> carried);

    /// <summary>A loop that carries <paramref name="initial"/> and, behind it, the slices that its body gives, along a new first dimension.</summary>
    private Hlo.WhileOp Build(Value[] initial, BodyOf body, Func<IReadOnlyList<Value>, Value> condition)
    {
        if (initial.Any(v => v.Type is NoneType || !Shapes.IsKnown(v)))
            throw c.Cannot("the size of what it carries is not known");
        // The slices' sizes follow from the body, so it is built in a loop of its own first.
        var draft = Hlo.WhileOp.Create(_hlo.Ops, initial);
        var block = draft.Body.AddBlock(initial.Select(v => v.Type));
        var (carried, slices) = _hlo.Ops.Within(block, () => body(block.Arguments));
        if (!carried.Select(v => v.Type).SequenceEqual(initial.Select(v => v.Type)))
            throw c.Cannot("what it carries changes its size");
        Value[] buffers = [.. slices.Select(Buffer)];
        _hlo.Ops.Within(block, () => Hlo.ReturnOp.Create(_hlo.Ops, [.. carried, .. slices.Select((s, i) => Write(block.AddArgument(buffers[i].Type), s))]));
        var loop = Hlo.WhileOp.Create(_hlo.Ops, [.. initial, .. buffers]);
        loop.Body.TakeBody(draft.Body);
        draft.Erase();
        var test = loop.Cond.AddBlock(loop.Inputs.Types);
        _hlo.Ops.Within(test, () => Hlo.ReturnOp.Create(_hlo.Ops, [condition(test.Arguments)]));
        return loop;
    }

    private Value Buffer(Slice slice)
    {
        if (slice.Value.Type is NoneType || !Shapes.IsKnown(slice.Value))
            throw c.Cannot("the size of a slice that it collects is not known");
        return _hlo.Splat(RankedTensorType.Get(slice.Value.Element(), [slice.Count, .. slice.Value.Dims()]), 0);
    }

    private Value Write(Value buffer, Slice slice)
    {
        var zero = _hlo.Scalar(IntegerType.I64, 0);
        return Hlo.DynamicUpdateSliceOp.Create(_hlo.Ops, buffer, _hlo.Unsqueeze(slice.Value, 0), [slice.Position, .. slice.Value.Dims().Select(_ => zero)]).Result;
    }

    /// <summary>The slice at a position along an axis, without the axis.</summary>
    private Value Read(Value x, int axis, Value position)
    {
        var zero = _hlo.Scalar(IntegerType.I64, 0);
        var sizes = x.Dims();
        sizes[axis] = 1;
        var slice = Hlo.DynamicSliceOp.Create(_hlo.Ops, x, [.. sizes.Select((_, i) => i == axis ? position : zero)], new EquatableArray<long>(sizes)).Result;
        return _hlo.Reshape(slice, [.. sizes.Where((_, i) => i != axis)]);
    }

    /// <summary>Moves the first dimension to another place.</summary>
    private Value FromFront(Value x, int axis)
    {
        var order = Enumerable.Range(1, x.Rank() - 1).Select(i => (long)i).ToList();
        order.Insert(Shapes.Axis(axis, x.Rank()), 0);
        return _hlo.Transpose(x, [.. order]);
    }

    private static long At(EquatableArray<long>? values, int index) => values is { } v && index < v.Count ? v[index] : 0;

    private bool IsTrue(Value condition) => c.Constant(condition) is { } known && known.IntegerAt(0) != 0;

    /// <summary>A one-element operand as a scalar; null where it is left out.</summary>
    private Value? Scalar(Value value, IRType element, string what)
    {
        if (OnnxLoweringContext.IsNone(value))
            return null;
        if (!Shapes.IsKnown(value) || value.Element() != element || value.Tensor().Shape.ElementCount != 1)
            throw c.Cannot($"{what} is no {element}");
        return _hlo.Reshape(value);
    }

    /// <summary>The counter or the condition; models declare them as scalars or as one-element vectors.</summary>
    private Value Declared(Value scalar, Region body, int argument) => body.Entry.Arguments[argument].Type is RankedTensorType { Rank: 1 } ? _hlo.Reshape(scalar, 1) : scalar;

    private static Value Unshaped(Value value) => value.DefiningOp is Hlo.ReshapeOp reshape ? reshape.Operand : value;
}
