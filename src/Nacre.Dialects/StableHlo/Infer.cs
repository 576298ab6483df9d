using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>
/// Result types from operands and attributes, with the constraints of the spec (their tags stand at the checks). A broken constraint throws
/// <see cref="InferenceException"/>.
/// </summary>
internal static class Infer
{
    public static void Require(bool condition, string message)
    {
        if (!condition)
            throw new InferenceException(message);
    }

    public static RankedTensorType Ranked(IRType type) => type as RankedTensorType ?? throw new InferenceException($"expected a ranked tensor, but got '{type}'");

    public static EquatableArray<long> I64s(this OpState state, string attribute) => state.GetAttr(attribute) is DenseArrayAttr array ? array.Bits : [];
    public static long I64(this OpState state, string attribute) => state.GetAttr(attribute) is IntegerAttr integer ? integer.Value : 0;

    /// <summary>Of <paramref name="type"/>'s shape and bounds.</summary>
    public static RankedTensorType WithElement(IRType type, IRType element) => Ranked(type).WithElement(element);

    /// <summary>A tensor of the given sizes, with bounds where some are known.</summary>
    public static RankedTensorType Tensor(long[] sizes, IRType element, long[]? bounds = null) =>
        new(sizes, element, bounds is null || bounds.All(b => b == Shape.Dynamic) ? null : new TypeExtensionsAttr(bounds));

    /// <summary>The bound of a dimension; dynamic where there is none.</summary>
    public static long Bound(RankedTensorType type, long dimension) => type.Bounds() is { IsEmpty: false } bounds ? bounds[(int)dimension] : Shape.Dynamic;

    public static RankedTensorType ProcessId { get; } = RankedTensorType.Get(new IntegerType(32, Signedness.Unsigned));

    /// <summary>abs_c1, real_c2, imag_c2: of a complex number's parts.</summary>
    public static IRType RealPart(IRType operand) => WithElement(operand, operand.ElementOrSelf().RealOf());

    public static IRType Complex(OpState state)
    {
        var (lhs, rhs) = (Ranked(state.Operands[0].Type), state.Operands[1].Type);
        Require(lhs.ElementType == rhs.ElementOrSelf(), "requires the same element type for all operands"); // complex_c1
        return lhs.WithElement(new ComplexType(lhs.ElementType)); // complex_c3
    }

    public static IRType Dequantized(IRType operand) =>
        WithElement(operand, operand.ElementOrSelf() is Quant.QuantizedType quantized ? quantized.ExpressedType : operand.ElementOrSelf());

    public static IRType Select(OpState state)
    {
        var (pred, onTrue, onFalse) = (Ranked(state.Operands[0].Type), state.Operands[1].Type, state.Operands[2].Type);
        Require(HloCompatibility.AreCompatible(onTrue, onFalse), "requires compatible types for non-predicate operands"); // select_c2
        Require(pred.Rank == 0 || pred.HasCompatibleShape(onTrue), "requires the same shape for all operands"); // select_c1
        return HloCompatibility.MostSpecific(onTrue, onFalse);
    }

    public static IRType Clamp(OpState state)
    {
        var (min, operand, max) = (Ranked(state.Operands[0].Type), Ranked(state.Operands[1].Type), Ranked(state.Operands[2].Type));
        Require(
            HloCompatibility.AreCompatibleElements(min.ElementType, operand.ElementType) && HloCompatibility.AreCompatibleElements(max.ElementType, operand.ElementType),
            "requires compatible element types for all operands and results"); // clamp_c3
        Require(min.Rank == 0 || min.HasCompatibleShape(operand), $"min shape {Sizes(min)} is not scalar and is not compatible to operand shape {Sizes(operand)}"); // clamp_c1
        Require(max.Rank == 0 || max.HasCompatibleShape(operand), $"max shape {Sizes(max)} is not scalar and is not compatible to operand shape {Sizes(operand)}"); // clamp_c2
        return operand; // clamp_c4
    }

