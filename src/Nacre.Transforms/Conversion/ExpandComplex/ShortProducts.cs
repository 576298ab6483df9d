using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandComplex;

/// <summary>
/// Complex products of few terms per element: every product is rounded, then summed up, as for single numbers. Four sums of real products would cancel against each other, and cost more than
/// they save where they are short.
/// </summary>
internal static class ShortProducts
{
    private const long MaxTerms = 32;

    public static bool Applies(Hlo.DotGeneralOp op) =>
        op.Operands.Types.Concat(op.Results.Types).All(t => t is RankedTensorType { HasStaticShape: true })
        && op.DotDimensionNumbers.LhsContractingDimensions.Aggregate(1L, (product, d) => product * ShapeOf(op.Lhs)[(int)d]) <= MaxTerms;

    private static Shape ShapeOf(Value value) => ((RankedTensorType)value.Type).Shape;

    public static Pair Emit(Hlo.DotGeneralOp op, OpBuilder builder, Pair a, Pair b)
    {
        var (numbers, result) = (op.DotDimensionNumbers, ShapeOf(op.Result));
        long[] space = [.. result.Dims, .. numbers.LhsContractingDimensions.Select(d => ShapeOf(op.Lhs)[(int)d])];
        var next = numbers.LhsBatchingDimensions.Count;
        var left = Places(ShapeOf(op.Lhs).Rank, numbers.LhsBatchingDimensions, numbers.LhsContractingDimensions, result.Rank, ref next);
        var right = Places(ShapeOf(op.Rhs).Rank, numbers.RhsBatchingDimensions, numbers.RhsContractingDimensions, result.Rank, ref next);
        Real Spread(Real part, long[] places) => new(builder, Hlo.BroadcastInDimOp.Create(builder, new RankedTensorType(space, part.Type.ElementType), part.Value, places).Result);
        var product = new Pair(Spread(a.Re, left), Spread(a.Im, left)) * new Pair(Spread(b.Re, right), Spread(b.Im, right));
        long[] summed = [.. Enumerable.Range(result.Rank, space.Length - result.Rank).Select(d => (long)d)];
        Real Sum(Real terms)
        {
            var zero = Hlo.ConstantOp.Splat(builder, RankedTensorType.Get(terms.Type.ElementType), 0).Output;
            return new(builder, ((Operation)Hlo.ReduceOp.Create(builder, terms.Value, zero, summed, Hlo.AddOp.Definition)).Result(0));
        }
        return new(Sum(product.Re), Sum(product.Im));
    }

    /// <summary>Where the dimensions of an operand lie among those of the result and of the sum.</summary>
    private static long[] Places(int rank, EquatableArray<long> batching, EquatableArray<long> contracting, int resultRank, ref int next)
    {
        var places = new long[rank];
        for (var d = 0; d < rank; d++)
        {
            if (batching.Contains(d))
                places[d] = batching.ToArray().AsSpan().IndexOf(d);
            else
                places[d] = contracting.Contains(d) ? resultRank + contracting.ToArray().AsSpan().IndexOf(d) : next++;
        }
        return places;
    }
}
