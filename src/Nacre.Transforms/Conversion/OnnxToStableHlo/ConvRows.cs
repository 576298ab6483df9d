using Nacre.Dialects.Onnx;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Convolutions over any number of spatial dimensions, channels first.</summary>
internal static class ConvRows
{
    public static OnnxRows AddConvolutions(this OnnxRows rows) => rows
        .One<ConvOp>(Conv)
        .One<ConvTransposeOp>(ConvTranspose)
        .One<ConvIntegerOp>(ConvInteger)
        .Add<CausalConvWithStateOp>(CausalConv);

    private static Value Conv(ConvOp op, OnnxLoweringContext c)
    {
        var window = new WindowAttributes(op.W.Dims()[2..], op.AutoPad, op.Strides, op.Dilations, op.Pads);
        return WithBias(c.Hlo, Convolve(c.Hlo, op.X, op.W, window, op.Group), OnnxLoweringContext.Optional(op.B));
    }

    /// <summary>The convolution of an input [N, C, …] with a kernel [M, C/group, …].</summary>
    public static Value Convolve(HloBuilder hlo, Value x, Value w, WindowAttributes attributes, long group, IRType? elementType = null)
    {
        var spatial = x.Rank() - 2;
        if (spatial < 1 || w.Rank() != x.Rank() || group < 1 || w.Dims()[1] * group != x.Dims()[1] || w.Dims()[0] % group != 0)
            throw new OnnxMisfitException($"the kernel {w.Type} does not fit the input {x.Type} in {group} groups");
        var window = attributes.Checked(spatial).Spatial(x.Dims());
        return Hlo.ConvolutionOp.Create(hlo.Ops, x, w, Hlo.ConvDimensionNumbersAttr.ChannelsFirst(spatial), window, group, 1, elementType).Result;
    }

    public static Value WithBias(HloBuilder hlo, Value y, Value? bias) => bias is null ? y : hlo.Add(y, hlo.Spread(bias, y, 1));

    /// <summary>
    /// The gradient of a convolution: the input's elements are set apart by the strides, and the reversed kernel slides over them by single steps.
    /// </summary>
    private static Value ConvTranspose(ConvTransposeOp op, OnnxLoweringContext c)
    {
        var spatial = op.X.Rank() - 2;
        var attributes = new WindowAttributes(op.W.Dims()[2..], "NOTSET", op.Strides, op.Dilations, op.Pads).Checked(spatial);
        var window = new Hlo.WindowDimension[spatial];
        for (var i = 0; i < spatial; i++)
        {
            var (low, high) = TransposedPadding(op, attributes, i);
            var reach = attributes.Extent(i) - 1;
            var extra = op.OutputPadding is { Count: > 0 } padding ? padding[i] : 0;
            window[i] = new Hlo.WindowDimension(attributes.Kernel[i], 1, reach - low, reach - high + extra, attributes.Stride(i), attributes.Dilation(i), Reversed: true);
        }
        var numbers = Hlo.ConvDimensionNumbersAttr.ChannelsFirst(spatial) with { KernelInputFeatureDimension = 0, KernelOutputFeatureDimension = 1 };
        var kernel = SpreadGroups(c.Hlo, op.W, op.Group);
        return WithBias(c.Hlo, Hlo.ConvolutionOp.Create(c.Hlo.Ops, op.X, kernel, numbers, window, op.Group).Result, OnnxLoweringContext.Optional(op.B));
    }

    /// <summary>The amounts cut off the full result; with an output shape or SAME they follow from the result's size. What is missing is added behind.</summary>
    private static (long Low, long High) TransposedPadding(ConvTransposeOp op, WindowAttributes attributes, int i)
    {
        var input = op.X.Dims()[i + 2];
        var isSame = op.AutoPad is "SAME_UPPER" or "SAME_LOWER";
        if (op.OutputShape is not { Count: > 0 } && !isSame)
            return op.AutoPad == "VALID" ? (0, 0) : attributes.Padding(i, input);
        var output = op.OutputShape is { Count: > 0 } shape ? shape[shape.Count - attributes.Kernel.Length + i] : input * attributes.Stride(i);
        var extra = op.OutputPadding is { Count: > 0 } padding ? padding[i] : 0;
        var total = attributes.Stride(i) * (input - 1) + extra + attributes.Extent(i) - output;
        if (total < 0)
            return (0, total);
        return op.AutoPad == "SAME_UPPER" ? (total / 2, total - total / 2) : (total - total / 2, total / 2);
    }

    /// <summary>A kernel [C, M/group, …] as [C/group, M, …], the groups' outputs behind one another.</summary>
    private static Value SpreadGroups(HloBuilder hlo, Value w, long group)
    {
        if (group == 1)
            return w;
        var dims = w.Dims();
        if (group < 1 || dims[0] % group != 0)
            throw new OnnxLoweringException($"{dims[0]} channels cannot fall into {group} groups");
        var split = hlo.Reshape(w, [group, dims[0] / group, dims[1], .. dims[2..]]);
        var moved = hlo.Transpose(split, [1, 0, .. Enumerable.Range(2, dims.Length - 1).Select(i => (long)i)]);
        return hlo.Reshape(moved, [dims[0] / group, group * dims[1], .. dims[2..]]);
    }

    /// <summary>In <c>i32</c>, after the zero points are subtracted, so that padding is exact zero.</summary>
    private static Value ConvInteger(ConvIntegerOp op, OnnxLoweringContext c)
    {
        var window = new WindowAttributes(op.W.Dims()[2..], op.AutoPad, op.Strides, op.Dilations, op.Pads);
        var x = Quantization.Centered(c.Hlo, op.X, OnnxLoweringContext.Optional(op.XZeroPoint), 1);
        var w = Quantization.Centered(c.Hlo, op.W, OnnxLoweringContext.Optional(op.WZeroPoint), 0);
        return Convolve(c.Hlo, x, w, window, op.Group);
    }

    /// <summary>Each channel's own kernel sees the present and what came before: the state, or zeros. The new state is the end of the sequence.</summary>
    private static IReadOnlyList<Value?> CausalConv(CausalConvWithStateOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var (dims, reach) = (op.Input.Dims(), op.Weight.Dims()[^1] - 1);
        var past = OnnxLoweringContext.Optional(op.PastState) ?? hlo.Splat(RankedTensorType.Get(op.Input.Element(), dims[0], dims[1], reach), 0);
        var sequence = hlo.Concat([past, op.Input], 2);
        var window = new WindowAttributes([reach + 1], "NOTSET", null, null, null);
        var y = WithBias(hlo, Convolve(hlo, sequence, op.Weight, window, dims[1]), OnnxLoweringContext.Optional(op.Bias));
        var activated = op.Activation is "silu" or "swish" ? hlo.Mul(y, hlo.Logistic(y)) : y;
        return [activated, hlo.SliceAxis(sequence, 2, dims[2], dims[2] + reach)];
    }
}
