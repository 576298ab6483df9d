namespace Nacre.Tests.Properties;

internal sealed partial class RandomHlo
{
    private static readonly string[] SmoothFunctions = ["exponential", "tanh", "logistic", "cosine", "sine", "exponential_minus_one"];
    private static readonly string[] FunctionsFromOne = ["sqrt", "rsqrt", "log", "cbrt"];
    private static readonly string[] Roundings = ["floor", "ceil", "sign", "round_nearest_even", "round_nearest_afz"];

    private HloValue Elementwise(HloValue x) => (x.IsFloat, x.Element) switch
    {
        (true, _) => _random.Next(3) == 0 ? FloatUnary(x) : FloatBinary(x, Partner(x)),
        (_, "i1") => _random.Next(3) == 0 ? _writer.Apply("not", x) : _random.Next(2) == 0 ? _writer.Apply(Pick("and", "or", "xor"), x, Partner(x)) : Convert(x, Pick("f32", "i32", "i64")),
        _ => _random.Next(4) == 0 ? IntegerUnary(x) : IntegerBinary(x, Partner(x)),
    };

    /// <summary>A value of the same type: one that is there, a new argument, a constant, a row that is broadcast, or itself.</summary>
    private HloValue Partner(HloValue x)
    {
        var same = _values.Where(v => v.Type == x.Type).ToArray();
        return _random.Next(5) switch
        {
            0 or 1 when same.Length > 0 => Bounded(same[_random.Next(same.Length)]),
            2 => _writer.Splat(x, x.Element == "i1" ? 1 : x.IsFloat ? 0.5 * _random.Next(-4, 5) : _random.Next(5)),
            3 when !_isOpen && x.Rank > 0 => BroadcastRow(x),
            _ => _writer.ArgumentLike(x.Shape, x.Open, x.Element),
        };
    }

    /// <summary>What a bias is: some of the dimensions, broadcast to all.</summary>
    private HloValue BroadcastRow(HloValue x)
    {
        var kept = Enumerable.Range(0, x.Rank).Where(_ => _random.Next(2) == 0).ToArray();
        var row = _writer.Argument([.. kept.Select(d => _random.Next(5) == 0 ? 1 : x.Shape[d])], x.Element);
        return _writer.Define(x, $"stablehlo.broadcast_in_dim {row.Name}, dims = [{List(kept)}] : ({row.Type}) -> {x.Type}") with { Exact = true, Bound = row.Bound };
    }

    private HloValue FloatUnary(HloValue x)
    {
        var kind = _random.Next(5);
        if (kind == 0)
            return _writer.Apply(Pick("negate", "abs"), x);
        if (kind == 1 && x.Exact)
            return _writer.Apply(Pick(Roundings), x);
        if (kind == 2)
            return _writer.Apply(Pick(FunctionsFromOne), FromOne(x)) with { Exact = false, Bound = Math.Sqrt(x.Bound + 2) };
        if (kind == 3 && x.Exact)
            return Convert(x, Pick("f32", "f64", "i32", "i64"));
        var function = Pick(SmoothFunctions);
        var small = x.Bound <= 4 ? x : _writer.Apply("tanh", x) with { Exact = false, Bound = 1 };
        return _writer.Apply(function, small) with { Exact = false, Bound = function.StartsWith("exp", StringComparison.Ordinal) ? Math.Exp(small.Bound) : 1 };
    }

    /// <summary>|x| + 1: where roots, logarithms and quotients are tame.</summary>
    private HloValue FromOne(HloValue x) => _writer.Apply("add", _writer.Apply("abs", x), _writer.Splat(x, 1)) with { Bound = x.Bound + 1 };

