using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// Loops whose number of iterations the model's constants decide, written out: the counter and what follows from it then are constants, and every iteration has
/// the sizes of its own values.
/// </summary>
internal static class LoopUnrolling
{
    /// <summary>Operations that the iterations after the first may add, so that a long loop does not blow up the program.</summary>
    private const int MaxAdded = 512;

    /// <summary>Body: (iteration, condition, state…) → (condition, state…, a slice of each scan output…).</summary>
    public static IReadOnlyList<Value?> Loop(LoopOp op, OnnxLoweringContext c)
    {
        var trips = OnnxLoweringContext.IsNone(op.M) ? long.MaxValue : c.Require(op.M, "the trip count").IntegerAt(0);
        var goesOn = OnnxLoweringContext.IsNone(op.Cond) || IsTrue(op.Cond, c);
        Value[] state = [.. op.VInitial];
        var scans = new Collector(op.Body.Entry.Last!.Operands.Skip(1 + state.Length), c);
        for (var i = 0L; i < trips && goesOn; i++)
        {
            CheckSize(op.Body, i + 1, c);
            var results = c.Inline(op.Body, [Declared(c, IntegerType.I64, i, op.Body, 0), Declared(c, IntegerType.I1, 1, op.Body, 1), .. state]);
            goesOn = i + 1 < trips && IsTrue(results[0], c);
            state = [.. results.Skip(1).Take(state.Length)];
            scans.Add(results.Skip(1 + state.Length));
        }
        return [.. state, .. scans.Stacked(_ => 0, _ => false)];
    }

    /// <summary>Body: (state…, a slice of each scan input…) → (state…, a slice of each scan output…).</summary>
    public static IReadOnlyList<Value?> Scan(ScanOp op, OnnxLoweringContext c)
    {
        var inputs = op.InitialStateAndScanInputs.TakeLast((int)op.NumScanInputs).ToArray();
        if (inputs.Length == 0 || inputs.Any(i => !Shapes.IsKnown(i)))
            throw c.Cannot("the number of steps is not known");
        var axes = inputs.Select((x, i) => Shapes.Axis(At(op.ScanInputAxes, i), x.Rank())).ToArray();
        var length = inputs[0].Dims()[axes[0]];
        CheckSize(op.Body, length, c);
        Value[] state = [.. op.InitialStateAndScanInputs.SkipLast(inputs.Length)];
        var scans = new Collector(op.Body.Entry.Last!.Operands.Skip(state.Length), c);
        for (var step = 0L; step < length; step++)
        {
            var slices = inputs.Select((x, i) => Slice(c.Hlo, x, axes[i], At(op.ScanInputDirections, i) == 0 ? step : length - 1 - step));
            var results = c.Inline(op.Body, [.. state, .. slices]);
            state = [.. results.Take(state.Length)];
            scans.Add(results.Skip(state.Length));
        }
        return [.. state, .. scans.Stacked(i => At(op.ScanOutputAxes, i), i => At(op.ScanOutputDirections, i) != 0)];
    }

    private static long At(EquatableArray<long>? values, int index) => values is { } v && index < v.Count ? v[index] : 0;

    private static bool IsTrue(Value condition, OnnxLoweringContext c) => c.Require(condition, "the condition").IntegerAt(0) != 0;

    private static void CheckSize(Region body, long iterations, OnnxLoweringContext c)
    {
        if (iterations > 1 && (iterations - 1) * body.Entry.Operations.Sum(o => o.Walk().Count()) > MaxAdded)
            throw c.Cannot($"{iterations} iterations are too many to be written out");
    }

    /// <summary>The counter or the condition; models declare them as scalars or as one-element vectors.</summary>
    private static Value Declared(OnnxLoweringContext c, IRType element, long value, Region body, int argument)
    {
        var isVector = body.Entry.Arguments[argument].Type is RankedTensorType { Rank: 1 };
        return c.Hlo.Const(DenseElementsAttr.OfIntegers(isVector ? RankedTensorType.Get(element, 1) : RankedTensorType.Get(element), [value]));
    }

    private static Value Slice(HloBuilder hlo, Value x, int axis, long index)
    {
        var dims = x.Dims().ToList();
        dims.RemoveAt(axis);
        return hlo.Reshape(hlo.SliceAxis(x, axis, index, index + 1), [.. dims]);
    }

    /// <summary>The slices of the scan outputs.</summary>
    private sealed class Collector(IEnumerable<Value> yielded, OnnxLoweringContext c)
    {
        private readonly List<Value>[] _slices = [.. yielded.Select(_ => new List<Value>())];
        private readonly IRType[] _declared = [.. yielded.Select(v => v.Type)];

        public void Add(IEnumerable<Value> slices)
        {
            foreach (var (slice, i) in slices.Select((s, i) => (s, i)))
                _slices[i].Add(slice);
        }

        /// <summary>Each output: its slices along a new axis, in order or backwards.</summary>
        public IEnumerable<Value?> Stacked(Func<int, long> axis, Func<int, bool> isReverse) =>
            _slices.Select((s, i) => s.Count == 0 ? Empty(_declared[i]) : Stack(isReverse(i) ? [.. Enumerable.Reverse(s)] : s, axis(i))).ToArray();

        private Value Empty(IRType slice)
        {
            if (slice is not RankedTensorType { HasStaticShape: true } type)
                throw c.Cannot("the sizes of a scan output without iterations are not known");
            return c.Hlo.Const(new DenseElementsAttr(type.WithShape(new Shape([0, .. type.Shape.Dims])), Blob.Of([])));
        }

        /// <summary>As ONNX operations, which may stay where the slices' sizes are not known.</summary>
        private Value Stack(List<Value> slices, long axis)
        {
            var at = c.Hlo.Const(DenseElementsAttr.OfIntegers(RankedTensorType.Get(IntegerType.I64, 1), [axis]));
            Value[] parts = [.. slices.Select(s => c.Lowered(UnsqueezeOp.Create(c.Hlo.Ops, UnknownType.Instance, s, at)))];
            return parts.Length == 1 ? parts[0] : c.Lowered(ConcatOp.Create(c.Hlo.Ops, UnknownType.Instance, parts, axis));
        }
    }
}
