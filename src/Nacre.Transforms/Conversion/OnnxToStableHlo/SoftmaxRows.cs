using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Softmax and its relatives along one axis.</summary>
internal static class SoftmaxRows
{
    public static OnnxRows AddSoftmax(this OnnxRows rows) => rows
        .One<SoftmaxOp>((op, c) => Softmax(c.Hlo, op.Input, Shapes.Axis(op.Axis, op.Input.Rank())))
        .One<LogSoftmaxOp>((op, c) => LogSoftmax(c.Hlo, op.Input, Shapes.Axis(op.Axis, op.Input.Rank())))
        .One<HardmaxOp>((op, c) => Hardmax(c.Hlo, op.Input, Shapes.Axis(op.Axis, op.Input.Rank())));

    /// <summary>e^(x - max) / Σ e^(x - max).</summary>
    public static Value Softmax(HloBuilder hlo, Value x, int axis)
    {
        var powers = hlo.Exp(Shifted(hlo, x, axis));
        return hlo.Div(powers, hlo.Reduce(powers, [axis], ReduceKind.Sum, keepDims: true));
    }

    /// <summary>x - max - ln Σ e^(x - max).</summary>
    public static Value LogSoftmax(HloBuilder hlo, Value x, int axis)
    {
        var shifted = Shifted(hlo, x, axis);
        return hlo.Sub(shifted, hlo.Log(hlo.Reduce(hlo.Exp(shifted), [axis], ReduceKind.Sum, keepDims: true)));
    }

    private static Value Shifted(HloBuilder hlo, Value x, int axis) => hlo.Sub(x, hlo.Reduce(x, [axis], ReduceKind.Max, keepDims: true));

    /// <summary>1 at the first greatest element, 0 elsewhere.</summary>
    private static Value Hardmax(HloBuilder hlo, Value x, int axis)
    {
        var positions = hlo.Iota(x.Tensor().WithElement(IntegerType.I64), axis);
        var isGreatest = hlo.Compare(Equal, x, hlo.Reduce(x, [axis], ReduceKind.Max, keepDims: true));
        var candidates = hlo.Select(isGreatest, positions, hlo.SplatLike(positions, x.Dims()[axis]));
        var first = hlo.Reduce(candidates, [axis], ReduceKind.Min, keepDims: true);
        return hlo.Convert(hlo.Compare(Equal, positions, first), x.Element());
    }
}
