using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Triangular solve (https://openxla.org/stablehlo/spec#triangular_solve) of real matrices by substitution, row by row. x·T = b is Tᵀ·xᵀ = bᵀ: only the order of the last two indices differs.
/// </summary>
internal static class TriangularSolveLoops
{
    public static bool Applies(Hlo.TriangularSolveOp op) => op.Result.Type.IsFloat();

    public static void Emit(ElementEmitter emitter, Hlo.TriangularSolveOp op)
    {
        var (matrix, unknown) = (((RankedTensorType)op.A.Type).Shape, ((RankedTensorType)op.B.Type).Shape);
        var rank = unknown.Rank;
        var (n, columns) = (matrix[rank - 1], op.LeftSide ? unknown[rank - 1] : unknown[rank - 2]);
        var isTransposed = op.TransposeA.Value is Hlo.Transpose.Transposed or Hlo.Transpose.Adjoint;
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
            var type = (RankedTensorType)op.Result.Type;
            var sum = Subtract(emitter, emitter.Emit(op.B, place), step, k =>
                (emitter.Emit(op.A, At(batch, row, Ordered(k), swaps)), emitter.Emit(op.Result, At(batch, Ordered(k), column, !op.LeftSide))));
            var value = op.UnitDiagonal ? sum : DivFOp.Create(emitter.Builder, sum, emitter.Emit(op.A, At(batch, row, row, swaps))).Result;
            emitter.Store(emitter.Buffer(op.Result), type, place, value);
        });
    }

    /// <summary>value - Σ a·x over the steps before this one.</summary>
    private static Value Subtract(ElementEmitter emitter, Value value, AffineExpr step, Func<AffineExpr, (Value A, Value X)> factors)
    {
        var builder = emitter.Builder;
        var max = emitter.Space.Range(step).Max;
        return KernelLoops.For(builder, KernelLoops.Constant(builder, 0), emitter.EmitIndex(step), 1, [value], (iv, carried) =>
        {
            var (a, x) = factors(emitter.Bind(iv, 0, max));
            return [SubFOp.Create(builder, carried[0], MulFOp.Create(builder, a, x).Result).Result];
        })[0];
    }
}
