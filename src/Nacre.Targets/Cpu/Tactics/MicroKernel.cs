using Nacre.Dialects.Arith;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using MemRef = Nacre.Dialects.MemRef;
using Vector = Nacre.Dialects.Vector;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// The innermost loops of all matrix products: acc[r, v] += A[row r] · B[v] along the sum, with all accumulators in registers. Each step broadcasts what it takes of A
/// once per row and loads one run of B.
/// </summary>
/// <param name="Builder">Where the loops go.</param>
/// <param name="Products">How a step loads and multiplies.</param>
/// <param name="Tile">Rows and vectors.</param>
/// <param name="Sum">The loops of the sum, with their steps in A and B for one element.</param>
internal sealed record MicroKernel(OpBuilder Builder, ProductStep Products, RegisterTile Tile, IReadOnlyList<SumLoop> Sum)
{
    /// <summary>A factor per element of the sum (<see cref="SumScale"/>), with which the rows of B are multiplied as they are read: one multiplication per vector against one for each row. Steps take one element then.</summary>
    public Value? Scale { get; init; }

    /// <summary>Elements of the sum that a step takes.</summary>
    private int Elements => Products.Elements;

    /// <summary>Emits one tile: the sums of its rows and vectors, row by row.</summary>
    /// <param name="rowOffsets">The offset in A of each row from the first.</param>
    /// <param name="aBase">The offset in A of the first row.</param>
    /// <param name="bBase">The offset in B of the first column.</param>
    /// <param name="columns">Columns that there are.</param>
    /// <param name="ahead">What each step fetches beside.</param>
    public IReadOnlyList<Value> Emit(IReadOnlyList<long> rowOffsets, Value aBase, Value bBase, int columns, Prefetching? ahead)
    {
        var vectors = (columns + Tile.Lanes - 1) / Tile.Lanes;
        var zero = ConstantOp.Zero(Builder, VectorType.Get(Products.Compute, Tile.Lanes)).Result;
        IReadOnlyList<Value> Step(Value a, Value b, IReadOnlyList<Value> carried)
        {
            ahead?.Emit(Builder, ahead.IsOfA ? Quotient(Difference(a, aBase), Sum[^1].AStride * Elements) : Quotient(Difference(b, bBase), Sum[^1].BStride * Elements));
            return Accumulate(rowOffsets, a, Factor(a), b, columns, carried, Elements);
        }
        // The sum is one run of A, so the place in A is the number of the sum's element.
        Value? Factor(Value a) => Scale is null ? null : Vector.BroadcastOp.Create(Builder, zero.Type, MemRef.LoadOp.Create(Builder, Scale, [Difference(a, aBase)]).Result).Vector;
        IReadOnlyList<Value> Level(int level, Value a, Value b, IReadOnlyList<Value> carried)
        {
            var loop = Sum[level];
            if (level < Sum.Count - 1)
                return KernelLoops.For(Builder, loop.Count, carried, (k, inner) => Level(level + 1, Advance(a, k, loop.AStride), Advance(b, k, loop.BStride), inner));
            var (steps, rest) = Math.DivRem(loop.Count, Elements);
            var sums = steps == 0 ? carried : KernelLoops.For(Builder, steps, carried, (k, inner) => Step(Advance(a, k, loop.AStride * Elements), Advance(b, k, loop.BStride * Elements), inner));
            return rest == 0 ? sums : Accumulate(rowOffsets, Offset(a, steps * loop.AStride * Elements), null, Offset(b, steps * loop.BStride * Elements), columns, sums, (int)rest);
        }
        return Level(0, aBase, bBase, [.. Enumerable.Repeat(zero, rowOffsets.Count * vectors)]);
    }

    private Value[] Accumulate(IReadOnlyList<long> rowOffsets, Value a, Value? factor, Value b, int columns, IReadOnlyList<Value> accumulators, int elements)
    {
        var vectors = (columns + Tile.Lanes - 1) / Tile.Lanes;
        var right = Enumerable.Range(0, vectors).Select(v => Products.Right(Offset(b, v * Products.VectorStride), Math.Min(Tile.Lanes, columns - v * Tile.Lanes), elements)).ToArray();
        if (factor is not null)
            right = Array.ConvertAll(right, row => MulFOp.Create(Builder, row, factor).Result);
        var next = new Value[accumulators.Count];
        for (var r = 0; r < rowOffsets.Count; r++)
        {
            var left = Products.Left(Offset(a, rowOffsets[r]), elements);
            for (var v = 0; v < vectors; v++)
                next[r * vectors + v] = Products.MultiplyAdd(left, right[v], accumulators[r * vectors + v]);
        }
        return next;
    }

    private Value Difference(Value position, Value start) => SubIOp.Create(Builder, position, start).Result;
    private Value Quotient(Value value, long divisor) => divisor == 1 ? value : DivUIOp.Create(Builder, value, KernelLoops.Constant(Builder, divisor)).Result;
    private Value Advance(Value position, Value k, long stride) => AddIOp.Create(Builder, position, MulIOp.Create(Builder, k, KernelLoops.Constant(Builder, stride)).Result).Result;
    private Value Offset(Value position, long offset) => AddIOp.Create(Builder, position, KernelLoops.Constant(Builder, offset)).Result;
}
