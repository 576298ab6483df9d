namespace Nacre.Tests.Properties;

internal sealed partial class RandomHlo
{
    private HloValue ShapeOperation(HloValue x) => _random.Next(8) switch
    {
        0 => Transpose(x),
        1 => Reshape(x),
        2 => Slice(x),
        3 => Pad(x),
        4 when x.Rank > 0 => Concatenate(x),
        5 when x.Rank > 0 => Reverse(x),
        6 when Count(x.Shape) < MostElements / 8 => BroadcastUp(x),
        7 when x.Rank > 0 && x.Element is "f32" or "i32" => Iota(x),
        _ => Transpose(x),
    };

    private HloValue OpenShapeOperation(HloValue x) => _random.Next(3) switch
    {
        0 when x.Rank > 0 && x.Open.Contains(false) => Concatenate(x),
        1 when x.Rank > 0 => Reverse(x),
        _ => Transpose(x),
    };

    private HloValue Shaped(HloValue x, IEnumerable<long> shape, string text)
    {
        long[] sizes = [.. shape];
        var result = x with { Shape = sizes, Open = new bool[sizes.Length] };
        return _writer.Define(result, $"{text} -> {result.Type}");
    }

    private HloValue Transpose(HloValue x)
    {
        var order = Permutation(x.Rank);
        var result = x with { Shape = [.. order.Select(d => x.Shape[d])], Open = [.. order.Select(d => x.Open[d])] };
        return _writer.Define(result, $"stablehlo.transpose {x.Name}, dims = [{List(order)}] : ({x.Type}) -> {result.Type}");
    }

    private HloValue Reshape(HloValue x)
    {
        var shape = new List<long>();
        var rest = Count(x.Shape);
        while (rest > 1 && shape.Count < 4)
        {
            var divisors = Enumerable.Range(1, (int)rest).Where(d => rest % d == 0).ToArray();
            var size = shape.Count == 3 ? rest : divisors[_random.Next(divisors.Length)];
            shape.Add(size);
            rest /= size;
        }
        if (rest == 0)
            shape.AddRange([3, 0]);
        return Shaped(x, shape.Count == 0 && _random.Next(2) == 0 ? [1, 1] : shape, $"stablehlo.reshape {x.Name} : ({x.Type})");
    }

    private HloValue Slice(HloValue x)
    {
        var ranges = x.Shape.Select(size =>
        {
            var start = _random.NextInt64(size + 1);
            return (Start: start, Limit: start + _random.NextInt64(size - start + 1), Stride: _random.Next(3) == 0 ? 2L : 1);
        }).Select((r, d) => r.Limit > r.Start || _random.Next(8) == 0 ? r : (Start: 0, Limit: x.Shape[d], r.Stride)).ToArray();
        var text = List(ranges.Select(r => r.Stride == 1 ? $"{r.Start}:{r.Limit}" : $"{r.Start}:{r.Limit}:{r.Stride}"));
        return Shaped(x, ranges.Select(r => (r.Limit - r.Start + r.Stride - 1) / r.Stride), $"stablehlo.slice {x.Name} [{text}] : ({x.Type})");
    }

    private HloValue Pad(HloValue x)
    {
        var paddings = x.Shape.Select(size => (Low: (long)_random.Next(-1, 3), High: (long)_random.Next(-1, 3), Interior: _random.Next(3) == 0 ? 1L : 0))
            .Select((p, d) => PaddedSize(x.Shape[d], p) < 0 ? (Low: 1, High: 1, Interior: 0) : p).ToArray();
        var sizes = paddings.Select((p, d) => PaddedSize(x.Shape[d], p));
        var value = _writer.Scalar(x.Element, x.Element == "i1" ? 1 : _random.Next(3));
        return Shaped(
            x with { Bound = Math.Max(x.Bound, 2) }, sizes,
            $"stablehlo.pad {x.Name}, {value.Name}, low = [{List(paddings.Select(p => p.Low))}], high = [{List(paddings.Select(p => p.High))}], interior = [{List(paddings.Select(p => p.Interior))}] : ({x.Type}, {value.Type})");
    }

