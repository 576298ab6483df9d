using System.Globalization;

namespace Nacre.Runtime;

/// <summary>Sizes of tensors in checked 64-bit arithmetic: a size that a stranger's file makes up ends in an error, never in a wrap-around.</summary>
public static class TensorSize
{
    /// <summary>A dimension whose size is only known at run time.</summary>
    public const long Dynamic = -1;

    /// <summary>Number of elements; 1 for a scalar, 0 when any dimension is 0.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.OutOfMemoryOrLimit"/>: a dimension is negative or the product exceeds 63 bits.</exception>
    public static long ElementCount(ReadOnlySpan<long> shape)
    {
        long count = 1;
        bool empty = shape.Contains(0);
        foreach (long dimension in shape)
        {
            if (dimension < 0)
                throw Invalid(shape, "has a negative dimension");
            if (!empty && count > long.MaxValue / dimension)
                throw Invalid(shape, "has more elements than a 64-bit size can count");
            count *= dimension;
        }

        return count;
    }

    /// <summary>Bytes that the elements take in memory; 0 for strings.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.OutOfMemoryOrLimit"/>: the size exceeds 63 bits or a dimension is negative.</exception>
    public static long ByteSize(ElementType type, ReadOnlySpan<long> shape)
    {
        long count = ElementCount(shape);
        if (count > long.MaxValue / Math.Max(type.ByteSize(), 1))
            throw Invalid(shape, $"of {type.MlirName()} has more bytes than a 64-bit size can count");

        return count * type.ByteSize();
    }

    public static bool IsStatic(ReadOnlySpan<long> shape) => !shape.ContainsAnyInRange(long.MinValue, -1);

    /// <summary>Whether a tensor of shape <paramref name="actual"/> fits <paramref name="pattern"/>, where a negative dimension stands for any size.</summary>
    public static bool Matches(ReadOnlySpan<long> pattern, ReadOnlySpan<long> actual)
    {
        if (pattern.Length != actual.Length)
            return false;

        for (int i = 0; i < pattern.Length; i++)
            if (pattern[i] >= 0 && pattern[i] != actual[i])
                return false;

        return true;
    }

    /// <summary>MLIR's spelling of a tensor type: <c>tensor&lt;?x3x224x224xf32&gt;</c>.</summary>
    public static string Format(ElementType type, ReadOnlySpan<long> shape)
    {
        var text = new System.Text.StringBuilder("tensor<");
        foreach (long dimension in shape)
            text.Append(dimension < 0 ? "?" : dimension.ToString(CultureInfo.InvariantCulture)).Append('x');

        return text.Append(type.MlirName()).Append('>').ToString();
    }

    private static NacreException Invalid(ReadOnlySpan<long> shape, string why) =>
        new(ExitCode.OutOfMemoryOrLimit, $"A tensor of shape [{string.Join(", ", shape.ToArray())}] {why}. Check the shape that the model or the caller gives.");
}
