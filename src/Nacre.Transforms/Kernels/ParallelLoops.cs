using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// The loops around a computation that is independent for each element of a shape. Neighbouring dimensions that every access walks as one are merged, the last one
/// becomes vectors, and blocks of the rest are the tiles that threads share.
/// </summary>
public sealed class ParallelLoops
{
    /// <summary>Elements per tile, about: enough work to pay for handing it to a thread, small enough to stay in L1.</summary>
    private const long TileElements = 2048;

    private readonly Shape _shape;
    private readonly int _lanes;
    private readonly Action<ElementEmitter, AffineExpr[]> _body;
    private readonly Action<ElementEmitter> _setup;
    private readonly List<(int First, int Count, long Size)> _merged;
    private readonly long _margin;

    /// <param name="shape">The iteration space.</param>
    /// <param name="lanes">Elements per vector.</param>
    /// <param name="setup">Tells an emitter the buffers.</param>
    /// <param name="body">Computes and stores the element at an index.</param>
    /// <param name="margin">Elements at both ends of the last dimension whose neighbours may lie outside: the vectors between are emitted by themselves.</param>
    public ParallelLoops(Shape shape, int lanes, Action<ElementEmitter> setup, Action<ElementEmitter, AffineExpr[]> body, long margin = 0)
    {
        (_shape, _lanes, _setup, _body, _margin) = (shape, lanes, setup, body, margin);
        _merged = Merge(Probe());
    }

    private long Inner => _merged[^1].Size;
    private long Outer => _merged.Take(_merged.Count - 1).Aggregate(1L, (product, m) => product * m.Size);
    private bool IsFlat => _merged.Count == 1;

    /// <summary>Vectors (of a flat space) or rows per tile.</summary>
    private long TileSize => IsFlat ? (TileElements + _lanes - 1) / _lanes * _lanes : Math.Max(1, TileElements / Math.Max(1, Inner));

    /// <summary>How many tiles there are; 0 for an empty space.</summary>
    public long Tiles => _shape.ElementCount == 0 ? 0 : ((IsFlat ? Inner : Outer) + TileSize - 1) / TileSize;

    /// <summary>Emits the body into a scratch block to see which offsets it accesses.</summary>
    private List<LinearForm> Probe()
    {
        if (_shape.ElementCount == 0)
            return [];
        var builder = OpBuilder.AtEnd(new Block());
        var emitter = new ElementEmitter(builder, 1) { Accesses = [] };
        _setup(emitter);
        var index = _shape.Dims.Map(size => size == 1 ? AffineExpr.Constant(0) : emitter.Bind(KernelLoops.Constant(builder, 0), 0, size - 1));
        // Variables must be numbered by dimension, so that the accesses can be compared: sizes of one have none.
        _body(emitter, index.ToArray());
        return [.. emitter.Accesses.Select(a => a.Offset)];
    }

    /// <summary>Dimensions d and d+1 are walked as one when in every access the coefficient of d is the size of d+1 times that of d+1.</summary>
    private List<(int First, int Count, long Size)> Merge(List<LinearForm> accesses)
    {
        var merged = new List<(int First, int Count, long Size)>();
        var variable = 0;
        AffineDimExpr? previous = null;
        for (var d = 0; d < _shape.Rank; d++)
        {
            if (_shape[d] == 1)
                continue;
            var current = new AffineDimExpr(variable++);
            if (previous is not null && !(_margin > 0 && d == _shape.Rank - 1) && accesses.All(a => Walks(a, previous, current, _shape[d])))
                merged[^1] = (merged[^1].First, d - merged[^1].First + 1, merged[^1].Size * _shape[d]);
            else
                merged.Add((d, 1, _shape[d]));
            previous = current;
        }
        return merged.Count > 0 ? merged : [(0, 0, 1)];
    }

    private static bool Walks(LinearForm access, AffineDimExpr outer, AffineDimExpr inner, long innerSize)
    {
        var onlyPlain = access.Terms.All(t => t.Atom is AffineDimExpr || (!t.Atom.UsesDim(outer.Index) && !t.Atom.UsesDim(inner.Index)));
        return onlyPlain && access.CoefficientOf(outer) == access.CoefficientOf(inner) * innerSize;
    }

