using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>The attributes that ONNX's convolutions and poolings share, over the spatial dimensions (those behind batch and channels).</summary>
/// <param name="Kernel">Window sizes.</param>
/// <param name="AutoPad">NOTSET, VALID, SAME_UPPER or SAME_LOWER.</param>
/// <param name="Pads">All low amounts, then all high ones; used with NOTSET.</param>
/// <param name="CeilMode">Whether a last window that sticks out counts.</param>
public sealed record WindowAttributes(
    long[] Kernel, string AutoPad, EquatableArray<long>? Strides, EquatableArray<long>? Dilations, EquatableArray<long>? Pads, bool CeilMode = false)
{
    public long Stride(int i) => Strides is { Count: > 0 } strides ? strides[i] : 1;
    public long Dilation(int i) => Dilations is { Count: > 0 } dilations ? dilations[i] : 1;

    /// <summary>What dimension i of the window covers.</summary>
    public long Extent(int i) => (Kernel[i] - 1) * Dilation(i) + 1;

    /// <summary>The padding that the model asks for, low and high, of dimension i with <paramref name="input"/> elements.</summary>
    public (long Low, long High) Padding(int i, long input) => AutoPad switch
    {
        "NOTSET" or "" => Pads is { Count: > 0 } pads ? (pads[i], pads[i + Kernel.Length]) : (0, 0),
        "VALID" => (0, 0),
        "SAME_UPPER" or "SAME_LOWER" => Same(i, input),
        _ => throw new OnnxLoweringException($"auto_pad '{AutoPad}' is not known"),
    };

    /// <summary>As many windows as strides fit into the input, rounded up; the odd element goes to the side that the name says.</summary>
    private (long Low, long High) Same(int i, long input)
    {
        var windows = (input + Stride(i) - 1) / Stride(i);
        var total = Math.Max(0, (windows - 1) * Stride(i) + Extent(i) - input);
        return AutoPad == "SAME_UPPER" ? (total / 2, total - total / 2) : (total - total / 2, total / 2);
    }

    /// <summary>How many windows dimension i has: in ceil mode also one that sticks out behind, if it starts inside input or low padding.</summary>
    public long Windows(int i, long input)
    {
        var (low, high) = Padding(i, input);
        var rest = input + low + high - Extent(i);
        if (rest < 0 && !CeilMode)
            return 0;
        var windows = (CeilMode ? (long)Math.Ceiling((double)rest / Stride(i)) : rest / Stride(i)) + 1;
        return CeilMode && (windows - 1) * Stride(i) >= input + low ? windows - 1 : windows;
    }

    /// <summary>Dimension i of the sliding window, padded so that the last window just fits.</summary>
    public Hlo.WindowDimension Dimension(int i, long input)
    {
        var (low, high) = Padding(i, input);
        var needed = (Windows(i, input) - 1) * Stride(i) + Extent(i) - input - low;
        return new Hlo.WindowDimension(Kernel[i], Stride(i), low, CeilMode ? Math.Max(needed, 0) : high, WindowDilation: Dilation(i));
    }

    /// <summary>The windows over all spatial dimensions of <paramref name="dims"/>.</summary>
    public Hlo.WindowDimension[] Spatial(long[] dims) => [.. Kernel.Select((_, i) => Dimension(i, dims[i + 2]))];

    /// <summary>The windows over all dimensions, single elements in batch and channels.</summary>
    public Hlo.WindowDimension[] All(long[] dims) => [new(1), new(1), .. Spatial(dims)];

    /// <exception cref="OnnxLoweringException">A list's length is not that of the spatial dimensions.</exception>
    public WindowAttributes Checked(int spatial)
    {
        if (Kernel.Length != spatial || !Fits(Strides, spatial) || !Fits(Dilations, spatial) || !Fits(Pads, 2 * spatial))
            throw new OnnxLoweringException($"kernel, strides, dilations or pads do not fit {spatial} spatial dimensions");
        if (Kernel.Any(k => k <= 0) || Strides?.Any(s => s <= 0) == true || Dilations?.Any(d => d <= 0) == true)
            throw new OnnxLoweringException("kernel sizes, strides and dilations must be positive");
        return this;
    }

    private static bool Fits(EquatableArray<long>? values, int count) => values is null || values.Value.Count == 0 || values.Value.Count == count;
}
