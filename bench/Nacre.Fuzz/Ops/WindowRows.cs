using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Convolutions and pools.</summary>
internal static class WindowRows
{
    public static IEnumerable<OpRow> All =>
    [
        new("Conv", 7, Conv),
        new("ConvTranspose", 7, ConvTranspose),
        new("MaxPool", 7, MaxPool),
        new("AveragePool", 7, AveragePool),
        new("LpPool", 7, LpPool),
        .. ((string[])["GlobalAveragePool", "GlobalMaxPool"]).Select(name => new OpRow(name, 7, (m, op) => m.Node(op, [m.Image(Types.Floats, m.Random.Int(1, 3)).Name]))),
        new("GlobalLpPool", 7, (m, op) => m.Node(op, [m.Image(Types.Float, m.Random.Int(1, 3)).Name], m.Maybe(Make.Int("p", m.Random.Int(1, 3))))),
        new("MaxUnpool", 9, MaxUnpool, InGraphs: false),
        new("Col2Im", 18, Col2Im),
        new("MaxRoiPool", 7, MaxRoiPool),
        new("RoiAlign", 10, RoiAlign),
    ];

    /// <summary>A window along each spatial axis of a picture.</summary>
    private sealed record Window(long[] Kernel, long[] Strides, long[] Dilations, long[] Pads)
    {
        /// <summary>Windows that fit into the picture; paddings are smaller than the window, as pools need.</summary>
        public static Window Draw(Draw random, long[] spatial, bool isDilated)
        {
            var dilations = spatial.Select(d => isDilated && d >= 5 && random.Chance(0.3) ? 2L : 1).ToArray();
            var kernel = spatial.Select(d => (long)random.Int(1, 3)).ToArray();
            var pads = kernel.Concat(kernel).Select(k => random.Chance(0.5) ? 0L : random.Int(0, (int)k - 1)).ToArray();
            return new Window(kernel, [.. spatial.Select(_ => (long)random.Of(1, 1, 2, 3))], dilations, pads);
        }

        public IEnumerable<AttributeProto?> Attributes(ModelDraw m, bool dilations)
        {
            yield return Make.Ints("kernel_shape", Kernel);
            yield return m.Random.Chance(0.3) && Strides.All(s => s == 1) ? null : Make.Ints("strides", Strides);
            yield return dilations && Dilations.Any(d => d > 1) ? Make.Ints("dilations", Dilations) : null;
            yield return Padding(m);
        }

        private AttributeProto? Padding(ModelDraw m) => m.Random.Int(0, 5) switch
        {
            0 when Dilations.All(d => d == 1) => Make.String("auto_pad", m.Random.Of("SAME_UPPER", "SAME_LOWER", "VALID")),
            1 => null,
            _ => Make.Ints("pads", Pads),
        };
    }

    private static void Conv(ModelDraw m, string op)
    {
        var x = m.Image([DataType.Float, DataType.Float, DataType.Float16, DataType.Double], m.Random.Int(1, 3));
        var group = m.Random.Chance(0.6) ? 1 : m.Random.DivisorOf(x.Shape[1]);
        var filters = group * m.Random.Int(1, 4);
        var window = Window.Draw(m.Random, x.Shape[2..], isDilated: true);
        var w = m.Weight(x.Type, [filters, x.Shape[1] / group, .. window.Kernel], Values.Weights);
        m.Node(op, [x.Name, w.Name, m.Random.Chance(0.5) ? m.Weight(x.Type, [filters]).Name : ""], [.. window.Attributes(m, dilations: true), group == 1 ? null : Make.Int("group", group)]);
    }

    private static void ConvTranspose(ModelDraw m, string op)
    {
        var x = m.Image(Types.Float, m.Random.Int(1, 3));
        var group = m.Random.Chance(0.6) ? 1 : m.Random.DivisorOf(x.Shape[1]);
        var filters = m.Random.Int(1, 4);
        var window = Window.Draw(m.Random, x.Shape[2..], isDilated: true);
        var w = m.Weight(x.Type, [x.Shape[1], filters, .. window.Kernel], Values.Weights);
        var extra = m.Random.Chance(0.3) ? Make.Ints("output_padding", window.Strides.Select(s => (long)m.Random.Int(0, (int)s - 1))) : null;
        m.Node(
            op, [x.Name, w.Name, m.Random.Chance(0.5) ? m.Weight(x.Type, [group * filters]).Name : ""],
            [.. window.Attributes(m, dilations: true), extra, group == 1 ? null : Make.Int("group", group)]);
    }

