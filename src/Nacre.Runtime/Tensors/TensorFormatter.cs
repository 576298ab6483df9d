using System.Globalization;
using System.Numerics;
using System.Text;

namespace Nacre.Runtime;

/// <summary>Prints tensors as nested lists, the middle of long axes left out.</summary>
public static class TensorFormatter
{
    /// <summary>Up to this many elements are printed in full.</summary>
    private const int FullCount = 64;

    /// <summary>Elements kept at either end of an abbreviated axis.</summary>
    private const int EdgeCount = 3;

    public static string Format(HostTensor tensor)
    {
        var text = new StringBuilder(tensor.Describe()).Append(' ');
        if (tensor.IsDisposed)
            return text.Append("(disposed)").ToString();

        AppendAxis(text, tensor, axis: 0, start: 0, stride: tensor.ElementCount);
        return text.ToString();
    }

    /// <summary>One element in row-major order, numbers in the shortest form that reads back equal.</summary>
    public static unsafe string FormatElement(HostTensor tensor, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, tensor.ElementCount);
        if (tensor.ElementType == ElementType.String)
            return $"\"{tensor.Strings[index]}\"";

        string text = FormatNumber(tensor.ElementType, (byte*)tensor.Pointer + (index * tensor.ElementType.ByteSize()));
        GC.KeepAlive(tensor);
        return text;
    }

    private static void AppendAxis(StringBuilder text, HostTensor tensor, int axis, long start, long stride)
    {
        if (axis == tensor.Rank)
        {
            text.Append(FormatElement(tensor, start));
            return;
        }

        long size = tensor.Shape[axis];
        bool abbreviate = tensor.ElementCount > FullCount && size > 2 * EdgeCount;
        text.Append('[');
        // An axis around an empty one would repeat "[]" as often as it is long.
        for (long i = 0; i < size && stride > 0; i++)
        {
            if (i > 0)
                text.Append(", ");
            if (abbreviate && i == EdgeCount)
            {
                text.Append("..., ");
                i = size - EdgeCount;
            }

            AppendAxis(text, tensor, axis + 1, start + (i * (stride / size)), stride / size);
        }

        text.Append(']');
    }

    private static unsafe string FormatNumber(ElementType type, byte* p) => type switch
    {
        ElementType.Bool => *p != 0 ? "true" : "false",
        ElementType.I2 or ElementType.I4 or ElementType.I8 => Invariant(*(sbyte*)p),
        ElementType.U2 or ElementType.U4 or ElementType.U8 => Invariant(*p),
        ElementType.I16 => Invariant(*(short*)p),
        ElementType.U16 => Invariant(*(ushort*)p),
        ElementType.I32 => Invariant(*(int*)p),
        ElementType.U32 => Invariant(*(uint*)p),
        ElementType.I64 => Invariant(*(long*)p),
        ElementType.U64 => Invariant(*(ulong*)p),
        ElementType.F32 => Invariant(*(float*)p),
        ElementType.F64 => Invariant(*(double*)p),
        ElementType.F16 => Invariant(*(Half*)p),
        ElementType.BF16 => Invariant(SmallFloat.ToSingle(type, *(ushort*)p)),
        ElementType.C64 => Complex(*(float*)p, *((float*)p + 1)),
        ElementType.C128 => Complex(*(double*)p, *((double*)p + 1)),
        _ => Invariant(SmallFloat.ToSingle(type, *p)),
    };

    private static string Complex<T>(T real, T imaginary) where T : INumber<T> =>
        $"{Invariant(real)}{(T.IsNegative(imaginary) ? "" : "+")}{Invariant(imaginary)}i";

    private static string Invariant<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