    public static string Sizes(RankedTensorType type) => $"[{string.Join(", ", type.Shape.Dims.Select(Size))}]";
    public static string Size(long size) => size == Shape.Dynamic ? "?" : $"{size}";

    public static IRType Broadcast(OpState state)
    {
        var operand = Ranked(state.Operands[0].Type);
        var sizes = state.I64s("broadcast_sizes");
        Require(sizes.All(s => s >= 0), $"Broadcast with negative dimension size {sizes.FirstOrDefault(s => s < 0)}");
        return Tensor([.. sizes, .. operand.Shape.Dims], operand.ElementType);
    }

    public static IRType Transpose(OpState state)
    {
        var operand = Ranked(state.Operands[0].Type);
        var permutation = state.I64s("permutation");
        Require(permutation.Count == operand.Rank, $"TransposeOp operand rank {operand.Rank} does not match permutation size {permutation.Count}");
        Require(Dims.AreInRange(permutation, operand.Rank) && Dims.AreUnique(permutation), $"attribute permutation must be a permutation of [{string.Join(", ", Enumerable.Range(0, operand.Rank))}] but got {DimChecks.Join(permutation)}"); // transpose_c2
        return Tensor([.. permutation.Select(d => operand.Shape[(int)d])], Requantized(operand.ElementType, permutation), [.. permutation.Select(d => Bound(operand, d))]); // transpose_c3
    }

    /// <summary>A type that is quantised along a dimension is so along the dimension that this one becomes.</summary>
    private static IRType Requantized(IRType element, EquatableArray<long> permutation) => element is Quant.UniformQuantizedPerAxisType perAxis
        ? perAxis with { QuantizedDimension = permutation.ToArray().IndexOf(perAxis.QuantizedDimension) }
        : element;

    public static IRType Concatenate(OpState state)
    {
        Require(state.Operands.Count > 0, "expected 1 or more operands, but found 0"); // concatenate_c3
        var types = state.Operands.Select(o => Ranked(o.Type)).ToArray();
        var dimension = (int)state.I64("dimension");
        var first = types[0];
        Require(types.All(t => t.ElementType == first.ElementType), "requires the same element type for all operands and results"); // concatenate_c1
        Require(first.Rank > 0, "rank-0 values cannot be concatenated"); // concatenate_c4
        Require(dimension < first.Rank, $"dimension {dimension} is out-of-bounds for input rank {first.Rank}"); // concatenate_c4
        for (var i = 1; i < types.Length; i++)
            CheckJoined(first, types[i], i, dimension); // concatenate_c2
        var specific = (RankedTensorType)HloCompatibility.MostSpecific([.. types.Select(t => WithSize(t, dimension, Shape.Dynamic, Shape.Dynamic))]);
        var isStatic = types.All(t => !t.Shape.IsDynamic(dimension));
        var isBounded = !isStatic && types.All(t => !t.Shape.IsDynamic(dimension) || Bound(t, dimension) != Shape.Dynamic);
        var size = isStatic ? types.Sum(t => t.Shape[dimension]) : Shape.Dynamic; // concatenate_c6
        var bound = isBounded ? types.Sum(t => t.Shape.IsDynamic(dimension) ? Bound(t, dimension) : t.Shape[dimension]) : Shape.Dynamic;
        return WithSize(specific, dimension, size, bound);
    }

    private static void CheckJoined(RankedTensorType first, RankedTensorType other, int index, int dimension)
    {
        Require(first.Rank == other.Rank, $"operands (0) and ({index}) do not match rank");
        for (var d = 0; d < first.Rank; d++)
            Require(d == dimension || Dims.Match(first.Shape[d], other.Shape[d]), $"shapes of operand (0) and ({index}) are not compatible at non-concat index {d}: ({DimChecks.Join(first.Shape.Dims)}) != ({DimChecks.Join(other.Shape.Dims)})");
    }

