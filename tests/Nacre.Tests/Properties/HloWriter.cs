using System.Globalization;
using System.Text;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Properties;

/// <summary>A value of a random program.</summary>
/// <param name="Open">Which sizes the program's text leaves open.</param>
/// <param name="Exact">Every correct implementation computes the same bits, so that rounding and comparing it is safe.</param>
/// <param name="Bound">No element is larger in magnitude.</param>
internal sealed record HloValue(string Name, long[] Shape, bool[] Open, string Element, bool Exact, double Bound)
{
    public int Rank => Shape.Length;
    public bool IsFloat => Element[0] is 'f' or 'b';
    public string Type => HloWriter.TypeOf(Shape, Open, Element);
}

/// <summary>Writes the text of one function <c>@main</c> and keeps its arguments' contents.</summary>
internal sealed class HloWriter(Random random, bool isOpen)
{
    private static readonly Dictionary<string, (ElementType Runtime, IRType IR)> Elements = new()
    {
        ["f32"] = (ElementType.F32, FloatType.F32),
        ["f64"] = (ElementType.F64, FloatType.F64),
        ["f16"] = (ElementType.F16, FloatType.F16),
        ["bf16"] = (ElementType.BF16, FloatType.BF16),
        ["i8"] = (ElementType.I8, IntegerType.I8),
        ["ui8"] = (ElementType.U8, IntegerType.UI8),
        ["i32"] = (ElementType.I32, IntegerType.I32),
        ["i64"] = (ElementType.I64, IntegerType.I64),
        ["i1"] = (ElementType.Bool, IntegerType.I1),
    };

    private readonly StringBuilder _body = new();
    private readonly List<HloValue> _parameters = [];
    private readonly List<(double Low, double High, double Step)> _ranges = [];
    private int _count;

    public static string TypeOf(long[] shape, bool[] open, string element) =>
        $"tensor<{string.Concat(shape.Select((d, i) => open[i] ? "?x" : $"{d}x"))}{element}>";

    /// <summary>A new argument of multiples of <paramref name="step"/>, so that sums and products of a few are exact.</summary>
    public HloValue Argument(long[] shape, string element, double low = -2, double high = 2, double step = 0.125)
    {
        if (element[0] is 'i' or 'u')
            (low, high, step) = element == "i1" ? (0, 1, 1) : (element[0] == 'u' ? 0 : Math.Max(low * 2, -4), high * 2, 1);
        var open = shape.Select(_ => isOpen && random.Next(2) == 0).ToArray();
        var value = new HloValue($"%a{_parameters.Count}", shape, open, element, true, Math.Max(-low, high));
        _parameters.Add(value);
        _ranges.Add((low, high, step));
        return value;
    }

    /// <summary>An argument of indices that a gather or slice clamps when they are out of range.</summary>
    public HloValue Indices(long[] shape, long size)
    {
        var value = new HloValue($"%a{_parameters.Count}", shape, new bool[shape.Length], "i32", true, size + 1);
        _parameters.Add(value);
        _ranges.Add((-1, size + 1, 1));
        return value;
    }

    /// <summary>An argument that fits with others: its open sizes are given.</summary>
    public HloValue ArgumentLike(long[] shape, bool[] open, string element)
    {
        var value = Argument(shape, element) with { Open = open };
        return _parameters[^1] = value;
    }

    /// <summary>Numbers in the program's text, as weights are.</summary>
    public HloValue Weights(long[] shape, string element)
    {
        var like = new HloValue("", shape, new bool[shape.Length], element, true, 2);
        var content = Content(like, shape, element[0] is 'i' or 'u' ? (0, 1, 1) : (-2, 2, 0.125), random);
        var elements = content.Count == 0 ? "" : $"\"0x{Convert.ToHexString(content.Bytes)}\"";
        return Define(like, $"stablehlo.constant dense<{elements}> : {like.Type}");
    }

    public HloValue Splat(HloValue like, double number)
    {
        if (like.Open.Contains(true))
            return SplatOpen(like, number);
        return Define(like, $"stablehlo.constant dense<{Literal(number, like.Element)}> : {like.Type}") with { Exact = true, Bound = Math.Abs(number) };
    }

    /// <summary>A scalar, broadcast to the sizes that a value has when the program runs.</summary>
    private HloValue SplatOpen(HloValue like, double number)
    {
        var one = new HloValue("", [1], [false], "i32", true, 0);
        var sizes = like.Shape.Select((size, axis) => like.Open[axis] ? OpenSize(like, axis, one) : Splat(one, size)).ToArray();
        var shape = one with { Shape = [sizes.Length] };
        shape = Define(shape, $"stablehlo.concatenate {string.Join(", ", sizes.Select(s => s.Name))}, dim = 0 : ({string.Join(", ", sizes.Select(s => s.Type))}) -> {shape.Type}");
        var scalar = Scalar(like.Element, number);
        return Define(like, $"stablehlo.dynamic_broadcast_in_dim {scalar.Name}, {shape.Name}, dims = [] : ({scalar.Type}, {shape.Type}) -> {like.Type}") with { Exact = true, Bound = Math.Abs(number) };
    }

