using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators that arrange elements anew.</summary>
internal static class ShapeRows
{
    public static IEnumerable<OpRow> All =>
    [
        new("Reshape", 7, Reshape),
        new("Flatten", 9, (m, op) => On(m, op, 0, x => m.Maybe(Make.Int("axis", m.Opset >= 11 && x.Rank > 0 ? m.Random.Axis(x.Rank) : m.Random.Int(0, x.Rank))))),
        new("Squeeze", 7, Squeeze),
        new("Unsqueeze", 7, Unsqueeze),
        new("Transpose", 7, (m, op) => On(m, op, 0, x => m.Maybe(Make.Ints("perm", m.Random.Shuffled(Enumerable.Range(0, x.Rank).Select(i => (long)i)))))),
        new("Concat", 7, Concat),
        new("Split", 7, Split),
        new("Slice", 7, SliceByAttributes, Until: 9),
        new("Slice", 10, SliceByInputs),
        new("Expand", 8, (m, op) => WithList(m, op, 0, 4, x => m.Random.BroadcastsWith(x.Shape))),
        new("Tile", 7, (m, op) => WithList(m, op, 1, 4, x => [.. x.Shape.Select(_ => (long)m.Random.Int(1, 3))])),
        new("Pad", 7, PadByAttributes, Until: 10),
        new("Pad", 11, PadByInputs),
        new("SpaceToDepth", 7, SpaceToDepth),
        new("DepthToSpace", 7, DepthToSpace),
        new("Shape", 7, (m, op) => On(m, op, 0, _ => m.Opset >= 15 ? m.Maybe(Make.Int("start", m.Random.Int(-5, 4))) : null, _ => m.Opset >= 15 ? m.Maybe(Make.Int("end", m.Random.Int(-5, 5))) : null), InGraphs: false),
        new("Size", 7, (m, op) => On(m, op, 0), InGraphs: false),
        new("ConstantOfShape", 9, ConstantOfShape, InGraphs: false),
        new("EyeLike", 9, EyeLike, InGraphs: false),
        new("Range", 11, Range, InGraphs: false),
        new("Trilu", 14, (m, op) => Trilu(m, op)),
        new("CenterCropPad", 18, CenterCropPad),
        new("ReverseSequence", 10, ReverseSequence),
    ];

    private static void On(ModelDraw m, string op, int leastRank, params Func<Operand, AttributeProto?>[] attributes)
    {
        var x = m.Operand(Types.All, leastRank, 4);
        m.Node(op, [x.Name], attributes.Select(a => a(x)));
    }

    private static void WithList(ModelDraw m, string op, int leastRank, int mostRank, Func<Operand, IReadOnlyList<long>> list)
    {
        var x = m.Operand(Types.All, leastRank, mostRank);
        m.Node(op, [x.Name, m.List(list(x))]);
    }

