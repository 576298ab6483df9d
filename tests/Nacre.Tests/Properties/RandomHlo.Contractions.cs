namespace Nacre.Tests.Properties;

internal sealed partial class RandomHlo
{
    private HloValue Reduce(HloValue x)
    {
        var dims = Enumerable.Range(0, x.Rank).Where(_ => _random.Next(2) == 0).ToArray();
        var kept = Enumerable.Range(0, x.Rank).Except(dims).ToArray();
        var op = Pick("add", "maximum", "minimum");
        var start = _writer.Scalar(x.Element, op == "add" ? 0 : op == "minimum" ? 100 : x.IsFloat ? double.NegativeInfinity : 0);
        var count = dims.Aggregate(1.0, (a, d) => a * (x.Shape[d] + (x.Open[d] ? 3 : 0)));
        var result = x with { Shape = [.. kept.Select(d => x.Shape[d])], Open = [.. kept.Select(d => x.Open[d])], Exact = x.Exact && op != "add", Bound = op == "add" ? Wide(x, x.Bound * Math.Max(count, 1)) : Math.Max(x.Bound, 100) };
        var reduced = _writer.Define(result, $"stablehlo.reduce({x.Name} init: {start.Name}) applies stablehlo.{op} across dimensions = [{List(dims)}] : ({x.Type}, {start.Type}) -> {result.Type}");
        return x.IsFloat ? ClampInfinite(reduced) : reduced;
    }

    /// <summary>The maximum of no elements is −∞, with which tolerances mean nothing.</summary>
    private HloValue ClampInfinite(HloValue x) => _writer.Apply("maximum", x, _writer.Splat(x, -1000));

    private HloValue ReduceWindow(HloValue x)
    {
        var window = x.Shape.Select(_ => (long)_random.Next(1, 4)).ToArray();
        var strides = x.Shape.Select(_ => (long)_random.Next(1, 3)).ToArray();
        var dilations = x.Shape.Select(_ => _random.Next(4) == 0 ? 2L : 1).ToArray();
        var padding = x.Shape.Select(_ => (Low: (long)_random.Next(2), High: (long)_random.Next(2))).ToArray();
        var sizes = x.Shape.Select((size, d) => Windows(size + padding[d].Low + padding[d].High, window[d], strides[d], dilations[d])).ToArray();
        var op = Pick("add", "maximum");
        var start = _writer.Scalar(x.Element, op == "add" ? 0 : -100 * (x.Element[0] == 'u' ? 0 : 1));
        var result = x with { Shape = sizes, Exact = x.Exact && op != "add", Bound = Wide(x, op == "add" ? x.Bound * Count(window) : Math.Max(x.Bound, 100)) };
        var scalar = start.Type;
        var region = $"({{\n    ^bb0(%l: {scalar}, %r: {scalar}):\n      %s = stablehlo.{op} %l, %r : {scalar}\n      stablehlo.return %s : {scalar}\n    }})";
        return _writer.Define(
            result,
            $"\"stablehlo.reduce_window\"({x.Name}, {start.Name}) <{{window_dimensions = array<i64: {List(window)}>, window_strides = array<i64: {List(strides)}>, window_dilations = array<i64: {List(dilations)}>, "
            + $"padding = dense<[{List(padding.Select(p => $"[{p.Low}, {p.High}]"))}]> : tensor<{x.Rank}x2xi64>}}> {region} : ({x.Type}, {scalar}) -> {result.Type}");
    }

    private static long Windows(long size, long window, long stride, long dilation) => size <= (window - 1) * dilation ? 0 : (size - (window - 1) * dilation - 1) / stride + 1;

