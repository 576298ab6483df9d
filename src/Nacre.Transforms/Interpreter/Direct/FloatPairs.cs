using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>An operation on pairs of f32, many at a time: two spans of one length, or one number for all on either side.</summary>
internal sealed record FloatPairs(FloatPairs.Both OnBoth, FloatPairs.Right OnRight, FloatPairs.Left OnLeft)
{
    public delegate void Both(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result);
    public delegate void Right(ReadOnlySpan<float> a, float b, Span<float> result);
    public delegate void Left(float a, ReadOnlySpan<float> b, Span<float> result);

    public static FloatPairs Add { get; } = new(TensorPrimitives.Add, TensorPrimitives.Add, (a, b, result) => TensorPrimitives.Add(b, a, result));
    public static FloatPairs Subtract { get; } = new(TensorPrimitives.Subtract, TensorPrimitives.Subtract, TensorPrimitives.Subtract);
    public static FloatPairs Multiply { get; } = new(TensorPrimitives.Multiply, TensorPrimitives.Multiply, (a, b, result) => TensorPrimitives.Multiply(b, a, result));
    public static FloatPairs Divide { get; } = new(TensorPrimitives.Divide, TensorPrimitives.Divide, TensorPrimitives.Divide);
    public static FloatPairs Maximum { get; } = new(TensorPrimitives.Max, TensorPrimitives.Max, (a, b, result) => TensorPrimitives.Max(b, a, result));
    public static FloatPairs Minimum { get; } = new(TensorPrimitives.Min, TensorPrimitives.Min, (a, b, result) => TensorPrimitives.Min(b, a, result));

    /// <summary>This for f32 tensors of one shape or a scalar beside a tensor, <paramref name="other"/> for all else.</summary>
    public Func<TensorValue, TensorValue, TensorValue> Or(Func<TensorValue, TensorValue, TensorValue> other) =>
        (a, b) => a.ElementType == FloatType.F32 && IsTensor(a) | IsTensor(b) && (a.Shape == b.Shape || a.Rank == 0 || b.Rank == 0) ? Apply(a, b) : other(a, b);

    private static bool IsTensor(TensorValue x) => x.Rank > 0 && x.Count > 0 && !x.IsSplat;

    private TensorValue Apply(TensorValue a, TensorValue b)
    {
        var type = IsTensor(a) ? a.Type : b.Type;
        var bytes = TensorValue.NewBytes(type);
        var result = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        if (IsTensor(a) && IsTensor(b))
            OnBoth(a.Stored<float>(), b.Stored<float>(), result);
        else if (IsTensor(a))
            OnRight(a.Stored<float>(), b.Stored<float>()[0], result);
        else
            OnLeft(a.Stored<float>()[0], b.Stored<float>(), result);
        return new TensorValue(type, bytes);
    }
}