    private static void Reshape(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 0, 4);
        var target = Factors(m.Random, x.Count);
        if (x.Count > 0 && target.Count > 0 && m.Random.Chance(0.5))
            target[m.Random.Int(0, target.Count - 1)] = -1;
        for (var i = 0; x.Count > 0 && i < Math.Min(target.Count, x.Rank); i++)
            target[i] = target[i] == x.Shape[i] && m.Random.Chance(0.3) ? 0 : target[i];
        m.Node(op, [x.Name, m.List(target)], m.Opset >= 14 && !target.Contains(0) ? m.MaybeFlag("allowzero") : m.Opset >= 14 && x.Count == 0 ? Make.Int("allowzero", 1) : null);
    }

    /// <summary>Sizes whose product is the number of elements.</summary>
    private static List<long> Factors(Draw random, long count)
    {
        if (count == 0)
            return [0, random.Int(1, 3)];
        var factors = new List<long>();
        for (var left = count; left > 1 && factors.Count < 3;)
        {
            var next = random.DivisorOf(left);
            factors.Add(next);
            left /= next;
        }
        var product = factors.Aggregate(1L, (p, d) => p * d);
        return product == count && random.Chance(0.8) ? factors : [.. factors, count / product];
    }

    private static void Squeeze(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, shape => shape.Contains(1), () => [.. m.Random.Shape(0, 3).SelectMany(d => m.Random.Chance(0.5) ? [d, 1L] : new[] { d }), 1]);
        var ones = m.Random.Some([.. Enumerable.Range(0, x.Rank).Where(i => x.Shape[i] == 1)], least: 1).Select(a => (long)a);
        AddWithAxes(m, op, x, m.Random.Chance(0.8) ? ones.Select(a => m.Opset >= 11 ? m.Random.Signed(a, x.Rank) : a).ToArray() : null);
    }

    private static void Unsqueeze(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 0, 3);
        var added = m.Random.Int(1, 2);
        var axes = m.Random.Shuffled(Enumerable.Range(0, x.Rank + added)).Take(added).Select(a => m.Opset >= 11 ? m.Random.Signed(a, x.Rank + added) : a);
        AddWithAxes(m, op, x, [.. axes]);
    }

    private static void AddWithAxes(ModelDraw m, string op, Operand x, long[]? axes)
    {
        var asInput = m.Opset >= 13;
        m.Node(op, [x.Name, asInput && axes is not null ? m.List(axes) : ""], !asInput && axes is not null ? Make.Ints("axes", axes) : null);
    }

    private static void Concat(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 1, 4);
        var axis = m.Random.Int(0, x.Rank - 1);
        var others = Enumerable.Range(0, m.Random.Int(0, 3)).Select(_ => m.Weight(x.Type, [.. x.Shape.Select((d, i) => i == axis ? m.Random.Int(0, 4) : d)]));
        m.Node(op, m.Random.Shuffled([x, .. others]).Select(o => o.Name), Make.Int("axis", m.Opset >= 11 ? m.Random.Signed(axis, x.Rank) : axis));
    }

    private static void Split(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 1, 4);
        var axis = m.Random.Int(0, x.Rank - 1);
        var size = x.Shape[axis];
        var axisAttribute = m.Maybe(Make.Int("axis", m.Opset >= 11 ? m.Random.Signed(axis, x.Rank) : axis));
        if (axisAttribute is null)
            size = x.Shape[0];
        if (m.Opset >= 18 && size > 0 && m.Random.Chance(0.4))
        {
            // Sizes that do not divide evenly leave a smaller last part.
            var wanted = m.Random.Int(1, (int)Math.Min(size, 4));
            m.Node(op, [x.Name], wanted, axisAttribute, Make.Int("num_outputs", wanted));
            return;
        }
        var parts = m.Random.Chance(0.4) && size > 0 ? Enumerable.Repeat(m.Random.DivisorOf(size), 64).ToArray() : [];
        if (parts.Length > 0 && size / parts[0] <= 4)
            AddSplit(m, op, x, [.. parts.Take((int)(size / parts[0]))], axisAttribute, isEven: true);
        else
            AddSplit(m, op, x, Parts(m.Random, size), axisAttribute, isEven: false);
    }

    private static void AddSplit(ModelDraw m, string op, Operand x, long[] parts, AttributeProto? axis, bool isEven)
    {
        var isGiven = !isEven || m.Opset >= 18 || m.Random.Chance(0.5);
        var asInput = m.Opset >= 13;
        m.Node(op, [x.Name, isGiven && asInput ? m.List(parts) : ""], parts.Length, axis, isGiven && !asInput ? Make.Ints("split", parts) : null);
    }

    private static long[] Parts(Draw random, long size)
    {
        var first = random.Int(0, (int)size);
        var second = random.Int(0, (int)size - first);
        return [first, second, size - first - second];
    }

    private static void SliceByAttributes(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 1, 4);
        var axes = m.Random.Some([.. Enumerable.Range(0, x.Rank)], least: 1);
        var (starts, ends) = (axes.Select(_ => (long)m.Random.Int(-4, 3)).ToArray(), axes.Select(_ => m.Random.Of(long.MaxValue, m.Random.Int(-3, 6))).ToArray());
        m.Node(op, [x.Name], Make.Ints("axes", axes.Select(a => (long)a)), Make.Ints("starts", starts), Make.Ints("ends", ends));
    }

    private static void SliceByInputs(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 1, 4);
        var axes = m.Random.Shuffled(m.Random.Some([.. Enumerable.Range(0, x.Rank)], least: 1));
        var steps = axes.Select(_ => m.Random.Of<long>(1, 1, 1, 2, 3, -1, -2)).ToArray();
        var starts = steps.Select(s => s < 0 && m.Random.Chance(0.5) ? -1L : m.Random.Int(-5, 5)).ToArray();
        var ends = steps.Select(s => m.Random.Chance(0.4) ? s < 0 ? long.MinValue : long.MaxValue : m.Random.Int(-6, 7)).ToArray();
        var hasAxes = axes.Length < x.Rank || m.Random.Chance(0.6) || !axes.SequenceEqual(axes.Order());
        var named = axes.Select(a => m.Opset >= 11 ? m.Random.Signed(a, x.Rank) : a).ToArray();
        m.Node(op, [x.Name, m.List(starts), m.List(ends), hasAxes ? m.List(named) : "", steps.Any(s => s != 1) ? m.List(steps) : ""]);
    }

    private static void PadByAttributes(ModelDraw m, string op)
    {
        var x = m.Operand(Types.Float, 1, 4);
        var (mode, pads) = (m.Random.Of("constant", "reflect", "edge"), Pads(m.Random, x.Shape));
        m.Node(op, [x.Name], Make.String("mode", mode), Make.Ints("pads", pads), mode == "constant" ? m.Maybe(Make.Float("value", m.Random.Float(-2, 2))) : null);
    }

    private static void PadByInputs(ModelDraw m, string op)
    {
        var x = m.Operand(m.Opset >= 13 ? Types.All : Types.Numbers, 1, 4);
        var modes = m.Opset >= 19 ? new[] { "constant", "reflect", "edge", "wrap" } : ["constant", "reflect", "edge"];
        var mode = m.Random.Of(modes);
        var value = mode == "constant" && m.Random.Chance(0.5) ? m.Parameter(x.Type, [], Values.Any).Name : "";
        var axes = m.Opset >= 18 && m.Random.Chance(0.4) ? m.Random.Shuffled(m.Random.Some([.. Enumerable.Range(0, x.Rank)], least: 1)) : null;
        var padded = axes is null ? x.Shape : [.. axes.Select(a => x.Shape[a])];
        m.Node(op, [x.Name, m.List(Pads(m.Random, padded)), value, axes is null ? "" : m.List([.. axes.Select(a => m.Random.Signed(a, x.Rank))])], m.Maybe(Make.String("mode", mode)) ?? (mode == "constant" ? null : Make.String("mode", mode)));
    }

    /// <summary>Fewer than there are elements on the axis, as reflection needs.</summary>
    private static long[] Pads(Draw random, long[] shape) => [.. shape.Concat(shape).Select(d => d > 1 ? (long)random.Int(0, (int)Math.Min(3, d - 1)) : 0)];

    private static void SpaceToDepth(ModelDraw m, string op)
    {
        var block = m.Random.Int(1, 3);
        var x = m.Operand(Types.Float, shape => shape.Length == 4 && shape[2] % block == 0 && shape[3] % block == 0, () => [m.Random.Int(1, 2), m.Random.Int(1, 3), block * m.Random.Int(1, 3), block * m.Random.Int(1, 3)]);
        m.Node(op, [x.Name], Make.Int("blocksize", block));
    }

    private static void DepthToSpace(ModelDraw m, string op)
    {
        var block = m.Random.Int(1, 3);
        var x = m.Operand(Types.Float, shape => shape.Length == 4 && shape[1] % (block * block) == 0, () => [m.Random.Int(1, 2), block * block * m.Random.Int(1, 3), m.Random.Int(1, 4), m.Random.Int(1, 4)]);
        m.Node(op, [x.Name], Make.Int("blocksize", block), m.Opset >= 11 ? m.Maybe(Make.String("mode", m.Random.Of("DCR", "CRD"))) : null);
    }

    private static void ConstantOfShape(ModelDraw m, string op)
    {
        var value = new Draw(m.Random.Int(0, int.MaxValue - 1)).Tensor(m.Random.Of(Types.All), [1], Values.Any);
        m.Node(op, [m.List(m.Random.Shape(1, 3))], m.Maybe(Make.Tensor("value", TensorFiles.ToProto("", value))));
    }

    private static void EyeLike(ModelDraw m, string op)
    {
        var x = m.Operand([DataType.Float, DataType.Int32, DataType.Int64, DataType.Double], 2, 2);
        m.Node(op, [x.Name], m.Maybe(Make.Int("dtype", (long)m.Random.Of(DataType.Float, DataType.Int64, DataType.Int32, DataType.Double))), m.Maybe(Make.Int("k", m.Random.Int(-3, 3))));
    }

    private static void Range(ModelDraw m, string op)
    {
        var type = m.Random.Of(DataType.Int64, DataType.Int32, DataType.Float, DataType.Double, DataType.Int16);
        var step = m.Random.Of(1, 2, 3, -1, -2);
        m.Node(op, [m.Parameter(type, [], Values.Integers(-5, 5)).Name, m.Parameter(type, [], Values.Integers(-10, 10)).Name, m.Parameter(type, [], Values.Constant(step)).Name]);
    }

    private static void Trilu(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 2, 4);
        m.Node(op, [x.Name, m.Random.Chance(0.5) ? m.Scalar(m.Random.Int(-4, 4)) : ""], m.MaybeFlag("upper"));
    }

    private static void CenterCropPad(ModelDraw m, string op)
    {
        var x = m.Operand(Types.Signed, 1, 4);
        var axes = m.Random.Chance(0.5) ? m.Random.Some([.. Enumerable.Range(0, x.Rank)], least: 1) : null;
        var sizes = Enumerable.Range(0, axes?.Length ?? x.Rank).Select(_ => (long)m.Random.Int(1, 7)).ToArray();
        m.Node(op, [x.Name, m.List(sizes)], axes is null ? null : Make.Ints("axes", axes.Select(a => m.Random.Signed(a, x.Rank))));
    }

    private static void ReverseSequence(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 2, 4);
        var time = m.Random.Int(0, 1);
        var lengths = m.Weight(DataType.Int64, [x.Shape[1 - time]], Values.Integers((int)Math.Min(1, x.Shape[time]), (int)x.Shape[time]));
        m.Node(op, [x.Name, lengths.Name], Make.Int("time_axis", time), Make.Int("batch_axis", 1 - time));
    }
}
