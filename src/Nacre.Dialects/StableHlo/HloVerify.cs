using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Checks that need more than the inference of result types; the tags are those of the spec's constraints.</summary>
internal static class HloVerify
{
    /// <summary>Runs checks that report by <see cref="InferenceException"/>.</summary>
    public static void Run(Operation op, Verifier verifier, Action checks)
    {
        try
        {
            checks();
        }
        catch (InferenceException broken)
        {
            verifier.Error(op, broken.Message);
        }
    }

    /// <summary>What an operation could be built from again, for inference.</summary>
    public static OpState StateOf(Operation op)
    {
        var state = new OpState(op.Location);
        state.Operands.AddRange(op.Operands);
        state.Attributes.AddRange(op.Attributes);
        state.RegionBodies.AddRange(op.Regions.Select(r => r.Blocks));
        return state;
    }

    public static string Quote(IEnumerable<IRType> types) => string.Join(", ", types.Select(t => $"'{t}'"));

    /// <summary>Infers the result types, with the checks that belong to it, and compares them.</summary>
    public static void Inferred(Operation op, Verifier verifier, Func<IReadOnlyList<IRType>> infer)
    {
        try
        {
            var inferred = infer();
            if (HloCompatibility.AreCompatible(inferred, [.. op.Results.Types]))
                return;
            verifier.Error(op, $"inferred type(s) {Quote(inferred)} are incompatible with return type(s) of operation {Quote(op.Results.Types)}");
            verifier.Error(op, "failed to infer returned types");
        }
        catch (InferenceException broken)
        {
            verifier.Error(op, broken.Message);
            verifier.Error(op, "failed to infer returned types");
        }
    }

    /// <summary>Checks that the only result has the inferred shape.</summary>
    public static void InferredShape(Operation op, Verifier verifier, Func<RankedTensorType> infer) => Run(op, verifier, () =>
    {
        var inferred = infer();
        Infer.Require(inferred.HasCompatibleShape(op.Result(0).Type), $"inferred shape '{Infer.Sizes(inferred)}' is incompatible with return type of operation '{op.Result(0).Type}'");
    });

    public static void IotaDimension(Operation op, IRType type, long dimension, Verifier verifier) => Run(op, verifier, () =>
    {
        var rank = Infer.Ranked(type).Rank;
        Infer.Require(rank > 0, "does not support scalars.");
        Infer.Require(dimension >= 0 && dimension < rank, "iota dimension cannot go beyond the output rank."); // iota_c1
    });

    public static void BitcastConvert(BitcastConvertOp op, Verifier verifier) => Run(op, verifier, () =>
    {
        var (from, to) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        Infer.Require(from.IsComplex() == to.IsComplex(), $"cannot convert between real and complex types, but got: '{from}' and '{to}'");
        var (fromWidth, toWidth) = (Width(from), Width(to));
        var (narrow, wide) = fromWidth < toWidth ? (from, to) : (to, from);
        var (narrowWidth, wideWidth) = (Math.Min(fromWidth, toWidth), Math.Max(fromWidth, toWidth));
        if (narrowWidth == wideWidth)
        {
            Infer.Require(from.HasCompatibleShape(to), "operand and result shapes must match except for the innermost dimension of the shape with the smaller element type. " + Shapes()); // bitcast_convert_c1
            return;
        }
        Infer.Require(narrow.Rank == wide.Rank + 1, $"rank of smaller element type ({narrow.Rank}) should be 1 more than rank of larger element type ({wide.Rank}), but {narrow.Rank} != {wide.Rank} + 1."); // bitcast_convert_c1
        for (var i = 0; i < wide.Rank; i++)
            Infer.Require(Dims.Match(wide.Shape[i], narrow.Shape[i]), "operand and result shapes must match except for the innermost dimension of the shape with the smaller element type. " + Shapes()); // bitcast_convert_c1
        var last = narrow.Shape.Dims[^1];
        Infer.Require(last == Shape.Dynamic || last * narrowWidth == wideWidth, $"requires compatible bit widths. Got: '{from}' and '{to}', but {narrowWidth} * {Infer.Size(last)} != {wideWidth}."); // bitcast_convert_c2

        string Shapes() => $"Got: '{from}' and '{to}'.";
    });

    private static int Width(RankedTensorType type) => type.ElementType is Quant.QuantizedType quantized ? quantized.StorageType.Width : type.ElementType.BitWidth();

