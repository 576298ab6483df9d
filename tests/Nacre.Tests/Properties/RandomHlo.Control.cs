namespace Nacre.Tests.Properties;

// Branches and loops around a few element-by-element operations.
internal sealed partial class RandomHlo
{
    /// <summary>One of two values by a condition that the program is given.</summary>
    private HloValue Branch(HloValue x)
    {
        var condition = _writer.Argument([], "i1");
        var y = Partner(x);
        return _writer.DefineRegions([Carried(x)], "if", [condition], [], _ => [_random.Next(4) == 0 ? y : Combined(x, y)], _ => [_random.Next(4) == 0 ? x : Combined(y, x)])[0];
    }

    /// <summary>A loop that carries a counter, two values, which may change places, and a row for each iteration.</summary>
    private HloValue Loop(HloValue x)
    {
        const int mostTrips = 4;
        var (zero, one, trips, y) = (_writer.Scalar("i64", 0), _writer.Scalar("i64", 1), _writer.Scalar("i64", _random.Next(mostTrips + 1)), Partner(x));
        var rows = _writer.Splat(x with { Shape = [mostTrips, .. x.Shape], Open = [false, .. x.Open] }, 0);
        HloValue[] carried = [zero, Carried(x), Carried(y), Carried(rows)];
        var results = _writer.DefineRegions(
            carried, "while", [zero, x, y, rows], carried,
            c => [_writer.Define(c[0] with { Element = "i1" }, $"stablehlo.compare LT, {c[0].Name}, {trips.Name} : ({zero.Type}, {zero.Type}) -> tensor<i1>")],
            c => [_writer.Apply("add", c[0], one), .. Next(c[1], c[2]), WithRow(c[3], c[1], c[0], zero)]);
        _values.AddRange(results.Skip(1).Where(r => Count(r.Shape) <= MostElements));
        return results[_random.Next(1, 3)];
    }

    /// <summary>What an iteration gives in place of two values.</summary>
    private HloValue[] Next(HloValue a, HloValue b) => _random.Next(4) switch
    {
        0 => [b, a],
        1 => [b, Combined(a, b)],
        2 => [Combined(a, b), a],
        _ => [Combined(a, b), Combined(b, a)],
    };

    private HloValue WithRow(HloValue rows, HloValue x, HloValue position, HloValue zero)
    {
        var row = _writer.Define(x with { Shape = [1, .. x.Shape], Open = [false, .. x.Open] }, $"stablehlo.reshape {x.Name} : ({x.Type}) -> {HloWriter.TypeOf([1, .. x.Shape], [false, .. x.Open], x.Element)}");
        var starts = x.Shape.Select(_ => zero).Prepend(position).ToArray();
        return _writer.Define(
            rows, $"stablehlo.dynamic_update_slice {rows.Name}, {row.Name}, {List(starts.Select(s => s.Name))} : ({rows.Type}, {row.Type}, {List(starts.Select(s => s.Type))}) -> {rows.Type}");
    }

    /// <summary>A number of both that stays small however often it is computed.</summary>
    private HloValue Combined(HloValue a, HloValue b)
    {
        if (a.Element == "i1")
            return _writer.Apply(Pick("and", "or", "xor"), a, b);
        var both = _writer.Apply(Pick("add", "maximum", "multiply"), a, b);
        return a.IsFloat ? _writer.Apply("tanh", both) : _writer.Apply("and", both, _writer.Splat(both, 7));
    }

    /// <summary>A value as it may be after some iterations.</summary>
    private static HloValue Carried(HloValue x) => x with { Exact = x.Exact && !x.IsFloat, Bound = Math.Max(x.Bound, 32) };
}
