using System.Numerics;
using System.Runtime.InteropServices;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>The sizes of a batch of matrix products: rows × inner times inner × columns.</summary>
internal readonly record struct ProductSizes(long Batch, long Rows, long Columns, long Inner)
{
    public int ResultCount => checked((int)(Batch * Rows * Columns));
}

/// <summary>
/// Products of row-major matrices, each element summed in order of the inner index. f64 and f32 results accumulate in their own type, rounding every product and sum;
/// narrower floats accumulate in f32 and are rounded once, integers in 64 bits, wrapping.
/// </summary>
internal static class MatrixProduct
{
    public static TensorValue Compute(TensorValue a, TensorValue b, ProductSizes sizes, RankedTensorType type) => type.ElementType switch
    {
        ComplexType { ElementType: FloatType { Kind: FloatKind.F64 } } => Complex<double>(a, b, sizes, type),
        ComplexType => Complex<float>(a, b, sizes, type),
        FloatType { Kind: FloatKind.F64 } => new TensorValue(type, Bytes(Multiply(As<double>(a), As<double>(b), sizes))),
        FloatType => Conversion.Convert(new TensorValue(type.WithElement(FloatType.F32), Bytes(Multiply(As<float>(a), As<float>(b), sizes))), type.ElementType),
        IntegerType { Width: 1 } => Conversion.Convert(TensorValue.OfIntegers(type.WithElement(IntegerType.I64), Multiply<long>(a.ToIntegers(), b.ToIntegers(), sizes)), type.ElementType),
        _ => TensorValue.OfIntegers(type, Multiply<long>(a.ToIntegers(), b.ToIntegers(), sizes)),
    };

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static ReadOnlySpan<T> As<T>(TensorValue x) where T : unmanaged => Conversion.Convert(x, typeof(T) == typeof(double) ? FloatType.F64 : FloatType.F32).As<T>();

    private static T[] Multiply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ProductSizes sizes) where T : unmanaged, INumber<T>
    {
        var result = new T[sizes.ResultCount];
        var (columns, inner) = ((int)sizes.Columns, (int)sizes.Inner);
        for (var row = 0; row < sizes.Batch * sizes.Rows; row++)
        {
            var target = result.AsSpan(row * columns, columns);
            var matrix = b.Slice((int)(row / sizes.Rows) * inner * columns, inner * columns);
            for (var k = 0; k < inner; k++)
                AddScaled(target, a[row * inner + k], matrix.Slice(k * columns, columns));
        }
        return result;
    }

    /// <summary>target += factor * row.</summary>
    private static void AddScaled<T>(Span<T> target, T factor, ReadOnlySpan<T> row) where T : unmanaged, INumber<T>
    {
        var j = 0;
        for (var factors = new Vector<T>(factor); j <= target.Length - Vector<T>.Count; j += Vector<T>.Count)
            (new Vector<T>(target[j..]) + factors * new Vector<T>(row[j..])).CopyTo(target[j..]);
        for (; j < target.Length; j++)
            target[j] += factor * row[j];
    }

    /// <summary>Complex products on separate parts, computed in the type of the parts.</summary>
    private static TensorValue Complex<T>(TensorValue a, TensorValue b, ProductSizes sizes, RankedTensorType type) where T : unmanaged, INumber<T>
    {
        var (x, y) = (Conversion.Convert(a, type.ElementType).As<T>().ToArray(), Conversion.Convert(b, type.ElementType).As<T>().ToArray());
        var result = new T[2 * sizes.ResultCount];
        var (columns, inner) = ((int)sizes.Columns, (int)sizes.Inner);
        for (var i = 0; i < sizes.ResultCount; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var matrix = (int)(row / sizes.Rows) * inner * columns;
            var (real, imaginary) = (T.Zero, T.Zero);
            for (var k = 0; k < inner; k++)
            {
                var (p, q) = (2 * (row * inner + k), 2 * (matrix + k * columns + column));
                real += x[p] * y[q] - x[p + 1] * y[q + 1];
                imaginary += x[p] * y[q + 1] + x[p + 1] * y[q];
            }
            (result[2 * i], result[2 * i + 1]) = (real, imaginary);
        }
        return new TensorValue(type, Bytes(result));
    }
}