    private static long PaddedSize(long size, (long Low, long High, long Interior) p) => size + p.Low + p.High + Math.Max(size - 1, 0) * p.Interior;

    private HloValue Concatenate(HloValue x)
    {
        var closed = Enumerable.Range(0, x.Rank).Where(d => !x.Open[d]).ToArray();
        var axis = Pick(closed);
        var parts = Enumerable.Range(0, _random.Next(1, 3)).Select(_ =>
        {
            long[] shape = [.. x.Shape];
            shape[axis] = _random.Next(1, 6);
            return _writer.ArgumentLike(shape, x.Open, x.Element);
        }).Prepend(x).Append(x).Take(_random.Next(2, 5)).ToArray();
        long[] sizes = [.. x.Shape];
        sizes[axis] = parts.Sum(p => p.Shape[axis]);
        var result = x with { Shape = sizes, Bound = parts.Max(p => p.Bound) };
        return _writer.Define(result, $"stablehlo.concatenate {List(parts.Select(p => p.Name))}, dim = {axis} : ({List(parts.Select(p => p.Type))}) -> {result.Type}");
    }

    private HloValue Reverse(HloValue x)
    {
        var dims = Enumerable.Range(0, x.Rank).Where(_ => _random.Next(2) == 0).ToArray();
        return _writer.Define(x, $"stablehlo.reverse {x.Name}, dims = [{List(dims)}] : {x.Type}");
    }

    private HloValue BroadcastUp(HloValue x)
    {
        var rank = Math.Min(x.Rank + _random.Next(1, 3), 5);
        var kept = Permutation(rank).Take(x.Rank).ToArray();
        var sizes = Enumerable.Range(0, rank).Select(d => Array.IndexOf(kept, d) is >= 0 and var at && x.Shape[at] != 1 ? x.Shape[at] : (long)_random.Next(1, 4));
        return Shaped(x, sizes, $"stablehlo.broadcast_in_dim {x.Name}, dims = [{List(kept)}] : ({x.Type})");
    }

    private HloValue Iota(HloValue x)
    {
        var iota = _writer.Define(x, $"stablehlo.iota dim = {_random.Next(x.Rank)} : {x.Type}") with { Bound = x.Shape.Max() };
        return _writer.Apply("add", x, iota) with { Exact = false, Bound = x.Bound + iota.Bound };
    }

    private HloValue Gather(HloValue x)
    {
        if (x.Rank == 0 || x.Shape.Contains(0))
            return Transpose(x);
        return _random.Next(3) == 0 ? DynamicSlice(x) : GatherRows(x);
    }

    private HloValue DynamicSlice(HloValue x)
    {
        var starts = x.Shape.Select(size => _writer.Indices([], size)).ToArray();
        var sizes = x.Shape.Select(size => _random.NextInt64(1, size + 1)).ToArray();
        return Shaped(x, sizes, $"stablehlo.dynamic_slice {x.Name}, {List(starts.Select(s => s.Name))}, sizes = [{List(sizes)}] : ({List(starts.Prepend(x).Select(s => s.Type))})");
    }

    /// <summary>Rows along one axis by a vector of indices, some out of range.</summary>
    private HloValue GatherRows(HloValue x)
    {
        var axis = _random.Next(x.Rank);
        var indices = _writer.Indices([_random.Next(1, 8), 1], x.Shape[axis]);
        long[] slice = [.. x.Shape];
        slice[axis] = 1;
        long[] sizes = [.. x.Shape];
        sizes[axis] = indices.Shape[0];
        var offsets = Enumerable.Range(0, x.Rank).Where(d => d != axis);
        var numbers = $"#stablehlo.gather<offset_dims = [{List(offsets)}], collapsed_slice_dims = [{axis}], start_index_map = [{axis}], index_vector_dim = 1>";
        return Shaped(x, sizes, $"\"stablehlo.gather\"({x.Name}, {indices.Name}) <{{dimension_numbers = {numbers}, slice_sizes = array<i64: {List(slice)}>, indices_are_sorted = false}}> : ({x.Type}, {indices.Type})");
    }
}
