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

    private static int? Axis(QuantizedType type) => (type as UniformQuantizedPerAxisType)?.QuantizedDimension;
}