    private HloValue FloatBinary(HloValue x, HloValue y)
    {
        switch (_random.Next(9))
        {
            case 0 or 1: return _writer.Apply(Pick("add", "subtract"), x, y) with { Exact = false, Bound = x.Bound + y.Bound };
            case 2 or 3: return _writer.Apply("multiply", x, y) with { Exact = false, Bound = x.Bound * y.Bound };
            case 4: return _writer.Apply(Pick("maximum", "minimum"), x, y) with { Bound = Math.Max(x.Bound, y.Bound) };
            case 5: return _writer.Apply("divide", x, FromOne(y)) with { Exact = false };
            case 6: return Clamp(x);
            case 7 when x.Exact && y.Exact: return Choose(x, y);
            case 8 when x.Bound <= 4: return _writer.Apply("power", FromOne(x), _writer.Apply("tanh", y)) with { Exact = false, Bound = x.Bound + 1 };
            default: return _writer.Apply("subtract", x, _writer.Apply("negate", y)) with { Exact = false, Bound = x.Bound + y.Bound };
        }
    }

    private HloValue Clamp(HloValue x)
    {
        var (low, high) = (_writer.Scalar(x.Element, -0.75), _writer.Scalar(x.Element, 1.5));
        return _writer.Define(x, $"stablehlo.clamp {low.Name}, {x.Name}, {high.Name} : ({low.Type}, {x.Type}, {high.Type}) -> {x.Type}") with { Bound = 1.5 };
    }

    private HloValue Choose(HloValue x, HloValue y)
    {
        var condition = x with { Element = "i1", Bound = 1 };
        condition = _writer.Define(condition, $"stablehlo.compare {Pick("EQ", "NE", "LT", "LE", "GT", "GE")}, {x.Name}, {y.Name} : ({x.Type}, {y.Type}) -> {condition.Type}");
        if (_random.Next(4) == 0)
            return condition;
        return _writer.Define(x, $"stablehlo.select {condition.Name}, {x.Name}, {y.Name} : {condition.Type}, {x.Type}") with { Bound = Math.Max(x.Bound, y.Bound) };
    }

    private HloValue IntegerUnary(HloValue x)
    {
        var isSigned = x.Element[0] == 'i';
        return _random.Next(3) switch
        {
            0 when isSigned => _writer.Apply(Pick("negate", "abs", "sign"), x),
            1 => _writer.Apply(Pick("popcnt", "count_leading_zeros"), x) with { Bound = 64 },
            _ => Convert(x, Pick("f32", "i64", "i32", "ui8", "i8")),
        };
    }

    private HloValue IntegerBinary(HloValue x, HloValue y)
    {
        switch (_random.Next(6))
        {
            case 0: return _writer.Apply(Pick("add", "subtract"), x, y) with { Bound = Wide(x, x.Bound + y.Bound) };
            case 1: return _writer.Apply("multiply", x, y) with { Bound = Wide(x, x.Bound * y.Bound) };
            case 2: return _writer.Apply(Pick("maximum", "minimum"), x, y) with { Bound = Math.Max(x.Bound, y.Bound) };
            case 3: return _writer.Apply(Pick("and", "or", "xor"), x, y) with { Bound = Wide(x, 2 * Math.Max(x.Bound, y.Bound)) };
            case 4: return _writer.Apply(Pick("divide", "remainder"), x, _writer.Apply("or", y, _writer.Splat(y, 1))) with { Bound = Wide(x, x.Bound) };
            default: return _writer.Apply(Pick("shift_left", "shift_right_logical", "shift_right_arithmetic"), x, _writer.Apply("and", y, _writer.Splat(y, 7))) with { Bound = double.MaxValue };
        }
    }

    /// <summary>Unsigned differences wrap to large numbers.</summary>
    private static double Wide(HloValue x, double bound) => x.Element[0] == 'u' ? 255 : bound;

    private HloValue Convert(HloValue x, string element)
    {
        var source = x.IsFloat && element[0] is 'i' or 'u' ? Clamp(x) : x;
        var result = source with { Element = element };
        return _writer.Define(result, $"stablehlo.convert {source.Name} : ({source.Type}) -> {result.Type}") with { Bound = element is "ui8" or "i8" ? 255 : source.Bound };
    }
}
