using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Products of matrices.</summary>
internal static class MatMulRows
{
    public static OnnxRows AddMatMul(this OnnxRows rows) => rows
        .One<MatMulOp>((op, c) => MatMul(c.Hlo, op.A, op.B))
        .One<GemmOp>(Gemm)
        .One<FCOp>(FullyConnected)
        .One<EinsumOp>((op, c) => new EinsumLowering(c.Hlo, op.Equation, op.Inputs).Build())
        .One<MatMulIntegerOp>((op, c) => MatMulInteger(c.Hlo, op.A, OnnxLoweringContext.Optional(op.AZeroPoint), op.B, OnnxLoweringContext.Optional(op.BZeroPoint)));

    /// <summary>As <c>numpy.matmul</c>: stacks of matrices are broadcast, a vector is a row on the left and a column on the right.</summary>
    public static Value MatMul(HloBuilder hlo, Value a, Value b, IRType? elementType = null)
    {
        if (a.Rank() == 0 || b.Rank() == 0 || a.Dims()[^1] != b.Dims()[Math.Max(0, b.Rank() - 2)])
            throw new OnnxMisfitException($"{a.Type} cannot be multiplied by {b.Type}");
        if (b.Rank() <= 2)
            return hlo.Dot(a, b, [], [], [a.Rank() - 1], [0], elementType);
        if (a.Rank() == 1)
            return MatMulRow(hlo, a, b, elementType);
        var (x, y) = (a.Dims(), b.Dims());
        var stack = Shapes.Broadcast(x[..^2], y[..^2]);
        return hlo.MatMul(hlo.BroadcastTo(a, [.. stack, .. x[^2..]]), hlo.BroadcastTo(b, [.. stack, .. y[^2..]]), elementType);
    }

    private static Value MatMulRow(HloBuilder hlo, Value row, Value b, IRType? elementType)
    {
        var dims = b.Dims();
        var product = MatMul(hlo, hlo.Unsqueeze(row, 0), b, elementType);
        return hlo.Reshape(product, [.. dims[..^2], dims[^1]]);
    }

    /// <summary>α A' B' + β C.</summary>
    private static Value Gemm(GemmOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var product = hlo.Dot(op.A, op.B, [], [], [op.TransA != 0 ? 0 : 1], [op.TransB != 0 ? 1 : 0]);
        var scaled = op.Alpha == 1 ? product : Scaled(hlo, product, op.Alpha);
        if (OnnxLoweringContext.Optional(op.C) is not { } addend || op.Beta == 0)
            return scaled;
        return hlo.Add(scaled, hlo.BroadcastTo(op.Beta == 1 ? addend : Scaled(hlo, addend, op.Beta), scaled.Dims()));
    }

    /// <summary>Integers are scaled as floats and rounded toward zero.</summary>
    private static Value Scaled(HloBuilder hlo, Value x, double factor) =>
        x.IsFloat() ? hlo.Mul(x, factor) : hlo.Convert(hlo.Mul(hlo.Convert(x, FloatType.F64), factor), x.Element());

    /// <summary>X, flattened to rows before <c>axis</c>, times the transposed W, plus B.</summary>
    private static Value FullyConnected(FCOp op, OnnxLoweringContext c)
    {
        var (x, w) = (Flattened(c.Hlo, op.X, op.Axis), Flattened(c.Hlo, op.W, op.AxisW));
        return c.Hlo.Add(c.Hlo.Dot(x, w, [], [], [1], [1]), op.B);
    }

    private static Value Flattened(HloBuilder hlo, Value x, long axis)
    {
        var (dims, split) = (x.Dims(), (int)axis);
        return hlo.Reshape(x, Shapes.Product(dims.AsSpan()[..split]), Shapes.Product(dims.AsSpan()[split..]));
    }

    /// <summary>In <c>i32</c>, after the zero points (one, or one per row of A and column of B) are subtracted.</summary>
    public static Value MatMulInteger(HloBuilder hlo, Value a, Value? aZero, Value b, Value? bZero) => MatMul(
        hlo, Quantization.Centered(hlo, a, aZero, Math.Max(0, a.Rank() - 2)), Quantization.Centered(hlo, b, bZero, b.Rank() - 1));
}