    private static RankedTensorType WithSize(RankedTensorType type, int dimension, long size, long bound)
    {
        var dims = type.Shape.Dims.ToArray();
        dims[dimension] = size;
        var bounds = Enumerable.Range(0, dims.Length).Select(i => Bound(type, i)).ToArray();
        bounds[dimension] = bound;
        return new RankedTensorType(dims, type.ElementType, bounds.All(b => b == Shape.Dynamic) ? type.Encoding is TypeExtensionsAttr ? null : type.Encoding : new TypeExtensionsAttr(bounds));
    }

    public static IRType Pad(OpState state)
    {
        var (operand, value) = (Ranked(state.Operands[0].Type), state.Operands[1].Type);
        var (low, high, interior) = (state.I64s("edge_padding_low"), state.I64s("edge_padding_high"), state.I64s("interior_padding"));
        Require(low.Count == operand.Rank && high.Count == operand.Rank && interior.Count == operand.Rank, $"edge_padding_low length ({low.Count}) must match operand rank ({operand.Rank})"); // pad_c2
        Require(value.ElementOrSelf() == operand.ElementType, "requires the same element type for all operands and results"); // pad_c1
        Require(interior.All(p => p >= 0), $"Interior padding cannot be negative: {interior.FirstOrDefault(p => p < 0)}"); // pad_c3
        var sizes = Enumerable.Range(0, operand.Rank).Select(i => PaddedSize(operand.Shape[i], low[i], high[i], interior[i])).ToArray();
        var negative = Array.FindIndex(sizes, s => s < 0 && s != Shape.Dynamic);
        Require(negative < 0, $"Padding result in negative size for dimension {negative}");
        var bounds = Enumerable.Range(0, operand.Rank).Select(i => PaddedSize(Bound(operand, i), low[i], high[i], interior[i])).ToArray();
        negative = Array.FindIndex(bounds, s => s < 0 && s != Shape.Dynamic);
        Require(negative < 0, $"Padding result in negative bound for dimension {negative}");
        return Tensor(sizes, operand.ElementType, bounds); // pad_c4
    }

    private static long PaddedSize(long size, long low, long high, long interior) =>
        size == Shape.Dynamic ? size : size + low + high + Math.Max(size - 1, 0) * interior;

    public static IRType Slice(OpState state)
    {
        var operand = Ranked(state.Operands[0].Type);
        var (starts, limits, strides) = (state.I64s("start_indices"), state.I64s("limit_indices"), state.I64s("strides"));
        Require(starts.Count == limits.Count && limits.Count == strides.Count, "failed to verify that all of {start_indices, limit_indices, strides} have same size"); // slice_c2
        Require(starts.Count == operand.Rank, $"the number of elements in start_indices ({starts.Count}) does not match the rank of the operand ({operand.Rank})"); // slice_c2
        var sizes = new long[operand.Rank];
        for (var i = 0; i < sizes.Length; i++)
        {
            Require(starts[i] >= 0, $"negative start index {starts[i]} in dimension {i}"); // slice_c3
            var (limit, word) = operand.Shape.IsDynamic(i) ? (Bound(operand, i), "bound") : (operand.Shape[i], "size");
            Require(limit == Shape.Dynamic || limits[i] <= limit, $"limit index {limits[i]} is larger than dimension {word} {limit} in dimension {i}"); // slice_c3
            Require(starts[i] <= limits[i], $"start index {starts[i]} is larger than limit index {limits[i]} in dimension {i}"); // slice_c3
            Require(strides[i] > 0, $"stride must be positive but got {strides[i]} in dimension {i}"); // slice_c4
            sizes[i] = (limits[i] - starts[i] + strides[i] - 1) / strides[i]; // slice_c5
        }
        return Tensor(sizes, operand.ElementType);
    }

