using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// A factor per element of a product's sum, as squeeze-and-excitation puts one on the features of an image: Σ_k (x[m, k]·s[k])·w[k, n] = Σ_k x[m, k]·(s[k]·w[k, n]).
/// The product's kernel multiplies a row of the weights as it reads it, and the scaled image never lies in memory.
/// </summary>
/// <param name="Data">x.</param>
/// <param name="Factor">s: as many elements as the sum has.</param>
/// <param name="Operations">What the product's kernel takes in, in program order.</param>
public sealed record SumScale(Value Data, Value Factor, IReadOnlyList<Operation> Operations)
{
    /// <summary>The factor on the left side of a matrix product or a convolution of single pixels; null where there is none.</summary>
    public static SumScale? Of(Operation product)
    {
        if (product is not (Hlo.DotGeneralOp or Hlo.ConvolutionOp) || !SumsLastDimension(product) || product.Operand(0).DefiningOp is not Hlo.MulOp multiply || !multiply.Result.HasOneUse || !ReferenceEquals(multiply.Block, product.Block))
            return null;
        if (multiply.Result.Type is not RankedTensorType { HasStaticShape: true, ElementType: FloatType { Kind: FloatKind.F32 or FloatKind.F64 } })
            return null;
        return Of(multiply, multiply.Lhs, multiply.Rhs) ?? Of(multiply, multiply.Rhs, multiply.Lhs);
    }

    private static SumScale? Of(Hlo.MulOp multiply, Value data, Value other)
    {
        if (other.DefiningOp is not Hlo.BroadcastInDimOp broadcast || !RepeatsForEachRow(broadcast))
            return null;
        return broadcast.Operand.DefiningOp is Hlo.ReshapeOp reshape
            ? new SumScale(data, reshape.Operand, [reshape, broadcast, multiply])
            : new SumScale(data, broadcast.Operand, [broadcast, multiply]);
    }

    /// <summary>Whether the operand has the elements of the result's last dimension and nothing else.</summary>
    private static bool RepeatsForEachRow(Hlo.BroadcastInDimOp op)
    {
        var (from, to) = (((RankedTensorType)op.Operand.Type).Shape, ((RankedTensorType)op.Result.Type).Shape);
        return from.ElementCount == to[to.Rank - 1] && from.Dims.Select((size, d) => size == 1 || op.BroadcastDimensions[d] == to.Rank - 1).All(fits => fits);
    }

    private static bool SumsLastDimension(Operation product)
    {
        var rank = (product.Operand(0).Type as RankedTensorType)?.Rank ?? 0;
        return product switch
        {
            Hlo.DotGeneralOp dot => dot.DotDimensionNumbers is { LhsBatchingDimensions.Count: 0 } numbers && numbers.LhsContractingDimensions.SequenceEqual([rank - 1L]),
            Hlo.ConvolutionOp convolution => convolution is { FeatureGroupCount: 1, BatchGroupCount: 1 } && convolution.DimensionNumbers.InputFeatureDimension == rank - 1
                && Window.Of(convolution).All(w => w is { Size: 1, PadLow: 0, PadHigh: 0 }) && (convolution.LhsDilation?.All(d => d == 1) ?? true),
            _ => false,
        };
    }
}
