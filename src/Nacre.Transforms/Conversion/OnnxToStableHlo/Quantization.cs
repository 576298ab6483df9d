using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>A tensor of integers that stand for (values - zero point) · scale.</summary>
internal readonly record struct QuantizedTensor(Value Values, Value Scale, Value? ZeroPoint);

/// <summary>Arithmetic of linear quantisation: real = (quantised - zero point) · scale.</summary>
internal static class Quantization
{
    /// <summary>x minus its zero point, in <c>i32</c>. The zero point is one number, one per slice of <paramref name="axis"/>, or of x's rank.</summary>
    public static Value Centered(HloBuilder hlo, Value x, Value? zeroPoint, int axis)
    {
        var wide = hlo.Convert(x, IntegerType.I32);
        return zeroPoint is null ? wide : hlo.Sub(wide, Fit(hlo, hlo.Convert(zeroPoint, IntegerType.I32), wide, axis));
    }

    /// <summary>A parameter (one number, one per slice of <paramref name="axis"/>, or of full rank) in the shape of <paramref name="like"/>.</summary>
    public static Value Fit(HloBuilder hlo, Value parameter, Value like, int axis) =>
        parameter.Rank() > 1 || like.Rank() == 0 ? hlo.BroadcastTo(parameter, like.Dims()) : hlo.Spread(parameter, like, axis);

    /// <summary>As <see cref="Fit"/>, where one parameter stands for each block of <paramref name="blockSize"/> elements along the axis when that is not 0.</summary>
    public static Value FitBlocks(HloBuilder hlo, Value parameter, Value like, int axis, long blockSize)
    {
        if (blockSize == 0)
            return Fit(hlo, parameter, like, axis);
        var repeated = hlo.RepeatEach(parameter, axis, blockSize);
        return hlo.BroadcastTo(hlo.SliceAxis(repeated, axis, 0, like.Dims()[axis]), like.Dims());
    }

    /// <summary>round(scaled) + zero point, half to even, kept inside the target's range. <paramref name="scaled"/> is the real value divided by the scale.</summary>
    /// <param name="zeroPoint">In the shape of <paramref name="scaled"/>, or a scalar; null for 0.</param>
    public static Value Quantize(OnnxLoweringContext c, Value scaled, Value? zeroPoint, IRType target, bool saturate = true)
    {
        var hlo = c.Hlo;
        if (target is not IntegerType integer)
            return CastRows.Cast(c, zeroPoint is null ? scaled : hlo.Add(scaled, hlo.Convert(zeroPoint, scaled.Element())), target, saturate);
        var rounded = hlo.RoundEven(hlo.Convert(scaled, FloatType.F32));
        var shifted = zeroPoint is null ? rounded : hlo.Add(rounded, hlo.Convert(zeroPoint, FloatType.F32));
        var clamped = hlo.Clamp(shifted, HloBuilder.IntegerBound(integer, lowest: true), HloBuilder.IntegerBound(integer, lowest: false));
        return hlo.Convert(clamped, integer);
    }
}