    private HloValue OpenSize(HloValue like, int axis, HloValue one)
    {
        var size = Define(one with { Shape = [], Open = [] }, $"stablehlo.get_dimension_size {like.Name}, dim = {axis} : ({like.Type}) -> tensor<i32>");
        return Define(one, $"stablehlo.reshape {size.Name} : ({size.Type}) -> {one.Type}");
    }

    public HloValue Scalar(string element, double number) => Splat(new HloValue("", [], [], element, true, 0), number);

    /// <summary>Writes <c>%v = text</c> and gives a value shaped like another.</summary>
    public HloValue Define(HloValue like, string text)
    {
        var name = $"%v{_count++}";
        _body.Append("    ").Append(name).Append(" = ").Append(text).Append('\n');
        return like with { Name = name };
    }

    /// <summary>Writes the operands' text and one region per body, whose values end with what it gives; the results are like <paramref name="likes"/>.</summary>
    /// <param name="arguments">What each region's arguments are like.</param>
    public HloValue[] DefineRegions(IReadOnlyList<HloValue> likes, string op, IReadOnlyList<HloValue> operands, IReadOnlyList<HloValue> arguments, params ReadOnlySpan<Func<HloValue[], HloValue[]>> bodies)
    {
        var name = $"%v{_count++}";
        _body.Append(CultureInfo.InvariantCulture, $"    {name}:{likes.Count} = \"stablehlo.{op}\"({Names(operands)}) (");
        for (var i = 0; i < bodies.Length; i++)
        {
            var inner = arguments.Select(a => a with { Name = $"%c{_count++}" }).ToArray();
            _body.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? ", " : "")}{{\n    ^bb0({string.Join(", ", inner.Select(a => $"{a.Name}: {a.Type}"))}):\n");
            var given = bodies[i](inner);
            _body.Append(CultureInfo.InvariantCulture, $"    \"stablehlo.return\"({Names(given)}) : ({Types(given)}) -> ()\n    }}");
        }
        _body.Append(CultureInfo.InvariantCulture, $") : ({Types(operands)}) -> ({Types(likes)})\n");
        return [.. likes.Select((l, i) => l with { Name = $"{name}#{i}" })];
    }

    private static string Names(IEnumerable<HloValue> values) => string.Join(", ", values.Select(v => v.Name));
    private static string Types(IEnumerable<HloValue> values) => string.Join(", ", values.Select(v => v.Type));

    /// <summary>An element-by-element operation.</summary>
    public HloValue Apply(string op, HloValue first, params HloValue[] rest) =>
        Define(first, $"stablehlo.{op} {string.Join(", ", rest.Prepend(first).Select(v => v.Name))} : {first.Type}") with { Exact = rest.Append(first).All(v => v.Exact) };

    public RandomProgram Finish(params HloValue[] results)
    {
        var types = string.Join(", ", results.Select(r => r.Type));
        var text = $$"""
            func.func @main({{string.Join(", ", _parameters.Select(p => $"{p.Name}: {p.Type}"))}}) -> ({{types}}) {
            {{_body.ToString().TrimEnd()}}
                return {{string.Join(", ", results.Select(r => r.Name))}} : {{types}}
            }
            """;
        return new RandomProgram(text, Contents(0), isOpen ? Contents(growth: 3) : null, results.Select(r => r.Element).ToArray());
    }

    /// <summary>The arguments, with every open size larger by <paramref name="growth"/>.</summary>
    private TensorValue[] Contents(long growth)
    {
        var numbers = new Random(1);
        return [.. _parameters.Select((p, i) => Content(p, p.Shape.Select((d, axis) => p.Open[axis] ? d + growth : d).ToArray(), _ranges[i], numbers))];
    }

    private static TensorValue Content(HloValue parameter, long[] shape, (double Low, double High, double Step) range, Random numbers)
    {
        var type = new RankedTensorType(shape, Elements[parameter.Element].IR);
        var steps = (int)Math.Round((range.High - range.Low) / range.Step) + 1;
        var values = Enumerable.Range(0, (int)type.Shape.ElementCount).Select(_ => range.Low + numbers.Next(steps) * range.Step).ToArray();
        return parameter.IsFloat ? TensorValue.OfDoubles(type, values) : TensorValue.OfIntegers(type, Array.ConvertAll(values, v => (long)v));
    }

    public static ElementType RuntimeType(IRType element) => Elements.Values.First(e => e.IR == element).Runtime;

    public static IRType IRTypeOf(ElementType element) => Elements.Values.First(e => e.Runtime == element).IR;

    private static string Literal(double number, string element) => element switch
    {
        "i1" => number != 0 ? "true" : "false",
        ['i' or 'u', ..] => ((long)number).ToString(CultureInfo.InvariantCulture),
        _ when double.IsNegativeInfinity(number) => element switch { "f64" => "0xFFF0000000000000", "f16" => "0xFC00", "bf16" => "0xFF80", _ => "0xFF800000" },
        _ => number.ToString("e8", CultureInfo.InvariantCulture),
    };
}

/// <summary>A program with inputs for it.</summary>
/// <param name="Larger">Inputs with other values of the open sizes; null when there are none.</param>
internal sealed record RandomProgram(string Text, TensorValue[] Inputs, TensorValue[]? Larger, string[] ResultElements);
