using Nacre.Dialects.Llvm;
using Nacre.Dialects.Vector;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>shuffle of vectors of one dimension, which may differ in length.</summary>
internal sealed class ShuffleToLlvm(TypeConverter types) : ConversionPattern<ShuffleOp>(types)
{
    protected override bool MatchAndRewrite(ShuffleOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (operands[0].Type is LlvmArrayType)
            return rewriter.NoMatch(op, "only vectors of one dimension are shuffled");
        var first = Lanes.Count(operands[0]);
        var count = Math.Max(first, Lanes.Count(operands[1]));
        var mask = op.Mask.Select(m => m < first ? (int)m : (int)m - first + count);
        rewriter.Replace(op, Lanes.Pick(rewriter, Lanes.Widen(rewriter, operands[0], count), Lanes.Widen(rewriter, operands[1], count), mask));
        return true;
    }
}

/// <summary>extract_strided_slice: a shuffle of all elements.</summary>
internal sealed class ExtractStridedSliceToLlvm(TypeConverter types) : ConversionPattern<ExtractStridedSliceOp>(types)
{
    protected override bool MatchAndRewrite(ExtractStridedSliceOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var positions = StridedPositions.Of(((VectorType)op.Source.Type).Shape, [.. op.Offsets.Integers], ((VectorType)op.Result.Type).Shape, [.. op.Strides.Integers]);
        var picked = Lanes.Pick(rewriter, Lanes.Flatten(rewriter, operands[0]), positions);
        rewriter.Replace(op, Lanes.Unflatten(rewriter, picked, Convert(op.Result.Type)));
        return true;
    }
}

/// <summary>insert_strided_slice: a shuffle of all elements of both vectors.</summary>
internal sealed class InsertStridedSliceToLlvm(TypeConverter types) : ConversionPattern<InsertStridedSliceOp>(types)
{
    protected override bool MatchAndRewrite(InsertStridedSliceOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var (part, whole) = (((VectorType)op.ValueToStore.Type).Shape, ((VectorType)op.Dest.Type).Shape);
        // The part may lack leading dimensions of the whole; there it has one row.
        var sizes = new Shape(Enumerable.Repeat(1L, whole.Rank - part.Rank).Concat(part.Dims).ToArray());
        var strides = Enumerable.Repeat(1L, whole.Rank - part.Rank).Concat(op.Strides.Integers).ToArray();
        var positions = StridedPositions.Of(whole, [.. op.Offsets.Integers], sizes, strides);
        var dest = Lanes.Flatten(rewriter, operands[1]);
        var source = Lanes.Widen(rewriter, Lanes.Flatten(rewriter, operands[0]), Lanes.Count(dest));
        var mask = Enumerable.Range(0, Lanes.Count(dest)).ToArray();
        for (var i = 0; i < positions.Length; i++)
            mask[positions[i]] = mask.Length + i;
        rewriter.Replace(op, Lanes.Unflatten(rewriter, Lanes.Pick(rewriter, dest, source, mask), Convert(op.Result.Type)));
        return true;
    }
}

/// <summary>Row-major positions of a strided part of a shape.</summary>
internal static class StridedPositions
{
    /// <param name="whole">The shape that is cut.</param>
    /// <param name="offsets">Where the part starts, per leading dimension.</param>
    /// <param name="sizes">The shape of the part.</param>
    /// <param name="strides">Steps, per leading dimension.</param>
    public static int[] Of(Shape whole, long[] offsets, Shape sizes, long[] strides)
    {
        var (wholeStrides, partStrides) = (whole.RowMajorStrides(), sizes.RowMajorStrides());
        var positions = new int[sizes.ElementCount];
        for (var i = 0; i < positions.Length; i++)
        {
            for (var d = 0; d < whole.Rank; d++)
            {
                var index = i / partStrides[d] % sizes[d];
                positions[i] += (int)(wholeStrides[d] * (d < offsets.Length ? offsets[d] + index * strides[d] : index));
            }
        }
        return positions;
    }
}

/// <summary>shape_cast: the same elements in row-major order, cut into other innermost vectors.</summary>
internal sealed class ShapeCastToLlvm(TypeConverter types) : ConversionPattern<ShapeCastOp>(types)
{
    protected override bool MatchAndRewrite(ShapeCastOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var result = Convert(op.Result.Type);
        rewriter.Replace(op, result == operands[0].Type ? operands[0] : Lanes.Unflatten(rewriter, Lanes.Flatten(rewriter, operands[0]), result));
        return true;
    }
}

/// <summary>transpose: a shuffle of all elements.</summary>
internal sealed class TransposeToLlvm(TypeConverter types) : ConversionPattern<TransposeOp>(types)
{
    protected override bool MatchAndRewrite(TransposeOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var (from, to) = (((VectorType)op.Vector.Type).Shape, ((VectorType)op.Result.Type).Shape);
        var (fromStrides, toStrides) = (from.RowMajorStrides(), to.RowMajorStrides());
        var positions = Enumerable.Range(0, (int)to.ElementCount).Select(i =>
            (int)Enumerable.Range(0, to.Rank).Sum(d => i / toStrides[d] % to[d] * fromStrides[(int)op.Permutation[d]])).ToArray();
        var picked = Lanes.Pick(rewriter, Lanes.Flatten(rewriter, operands[0]), positions);
        rewriter.Replace(op, Lanes.Unflatten(rewriter, picked, Convert(op.Result.Type)));
        return true;
    }
}

