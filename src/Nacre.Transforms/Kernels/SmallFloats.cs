using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Transforms.Kernels;

/// <summary>Floats of at most 8 bits, which lie in bytes, to and from f32: by arithmetic on the bits, for all formats alike.</summary>
internal static class SmallFloats
{
    private const int F32Fraction = 23, F32Bias = 127;

    /// <summary>Whether elements of the type are bytes that generated code decodes.</summary>
    public static bool Is(IRType element) => element is FloatType { Width: < 16 };

    /// <summary>The f32 that a byte stands for.</summary>
    public static Value Decode(OpBuilder builder, Value stored, FloatKind kind)
    {
        var format = FloatBits.FormatOf(kind);
        var bits = new Word(builder, ExtUIOp.Create(builder, stored.Type.WithElementOrSelf(IntegerType.I32), stored).Out);
        if (format.Codes == FloatCodes.ScaleOnly)
        {
            var power = bits.Like(1 << (F32Fraction - 1)).Select(bits.IsEqual(bits.Like(0)), bits.ShiftLeft(F32Fraction));
            return Word.Select(builder, bits.IsEqual(bits.Like(255)), NaN(builder, power.ToFloat()), power.ToFloat());
        }
        var width = format.ExponentBits + format.MantissaBits;
        var magnitude = bits & ((1L << width) - 1);
        var scaled = magnitude.ShiftLeft(F32Fraction - format.MantissaBits).ToFloat();
        Value value = MulFOp.Create(builder, scaled, ConstantOp.Float(builder, Math.ScaleB(1, F32Bias - format.Bias), scaled.Type).Result).Result;
        value = format.Codes switch
        {
            FloatCodes.Ieee => IeeeSpecials(builder, magnitude, value, format),
            FloatCodes.NanOnly => Word.Select(builder, magnitude.IsEqual(magnitude.Like((1L << width) - 1)), NaN(builder, value), value),
            _ => value,
        };
        var signed = (new Word(builder, BitcastOp.Create(builder, bits.Value.Type, value).Out) | (bits & (1L << width)).ShiftLeft(31 - width)).ToFloat();
        return format.Codes == FloatCodes.NegativeZeroNan ? Word.Select(builder, bits.IsEqual(bits.Like(1L << width)), NaN(builder, signed), signed) : signed;
    }

    private static Value IeeeSpecials(OpBuilder builder, Word magnitude, Value value, FloatFormat format)
    {
        var infinity = magnitude.Like(((1L << format.ExponentBits) - 1) << format.MantissaBits);
        var finite = Word.Select(builder, magnitude.IsEqual(infinity), ConstantOp.Float(builder, double.PositiveInfinity, value.Type).Result, value);
        return Word.Select(builder, magnitude.IsAbove(infinity), NaN(builder, value), finite);
    }

    private static Value NaN(OpBuilder builder, Value like) => ConstantOp.Float(builder, double.NaN, like.Type).Result;

    /// <summary>The byte for an f32: rounded to nearest, ties to even.</summary>
    public static Value Encode(OpBuilder builder, Value value, FloatKind kind)
    {
        var format = FloatBits.FormatOf(kind);
        var bits = new Word(builder, BitcastOp.Create(builder, value.Type.WithElementOrSelf(IntegerType.I32), value).Out);
        var magnitude = bits & int.MaxValue;
        var isNaN = CmpFOp.Create(builder, value, value, CmpFPredicate.Uno).Result;
        var code = format.Codes == FloatCodes.ScaleOnly ? EncodeScale(bits, magnitude) : EncodeNumber(builder, bits, magnitude, isNaN, format);
        if (format.Codes == FloatCodes.ScaleOnly)
            code = code.Like(255).Select(isNaN, code);
        return TruncIOp.Create(builder, value.Type.WithElementOrSelf(IntegerType.I8), code.Value).Out;
    }

    private static Word EncodeNumber(OpBuilder builder, Word bits, Word magnitude, Value isNaN, FloatFormat format)
    {
        var (width, dropped) = (format.ExponentBits + format.MantissaBits, F32Fraction - format.MantissaBits);
        var rounded = magnitude + (magnitude.ShiftRight(dropped) & 1) + ((1L << (dropped - 1)) - 1);
        var normal = rounded.ShiftRight(dropped) - ((long)(F32Bias - format.Bias) << format.MantissaBits);
        // Adding a number whose last bit counts as much as the format's smallest number rounds to multiples of that.
        var number = magnitude.ToFloat();
        var anchor = ConstantOp.Float(builder, Math.ScaleB(1, F32Fraction + 1 - format.Bias - format.MantissaBits), number.Type).Result;
        var shifted = new Word(builder, BitcastOp.Create(builder, bits.Value.Type, AddFOp.Create(builder, number, anchor).Result).Out);
        var subnormal = shifted - new Word(builder, BitcastOp.Create(builder, bits.Value.Type, anchor).Out);
        var smallest = ConstantOp.Float(builder, Math.ScaleB(1, 1 - format.Bias), number.Type).Result;
        var code = subnormal.Select(CmpFOp.Create(builder, number, smallest, CmpFPredicate.Olt).Result, normal);
        var largest = format.MaxFiniteCode;
        code = code.Like(format.OverflowCode).Select(code.IsAboveSigned(code.Like(largest)), code);
        code = code.Like(format.NaNCode).Select(isNaN, code);
        var signed = code | (bits.ShiftRight(31 - width) & (1L << width));
        if (format.Codes != FloatCodes.NegativeZeroNan)
            return signed;
        // There is one zero and one NaN, whatever the sign.
        var isZero = code.IsEqual(code.Like(0));
        return code.Select(OrIOp.Create(builder, isZero, code.IsEqual(code.Like(format.NaNCode))).Result, signed);
    }

    /// <summary>Powers of two: to the nearer one, of two the one with the odd code; zero and below the smallest is the smallest, negative numbers have no code.</summary>
    private static Word EncodeScale(Word bits, Word magnitude)
    {
        var half = 1L << (F32Fraction - 1);
        var rounded = (magnitude + (magnitude.Like(half) - (magnitude.ShiftRight(F32Fraction) & 1))).ShiftRight(F32Fraction);
        var bounded = rounded.Like(254).Select(rounded.IsAboveSigned(rounded.Like(254)), rounded);
        var infinity = bits.Like(255L << F32Fraction);
        var finite = bounded.Like(255).Select(magnitude.IsEqual(infinity), bounded);
        var positive = finite.Select(bits.IsAboveSigned(bits.Like(-1)), finite.Like(255));
        return positive.Select(magnitude.IsAbove(magnitude.Like(0)), finite.Like(0));
    }
}
