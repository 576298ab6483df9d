using Nacre.Dialects.Quant;
using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints on quantised element types.</summary>
internal static class QuantizationChecks
{
    /// <summary>The elements of a sum's operands and result.</summary>
    public static void Sum(IRType lhs, IRType rhs, IRType result)
    {
        if (lhs is not QuantizedType && rhs is not QuantizedType && result is not QuantizedType)
        {
            Infer.Require(lhs == rhs && lhs == result, "requires the same element type for all operands and results"); // add_c1
            return;
        }
        if (lhs is not QuantizedType left || rhs is not QuantizedType right || result is not QuantizedType sum)
            throw new InferenceException("expects  all operands and results to be either quantized or non-quantized"); // add_c2
        Infer.Require(left.StorageType == right.StorageType && left.StorageType == sum.StorageType, "mismatched operands and result quantization storage types"); // add_c3
        Infer.Require(left.ExpressedType == right.ExpressedType && left.ExpressedType == sum.ExpressedType, "mismatched operands and result quantization expressed types"); // add_c4
        CheckAxes(left, right, sum);
    }

    private static void CheckAxes(QuantizedType lhs, QuantizedType rhs, QuantizedType result)
    {
        if (Axis(lhs) is null && Axis(rhs) is null)
        {
            Infer.Require(Axis(result) is null, "result per_axis quantized but none from rhs and lhs are per_axis quantized");
            return;
        }
        Infer.Require(Axis(result) is not null, "result is not per_axis quantized but lhs or rhs are"); // add_c5
        Infer.Require(Axis(lhs) is null || Axis(lhs) == Axis(result), $"quantization_dimension of lhs and result are not same '{lhs}' vs '{result}'"); // add_c6
        Infer.Require(Axis(rhs) is null || Axis(rhs) == Axis(result), $"quantization_dimension of rhs and result are not same '{rhs}' vs '{result}'"); // add_c7
    }

    /// <summary>A movement of elements keeps their scales: reshape_c1, broadcast_in_dim_c1, transpose_c1.</summary>
    public static void Moved(IRType operand, IRType result)
    {
        var (from, to) = (operand.ElementOrSelf(), result.ElementOrSelf());
        if (from is UniformQuantizedType && to is UniformQuantizedType)
            Infer.Require(from == to, $"expect same quantization scale and zero_point but got '{operand}' vs '{result}'");
    }

    /// <summary>The same for scales along a dimension.</summary>
    public static void MovedAlongAxis(IRType operand, IRType result)
    {
        if (operand.ElementOrSelf() is UniformQuantizedPerAxisType from && result.ElementOrSelf() is UniformQuantizedPerAxisType to)
            Infer.Require(AgreeOnCommon(from.Scales, to.Scales) && AgreeOnCommon(from.ZeroPoints, to.ZeroPoints), $"expect same quantization scales and zero_points but got '{operand}' vs '{result}'");
    }

    private static bool AgreeOnCommon<T>(EquatableArray<T> a, EquatableArray<T> b) => a.Zip(b).All(p => EqualityComparer<T>.Default.Equals(p.First, p.Second));

    public static void Reshape(RankedTensorType operand, RankedTensorType result)
    {
        Moved(operand, result); // reshape_c1, dynamic_reshape_c1
        MovedAlongAxis(operand, result); // reshape_c1, dynamic_reshape_c1
        if (operand.ElementType is not UniformQuantizedPerAxisType { QuantizedDimension: var from } || result.ElementType is not UniformQuantizedPerAxisType { QuantizedDimension: var to })
            return;
        Infer.Require(Dims.Match(operand.Shape[from], result.Shape[to]), $"expect same quantization dimension size for operand and result '{operand}' and '{result}'"); // reshape_c3
        if (!operand.HasStaticShape || !result.HasStaticShape)
            return;
        var (before, after) = (Product(operand, from), Product(result, to));
        Infer.Require(before == after, $"product of dimensions before quantization dimension must match between operand and result for {before} and {after}"); // reshape_c3
    }

    private static long Product(RankedTensorType type, int dimensions) => type.Shape.Dims.Take(dimensions).Aggregate(1L, (a, b) => a * b);

    public static void Transpose(IRType operand, IRType result, EquatableArray<long> permutation)
    {
        Moved(operand, result); // transpose_c1
        MovedAlongAxis(operand, result); // transpose_c1
        if (operand.ElementOrSelf() is not UniformQuantizedPerAxisType { QuantizedDimension: var from } || result.ElementOrSelf() is not UniformQuantizedPerAxisType { QuantizedDimension: var to })
            return;
        Infer.Require(to >= permutation.Count || from == permutation[to], $"operand quantization_dimension {from} is not same as permutation[{to}] = {permutation[to]}"); // transpose_c4
    }

