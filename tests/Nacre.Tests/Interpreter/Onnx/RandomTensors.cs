using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Interpreter.Onnx;

/// <summary>Small random tensors, the same for a seed. Sizes may be 0.</summary>
internal sealed class RandomTensors(int seed)
{
    private readonly Random _random = new(seed);

    public T Choice<T>(params ReadOnlySpan<T> items) => items[_random.Next(items.Length)];

    /// <summary>1 … <paramref name="most"/>.</summary>
    public long Size(int most) => _random.Next(1, most + 1);

    public Shape Shape(int rank) => Enumerable.Range(0, rank).Select(_ => (long)_random.Next(0, 5)).ToArray();

    /// <summary>Multiples of an eighth: some are equal, and sums of a few are exact.</summary>
    public TensorValue Floats(Shape shape) =>
        TensorValue.OfDoubles(new RankedTensorType(shape, FloatType.F32), Numbers(shape, () => _random.Next(0, 64) / 8.0));

    public TensorValue Floats(params ReadOnlySpan<long> dims) => Floats(IR.Shape.Of(dims));

    /// <summary>Numbers in [0, 1), some of them equal.</summary>
    public TensorValue Scores(params ReadOnlySpan<long> dims)
    {
        var shape = IR.Shape.Of(dims);
        return TensorValue.OfDoubles(new RankedTensorType(shape, FloatType.F32), Numbers(shape, () => _random.Next(0, 50) / 50.0));
    }

    public TensorValue Integers(long least, long most, Shape shape) =>
        TensorValue.OfIntegers(new RankedTensorType(shape, IntegerType.I64), [.. Numbers(shape, () => _random.NextInt64(least, most + 1)).Select(v => (long)v)]);

    public TensorValue Integers(long least, long most, params ReadOnlySpan<long> dims) => Integers(least, most, IR.Shape.Of(dims));

    public TensorValue Scalar(long least, long most) => TensorValue.Scalar(IntegerType.I64, _random.NextInt64(least, most + 1));

    public TensorValue Bools(Shape shape) => TensorValue.OfIntegers(new RankedTensorType(shape, IntegerType.I1), [.. Numbers(shape, () => _random.Next(2)).Select(v => (long)v)]);

    public TensorValue Bools(params ReadOnlySpan<long> dims) => Bools(IR.Shape.Of(dims));

    private static double[] Numbers(Shape shape, Func<double> next) => [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => next())];
}
