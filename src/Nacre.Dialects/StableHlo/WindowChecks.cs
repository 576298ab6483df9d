using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints on the attributes of a window: convolution_c2..c9, reduce_window_c4..c12, select_and_scatter_c5..c8.</summary>
internal static class WindowChecks
{
    /// <summary>Each list has an entry per dimension or none, and sizes, strides and dilations are positive.</summary>
    public static void Check(
        EquatableArray<long> sizes, EquatableArray<long>? strides, ElementsAttr? padding, EquatableArray<long>? baseDilations, EquatableArray<long>? windowDilations,
        EquatableArray<bool>? reversal)
    {
        CheckPadding(padding);
        CheckCount(strides?.Count, "window-strides", sizes.Count);
        CheckCount(baseDilations?.Count, "base-dilation factors", sizes.Count);
        CheckCount(windowDilations?.Count, "window-dilation factors", sizes.Count);
        CheckCount((int?)padding?.Type.Shape[0], "padding-entries", sizes.Count);
        CheckCount(reversal?.Count, "window-reversal", sizes.Count);
        CheckPositive(sizes, "value");
        CheckPositive(strides, "stride");
        CheckPositive(baseDilations, "base dilation factor");
        CheckPositive(windowDilations, "window dilation factor");
    }

    private static void CheckPadding(ElementsAttr? padding)
    {
        if (padding is null)
            return;
        var shape = padding.Type.Shape;
        Infer.Require(shape.Rank == 2 && shape[1] == 2, $"expects the shape of padding-attribute to be {{N, 2}}, but got {{{DimChecks.Join(shape.Dims)}}}.");
    }

    private static void CheckCount(int? count, string name, int expected) =>
        Infer.Require(count is null or 0 || count == expected, $"expects {name} to have same dimension-size as size of window dimensions ({expected}), but got: {count}.");

    private static void CheckPositive(EquatableArray<long>? values, string what)
    {
        for (var i = 0; i < (values?.Count ?? 0); i++)
            Infer.Require(values!.Value[i] > 0 || values.Value[i] == Shape.Dynamic, $"expects window to have positive {what} for {i}-th window dimension, but got {values.Value[i]}.");
    }
}
