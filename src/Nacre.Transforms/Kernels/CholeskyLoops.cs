using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Cholesky decomposition (https://openxla.org/stablehlo/spec#cholesky), column by column: L[i, j] = (a[i, j] - Σ L[i, k]·conj L[j, k]) / L[j, j], where L[j, j] is the root of what is above
/// its fraction line. The upper factor is the adjoint of the lower one of a's upper triangle. What is no root of a positive number is NaN.
/// </summary>
internal static class CholeskyLoops
{
    public static void Emit(ElementEmitter emitter, Hlo.CholeskyOp op)
    {
        var shape = ((RankedTensorType)op.Result.Type).Shape;
        var rank = shape.Rank;
        // Row by row: all that an element needs is in rows above and to the left.
        OrderedRules.ForAll(emitter, shape.Dims, index =>
        {
            var (batch, i, j) = (index[..(rank - 2)], index[rank - 2], index[rank - 1]);
            var (row, column) = (emitter.EmitIndex(i), emitter.EmitIndex(j));
            AffineExpr[] At(AffineExpr r, AffineExpr c) => op.Lower ? [.. batch, r, c] : [.. batch, c, r];
            Number Given(AffineExpr[] at) => op.Lower ? Number.Load(emitter, op.A, at) : Number.Load(emitter, op.A, at).Conjugate();
            Number Factor(AffineExpr r, AffineExpr c) => op.Lower ? Number.Load(emitter, op.Result, At(r, c)) : Number.Load(emitter, op.Result, At(r, c)).Conjugate();
            void Put(Number value) => (op.Lower ? value : value.Conjugate()).Store(emitter, op.Result, At(i, j));
            Number Rest() => TriangularSolveLoops.Subtract(emitter, Given(At(i, j)), j, k => Factor(i, k) * Factor(j, k).Conjugate());
            KernelLoops.If(emitter.Builder, Compare(emitter, row, column, CmpIPredicate.Slt), () => Put(Given(At(i, j)).Zero));
            KernelLoops.If(emitter.Builder, Compare(emitter, row, column, CmpIPredicate.Eq), () => Put(Rest().SqrtOfReal()));
            KernelLoops.If(emitter.Builder, Compare(emitter, row, column, CmpIPredicate.Sgt), () => Put(Rest() / Factor(j, j)));
        });
    }

    private static Value Compare(ElementEmitter emitter, Value a, Value b, CmpIPredicate predicate) => CmpIOp.Create(emitter.Builder, a, b, predicate).Result;
}
