using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>How a window slides along one dimension.</summary>
/// <param name="Size">Elements that the window covers.</param>
/// <param name="Stride">Steps between windows.</param>
/// <param name="PadLow">Elements added (or, negative, cut off) in front.</param>
/// <param name="PadHigh">Elements added (or cut off) behind.</param>
/// <param name="BaseDilation">Distance that neighbouring input elements get.</param>
/// <param name="WindowDilation">Distance between the window's elements.</param>
/// <param name="Reversed">Whether the kernel runs backwards.</param>
public readonly record struct WindowDimension(long Size, long Stride = 1, long PadLow = 0, long PadHigh = 0, long BaseDilation = 1, long WindowDilation = 1, bool Reversed = false)
{
    /// <summary>How many windows fit on an input of <paramref name="inputSize"/> elements; dynamic where a size is.</summary>
    public long OutputSize(long inputSize)
    {
        if (inputSize == Shape.Dynamic || Size == Shape.Dynamic)
            return Shape.Dynamic;
        var padded = Dims.Dilated(inputSize, BaseDilation) + PadLow + PadHigh;
        var window = Dims.Dilated(Size, WindowDilation);
        return padded == 0 || window > padded ? 0 : (padded - window) / Stride + 1;
    }

    /// <summary>The dimensions of a window from an operation's attributes, of which those left out have their neutral value.</summary>
    internal static IReadOnlyList<WindowDimension> Of(
        EquatableArray<long> sizes, EquatableArray<long>? strides, ElementsAttr? padding, EquatableArray<long>? baseDilations, EquatableArray<long>? windowDilations,
        EquatableArray<bool>? reversal)
    {
        var pads = padding is { Count: > 0 } ? padding.ToIntegers() : null;
        var window = new WindowDimension[sizes.Count];
        for (var i = 0; i < window.Length; i++)
            window[i] = new WindowDimension(sizes[i], At(strides, i), pads?[2 * i] ?? 0, pads?[2 * i + 1] ?? 0, At(baseDilations, i), At(windowDilations, i), reversal is { IsEmpty: false } r && r[i]);
        return window;
    }

    private static long At(EquatableArray<long>? values, int index) => values is { IsEmpty: false } list ? list[index] : 1;

    /// <summary>The padding as a tensor of <c>n x 2</c>.</summary>
    internal static DenseElementsAttr PaddingAttr(IReadOnlyList<WindowDimension> window) => PaddingAttr([.. window.SelectMany(w => new[] { w.PadLow, w.PadHigh })]);

    /// <summary>Low and high padding of each dimension as a tensor of <c>n x 2</c>; equal numbers are stored once.</summary>
    internal static DenseElementsAttr PaddingAttr(long[] amounts) => DenseElementsAttr.OfI64(
        RankedTensorType.Get(IntegerType.I64, amounts.Length / 2, 2), amounts.Distinct().Count() == 1 ? amounts.AsSpan(0, 1) : amounts);
}

/// <summary>Arithmetic on lists of dimensions.</summary>
internal static class Dims
{
    public static bool IsIdentity(EquatableArray<long> dims)
    {
        for (var i = 0; i < dims.Count; i++)
        {
            if (dims[i] != i)
                return false;
        }
        return true;
    }

    /// <summary>The extent of <paramref name="size"/> elements that stand <paramref name="dilation"/> apart.</summary>
    public static long Dilated(long size, long dilation) => size == 0 ? 0 : (size - 1) * dilation + 1;

    public static bool AreUnique(EquatableArray<long> dims) => dims.Distinct().Count() == dims.Count;
    public static bool AreInRange(EquatableArray<long> dims, long limit) => dims.All(d => d >= 0 && d < limit);
    public static bool AreSorted(EquatableArray<long> dims) => Enumerable.Range(1, Math.Max(0, dims.Count - 1)).All(i => dims[i - 1] <= dims[i]);

    /// <summary>Whether two sizes can be one; a dynamic one can be any.</summary>
    public static bool Match(long a, long b) => a == b || a == Shape.Dynamic || b == Shape.Dynamic;
}
