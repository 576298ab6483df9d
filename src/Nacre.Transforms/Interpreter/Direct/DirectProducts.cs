using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Interpreter.Onnx;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Matrix products of f32 and what follows them in the heads of models.</summary>
internal static class DirectProducts
{
    public static OpEvaluators AddDirectProducts(this OpEvaluators table) => table
        .Direct<MatMulOp>((_, x) => MatMul(x.Tensor(0), x.Tensor(1)))
        .Direct<Hlo.DotGeneralOp>((op, x) => Dot(op, x.Tensor(0), x.Tensor(1)))
        .Direct<GemmOp>((op, x) => Gemm(op, x.Tensor(0), x.Tensor(1), x.TensorOrNull(2)))
        .Direct<SoftmaxOp>((op, x) => Softmax(x.Tensor(0), Shapes.Axis(op.Axis, x.Tensor(0).Rank)))
        .Direct<ArgMaxOp>((op, x) => ArgMax(op, x.Tensor(0)));

    /// <summary>As <c>numpy.matmul</c>, of matrices or stacks of them.</summary>
    private static TensorValue? MatMul(TensorValue a, TensorValue b)
    {
        if (a.ElementType != FloatType.F32 || b.ElementType != FloatType.F32 || a.Rank < 2 || b.Rank < 2 || a.Shape[a.Rank - 1] != b.Shape[b.Rank - 2])
            return null;
        var (x, y) = (a.Shape.Dims.ToArray(), b.Shape.Dims.ToArray());
        var (k, n) = ((int)x[^1], (int)y[^1]);
        if (b.Rank == 2)
            return Product(a, b, false, (int)Shapes.Product(x.AsSpan(0, x.Length - 1)), k, n, (long[])[.. x[..^1], n]);
        var stack = Shapes.Broadcast(x[..^2], y[..^2]);
        var m = (int)x[^2];
        var bytes = TensorValue.NewBytes(RankedTensorType.Get(FloatType.F32, [.. stack, m, n]));
        var result = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        for (var o = new Odometer(stack, Stack(a, stack.Length), Stack(b, stack.Length)); o.IsValid; o.Next())
            MatrixProduct32.Multiply(a.As<float>().Slice((int)o.First, m * k), b.As<float>().Slice((int)o.Second, k * n), false, result.Slice((int)o.Position * m * n, m * n), m, k, n);
        return new TensorValue(RankedTensorType.Get(FloatType.F32, [.. stack, m, n]), bytes);
    }

    /// <summary>Products of two matrices in StableHLO's form, of which bodies of loops are full: the last dimension of A with the first or the last one of B.</summary>
    private static TensorValue? Dot(Hlo.DotGeneralOp op, TensorValue a, TensorValue b)
    {
        var d = op.DotDimensionNumbers;
        if (a.ElementType != FloatType.F32 || b.ElementType != FloatType.F32 || op.Result.Type.ElementOrSelf() != FloatType.F32 || b.Rank != 2)
            return null;
        if (d.LhsBatchingDimensions.Count > 0 || d.LhsContractingDimensions.Count != 1 || d.LhsContractingDimensions[0] != a.Rank - 1)
            return null;
        var isTransposed = d.RhsContractingDimensions[0] == 1;
        var (rows, k, n) = (a.Shape.Dims.ToArray()[..^1], (int)a.Shape[a.Rank - 1], (int)b.Shape[isTransposed ? 0 : 1]);
        return Product(a, b, isTransposed, (int)Shapes.Product(rows), k, n, (long[])[.. rows, n]);
    }

    /// <summary>Where the matrices of a stack lie, which is broadcast to more dimensions.</summary>
    private static StridedView Stack(TensorValue x, int rank)
    {
        var (strides, own) = (new long[rank], x.Shape.RowMajorStrides());
        for (var d = 0; d < x.Rank - 2; d++)
            strides[rank - (x.Rank - 2) + d] = x.Shape[d] == 1 ? 0 : own[d];
        return new StridedView(0, strides);
    }

    private static TensorValue Product(TensorValue a, TensorValue b, bool isTransposed, int m, int k, int n, Shape shape)
    {
        var type = new RankedTensorType(shape, FloatType.F32);
        var bytes = TensorValue.NewBytes(type);
        MatrixProduct32.Multiply(a.As<float>(), b.As<float>(), isTransposed, MemoryMarshal.Cast<byte, float>(bytes.AsSpan()), m, k, n);
        return new TensorValue(type, bytes);
    }

    private static TensorValue? Gemm(GemmOp op, TensorValue a, TensorValue b, TensorValue? c)
    {
        if (a.ElementType != FloatType.F32 || a.Rank != 2 || b.Rank != 2)
            return null;
        var rows = op.TransA != 0 ? DataMovement.Transpose(a, [1, 0]) : a;
        var (m, k) = ((int)rows.Shape[0], (int)rows.Shape[1]);
        var isTransposed = op.TransB != 0;
        if (b.Shape[isTransposed ? 1 : 0] != k)
            return null;
        var n = (int)b.Shape[isTransposed ? 0 : 1];
        var product = Scaled(Product(rows, b, isTransposed, m, k, n, Shape.Of(m, n)), op.Alpha);
        return c is null || op.Beta == 0 ? product : DirectElementwise.Broadcast(product, Scaled(c, op.Beta), FloatPairs.Add.Or(Arithmetic.Add));
    }

    private static TensorValue Scaled(TensorValue x, double factor) =>
        factor == 1 ? x : FloatPairs.Multiply.Or(Arithmetic.Multiply)(x, TensorValue.Splat(RankedTensorType.Get(FloatType.F32), factor));

    /// <summary>e^(x − m) / Σe^(x − m) of each row with its maximum m.</summary>
    private static TensorValue? Softmax(TensorValue x, int axis)
    {
        if (x.ElementType != FloatType.F32 || axis != x.Rank - 1 || x.Count == 0)
            return null;
        var bytes = TensorValue.NewBytes(x.Type);
        var (size, at) = ((int)x.Shape[axis], 0);
        for (; at < x.Count; at += size)
        {
            var row = MemoryMarshal.Cast<byte, float>(bytes.AsSpan()).Slice(at, size);
            var source = x.As<float>().Slice(at, size);
            TensorPrimitives.Subtract(source, TensorPrimitives.Max(source), row);
            TensorPrimitives.Exp(row, row);
            TensorPrimitives.Divide(row, TensorPrimitives.Sum(row), row);
        }
        return new TensorValue(x.Type, bytes);
    }

    /// <summary>The first place of the greatest element of each row; a NaN is the greatest.</summary>
    private static TensorValue? ArgMax(ArgMaxOp op, TensorValue x)
    {
        var axis = Shapes.Axis(op.Axis, x.Rank);
        if (x.ElementType != FloatType.F32 || axis != x.Rank - 1 || op.SelectLastIndex != 0 || x.Count == 0)
            return null;
        var size = (int)x.Shape[axis];
        var places = new long[x.Count / size];
        for (var i = 0; i < places.Length; i++)
            places[i] = FirstGreatest(x.As<float>().Slice(i * size, size));
        return Elements.OfIntegers((long[])[.. x.Shape.Dims.Span[..axis], .. op.Keepdims != 0 ? [1L] : Array.Empty<long>()], places);
    }

    private static int FirstGreatest(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var i = 1; i < row.Length && !float.IsNaN(row[best]); i++)
        {
            if (row[i] > row[best] || float.IsNaN(row[i]))
                best = i;
        }
        return best;
    }
}