    private static void MaxPool(ModelDraw m, string op)
    {
        var x = m.Image(m.Opset >= 12 && m.Random.Chance(0.2) ? Types.Bytes : Types.Floats, m.Random.Int(1, 3));
        var window = Window.Draw(m.Random, x.Shape[2..], isDilated: m.Opset >= 10);
        m.Node(op, [x.Name], m.Opset >= 8 && m.Random.Chance(0.4) ? 2 : 1, [.. window.Attributes(m, dilations: m.Opset >= 10), Ceil(m, 10)]);
    }

    private static AttributeProto? Ceil(ModelDraw m, int since) => m.Opset >= since ? m.MaybeFlag("ceil_mode") : null;

    private static void AveragePool(ModelDraw m, string op)
    {
        var x = m.Image(Types.Floats, m.Random.Int(1, 3));
        var window = Window.Draw(m.Random, x.Shape[2..], isDilated: m.Opset >= 19);
        m.Node(op, [x.Name], [.. window.Attributes(m, dilations: m.Opset >= 19), Ceil(m, 10), m.MaybeFlag("count_include_pad")]);
    }

    private static void LpPool(ModelDraw m, string op)
    {
        var x = m.Image(Types.Float, m.Random.Int(1, 3));
        var window = Window.Draw(m.Random, x.Shape[2..], isDilated: m.Opset >= 18);
        m.Node(op, [x.Name], [.. window.Attributes(m, dilations: m.Opset >= 18), Ceil(m, 18), m.Maybe(Make.Int("p", m.Random.Int(1, 3)))]);
    }

    /// <summary>The maxima of a pool without overlap and rest, put back where they were.</summary>
    private static void MaxUnpool(ModelDraw m, string op)
    {
        var x = m.Input(DataType.Float, [m.Random.Int(1, 2), m.Random.Int(1, 3), 2 * m.Random.Int(1, 4), 2 * m.Random.Int(1, 4)], Values.Any);
        AttributeProto[] window = [Make.Ints("kernel_shape", 2, 2), Make.Ints("strides", 2, 2)];
        var pooled = m.Node("MaxPool", [x.Name], 2, window);
        m.Node(op, pooled, window);
    }

    private static void Col2Im(ModelDraw m, string op)
    {
        var (height, width) = (m.Random.Int(3, 6), m.Random.Int(3, 6));
        var (kernelHeight, kernelWidth) = (m.Random.Int(1, 3), m.Random.Int(1, 3));
        var blocks = (height - kernelHeight + 1) * (width - kernelWidth + 1);
        var x = m.Input(DataType.Float, [m.Random.Int(1, 2), m.Random.Int(1, 3) * kernelHeight * kernelWidth, blocks], Values.Any);
        m.Node(op, [x.Name, m.List(height, width), m.List(kernelHeight, kernelWidth)]);
    }

    private static void MaxRoiPool(ModelDraw m, string op)
    {
        var x = m.Image(Types.Float, 2);
        var rois = m.Random.Int(1, 3);
        var boxes = Enumerable.Range(0, rois).SelectMany(_ => Box(m.Random, x.Shape)).ToArray();
        m.Node(op, [x.Name, m.Parameter(DataType.Float, [rois, 5], Values.List(boxes)).Name], Make.Ints("pooled_shape", m.Random.Int(1, 3), m.Random.Int(1, 3)), m.Maybe(Make.Float("spatial_scale", 1)));
    }

    private static IEnumerable<long> Box(Draw random, long[] image)
    {
        var (y, x) = (random.Int(0, (int)image[2] - 1), random.Int(0, (int)image[3] - 1));
        return [random.Int(0, (int)image[0] - 1), x, y, random.Int(x, (int)image[3] - 1), random.Int(y, (int)image[2] - 1)];
    }

    private static void RoiAlign(ModelDraw m, string op)
    {
        var x = m.Image(Types.Float, 2);
        var rois = m.Random.Int(1, 3);
        var boxes = m.Weight(DataType.Float, [rois, 4], Values.Between(0, 8));
        var batch = m.Weight(DataType.Int64, [rois], Values.Integers(0, (int)x.Shape[0] - 1));
        m.Node(
            op, [x.Name, boxes.Name, batch.Name], m.Maybe(Make.Int("output_height", m.Random.Int(1, 4))), m.Maybe(Make.Int("output_width", m.Random.Int(1, 4))),
            m.Maybe(Make.Int("sampling_ratio", m.Random.Int(0, 3))), m.Maybe(Make.Float("spatial_scale", m.Random.Float(0.5, 1.5))), m.Maybe(Make.String("mode", m.Random.Of("avg", "max"))),
            m.Opset >= 16 ? m.Maybe(Make.String("coordinate_transformation_mode", m.Random.Of("half_pixel", "output_half_pixel"))) : null);
    }
}