    /// <summary>broadcast_in_dim_c6, dynamic_broadcast_in_dim_c6.</summary>
    public static void Broadcast(RankedTensorType operand, RankedTensorType result, EquatableArray<long> dimensions)
    {
        if (operand.ElementType is not UniformQuantizedPerAxisType from || result.ElementType is not UniformQuantizedPerAxisType to)
            return;
        var (axis, mapped) = (from.QuantizedDimension, dimensions[from.QuantizedDimension]);
        Infer.Require(to.QuantizedDimension == mapped, $"result quantization_dimension {to.QuantizedDimension} not same as broadcast_dimensions[{axis}] = {mapped}");
        for (var i = 0; i < to.Scales.Count && operand.Shape[axis] == 1; i++)
        {
            Infer.Require(to.Scales[i] == from.Scales[0], $"mismatch result scale {i} ({QuantizedType.ScaleText(to.Scales[i])}) and operand scale 0 ({QuantizedType.ScaleText(from.Scales[0])})");
            Infer.Require(to.ZeroPoints[i] == from.ZeroPoints[0], $"mismatch result zero_point {i} ({to.ZeroPoints[i]}) and operand zero_point 0 ({from.ZeroPoints[0]})");
        }
    }

    public static void Convolution(IRType lhs, IRType rhs, IRType result, ConvDimensionNumbersAttr numbers)
    {
        if (!AnyQuantized(lhs, rhs, result))
            return;
        var (kernelAxis, resultAxis) = (Axis(rhs.ElementOrSelf()), Axis(result.ElementOrSelf()));
        Infer.Require(kernelAxis is null || kernelAxis == numbers.KernelOutputFeatureDimension, "quantization dimension of rhs should be same with kernel_output_feature_dimension"); // convolution_c29
        Infer.Require(resultAxis is null || resultAxis == numbers.OutputFeatureDimension, "quantization dimension of result should be same with output_feature_dimension"); // convolution_c30
        Contraction(lhs.ElementOrSelf(), rhs.ElementOrSelf(), result.ElementOrSelf());
    }

    public static void DotGeneral(IRType lhs, IRType rhs, IRType result, DotDimensionNumbersAttr numbers)
    {
        if (!AnyQuantized(lhs, rhs, result))
            return;
        Infer.Require(rhs.ElementOrSelf() is not UniformQuantizedType { ZeroPoint: not 0 }, "Zero point of rhs should be 0"); // dot_general_c15
        if (rhs.ElementOrSelf() is UniformQuantizedPerAxisType perAxis)
        {
            Infer.Require(perAxis.ZeroPoints.All(z => z == 0), "Zero points of rhs should be 0"); // dot_general_c15
            Infer.Require(!numbers.RhsContractingDimensions.Contains(perAxis.QuantizedDimension), "Quantization dimension of rhs should not be in the contracting dimension of rhs"); // dot_general_c16
        }
        Contraction(lhs.ElementOrSelf(), rhs.ElementOrSelf(), result.ElementOrSelf());
    }

    /// <summary>convolution_c28, c31..c34; dot_general_c14, c17..c20.</summary>
    private static void Contraction(IRType lhs, IRType rhs, IRType result)
    {
        const string which = "rhs should be quantized for quantized operations and is_quantized(lhs)=is_quantized(result) should hold";
        if (rhs is not QuantizedType right || lhs is QuantizedType != result is QuantizedType)
            throw new InferenceException(which);
        if (lhs is not QuantizedType left || result is not QuantizedType product)
        {
            Infer.Require(lhs == right.ExpressedType && lhs == result, "mismatched rhs quantization expressed type and lhs and result element type"); // c34, c20
            return;
        }
        Infer.Require((left.StorageType, left.IsSigned) == (right.StorageType, right.IsSigned), "mismatched lhs and rhs quantization storage types"); // c31, c17
        Infer.Require(left.ExpressedType == right.ExpressedType && left.ExpressedType == product.ExpressedType, "mismatched lhs, rhs and result quantization expressed types"); // c32, c18
        Infer.Require(rhs is not UniformQuantizedType || result is UniformQuantizedType, "mismatched rhs and result quantization granularity"); // c33, c19
    }

    /// <summary>uniform_quantize_c2.</summary>
    public static void Quantize(IRType operand, IRType result)
    {
        var expected = operand.ElementOrSelf() is QuantizedType quantized ? quantized.ExpressedType : operand.ElementOrSelf();
        var expressed = ((QuantizedType)result.ElementOrSelf()).ExpressedType;
        Infer.Require(expressed == expected, $"Expressed type of result expected to be '{expected}', but got '{expressed}'");
    }

    public static bool AnyQuantized(params ReadOnlySpan<IRType> types)
    {
        foreach (var type in types)
        {
            if (type.ElementOrSelf() is QuantizedType)
                return true;
        }
        return false;
    }

    private static int? Axis(IRType element) => (element as UniformQuantizedPerAxisType)?.QuantizedDimension;
}
