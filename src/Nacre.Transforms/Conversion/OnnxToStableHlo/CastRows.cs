using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Conversions between element types.</summary>
internal static class CastRows
{
    public static OnnxRows AddCasts(this OnnxRows rows) => rows
        .One<BitCastOp>(BitCast)
        .One<CastOp>((op, c) => Cast(c, op.Input, OnnxElements.Of(op.To), op.Saturate != 0, op.RoundMode))
        .One<CastLikeOp>((op, c) => Cast(c, op.Input, op.TargetType.Element(), op.Saturate != 0, op.RoundMode));

    private static Value BitCast(BitCastOp op, OnnxLoweringContext c)
    {
        var target = OnnxElements.Of(op.To);
        // A boolean is a byte that is 0 or 1.
        if (op.Input.IsBool() && target is IntegerType { Width: 8 })
            return c.Hlo.Convert(op.Input, target);
        return op.Input.Element().BitWidth() == target.BitWidth() ? c.Hlo.Bitcast(op.Input, target) : throw c.Cannot($"{op.Input.Element()} and {target} differ in width");
    }

    /// <summary>Converts as ONNX's Cast does; to an 8-bit float, numbers beyond its range become its greatest ones when <paramref name="saturate"/> is set.</summary>
    public static Value Cast(OnnxLoweringContext c, Value x, IRType target, bool saturate, string roundMode = "nearest")
    {
        if (x.Element() == target)
            return x;
        if (target is FloatType { Kind: FloatKind.F8E8M0FNU })
            return CastToScale(c, x, roundMode);
        if (target is FloatType { Width: <= 8 } narrow)
            return CastToNarrow(c.Hlo, x, narrow, saturate);
        return x.Element() is FloatType && target is IntegerType { Width: > 1 and <= 16 } integer ? CastToSmallInteger(c.Hlo, x, integer) : c.Hlo.Convert(x, target);
    }

    private static Value CastToNarrow(HloBuilder hlo, Value x, FloatType narrow, bool saturate)
    {
        var wide = x.Element() is FloatType { Width: > 8 } ? x : hlo.Convert(x, FloatType.F32);
        var limit = GreatestFinite(narrow.Kind);
        return hlo.Convert(saturate ? hlo.Clamp(wide, -limit, limit) : wide, narrow);
    }

    /// <summary>Wraps as C's conversion through a wide integer does: float → i32 → narrow.</summary>
    private static Value CastToSmallInteger(HloBuilder hlo, Value x, IntegerType target) => hlo.Convert(hlo.Convert(x, IntegerType.I32), target);

    /// <summary>The greatest finite number of an 8-bit or 4-bit format (OCP OFP8, MX).</summary>
    public static double GreatestFinite(FloatKind kind) => kind switch
    {
        FloatKind.F8E4M3FN => 448,
        FloatKind.F8E4M3FNUZ => 240,
        FloatKind.F8E5M2 or FloatKind.F8E5M2FNUZ => 57344,
        FloatKind.F4E2M1FN => 6,
        _ => throw new OnnxLoweringException($"{kind} is no ONNX type"),
    };

    /// <summary>To a power of two: the bits of the mantissa are cut off after adding what makes them carry ("up": any, "nearest": a half or more, "down": none).</summary>
    private static Value CastToScale(OnnxLoweringContext c, Value x, string roundMode)
    {
        var carry = roundMode switch { "up" => 0x7FFFFF, "nearest" => 0x400000, "down" => 0, _ => throw c.Cannot($"the rounding mode '{roundMode}' is not known") };
        var hlo = c.Hlo;
        var bits = hlo.Bitcast(hlo.Convert(x, FloatType.F32), IntegerType.I32);
        var power = hlo.Bitcast(hlo.And(hlo.Add(bits, carry), hlo.SplatLike(bits, -0x800000)), FloatType.F32);
        return hlo.Convert(power, new FloatType(FloatKind.F8E8M0FNU));
    }
}
