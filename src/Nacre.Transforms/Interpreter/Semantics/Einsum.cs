using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Einstein summation by labels, <c>"ab,bc->ac"</c>: every operand is spread over all labels, the products are summed over those that the result lacks.</summary>
internal static class Einsum
{
    /// <exception cref="EvaluationException">The labels do not fit the operands.</exception>
    public static TensorValue Evaluate(string config, TensorValue[] operands)
    {
        var sides = config.Split("->");
        var inputs = sides[0].Split(',');
        if (sides.Length != 2 || inputs.Length != operands.Length || operands.Where((x, i) => x.Rank != inputs[i].Length).Any())
            throw new EvaluationException($"the labels \"{config}\" do not fit the operands");
        var labels = sides[1] + string.Concat(sides[0].Where(char.IsLetter).Distinct().Where(l => !sides[1].Contains(l)));
        var sizes = new long[labels.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            for (var d = 0; d < inputs[i].Length; d++)
                sizes[labels.IndexOf(inputs[i][d])] = operands[i].Shape[d];
        }
        var product = operands.Select((x, i) => Spread(x, inputs[i], labels, sizes)).Aggregate(Arithmetic.Multiply);
        long[] summed = [.. Enumerable.Range(sides[1].Length, labels.Length - sides[1].Length).Select(d => (long)d)];
        var add = new LaneFunction([product.ElementType, product.ElementType], [product.ElementType], a => [Arithmetic.Add(a[0], a[1])]);
        return Reduction.Reduce([product], [TensorValue.Splat(RankedTensorType.Get(product.ElementType), 0)], summed, add, KnownReduction.Add)[0];
    }

    /// <summary>Element (l0, l1, …) of the result is the operand's element at its own labels; a repeated label reads the diagonal.</summary>
    private static TensorValue Spread(TensorValue x, string own, string labels, long[] sizes)
    {
        var source = x.Shape.RowMajorStrides();
        var strides = new long[labels.Length];
        for (var d = 0; d < own.Length; d++)
            strides[labels.IndexOf(own[d])] += source[d];
        return DataMovement.Read(x, new StridedView(0, strides), sizes);
    }
}
