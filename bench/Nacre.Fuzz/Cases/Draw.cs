using Nacre.Frontends.Onnx.Tensors;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Cases;

/// <summary>Random choices, the same for a seed.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>An integer from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Int(int least, int most) => _random.Next(least, most + 1);

    /// <summary>A number in [least, most).</summary>
    public double Number(double least, double most) => least + (most - least) * _random.NextDouble();

    public float Float(double least, double most) => (float)Number(least, most);

    public T Of<T>(params IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>The first half of the time, else any: the usual case deserves more than the others.</summary>
    public T MostlyFirst<T>(IReadOnlyList<T> items) => Chance(0.5) ? items[0] : Of(items);

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var all = items.ToArray();
        _random.Shuffle(all);
        return all;
    }

    /// <summary>Some of the items in their order; at least <paramref name="least"/>.</summary>
    public T[] Some<T>(IReadOnlyList<T> items, int least = 0)
    {
        var chosen = Shuffled(Enumerable.Range(0, items.Count)).Take(Int(Math.Min(least, items.Count), items.Count)).Order();
        return [.. chosen.Select(i => items[i])];
    }

    /// <summary>Sizes of 1 to <paramref name="most"/>; one in fifty shapes is empty along an axis.</summary>
    public long[] Shape(int leastRank, int mostRank, int most = 6)
    {
        var shape = Enumerable.Range(0, Int(leastRank, mostRank)).Select(_ => (long)Int(1, most)).ToArray();
        if (shape.Length > 0 && Chance(0.02))
            shape[_random.Next(shape.Length)] = 0;
        return shape;
    }

    /// <summary>Sizes of a picture or a signal: batch, channels, and <paramref name="spatial"/> axes.</summary>
    public long[] Image(int spatial, int most = 12) => [Int(1, 3), Int(1, 6), .. Enumerable.Range(0, spatial).Select(_ => (long)Int(3, most))];

    public long DivisorOf(long number) => Of([.. Enumerable.Range(1, (int)Math.Max(1, number)).Select(i => (long)i).Where(d => number % d == 0)]);

    /// <summary>An axis of a tensor of that rank, counted from either end.</summary>
    public long Axis(int rank) => Signed(_random.Next(rank), rank);

    /// <summary>The same axis, sometimes counted from the end.</summary>
    public long Signed(long axis, int rank) => Chance(0.3) ? axis - rank : axis;

    /// <summary>A shape that broadcasts with another one: some axes are 1, some at the front are left out or added.</summary>
    public long[] BroadcastsWith(long[] shape)
    {
        var suffix = shape[_random.Next(shape.Length + 1)..].Select(d => Chance(0.25) ? 1 : d == 1 && Chance(0.3) ? Int(1, 4) : d);
        var kept = (Chance(0.4) ? shape : suffix).ToArray();
        return kept.Length == shape.Length && shape.Length < 4 && Chance(0.15) ? [Int(1, 3), .. kept] : kept;
    }

    /// <summary>A shape that broadcasts to another one: nothing is larger than there.</summary>
    public long[] BroadcastsTo(long[] shape) => [.. shape[_random.Next(shape.Length + 1)..].Select(d => Chance(0.25) ? 1 : d)];

    public TensorValue Tensor(DataType type, long[] shape, Values values)
    {
        var tensor = new RankedTensorType(shape, ElementTypes.ToIR(type)!);
        var count = (int)tensor.Shape.ElementCount;
        return Types.IsFloat(type)
            ? TensorValue.OfDoubles(tensor, [.. Enumerable.Range(0, count).Select(_ => values.Float(this))])
            : TensorValue.OfIntegers(tensor, [.. Enumerable.Range(0, count).Select(_ => values.Integer(this, type))]);
    }
}