    public static IRType DynamicSlice(OpState state)
    {
        var operand = Ranked(state.Operands[0].Type);
        var sizes = state.I64s("slice_sizes");
        var starts = state.Operands.Count - 1;
        Require(sizes.Count == starts, $"has mismatched number of slice sizes ({sizes.Count}) and number of start indices ({starts})"); // dynamic_slice_c2
        Require(starts == operand.Rank, $"has mismatched number of start indices ({starts}) and the rank of operand ({operand.Rank})"); // dynamic_slice_c2
        Require(state.Operands.Skip(1).Select(o => o.Type.ElementOrSelf()).Distinct().Count() <= 1, "start indices must have same element type"); // dynamic_slice_c3
        for (var i = 0; i < sizes.Count; i++)
        {
            Require(sizes[i] >= 0, $"has negative size index to dynamic slice: {sizes[i]}"); // dynamic_slice_c4
            Require(operand.Shape.IsDynamic(i) || sizes[i] <= operand.Shape[i], $"has slice size {sizes[i]} greater than dimension size {Size(operand.Shape[i])} in dimension {i} of operand"); // dynamic_slice_c4
        }
        return Tensor(sizes.ToArray(), operand.ElementType); // dynamic_slice_c5
    }

    public static IRType DynamicUpdateSlice(OpState state)
    {
        var (operand, update) = (Ranked(state.Operands[0].Type), Ranked(state.Operands[1].Type));
        var starts = state.Operands.Count - 2;
        Require(operand.ElementType == update.ElementType, "failed to verify that all of {operand, update, result} have same element type"); // dynamic_update_slice_c2
        Require(update.Rank == operand.Rank, $"update rank does not match operand rank: {update.Rank} vs {operand.Rank}."); // dynamic_update_slice_c3
        Require(starts == operand.Rank, $"expects number of start_indices to match operand rank: {starts} vs {operand.Rank}."); // dynamic_update_slice_c4
        Require(state.Operands.Skip(2).Select(o => o.Type.ElementOrSelf()).Distinct().Count() <= 1, "start indices must have same element type"); // dynamic_update_slice_c5
        for (var i = 0; i < operand.Rank; i++)
        {
            var fits = operand.Shape.IsDynamic(i) || update.Shape.IsDynamic(i) || update.Shape[i] <= operand.Shape[i];
            Require(fits, $"expects size at dimension {i} of update to be in range [0, {Size(operand.Shape[i])}]. Got: {Size(update.Shape[i])}."); // dynamic_update_slice_c6
        }
        return operand; // dynamic_update_slice_c1
    }

    public static IRType GetDimensionSize(OpState state)
    {
        CheckDimension(Ranked(state.Operands[0].Type), state.I64("dimension")); // get_dimension_size_c1
        return RankedTensorType.Get(IntegerType.I32);
    }

    private static void CheckDimension(RankedTensorType operand, long dimension)
    {
        Require(dimension >= 0, $"requires non-negative dimension attribute; found ({dimension})");
        Require(dimension < operand.Rank, $"requires dimension attribute in range [0, {operand.Rank}); found ({dimension})");
    }

    public static IRType SetDimensionSize(OpState state)
    {
        var operand = Ranked(state.Operands[0].Type);
        Require(Ranked(state.Operands[1].Type).Rank == 0, "size operand should be of rank-0");
        var dimension = (int)state.I64("dimension");
        CheckDimension(operand, dimension);
        var sizes = operand.Shape.Dims.ToArray();
        var bounds = Enumerable.Range(0, operand.Rank).Select(i => Bound(operand, i)).ToArray();
        if (sizes[dimension] != Shape.Dynamic)
            (bounds[dimension], sizes[dimension]) = (sizes[dimension], Shape.Dynamic);
        if (state.Operands[1].ConstantValue is ElementsAttr size && size.IntegerAt(0) == bounds[dimension])
            (sizes[dimension], bounds[dimension]) = (size.IntegerAt(0), Shape.Dynamic);
        return Tensor(sizes, operand.ElementType, bounds);
    }

    public static IRType TupleElement(OpState state)
    {
        var types = state.Operands[0].Type is TupleType tuple ? tuple.Types : [];
        var index = state.I64("index");
        Require(index >= 0 && index < types.Count, $"index {index} is out of bounds of operand with size {types.Count}"); // get_tuple_element_c1
        return types[(int)index]; // get_tuple_element_c2
    }
}
