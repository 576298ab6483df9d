using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Triangular solve (https://openxla.org/stablehlo/spec#triangular_solve) by substitution, row by row. x·T = b is Tᵀ·xᵀ = bᵀ: only the order of the last two indices differs.
/// </summary>
internal static class TriangularSolveLoops
{
    public static void Emit(ElementEmitter emitter, Hlo.TriangularSolveOp op)
    {
        var (matrix, unknown) = (((RankedTensorType)op.A.Type).Shape, ((RankedTensorType)op.B.Type).Shape);
        var rank = unknown.Rank;
        var (n, columns) = (matrix[rank - 1], op.LeftSide ? unknown[rank - 1] : unknown[rank - 2]);
        var isTransposed = op.TransposeA.Value is Hlo.Transpose.Transposed or Hlo.Transpose.Adjoint;
        Number Factor(AffineExpr[] at)
        {
            var a = Number.Load(emitter, op.A, at);
            return op.TransposeA.Value == Hlo.Transpose.Adjoint ? a.Conjugate() : a;
        }
        OrderedRules.ForAll(emitter, [.. unknown.Dims.Take(rank - 2), columns, n], index =>
        {
            var (batch, column, step) = (index[..(rank - 2)], index[rank - 2], index[rank - 1]);
            // The matrix that multiplies from the left: transposed once by the operation, once more for the right side.
            var swaps = isTransposed == op.LeftSide;
            var isLower = op.Lower != swaps;
            AffineExpr Ordered(AffineExpr i) => isLower ? i : i * -1 + (n - 1);
            AffineExpr[] At(AffineExpr[] rest, AffineExpr a, AffineExpr b, bool reverses) => reverses ? [.. rest, b, a] : [.. rest, a, b];
            var row = Ordered(step);
            var place = At(batch, row, column, !op.LeftSide);
            var sum = Subtract(emitter, Number.Load(emitter, op.B, place), step, k =>
                Factor(At(batch, row, Ordered(k), swaps)) * Number.Load(emitter, op.Result, At(batch, Ordered(k), column, !op.LeftSide)));
            var value = op.UnitDiagonal ? sum : sum / Factor(At(batch, row, row, swaps));
            value.Store(emitter, op.Result, place);
        });
    }

    /// <summary>value - Σ term(k) over the steps before <paramref name="step"/>.</summary>
    internal static Number Subtract(ElementEmitter emitter, Number value, AffineExpr step, Func<AffineExpr, Number> term)
    {
        var builder = emitter.Builder;
        var max = emitter.Space.Range(step).Max;
        return value.WithParts(KernelLoops.For(builder, KernelLoops.Constant(builder, 0), emitter.EmitIndex(step), 1, value.Parts, (iv, carried) =>
            (value.WithParts(carried) - term(emitter.Bind(iv, 0, max))).Parts));
    }
}
