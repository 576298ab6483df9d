using System.Numerics;
using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;
using MemRef = Nacre.Dialects.MemRef;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Sort (https://openxla.org/stablehlo/spec#sort) as a stable merge sort from below: each row's positions are sorted in scratch memory, then the elements are fetched in that order.
/// </summary>
internal sealed class SortLoops
{
    private readonly ElementEmitter _emitter;
    private readonly Hlo.SortOp _op;
    private readonly Value _scratch;
    private readonly int _dimension;
    private readonly long _length;

    private SortLoops(ElementEmitter emitter, Hlo.SortOp op, Value scratch)
    {
        (_emitter, _op, _scratch, _dimension) = (emitter, op, scratch, DimensionOf(op));
        _length = ShapeOf(op)[_dimension];
    }

    private OpBuilder Builder => _emitter.Builder;

    private static Shape ShapeOf(Hlo.SortOp op) => ((RankedTensorType)op.Inputs[0].Type).Shape;

    private static int DimensionOf(Hlo.SortOp op) => (int)(op.Dimension < 0 ? op.Dimension + ShapeOf(op).Rank : op.Dimension);

    /// <summary>Two lists of positions: each pass merges runs of one into the other.</summary>
    public static long ScratchElements(Hlo.SortOp op) => ShapeOf(op).Rank == 0 ? 2 : Math.Max(2, 2 * ShapeOf(op)[DimensionOf(op)]);

    public static void Emit(ElementEmitter emitter, Hlo.SortOp op, Value scratch)
    {
        if (ShapeOf(op).Rank == 0)
        {
            foreach (var (input, output) in op.Inputs.Zip(op.Outputs))
                OrderedRules.Fill(emitter, output, index => emitter.Emit(input, index));
            return;
        }
        var loops = new SortLoops(emitter, op, scratch);
        OrderedRules.ForAll(emitter, [.. ShapeOf(op).Dims.Select((size, d) => d == loops._dimension ? 1 : size)], loops.EmitRow);
    }

    private void EmitRow(AffineExpr[] row)
    {
        if (_length == 0)
            return;
        KernelLoops.For(Builder, _length, [], (i, _) =>
        {
            Put(i, i);
            return [];
        });
        var passes = BitOperations.Log2((ulong)Math.Max(1, _length - 1)) + (_length > 1 ? 1 : 0);
        if (passes > 0)
            KernelLoops.For(Builder, Constant(0), Constant(passes), 1, pass => EmitPass(row, pass));
        var from = Constant(passes % 2 * _length);
        KernelLoops.For(Builder, _length, [], (i, _) =>
        {
            var source = _emitter.Bind(Get(Add(from, i)), 0, _length - 1);
            var target = _length == 1 ? AffineExpr.Constant(0) : _emitter.Bind(i, 0, _length - 1);
            foreach (var (input, output) in _op.Inputs.Zip(_op.Outputs))
                _emitter.Store(_emitter.Buffer(output), (RankedTensorType)output.Type, At(row, target), _emitter.Emit(input, At(row, source)));
            return [];
        });
    }

    /// <summary>Merges neighbouring runs of 2^pass positions.</summary>
    private void EmitPass(AffineExpr[] row, Value pass)
    {
        var width = ShLIOp.Create(Builder, Constant(1), pass).Result;
        var isOdd = CmpIOp.Create(Builder, AndIOp.Create(Builder, pass, Constant(1)).Result, Constant(0), CmpIPredicate.Ne).Result;
        var source = SelectOp.Create(Builder, isOdd, Constant(_length), Constant(0)).Result;
        var target = SelectOp.Create(Builder, isOdd, Constant(0), Constant(_length)).Result;
        var pair = ShLIOp.Create(Builder, width, Constant(1)).Result;
        var pairs = CeilDivSIOp.Create(Builder, Constant(_length), pair).Result;
        KernelLoops.For(Builder, Constant(0), pairs, 1, number =>
        {
            var begin = MulIOp.Create(Builder, number, pair).Result;
            var middle = KernelLoops.Min(Builder, Add(begin, width), Constant(_length));
            var end = KernelLoops.Min(Builder, Add(begin, pair), Constant(_length));
            EmitMerge(row, source, target, begin, middle, end);
        });
    }

    /// <summary>Merges [begin, middle) and [middle, end); of equal elements the left one comes first.</summary>
    private void EmitMerge(AffineExpr[] row, Value source, Value target, Value begin, Value middle, Value end) =>
        KernelLoops.For(Builder, begin, end, 1, [begin, middle], (to, next) =>
        {
            var (left, right) = (next[0], next[1]);
            // Positions beyond a run are read but not used.
            var leftPosition = Get(Add(source, KernelLoops.Min(Builder, left, Constant(_length - 1))));
            var rightPosition = Get(Add(source, KernelLoops.Min(Builder, right, Constant(_length - 1))));
            var isLeftDone = CmpIOp.Create(Builder, left, middle, CmpIPredicate.Sge).Result;
            var isRightThere = CmpIOp.Create(Builder, right, end, CmpIPredicate.Slt).Result;
            var takesRight = AndIOp.Create(Builder, isRightThere, OrIOp.Create(Builder, isLeftDone, Precedes(row, rightPosition, leftPosition)).Result).Result;
            Put(Add(target, to), SelectOp.Create(Builder, takesRight, rightPosition, leftPosition).Result);
            return
            [
                SelectOp.Create(Builder, takesRight, left, Add(left, Constant(1))).Result,
                SelectOp.Create(Builder, takesRight, Add(right, Constant(1)), right).Result,
            ];
        });

    private Value Precedes(AffineExpr[] row, Value a, Value b)
    {
        var (first, second) = (At(row, _emitter.Bind(a, 0, _length - 1)), At(row, _emitter.Bind(b, 0, _length - 1)));
        return LoopRules.EmitRegion(_emitter, _op.Comparator, [.. _op.Inputs.SelectMany(input => new[] { _emitter.Emit(input, first), _emitter.Emit(input, second) })])[0];
    }

    private AffineExpr[] At(AffineExpr[] row, AffineExpr position)
    {
        var index = (AffineExpr[])row.Clone();
        index[_dimension] = position;
        return index;
    }

    private Value Constant(long value) => KernelLoops.Constant(Builder, value);
    private Value Add(Value a, Value b) => AddIOp.Create(Builder, a, b).Result;
    private Value Get(Value place) => IndexCastOp.Create(Builder, IndexType.Instance, MemRef.LoadOp.Create(Builder, _scratch, [place]).Result).Out;
    private void Put(Value place, Value position) => MemRef.StoreOp.Create(Builder, IndexCastOp.Create(Builder, IntegerType.I64, position).Out, _scratch, [place]);
}
