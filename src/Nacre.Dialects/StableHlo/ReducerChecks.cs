using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints on the regions that combine values: reduce_c6, reduce_window_c13, scatter_c23, select_and_scatter_c10, all_reduce_c5.</summary>
internal static class ReducerChecks
{
    /// <param name="region">From results so far and elements to results.</param>
    /// <param name="inputs">The tensors whose elements go in.</param>
    /// <param name="initValues">The initial results.</param>
    /// <param name="allowed">The sizes that the body's arguments may have; none where they are scalars.</param>
    public static void Check(Region region, IReadOnlyList<IRType> inputs, IReadOnlyList<IRType> initValues, IReadOnlyList<long> allowed)
    {
        Infer.Require(!region.IsEmpty, "expect non-empty region");
        var block = region.Entry;
        var count = inputs.Count;
        Infer.Require(block.Arguments.Count == 2 * count, $"Reduction-region must take {2 * count} parameters, but takes {block.Arguments.Count} parameter(s)");
        IRType[] results = block.Last is { } end ? [.. end.Operands.Types] : [];
        Infer.Require(results.Length > 0, "The reduction-region expected to return some value(s)");
        Infer.Require(results.Length == count, $"Reduction-region here must produce {count} tensors, but produces {results.Length} instead");
        if (results.FirstOrDefault(r => r is not ShapedType) is { } odd)
            throw new InferenceException($"Reduction-region here must produce tensor-typed result(s), but produces '{odd}' instead");
        for (var i = 0; i < count; i++)
        {
            CheckTypes(i, i, block.Arguments[i].Type, results[i], ignoreFloatWidth: true);
            CheckTypes(i + count, i, block.Arguments[i + count].Type, results[i], ignoreFloatWidth: true);
            CheckInit(i, results[i], initValues[i]);
            CheckElement(i, i + count, inputs[i], block.Arguments[i + count].Type, allowed);
        }
    }

    private static void CheckTypes(int index, int result, IRType argument, IRType type, bool ignoreFloatWidth)
    {
        var sameElements = argument.ElementOrSelf() == type.ElementOrSelf() || (ignoreFloatWidth && argument.IsFloat() && type.IsFloat() && index != result);
        Infer.Require(sameElements && argument.HasCompatibleShape(type), $"The type of reduction-region's parameter at index {index} is different than the corresponding result type: '{argument}' vs '{type}'");
    }

    private static void CheckInit(int index, IRType result, IRType init)
    {
        Infer.Require(init.HasCompatibleShape(result), $"The shape of reduction-region's result type at index {index} differs from the op's corresponding init-value type: '{result}' vs '{init}'");
        Infer.Require(Promotes(init, result), $"The element-type of reduction-region's result type at index {index} is expected to be promotable from the op's corresponding init-value element-type: '{result}' vs '{init}'");
    }

    private static void CheckElement(int index, int argument, IRType input, IRType type, IReadOnlyList<long> allowed)
    {
        Infer.Require(Promotes(input, type), $"The element-type of reduction-region's argument at index {argument} is expected to be promotable from '{input.ElementOrSelf()}', but got '{type.ElementOrSelf()}'");
        var sizes = Infer.Ranked(type).Shape.Dims;
        Infer.Require(sizes.Count <= allowed.Count, $"The rank of reduction-region's argument at index {argument} is expected to be <= {allowed.Count}, got {sizes.Count}");
        var matched = 0;
        foreach (var size in allowed)
        {
            if (matched < sizes.Count && Dims.Match(size, sizes[matched]))
                matched++;
        }
        Infer.Require(matched == sizes.Count, $"The shape of reduction-region's argument at index {argument} is not compatible with that of reduce-op's input-parameter at index {index}");
    }

    /// <summary>Whether elements of <paramref name="from"/> may be used as ones of <paramref name="to"/>: of the same kind and, but for floats, no wider.</summary>
    private static bool Promotes(IRType from, IRType to) => (from.ElementOrSelf(), to.ElementOrSelf()) switch
    {
        (IntegerType a, IntegerType b) => a.Width <= b.Width,
        (FloatType, FloatType) => true,
        (ComplexType a, ComplexType b) => a.BitWidth() <= b.BitWidth(),
        (Quant.QuantizedType a, Quant.QuantizedType b) => a.ExpressedType == b.ExpressedType && a.StorageType.Width <= b.StorageType.Width,
        _ => false,
    };
}