    public static void BroadcastInDim(BroadcastInDimOp op, Verifier verifier) =>
        Run(op, verifier, () => CheckBroadcast(Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type), op.BroadcastDimensions));

    public static void CheckBroadcast(RankedTensorType operand, RankedTensorType result, EquatableArray<long> dims)
    {
        Infer.Require(HloCompatibility.AreCompatibleElements(operand.ElementType, result.ElementType), "requires compatible element types for all operands and results"); // broadcast_in_dim_c1
        QuantizationChecks.Moved(operand, result); // broadcast_in_dim_c1
        Infer.Require(dims.Count == operand.Rank, $"broadcast_dimensions size ({dims.Count}) does not match operand rank ({operand.Rank})"); // broadcast_in_dim_c2
        Infer.Require(Dims.AreUnique(dims), "broadcast_dimensions should not have duplicates"); // broadcast_in_dim_c4
        for (var i = 0; i < dims.Count; i++)
        {
            var d = (int)dims[i];
            Infer.Require(d >= 0 && d < result.Rank, $"broadcast_dimensions contains invalid value {d} for result with rank {result.Rank}"); // broadcast_in_dim_c3
            var (from, to) = (operand.Shape[i], result.Shape[d]);
            Infer.Require(from == 1 || Dims.Match(from, to), $"size of operand dimension {i} ({Infer.Size(from)}) is not equal to 1 or size of result dimension {d} ({Infer.Size(to)})"); // broadcast_in_dim_c5
        }
        QuantizationChecks.Broadcast(operand, result, dims); // broadcast_in_dim_c6
    }

    public static void Reshape(ReshapeOp op, Verifier verifier) => Run(op, verifier, () =>
    {
        var (from, to) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        Infer.Require(HloCompatibility.AreCompatibleElements(from.ElementType, to.ElementType), "requires compatible element types for all operands and results"); // reshape_c1
        if (from.HasStaticShape && to.HasStaticShape)
            Infer.Require(from.Shape.ElementCount == to.Shape.ElementCount, $"number of output elements ({to.Shape.ElementCount}) doesn't match expected number of elements ({from.Shape.ElementCount})"); // reshape_c2
        QuantizationChecks.Reshape(from, to); // reshape_c1, reshape_c3
    });

    public static void Reverse(ReverseOp op, Verifier verifier) => Run(op, verifier, () =>
    {
        var rank = Infer.Ranked(op.Operand.Type).Rank;
        Infer.Require(Dims.AreUnique(op.Dimensions), "dimensions should be unique. Got: " + string.Join(", ", op.Dimensions)); // reverse_c2
        foreach (var d in op.Dimensions)
        {
            Infer.Require(d >= 0, $"all dimensions should be non-negative. Got dimension: {d}."); // reverse_c3
            Infer.Require(d < rank, $"all dimensions should be between [0, {rank}). Got dimension: {d}."); // reverse_c3
        }
    });

    public static void Map(MapOp op, Verifier verifier) => Inferred(op, verifier, () =>
    {
        var block = op.Computation.Entry;
        Infer.Require(block.Arguments.Count == op.OperandCount, $"expects number of operands to match the arity of map computation, but got: {op.OperandCount} and {block.Arguments.Count}"); // map_c4
        for (var i = 0; i < op.OperandCount; i++)
        {
            var argument = block.Arguments[i].Type;
            Infer.Require(argument is RankedTensorType { Rank: 0 }, $"computation arguments must be 0-rank tensor, but got: arg #{i} of type '{argument}'"); // map_c4
            Infer.Require(HloCompatibility.AreCompatibleElements(argument.ElementOrSelf(), op.Operand(i).Type.ElementOrSelf()), $"element type of operands and computation arguments must match, but got: '{op.Operand(i).Type.ElementOrSelf()}' and '{argument.ElementOrSelf()}'"); // map_c4
        }
        var results = block.Last is ReturnOp end ? end.Operands.Types.ToArray() : [];
        Infer.Require(results.Length == 1, $"computation must return single output, but got: {results.Length}"); // map_c4
        Infer.Require(results[0] is RankedTensorType { Rank: 0 }, $"computation must return 0-rank tensor, but got: '{results[0]}'"); // map_c4
        for (var i = 0; i < op.Dimensions.Count; i++)
            Infer.Require(op.Dimensions[i] == i, $"requires monotonically increasing dimension numbers, but got: {DimChecks.Join(op.Dimensions)}"); // map_c3
        var rank = Infer.Ranked(op.Operand(0).Type).Rank;
        Infer.Require(op.Dimensions.Count == rank, $"applied to a subset of dimensions currently not supported: operand dimensions = {rank}, requested map dimensions size = {op.Dimensions.Count}"); // map_c3
        return [Infer.WithElement(HloCompatibility.MostSpecific([.. op.Inputs.Types]), results[0].ElementOrSelf())];
    });
}
