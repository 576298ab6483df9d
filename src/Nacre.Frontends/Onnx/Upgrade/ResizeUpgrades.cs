using System.Buffers.Binary;
using Nacre.Frontends.Onnx.Proto;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Changes of resampling operators: Upsample became Resize, which until opset 10 knew one way to map coordinates.</summary>
internal static class ResizeUpgrades
{
    /// <summary>Opset 1 had a factor for the height and one for the width of an NCHW image.</summary>
    public static void UpsampleScalesFromFactors(UpgradeScope u)
    {
        var (height, width) = (u.Node.Float("height_scale", 1), u.Node.Float("width_scale", 1));
        var mode = u.Node.String("mode", "nearest");
        u.Node.Remove("height_scale", "width_scale", "mode");
        u.Node.Attribute.Add(Make.String("mode", mode == "bilinear" ? "linear" : mode));
        u.SetInput(1, u.Constant(Make.FloatVector(1, 1, height, width)));
    }

    public static void UpsampleScalesToInput(UpgradeScope u)
    {
        if (u.Node.Find("scales") is not { } scales)
            return;
        u.Node.Remove("scales");
        u.SetInput(1, u.Constant(Make.FloatVector(scales.Floats)));
    }

    public static void UpsampleToResize(UpgradeScope u) => u.Node.OpType = "Resize";

    /// <summary>
    /// Resize-10(x, scales) → Resize(x, none, scales), asymmetric. Its nearest element was rounded down when enlarging and up when shrinking, as its
    /// published test cases show.
    /// </summary>
    public static void AsymmetricResize(UpgradeScope u)
    {
        var scales = u.Node.Input[1];
        u.Node.Input[1] = "";
        u.SetInput(2, scales);
        u.Node.Attribute.Add(Make.String("coordinate_transformation_mode", "asymmetric"));
        u.Node.Attribute.Add(Make.String("nearest_mode", u.ConstantOf(scales) is { } constant && Floats(constant).Any(s => s < 1) ? "ceil" : "floor"));
    }

    /// <summary>Opset 20 renamed the modes, which now cover volumes as well.</summary>
    public static void GridSampleMode(UpgradeScope u)
    {
        var mode = u.Node.String("mode", "bilinear");
        u.Node.Remove("mode");
        u.Node.Attribute.Add(Make.String("mode", mode switch { "bilinear" => "linear", "bicubic" => "cubic", _ => mode }));
    }

    private static IEnumerable<float> Floats(TensorProto tensor)
    {
        if (!tensor.HasRawData)
            return tensor.FloatData;
        var raw = tensor.RawData;
        return Enumerable.Range(0, raw.Length / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(raw.Span[(4 * i)..]));
    }
}

/// <summary>Changes of pooling operators.</summary>
internal static class PoolUpgrades
{
    /// <summary>Opset 2 made the norm's exponent an integer.</summary>
    public static void IntegerNorm(UpgradeScope u)
    {
        var p = u.Node.Float("p", 2);
        if (p != MathF.Truncate(p) || MathF.Abs(p) > int.MaxValue)
            throw u.Unsupported($"a norm of exponent {p} is not supported; since opset 2 it is an integer");
        u.Node.Remove("p");
        u.Node.Attribute.Add(Make.Int("p", (long)p));
    }
}

/// <summary>Changes of recurrent operators.</summary>
internal static class RecurrentUpgrades
{
    /// <summary>Opset 7 dropped <c>output_sequence</c>: an output is computed when it has a name. Opset 1's default direction was misspelt.</summary>
    public static void OutputAlways(UpgradeScope u)
    {
        u.Node.Remove("output_sequence");
        if (u.Node.String("direction", "") != "foward")
            return;
        u.Node.Remove("direction");
        u.Node.Attribute.Add(Make.String("direction", "forward"));
    }
}
