using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators that sample pictures anew.</summary>
internal static class ResizeRows
{
    private static readonly float[] Factors = [0.5f, 0.75f, 1, 1.5f, 2, 3];

    public static IEnumerable<OpRow> All =>
    [
        new("Upsample", 7, (m, op) => Scaled(m, op, scales => ([], [ModelDraw.Floats("scales", scales)])), Until: 8),
        new("Upsample", 9, (m, op) => Scaled(m, op, scales => ([Scales(m, scales)], [])), Until: 9),
        new("Resize", 10, (m, op) => Scaled(m, op, scales => ([Scales(m, scales)], [])), Until: 10),
        new("Resize", 11, Resize, InGraphs: false),
        new("GridSample", 16, GridSample),
        new("AffineGrid", 20, AffineGrid),
    ];

    private static string Scales(ModelDraw m, float[] scales) => m.Parameter(DataType.Float, [scales.Length], new ListOfFloats(scales).Values).Name;

    /// <summary>Numbers that are no integers, in turn.</summary>
    private sealed class ListOfFloats(float[] items)
    {
        private int _next;

        public Values Values => Values.Any with { Float = _ => items[_next++ % items.Length] };
    }

    /// <summary>The forms before operator set 11: whole factors for the spatial axes.</summary>
    private static void Scaled(ModelDraw m, string op, Func<float[], (string[] Inputs, AttributeProto[] Attributes)> give)
    {
        var x = m.Image(Types.Float, 2);
        var (inputs, attributes) = give([1, 1, m.Random.Int(1, 3), m.Random.Int(1, 3)]);
        m.Node(op, [x.Name, .. inputs], [.. attributes, m.Maybe(Make.String("mode", m.Random.Of("nearest", "linear")))]);
    }

    private static void Resize(ModelDraw m, string op)
    {
        var mode = m.Random.Of("nearest", "linear", "cubic");
        var x = m.Image(m.Random.Chance(0.15) ? Types.Bytes : Types.Float, mode == "cubic" ? 2 : m.Random.Int(1, mode == "nearest" ? 3 : 2), Values.Any);
        var transformations = m.Opset >= 19
            ? new[] { "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric" }
            : ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"];
        var factors = x.Shape.Select((_, i) => i < 2 ? 1f : m.Random.Of(Factors)).ToArray();
        var bySizes = m.Random.Chance(0.5);
        var sizes = bySizes ? m.List([.. x.Shape.Select((d, i) => Math.Max(1, (long)(d * factors[i])))]) : "";
        // Operator sets 11 and 12 need the region, though only one mode reads it, and the scales, which may be empty.
        var region = m.Opset >= 13 ? "" : m.Constant(DataType.Float, [0], Values.Any).Name;
        var scales = !bySizes ? Scales(m, factors) : m.Opset >= 13 ? "" : m.Constant(DataType.Float, [0], Values.Any).Name;
        m.Node(
            op, [x.Name, region, scales, sizes], Make.String("mode", mode), m.Maybe(Make.String("coordinate_transformation_mode", m.Random.Of(transformations))),
            mode == "nearest" ? m.Maybe(Make.String("nearest_mode", m.Random.Of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"))) : null,
            mode == "cubic" ? m.Maybe(Make.Float("cubic_coeff_a", m.Random.Of(-0.5f, -0.75f))) : null,
            mode == "cubic" ? m.MaybeFlag("exclude_outside") : null,
            m.Opset >= 18 && mode != "nearest" ? m.MaybeFlag("antialias") : null);
    }

    private static void GridSample(ModelDraw m, string op)
    {
        var spatial = m.Opset >= 20 ? m.Random.Int(2, 3) : 2;
        var x = m.Image(Types.Float, spatial);
        long[] grid = [x.Shape[0], .. m.Random.Shape(spatial, spatial, 5), spatial];
        var modes = m.Opset >= 20 ? spatial == 2 ? new[] { "linear", "nearest", "cubic" } : ["linear", "nearest"] : ["bilinear", "nearest", "bicubic"];
        m.Node(
            op, [x.Name, m.Weight(x.Type, grid, Values.Between(-1.3, 1.3)).Name], m.Maybe(Make.String("mode", m.Random.Of(modes))),
            m.Maybe(Make.String("padding_mode", m.Random.Of("zeros", "border", "reflection"))), m.MaybeFlag("align_corners"));
    }

    private static void AffineGrid(ModelDraw m, string op)
    {
        var spatial = m.Random.Int(2, 3);
        var batch = m.Random.Int(1, 3);
        var theta = m.Input(DataType.Float, [batch, spatial, spatial + 1], Values.Any);
        // With aligned corners, an axis of size 1 divides by zero in ONNX's definition.
        m.Node(op, [theta.Name, m.List([batch, m.Random.Int(1, 3), .. Enumerable.Range(0, spatial).Select(_ => (long)m.Random.Int(2, 5))])], m.MaybeFlag("align_corners"));
    }
}