/// <summary>interleave (a, b) = [a0, b0, a1, b1, …] along the last dimension.</summary>
internal sealed class InterleaveToLlvm(TypeConverter types) : ConversionPattern<InterleaveOp>(types)
{
    protected override bool MatchAndRewrite(InterleaveOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, InnerVectors.Map(rewriter, operands, Convert(op.Result.Type), (inner, _) =>
            Lanes.Pick(rewriter, inner[0], inner[1], Enumerable.Range(0, 2 * Lanes.Count(inner[0])).Select(i => i / 2 + i % 2 * Lanes.Count(inner[0])))));
        return true;
    }
}

/// <summary>deinterleave v = ([v0, v2, …], [v1, v3, …]) along the last dimension.</summary>
internal sealed class DeinterleaveToLlvm(TypeConverter types) : ConversionPattern<DeinterleaveOp>(types)
{
    protected override bool MatchAndRewrite(DeinterleaveOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, Half(op, operands, rewriter, 0), Half(op, operands, rewriter, 1));
        return true;
    }

    private Value Half(DeinterleaveOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter, int start) =>
        InnerVectors.Map(rewriter, operands, Convert(op.Res1.Type), (inner, _) =>
            Lanes.Pick(rewriter, inner[0], Enumerable.Range(0, Lanes.Count(inner[0]) / 2).Select(i => 2 * i + start)));
}

/// <summary>reduction of all elements; sums and products of floats start from the accumulator and are in order unless <c>reassoc</c> is set.</summary>
internal sealed class ReductionToLlvm(TypeConverter types) : ConversionPattern<ReductionOp>(types)
{
    private static (OpDefinition Reduce, OpDefinition Combine) Kinds(CombiningKind kind) => kind switch
    {
        CombiningKind.Add => (LlvmReduceAddOp.Definition, LlvmAddOp.Definition),
        CombiningKind.Mul => (LlvmReduceMulOp.Definition, LlvmMulOp.Definition),
        CombiningKind.And => (LlvmReduceAndOp.Definition, LlvmAndOp.Definition),
        CombiningKind.Or => (LlvmReduceOrOp.Definition, LlvmOrOp.Definition),
        CombiningKind.Xor => (LlvmReduceXorOp.Definition, LlvmXOrOp.Definition),
        CombiningKind.MinSI => (LlvmReduceSMinOp.Definition, LlvmSMinOp.Definition),
        CombiningKind.MaxSI => (LlvmReduceSMaxOp.Definition, LlvmSMaxOp.Definition),
        CombiningKind.MinUI => (LlvmReduceUMinOp.Definition, LlvmUMinOp.Definition),
        CombiningKind.MaxUI => (LlvmReduceUMaxOp.Definition, LlvmUMaxOp.Definition),
        CombiningKind.MinNumF => (LlvmReduceFMinOp.Definition, LlvmMinNumOp.Definition),
        CombiningKind.MaxNumF => (LlvmReduceFMaxOp.Definition, LlvmMaxNumOp.Definition),
        CombiningKind.MinimumF => (LlvmReduceFMinimumOp.Definition, LlvmMinimumOp.Definition),
        _ => (LlvmReduceFMaximumOp.Definition, LlvmMaximumOp.Definition),
    };

    protected override bool MatchAndRewrite(ReductionOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var flags = LlvmFlags.FastMath(op.FastMath);
        var result = operands[0].Type.ElementOrSelf();
        if (result is FloatType && op.Kind is CombiningKind.Add or CombiningKind.Mul)
        {
            // -0 is what changes no sum: 0 + -0 would be 0.
            var start = operands.Count > 1 ? operands[1] : LlvmConstantOp.Splat(rewriter, result, op.Kind == CombiningKind.Add ? -0.0 : 1);
            rewriter.Replace(op, op.Kind == CombiningKind.Add
                ? LlvmReduceFAddOp.Create(rewriter, start, operands[0], flags).Res
                : LlvmReduceFMulOp.Create(rewriter, start, operands[0], flags).Res);
            return true;
        }
        var (reduce, combine) = Kinds(op.Kind);
        NamedAttr[] attributes = result is FloatType && flags != FastmathFlags.None ? [new("fastmathFlags", new FastmathFlagsAttr(flags))] : [];
        var reduced = rewriter.Create(reduce, [operands[0]], [result], attributes).Result(0);
        rewriter.Replace(op, operands.Count > 1 ? rewriter.Create(combine, [reduced, operands[1]], [result], attributes).Result(0) : reduced);
        return true;
    }
}
