using Nacre.Dialects.Arith;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using MemRef = Nacre.Dialects.MemRef;
using Vector = Nacre.Dialects.Vector;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// The innermost loops of all matrix products: acc[r, v] += A[row r] · B[v] along the sum, with all accumulators in registers. Each step broadcasts one element of A
/// per row and loads one run of B.
/// </summary>
/// <param name="Builder">Where the loops go.</param>
/// <param name="A">The left side: a 1-D memref.</param>
/// <param name="B">The right side: a 1-D memref.</param>
/// <param name="Tile">Rows and vectors.</param>
/// <param name="Sum">The loops of the sum, with their steps in A and B.</param>
/// <param name="IsPadded">Whether B may be read up to the end of the last vector, as packed panels may.</param>
internal sealed record MicroKernel(OpBuilder Builder, Value A, Value B, RegisterTile Tile, IReadOnlyList<SumLoop> Sum, bool IsPadded)
{
    private IRType Element => ((MemRefType)A.Type).ElementType;
    private IRType Compute => ElementEmitter.ComputeType(Element);

    /// <summary>Emits one tile: the sums of its rows and vectors, row by row.</summary>
    /// <param name="rowOffsets">The offset in A of each row from the first.</param>
    /// <param name="aBase">The offset in A of the first row.</param>
    /// <param name="bBase">The offset in B of the first column.</param>
    /// <param name="columns">Columns that there are.</param>
    /// <param name="ahead">What each step fetches beside.</param>
    public IReadOnlyList<Value> Emit(IReadOnlyList<long> rowOffsets, Value aBase, Value bBase, int columns, Prefetching? ahead)
    {
        var vectors = (columns + Tile.Lanes - 1) / Tile.Lanes;
        var zero = ConstantOp.Zero(Builder, VectorType.Get(Compute, Tile.Lanes)).Result;
        IReadOnlyList<Value> Level(int level, Value a, Value b, IReadOnlyList<Value> carried)
        {
            if (level < Sum.Count)
                return KernelLoops.For(Builder, Sum[level].Count, carried, (k, inner) => Level(level + 1, Advance(a, k, Sum[level].AStride), Advance(b, k, Sum[level].BStride), inner));
            ahead?.Emit(Builder, ahead.IsOfA ? Difference(a, aBase) : Quotient(Difference(b, bBase), Sum[^1].BStride));
            return Step(rowOffsets, a, b, vectors, columns, carried);
        }
        return Level(0, aBase, bBase, [.. Enumerable.Repeat(zero, rowOffsets.Count * vectors)]);
    }

    private Value[] Step(IReadOnlyList<long> rowOffsets, Value a, Value b, int vectors, int columns, IReadOnlyList<Value> accumulators)
    {
        var right = Enumerable.Range(0, vectors).Select(v => LoadB(b, v, columns)).ToArray();
        var next = new Value[accumulators.Count];
        for (var r = 0; r < rowOffsets.Count; r++)
        {
            var at = AddIOp.Create(Builder, a, KernelLoops.Constant(Builder, rowOffsets[r])).Result;
            var scalar = Widen(MemRef.LoadOp.Create(Builder, A, [at]).Result);
            var left = Vector.BroadcastOp.Create(Builder, VectorType.Get(Compute, Tile.Lanes), scalar).Vector;
            for (var v = 0; v < vectors; v++)
                next[r * vectors + v] = FusedArithmetic.MultiplyAdd(Builder, left, right[v], accumulators[r * vectors + v]);
        }
        return next;
    }

    private Value LoadB(Value b, int vector, int columns)
    {
        var at = AddIOp.Create(Builder, b, KernelLoops.Constant(Builder, vector * Tile.Lanes)).Result;
        var type = VectorType.Get(Element, Tile.Lanes);
        var active = Math.Min(Tile.Lanes, columns - vector * Tile.Lanes);
        if (IsPadded || active == Tile.Lanes)
            return Widen(Vector.LoadOp.Create(Builder, type, B, [at]).Result);
        // A load past the row's end could leave the buffer.
        var mask = Vector.ConstantMaskOp.Create(Builder, VectorType.Get(IntegerType.I1, Tile.Lanes), new long[] { active }).Result;
        return Widen(Vector.MaskedLoadOp.Create(Builder, type, B, [at], mask, ConstantOp.Zero(Builder, type).Result).Result);
    }

    private Value Widen(Value value) => Element == Compute ? value : ExtFOp.Create(Builder, value.Type.WithElementOrSelf(Compute), value).Out;
    private Value Difference(Value position, Value start) => SubIOp.Create(Builder, position, start).Result;
    private Value Quotient(Value value, long divisor) => DivUIOp.Create(Builder, value, KernelLoops.Constant(Builder, divisor)).Result;
    private Value Advance(Value position, Value k, long stride) => AddIOp.Create(Builder, position, MulIOp.Create(Builder, k, KernelLoops.Constant(Builder, stride)).Result).Result;
}