    /// <summary>A contraction with new numbers: up to one batch dimension, some contracted, the rest free, the other side's in any order.</summary>
    private HloValue Dot(HloValue x)
    {
        var order = Permutation(x.Rank);
        var batch = x.Rank > 1 && _random.Next(3) == 0 ? order[..1] : [];
        var contracted = order[batch.Length..][.._random.Next(0, Math.Min(2, x.Rank - batch.Length) + 1)];
        var free = Enumerable.Range(0, x.Rank).Except(batch).Except(contracted).ToArray();
        var budget = Math.Max(1, MostElements / Math.Max(1, free.Concat(batch).Aggregate(1L, (a, d) => a * x.Shape[d])));
        var other = Enumerable.Range(0, _random.Next(0, 3)).Select(_ => Math.Min(Pick(Sizes), Math.Max(1, (long)Math.Sqrt(budget)))).ToArray();
        // Dimension i of the right side is the i-th of: batch, contracted, free.
        var roles = batch.Concat(contracted).Select(d => (Size: x.Shape[d], Open: x.Open[d])).Concat(other.Select(size => (Size: size, Open: false))).ToArray();
        var places = Permutation(roles.Length);
        var right = Right([.. places.Select(r => roles[r].Size)], [.. places.Select(r => roles[r].Open)], x.Element);
        var rightBatch = batch.Select((_, i) => Array.IndexOf(places, i));
        var rightContracted = contracted.Select((_, i) => Array.IndexOf(places, batch.Length + i));
        var rightFree = places.Where(r => r >= batch.Length + contracted.Length).Select(r => roles[r].Size).ToArray();
        var terms = contracted.Aggregate(1.0, (a, d) => a * (x.Shape[d] + 3));
        var result = x with
        {
            Shape = [.. batch.Concat(free).Select(d => x.Shape[d]), .. rightFree],
            Open = [.. batch.Concat(free).Select(d => x.Open[d]), .. rightFree.Select(_ => false)],
            Exact = !x.IsFloat,
            Bound = Wide(x, x.Bound * right.Bound * terms),
        };
        var batching = batch.Length == 0 ? "" : $"batching_dims = [{List(batch)}] x [{List(rightBatch)}], ";
        return _writer.Define(result, $"stablehlo.dot_general {x.Name}, {right.Name}, {batching}contracting_dims = [{List(contracted)}] x [{List(rightContracted)}] : ({x.Type}, {right.Type}) -> {result.Type}");
    }

    private HloValue Right(long[] shape, bool[] open, string element) =>
        open.Contains(true) || _random.Next(2) == 0 ? _writer.ArgumentLike(shape, open, element) : _writer.Weights(shape, element);

    /// <summary>A convolution of a new image, in any layout, with groups, strides, padding and dilations.</summary>
    private HloValue Convolution(HloValue like)
    {
        var spatial = _random.Next(1, 4);
        var groups = Pick(1, 1, 1, 2, 3);
        var (batch, inner, outer) = ((long)_random.Next(1, 3), Pick(1L, 2, 3, 4, 8, 17), Pick(1L, 2, 3, 5, 16, 33));
        (inner, outer) = groups > 1 && _random.Next(2) == 0 ? (1, 1) : (inner, outer);
        var sizes = Enumerable.Range(0, spatial).Select(_ => (long)_random.Next(1, spatial == 1 ? 20 : spatial == 2 ? 10 : 5)).ToArray();
        var kernel = Enumerable.Range(0, spatial).Select(_ => (long)_random.Next(1, 4)).ToArray();
        var window = Enumerable.Range(0, spatial).Select(_ => (Stride: (long)Pick(1, 1, 2), Low: (long)_random.Next(0, 3), High: (long)_random.Next(0, 3), Left: (long)Pick(1, 1, 1, 2), Right: (long)Pick(1, 1, 1, 2), Reverse: _random.Next(6) == 0)).ToArray();
        var outputs = sizes.Select((s, d) => Windows((s - 1) * window[d].Left + 1 + window[d].Low + window[d].High, kernel[d], window[d].Stride, window[d].Right));
        var (inputOrder, kernelOrder, outputOrder) = (Permutation(spatial + 2), Permutation(spatial + 2), Permutation(spatial + 2));
        var image = _writer.Argument(Order(inputOrder, [batch, inner * groups, .. sizes]), like.Element);
        var weights = Right(Order(kernelOrder, [outer * groups, inner, .. kernel]), new bool[spatial + 2], like.Element);
        var shape = Order(outputOrder, [batch, outer * groups, .. outputs]);
        var result = new HloValue("", shape, new bool[shape.Length], like.Element, false, image.Bound * weights.Bound * inner * Count(kernel));
        var numbers = $"[{Letters(inputOrder, "b", "f")}]x[{Letters(kernelOrder, "o", "i")}]->[{Letters(outputOrder, "b", "f")}]";
        var settings = $"stride = [{List(window.Select(w => w.Stride))}], pad = [{List(window.Select(w => $"[{w.Low}, {w.High}]"))}], lhs_dilate = [{List(window.Select(w => w.Left))}], "
            + $"rhs_dilate = [{List(window.Select(w => w.Right))}], reverse = [{List(window.Select(w => w.Reverse ? "true" : "false"))}]";
        return _writer.Define(result, $"stablehlo.convolution({image.Name}, {weights.Name}) dim_numbers = {numbers}, window = {{{settings}}} {{batch_group_count = 1 : i64, feature_group_count = {groups} : i64}} : ({image.Type}, {weights.Type}) -> {result.Type}");
    }

    private static long[] Order(int[] order, long[] roles) => [.. order.Select(role => roles[role])];

    private static string Letters(int[] order, params string[] roles) => List(order.Select(role => role < 2 ? roles[role] : $"{role - 2}"));
}
