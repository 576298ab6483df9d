using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Result types of transforms, solvers and normalisation.</summary>
internal static class InferMath
{
    public static IRType Fft(OpState state)
    {
        var operand = Infer.Ranked(state.Operands[0].Type);
        var kind = ((FftTypeAttr)state.GetAttr("fft_type")!).Value;
        var lengths = state.I64s("fft_length");
        Infer.Require(lengths.Count is >= 1 and <= 3, $"rank must be between 1 and 3, but got {lengths.Count}."); // fft_c3
        if (kind == FftType.Rfft)
            Infer.Require(operand.ElementType.IsOf(HloElement.Float32Or64), $"RFFT requires f32 or f64 input type, but is given '{operand.ElementType}'."); // fft_c2
        else
            Infer.Require(operand.IsComplex(), $"FFT/IFFT/IRFFT take a complex tensor as input, but is given '{operand}'."); // fft_c2
        Infer.Require(operand.Rank >= lengths.Count, $"operand rank must not be less than fft rank of {lengths.Count} for operand of type '{operand}'."); // fft_c1
        CheckFftSizes(kind, operand.Shape.Dims, lengths);
        var sizes = operand.Shape.Dims.ToArray();
        long[] bounds = [.. Enumerable.Range(0, sizes.Length).Select(i => Infer.Bound(operand, i))];
        if (kind == FftType.Rfft && lengths[^1] != 0)
            (sizes[^1], bounds[^1]) = (lengths[^1] / 2 + 1, Shape.Dynamic);
        if (kind == FftType.Irfft)
            (sizes[^1], bounds[^1]) = (lengths[^1], Shape.Dynamic);
        IRType element = kind switch
        {
            FftType.Rfft => new ComplexType(operand.ElementType),
            FftType.Irfft => operand.ElementType.RealOf(),
            _ => operand.ElementType,
        };
        return Infer.Tensor(sizes, element, bounds);
    }

    /// <summary>fft_c4, fft_c5: the real side has the transform's lengths; the last dimension of the other side holds half of them.</summary>
    private static void CheckFftSizes(FftType kind, EquatableArray<long> sizes, EquatableArray<long> lengths)
    {
        if (kind is FftType.Fft or FftType.Ifft)
            return;
        var isInverse = kind == FftType.Irfft;
        var first = sizes.Count - lengths.Count;
        for (var i = 0; i < lengths.Count - (isInverse ? 1 : 0); i++)
        {
            var (size, length) = (sizes[first + i], lengths[i]);
            var which = isInverse ? "IRFFT requires non-final" : "RFFT requires innermost";
            Infer.Require(Dims.Match(size, length), $"{which} dimensions to be compatible with fft_length. Got: {string.Join(", ", sizes)} but wanted {string.Join(", ", lengths)}{(isInverse ? $", and {size} != {length}" : "")}.");
        }
        if (!isInverse || Dims.Match(sizes[^1], lengths[^1] / 2 + 1) || (lengths[^1] == 0 && sizes[^1] == 0))
            return;
        throw new InferenceException($"IRFFT requires innermost dimension to be compatible with fft_length[-1]/2+1. Got: {sizes[^1]} but fft_length is {string.Join(", ", lengths)}.");
    }

    public static IRType Rng(RngOp op)
    {
        var count = Infer.Ranked(op.Shape.Type).Shape[0];
        Infer.Require(op.A.Type.ElementOrSelf() == op.B.Type.ElementOrSelf(), "failed to verify that all of {a, b, result} have same element type"); // rng_c1
        var known = op.Shape.ConstantValue is ElementsAttr { Data: not null } constant ? constant.ToIntegers() : null;
        return Infer.Tensor(known ?? [.. Enumerable.Repeat(Shape.Dynamic, (int)count)], op.A.Type.ElementOrSelf()); // rng_c3
    }

    public static IRType Cholesky(OpState state)
    {
        var a = Infer.Ranked(state.Operands[0].Type);
        Infer.Require(a.Rank >= 2, $"argument 'a' must have rank >= 2, got shape {DimChecks.Join(a.Shape.Dims)}."); // cholesky_c2
        Infer.Require(Dims.Match(a.Shape.Dims[^1], a.Shape.Dims[^2]), $"minor dimensions of 'a' must have equal size, got shape {DimChecks.Join(a.Shape.Dims)}."); // cholesky_c3
        return a; // cholesky_c1
    }

