using Nacre.Dialects.Quant;
using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The kinds of element that StableHLO tensors have.</summary>
internal enum HloElement { Float, Float32Or64, Pred, SignedInt, Int, Complex, Quantized, PerAxisQuantized, Index }

/// <summary>Membership and wording of element kinds; the words are those of upstream's verifier messages.</summary>
internal static class HloElements
{
    public static bool IsOf(this IRType element, HloElement kind) => kind switch
    {
        HloElement.Float => element is FloatType { Kind: not (FloatKind.TF32 or FloatKind.F80 or FloatKind.F128) },
        HloElement.Float32Or64 => element is FloatType { Kind: FloatKind.F32 or FloatKind.F64 },
        HloElement.Pred => element == IntegerType.I1,
        HloElement.SignedInt => element is IntegerType { IsSignless: true, Width: 2 or 4 or 8 or 16 or 32 or 64 },
        HloElement.Int => element is IntegerType { Signedness: not Signedness.Signed, Width: 2 or 4 or 8 or 16 or 32 or 64 },
        HloElement.Complex => element is ComplexType complex && complex.ElementType.IsOf(HloElement.Float32Or64),
        HloElement.Quantized => element is UniformQuantizedType { HasValidZeroPoints: true },
        HloElement.PerAxisQuantized => element is UniformQuantizedPerAxisType { HasValidZeroPoints: true },
        _ => element is IndexType,
    };

    private static string Words(HloElement kind) => kind switch
    {
        HloElement.Float => "4/6/8/16/32/64-bit float",
        HloElement.Float32Or64 => "32/64-bit float",
        HloElement.Pred => "bool",
        HloElement.SignedInt => "2/4/8/16/32/64-bit signless integer",
        HloElement.Int => "2/4/8/16/32/64-bit integer",
        HloElement.Complex => "complex type with 32/64-bit float elements",
        HloElement.Quantized => "per-tensor integer quantized",
        HloElement.PerAxisQuantized => "per-axis integer quantized",
        _ => "index",
    };

    public static bool IsRanked(IRType type, params ReadOnlySpan<HloElement> kinds) => type is RankedTensorType tensor && IsAny(tensor.ElementType, kinds) && HasQuantizedDimension(tensor);

    /// <summary>The dimension of a type that is quantised along one exists, with a scale per index (quantized_type_c12, quantized_type_c13).</summary>
    private static bool HasQuantizedDimension(RankedTensorType tensor) => tensor.ElementType is not UniformQuantizedPerAxisType perAxis
        || (perAxis.QuantizedDimension < tensor.Rank && Dims.Match(tensor.Shape[perAxis.QuantizedDimension], perAxis.Scales.Count));

    public static bool IsTensor(IRType type, params ReadOnlySpan<HloElement> kinds) => type is TensorType tensor && IsAny(tensor.ElementType, kinds);

    public static bool IsAny(IRType element, params ReadOnlySpan<HloElement> kinds)
    {
        foreach (var kind in kinds)
        {
            if (element.IsOf(kind))
                return true;
        }
        return false;
    }

    /// <summary><c>ranked tensor of a or b values</c>.</summary>
    public static string Describe(string container, params IEnumerable<HloElement> kinds) => $"{container} of {string.Join(" or ", kinds.Select(Words))} values";
}
