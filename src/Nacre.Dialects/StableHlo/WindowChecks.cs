using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints on the attributes of a window.</summary>
internal static class WindowChecks
{
    /// <summary>Reads a window from the attributes of the given names, those left out having their neutral value.</summary>
    public static IReadOnlyList<WindowDimension> Read(OpState state, string sizes, string strides, string padding, string baseDilations, string windowDilations)
    {
        var count = state.I64s(sizes).Count;
        var pads = state.GetAttr(padding) as ElementsAttr;
        CheckPadding(pads);
        CheckCount(state, strides, count); // reduce_window_c6
        CheckCount(state, baseDilations, count); // reduce_window_c8
        CheckCount(state, windowDilations, count); // reduce_window_c10
        Infer.Require(pads is null || pads.Count == 2 * count, $"expects padding-entries to have same dimension-size as size of window dimensions ({count}), but got: {pads?.Type.Shape[0]}."); // reduce_window_c12
        CheckPositive(state, sizes, "value"); // reduce_window_c5
        CheckPositive(state, strides, "stride"); // reduce_window_c7
        CheckPositive(state, baseDilations, "base dilation factor"); // reduce_window_c9
        CheckPositive(state, windowDilations, "window dilation factor"); // reduce_window_c11
        return WindowDimension.Of(state.I64s(sizes), state.I64s(strides), pads, state.I64s(baseDilations), state.I64s(windowDilations), null);
    }

    public static void CheckPadding(ElementsAttr? padding)
    {
        if (padding is null)
            return;
        var shape = padding.Type.Shape;
        Infer.Require(shape.Rank == 2 && shape[1] == 2, $"expects the shape of padding-attribute to be {{N, 2}}, but got {{{string.Join(", ", shape.Dims)}}}.");
    }

    private static void CheckCount(OpState state, string name, int count)
    {
        var values = state.I64s(name);
        Infer.Require(values.IsEmpty || values.Count == count, $"expects {Words(name)} to have same dimension-size as size of window dimensions ({count}), but got: {values.Count}.");
    }

    private static void CheckPositive(OpState state, string name, string what)
    {
        var values = state.I64s(name);
        for (var i = 0; i < values.Count; i++)
            Infer.Require(values[i] > 0, $"expects window to have positive {what} for {i}-th window dimension, but got {values[i]}.");
    }

    private static string Words(string name) => name switch
    {
        "base_dilations" or "lhs_dilation" => "base-dilation factors",
        "window_dilations" or "rhs_dilation" => "window-dilation factors",
        _ => name.Replace('_', '-'),
    };
}