    public static IRType TriangularSolve(OpState state)
    {
        var (a, b) = (Infer.Ranked(state.Operands[0].Type), Infer.Ranked(state.Operands[1].Type));
        Infer.Require(a.Rank >= 2, $"operand 'a' must have rank >= 2, but got '{a}'"); // triangular_solve_c2
        Infer.Require(Dims.Match(a.Shape.Dims[^2], a.Shape.Dims[^1]), $"two minor dimensions of operand 'a' must be compatible, but got '{a}'"); // triangular_solve_c3
        Infer.Require(a.Rank == b.Rank, $"operands must have equal rank, but got '{a}' and '{b}'"); // triangular_solve_c2
        var shared = state.GetAttr("left_side") is IntegerAttr { Value: not 0 } ? b.Shape.Dims[^2] : b.Shape.Dims[^1];
        Infer.Require(Dims.Match(a.Shape.Dims[^1], shared), $"shared dimension of operands 'a' and 'b' must be compatible, but got '{a}' and '{b}'"); // triangular_solve_c3
        Infer.Require(Enumerable.Range(0, a.Rank - 2).All(i => Dims.Match(a.Shape[i], b.Shape[i])), $"batch dimensions of the operands must be compatible, but got '{a}' and '{b}'"); // triangular_solve_c3
        Infer.Require(state.GetAttr("transpose_a") is not TransposeAttr { Value: Transpose.Invalid }, "Invalid transpose option value for triangular solve"); // triangular_solve_c4
        return b; // triangular_solve_c5
    }

    /// <summary>The types of the first operand and, with <paramref name="results"/> 3, of two statistics.</summary>
    public static IReadOnlyList<IRType> BatchNorm(OpState state, int results)
    {
        var operand = Infer.Ranked(state.Operands[0].Type);
        var types = state.Operands.Select(o => Infer.Ranked(o.Type)).ToArray();
        var vectors = types.Where(t => t.Rank == 1 && !ReferenceEquals(t, types[0])).ToArray();
        var feature = state.I64("feature_index");
        Infer.Require(types.Where(t => t.Rank != 1).All(t => t.HasCompatibleShape(operand)), "expects multi-dimensional operands to have compatible shapes."); // batch_norm_grad_c3
        Infer.Require(vectors.All(t => vectors.All(t.HasCompatibleShape)), "expects single-dimensional operands to have compatible shapes."); // batch_norm_inference_c3..c6
        Infer.Require(feature < operand.Rank, $"expects featureIndex to be smaller than the rank of multi-dimensional operands; got featureIndex {feature}, and rank {operand.Rank}."); // batch_norm_inference_c1
        var (count, size) = (operand.Shape[(int)feature], types[1].Shape[0]);
        Infer.Require(Dims.Match(count, size), $"expects the size of single-dimensional operands to be compatible with feature count, but the size of single-dimensional operands is {Infer.Size(size)} and the feature count is {Infer.Size(count)}."); // batch_norm_inference_c3..c6
        var statistic = Infer.Tensor([count], operand.ElementType, [Infer.Bound(operand, feature)]);
        return results == 1 ? [operand] : [operand, statistic, statistic];
    }
}

/// <summary>Result types of collective operations.</summary>
internal static class InferCollectives
{
    public static IReadOnlyList<IRType> AllToAll(OpState state)
    {
        var count = state.I64("split_count");
        CollectiveChecks.CheckGroups(state.GetAttr("replica_groups"), sameSize: true, globalIds: false, count); // all_to_all_c5..c8
        var (split, concat) = ((int)state.I64("split_dimension"), (int)state.I64("concat_dimension"));
        return [.. state.Operands.Select(o => Exchanged(Infer.Ranked(o.Type), split, concat, count))];
    }

    /// <summary>The operands' types, without that of a root given at run time, with the elements of the computation where there is one.</summary>
    public static IReadOnlyList<IRType> DataTypes(OpState state) =>
        InferReductions.WithBodyElement([.. state.Operands.Take(state.Operands.Count - (state.GetAttr("has_dynamic_root") is null ? 0 : 1)).Select(o => o.Type)], state);

    private static IRType Exchanged(RankedTensorType type, int split, int concat, long count)
    {
        Infer.Require(split >= 0 && split < type.Rank, $"AllToAll split_dimension {split} is out-of-bounds for input rank {type.Rank}"); // all_to_all_c1
        Infer.Require(concat >= 0 && concat < type.Rank, $"AllToAll concat_dimension {concat} is out-of-bounds for input rank {type.Rank}"); // all_to_all_c3
        Infer.Require(type.Shape.IsDynamic(split) || type.Shape[split] % count == 0, $"split dimension has size {Infer.Size(type.Shape[split])}, expected to be a multiple of split_count {count}"); // all_to_all_c2
        long[] sizes = type.Shape.Dims.ToArray(), bounds = [.. Enumerable.Range(0, type.Rank).Select(i => Infer.Bound(type, i))];
        foreach (var extents in new[] { sizes, bounds })
        {
            if (extents[split] != Shape.Dynamic)
                extents[split] = (extents[split] + count - 1) / count;
            if (extents[concat] != Shape.Dynamic)
                extents[concat] *= count;
        }
        return Infer.Tensor(sizes, type.ElementType, bounds);
    }
}
