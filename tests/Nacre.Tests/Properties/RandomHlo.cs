namespace Nacre.Tests.Properties;

/// <summary>
/// Random programs of one kind of operation, or of all. Sizes are often none of a vector's multiples, sometimes 0 or 1; shapes may have no dimension at all.
/// The first steps of a longer program are those of a shorter one from the same seed, so that a failure can be made smaller.
/// </summary>
internal sealed partial class RandomHlo
{
    private const int MostElements = 3000;
    private static readonly long[] Sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65];

    private readonly Random _random;
    private readonly HloWriter _writer;
    private readonly bool _isOpen;
    private readonly List<HloValue> _values = [];

    private RandomHlo(int seed, string element, bool isOpen)
    {
        _random = new Random(seed);
        _isOpen = isOpen;
        _writer = new HloWriter(_random, isOpen);
        _values.Add(_writer.Argument(NewShape(_random.Next(isOpen ? 1 : 0, 5)), element));
    }

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="element">The element type of the first argument.</param>
    /// <param name="isOpen">Leave some sizes of the arguments open.</param>
    public static RandomProgram Make(int seed, string kind, string element, int steps, bool isOpen = false)
    {
        var program = new RandomHlo(seed, element, isOpen);
        for (var i = 0; i < steps; i++)
            program.Step(kind);
        var last = program._values[^1];
        return seed % 4 == 0 && steps > 1 ? program._writer.Finish(last, program._values[^2]) : program._writer.Finish(last);
    }

    public static IReadOnlyList<string> Kinds { get; } = ["elementwise", "shape", "gather", "reduce", "window", "dot", "convolution", "control", "mixed"];

    private void Step(string kind)
    {
        var x = Bounded(_random.Next(3) == 0 ? _values[_random.Next(_values.Count)] : _values[^1]);
        var value = (kind == "mixed" ? Kinds[_random.Next(Kinds.Count - 1)] : kind) switch
        {
            "shape" => _isOpen ? OpenShapeOperation(x) : ShapeOperation(x),
            "gather" when !_isOpen => Gather(x),
            "reduce" => x.Element == "i1" ? Elementwise(x) : Reduce(x),
            "window" when !_isOpen && x.Rank > 0 && x.Element != "i1" => ReduceWindow(x),
            "dot" when x.Rank > 0 && x.Element != "i1" => Dot(x),
            "convolution" when !_isOpen && x.IsFloat => Convolution(x),
            "control" when !_isOpen => _random.Next(3) == 0 ? Branch(x) : Loop(x),
            _ => Elementwise(x),
        };
        _values.Add(value);
        // What stands between heavy operations in models, and what kernels fuse.
        if (kind != "elementwise" && _random.Next(3) == 0)
            _values.Add(Elementwise(Bounded(value)));
    }

    /// <summary>The value, scaled or masked to small numbers where it may be large, so that errors stay comparable.</summary>
    private HloValue Bounded(HloValue x)
    {
        const double most = 32;
        if (x.Bound <= most || x.Element == "i1")
            return x;
        if (!x.IsFloat)
            return _writer.Apply("and", x, _writer.Splat(x, 7)) with { Bound = 7 };
        var scale = Math.Pow(2, -Math.Ceiling(Math.Log2(x.Bound)) + 1);
        return _writer.Apply("multiply", x, _writer.Splat(x, scale)) with { Bound = x.Bound * scale, Exact = x.Exact && x.Element is "f32" or "f64" };
    }

    private long[] NewShape(int rank)
    {
        var shape = new long[rank];
        var count = 1L;
        for (var i = 0; i < rank; i++)
        {
            var fitting = Sizes.Where(s => count * s <= MostElements).ToArray();
            shape[i] = !_isOpen && _random.Next(40) == 0 ? 0 : fitting[_random.Next(fitting.Length)];
            count *= Math.Max(shape[i], 1);
        }
        return shape;
    }

    private int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        _random.Shuffle(order);
        return order;
    }

    private T Pick<T>(params T[] options) => options[_random.Next(options.Length)];

    private static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    private static string List<T>(IEnumerable<T> items) => string.Join(", ", items);
}
