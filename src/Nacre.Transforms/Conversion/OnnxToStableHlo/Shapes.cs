using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Questions about values that are statically shaped tensors, and NumPy's shape rules.</summary>
public static class Shapes
{
    public static RankedTensorType Tensor(this Value value) => (RankedTensorType)value.Type;
    public static IRType Element(this Value value) => value.Type.ElementOrSelf();
    public static int Rank(this Value value) => value.Tensor().Rank;
    public static bool IsFloat(this Value value) => value.Type.IsFloat();
    public static bool IsInteger(this Value value) => value.Type.IsInteger();
    public static bool IsBool(this Value value) => value.Type.IsBool();
    public static bool IsUnsigned(this Value value) => value.Type.IsUnsigned();

    /// <summary>A fresh copy of the sizes.</summary>
    public static long[] Dims(this Value value) => value.Tensor().Shape.Dims.ToArray();

    /// <summary>Whether the value is a tensor with static shape, or an omitted input.</summary>
    public static bool IsKnown(Value value) => value.Type is NoneType or RankedTensorType { HasStaticShape: true, ElementType: IntegerType or FloatType or ComplexType };

    /// <summary>The shape that two shapes are broadcast to: aligned at the end, 1 fits any size.</summary>
    /// <exception cref="OnnxLoweringException">They do not fit.</exception>
    public static long[] Broadcast(long[] a, long[] b)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= result.Length; i++)
        {
            var (x, y) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            if (x != y && x != 1 && y != 1)
                throw new OnnxMisfitException($"the shapes [{string.Join(", ", a)}] and [{string.Join(", ", b)}] cannot be broadcast together");
            result[^i] = x == 1 ? y : x;
        }
        return result;
    }

    /// <summary>An axis counted from the front, where negative ones count from the back.</summary>
    /// <exception cref="OnnxLoweringException">It lies outside.</exception>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new OnnxLoweringException($"axis {axis} is out of range for rank {rank}");

    public static int[] Axes(IEnumerable<long> axes, int rank) => [.. axes.Select(a => Axis(a, rank))];

    /// <summary>The whole numbers from start up to limit.</summary>
    public static int[] Range(int start, int limit) => [.. Enumerable.Range(start, Math.Max(0, limit - start))];

    public static long Product(ReadOnlySpan<long> sizes)
    {
        var product = 1L;
        foreach (var size in sizes)
            product = checked(product * size);
        return product;
    }
}