    /// <summary>Emits the loops over tiles [begin, end),</summary>
    public void Emit(OpBuilder builder, Value begin, Value end)
    {
        if (_shape.ElementCount == 0)
            return;
        KernelLoops.For(builder, begin, end, 1, tile =>
        {
            var low = MulIOp.Create(builder, tile, KernelLoops.Constant(builder, TileSize)).Result;
            var total = IsFlat ? Inner : Outer;
            var high = KernelLoops.Min(builder, AddIOp.Create(builder, low, KernelLoops.Constant(builder, TileSize)).Result, KernelLoops.Constant(builder, total));
            if (IsFlat)
                EmitVectors(builder, low, high, null);
            else
                KernelLoops.For(builder, low, high, 1, row => EmitVectors(builder, KernelLoops.Constant(builder, 0), KernelLoops.Constant(builder, Inner), row));
        });
    }

    /// <summary>Whole vectors of [low, high), then one masked vector for what is left at the end of the dimension.</summary>
    private void EmitVectors(OpBuilder builder, Value low, Value high, Value? row)
    {
        var rest = Inner % _lanes;
        var whole = Inner - rest;
        if (whole > 0)
        {
            var end = rest == 0 ? high : KernelLoops.Min(builder, high, KernelLoops.Constant(builder, whole));
            if (_margin > 0 && row is not null)
                EmitPeeled(builder, whole, row);
            else
                KernelLoops.For(builder, low, end, _lanes, position => EmitBody(builder, position, row, _lanes));
        }
        if (rest == 0)
            return;
        var isLast = CmpIOp.Create(builder, high, KernelLoops.Constant(builder, Inner), CmpIPredicate.Eq).Result;
        KernelLoops.If(builder, isLast, () => EmitBody(builder, KernelLoops.Constant(builder, whole), row, (int)rest));
    }

    /// <summary>The vectors of a row, those near its ends apart from those whose neighbours all lie inside.</summary>
    private void EmitPeeled(OpBuilder builder, long whole, Value row)
    {
        var first = Math.Min(whole, (_margin + _lanes - 1) / _lanes * _lanes);
        var last = Math.Max(first, (Inner - _margin) / _lanes * _lanes);
        Emit(0, first);
        Emit(first, last);
        Emit(last, whole);
        void Emit(long from, long to)
        {
            if (from < to)
                KernelLoops.For(builder, KernelLoops.Constant(builder, from), KernelLoops.Constant(builder, to), _lanes, position => EmitBody(builder, position, row, _lanes, from, to - _lanes));
        }
    }

    private void EmitBody(OpBuilder builder, Value position, Value? row, int active) => EmitBody(builder, position, row, active, 0, Inner - 1);

    /// <summary>The vector at a position in the row that lies between <paramref name="low"/> and <paramref name="high"/>.</summary>
    private void EmitBody(OpBuilder builder, Value position, Value? row, int active, long low, long high)
    {
        var emitter = new ElementEmitter(builder, active == 1 ? 1 : _lanes) { ActiveLanes = active, LaneMultiple = _lanes };
        _setup(emitter);
        var outer = row is null ? AffineExpr.Constant(0) : emitter.Bind(row, 0, Outer - 1);
        var inner = Inner == 1 ? AffineExpr.Constant(0) : emitter.Bind(position, low, high);
        emitter.LaneVariable = active == 1 ? null : inner;
        _body(emitter, Index(emitter, outer, inner));
    }

    /// <summary>The index in the shape from the row number and the place in the row.</summary>
    private AffineExpr[] Index(ElementEmitter emitter, AffineExpr outer, AffineExpr inner)
    {
        var index = Enumerable.Repeat(AffineExpr.Constant(0), _shape.Rank).ToArray();
        var stride = 1L;
        for (var m = _merged.Count - 1; m >= 0; m--)
        {
            var isInner = m == _merged.Count - 1;
            var position = isInner ? inner : emitter.Space.Simplify(m == 0 ? outer.FloorDiv(stride) : outer.FloorDiv(stride).Mod(_merged[m].Size));
            stride = isInner ? 1 : stride * _merged[m].Size;
            var dims = Enumerable.Range(_merged[m].First, _merged[m].Count).ToArray();
            var parts = emitter.Delinearize(position, new Shape(dims.Select(d => _shape[d]).ToEquatableArray()));
            foreach (var (d, part) in dims.Zip(parts))
                index[d] = part;
        }
        return index;
    }
}
