using System.Numerics;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>What is done to a matrix before it is used.</summary>
internal enum MatrixForm { AsIs, Transposed, Adjoint }

/// <summary>Batched decompositions and solvers, computed in complex doubles and rounded once.</summary>
internal static class LinearAlgebra
{
    /// <summary>Solves op(a) x = b, or x op(a) = b when not <paramref name="leftSide"/>, reading one triangle of a.</summary>
    public static TensorValue TriangularSolve(TensorValue a, TensorValue b, bool leftSide, bool lower, bool unitDiagonal, MatrixForm form)
    {
        // x op(a) = b is op(a)ᵀ xᵀ = bᵀ.
        if (!leftSide)
        {
            var transposed = form switch
            {
                MatrixForm.AsIs => TriangularSolve(a, TransposeLast(b), true, lower, unitDiagonal, MatrixForm.Transposed),
                MatrixForm.Transposed => TriangularSolve(a, TransposeLast(b), true, lower, unitDiagonal, MatrixForm.AsIs),
                _ => TriangularSolve(Conjugate(a), TransposeLast(b), true, lower, unitDiagonal, MatrixForm.AsIs),
            };
            return TransposeLast(transposed);
        }
        if (form != MatrixForm.AsIs)
            return TriangularSolve(TransposeLast(form == MatrixForm.Adjoint ? Conjugate(a) : a), b, true, !lower, unitDiagonal, MatrixForm.AsIs);
        var (matrix, x) = (a.ToComplexes(), b.ToComplexes());
        var (n, columns) = ((int)a.Shape[a.Rank - 1], (int)b.Shape[b.Rank - 1]);
        for (var batch = 0; batch < (n * columns == 0 ? 0 : x.Length / (n * columns)); batch++)
            Substitute(matrix.AsSpan(batch * n * n, n * n), x.AsSpan(batch * n * columns, n * columns), n, columns, lower, unitDiagonal);
        return FromComplex(b.Type, x);
    }

    private static void Substitute(ReadOnlySpan<Complex> a, Span<Complex> x, int n, int columns, bool lower, bool unitDiagonal)
    {
        for (var step = 0; step < n; step++)
        {
            var row = lower ? step : n - 1 - step;
            var (from, to) = lower ? (0, row) : (row + 1, n);
            for (var column = 0; column < columns; column++)
            {
                var value = x[row * columns + column];
                for (var k = from; k < to; k++)
                    value -= a[row * n + k] * x[k * columns + column];
                x[row * columns + column] = unitDiagonal ? value : value / a[row * n + row];
            }
        }
    }

    /// <summary>The triangular factor L of a = L Lᴴ, or U = Lᴴ when not <paramref name="lower"/>; the other triangle is zero. NaN where a is not positive definite.</summary>
    public static TensorValue Cholesky(TensorValue a, bool lower)
    {
        // The upper triangle of a Hermitian matrix is the adjoint of its lower one.
        var matrix = (lower ? a : TransposeLast(Conjugate(a))).ToComplexes();
        var n = (int)a.Shape[a.Rank - 1];
        for (var batch = 0; batch < (n == 0 ? 0 : matrix.Length / (n * n)); batch++)
            Factor(matrix.AsSpan(batch * n * n, n * n), n);
        var factor = FromComplex(a.Type, matrix);
        return lower ? factor : TransposeLast(Conjugate(factor));
    }

    private static void Factor(Span<Complex> a, int n)
    {
        for (var j = 0; j < n; j++)
        {
            var diagonal = a[j * n + j].Real;
            for (var k = 0; k < j; k++)
                diagonal -= a[j * n + k].Real * a[j * n + k].Real + a[j * n + k].Imaginary * a[j * n + k].Imaginary;
            var root = Math.Sqrt(diagonal);
            a[j * n + j] = root;
            for (var i = j + 1; i < n; i++)
            {
                var value = a[i * n + j];
                for (var k = 0; k < j; k++)
                    value -= a[i * n + k] * Complex.Conjugate(a[j * n + k]);
                (a[i * n + j], a[j * n + i]) = (value / root, Complex.Zero);
            }
        }
    }

    public static TensorValue Conjugate(TensorValue x) => x.ElementType is ComplexType ? Elementwise.Complex(x, Complex.Conjugate) : x;

    private static TensorValue TransposeLast(TensorValue x)
    {
        var permutation = Enumerable.Range(0, x.Rank).Select(d => (long)d).ToArray();
        (permutation[^1], permutation[^2]) = (permutation[^2], permutation[^1]);
        return DataMovement.Transpose(x, permutation);
    }

    private static TensorValue FromComplex(RankedTensorType type, Complex[] values) =>
        type.ElementType is ComplexType ? TensorValue.OfComplexes(type, values) : TensorValue.OfDoubles(type, Array.ConvertAll(values, z => z.Real));
}
