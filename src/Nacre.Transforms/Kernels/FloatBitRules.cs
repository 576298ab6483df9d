using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Transforms.Kernels;

/// <summary>Operations on the bits of floats.</summary>
internal static class FloatBitRules
{
    private static Word BitsOf(OpBuilder builder, Value value, IRType element) =>
        new(builder, BitcastOp.Create(builder, value.Type.WithElementOrSelf(new IntegerType(element.BitWidth())), value).Out);

    /// <summary>The number after x in the direction of y, in the format <paramref name="element"/>: the bits of numbers of one sign are in the numbers' order.</summary>
    public static Value NextAfter(OpBuilder builder, Value x, Value y, IRType element)
    {
        var (narrowX, narrowY) = (Stored(builder, x, element), Stored(builder, y, element));
        var (a, b) = (BitsOf(builder, narrowX, element), BitsOf(builder, narrowY, element));
        var sign = a.Like(1L << (element.BitWidth() - 1));
        var magnitude = a.Like(long.MaxValue >> (64 - element.BitWidth()));
        var (sizeX, sizeY) = (a & magnitude, b & magnitude);
        var isOtherSide = OrIOp.Create(builder, sizeX.IsAbove(sizeY), CmpIOp.Create(builder, (a & sign).Value, (b & sign).Value, CmpIPredicate.Ne).Result).Result;
        var next = (a - 1).Select(isOtherSide, a + 1);
        next = ((b & sign) | 1).Select(sizeX.IsEqual(a.Like(0)), next);
        var isSame = CmpFOp.Create(builder, x, y, CmpFPredicate.Oeq).Result;
        next = b.Select(isSame, next);
        var result = BitcastOp.Create(builder, narrowX.Type, next.Value).Out;
        var widened = element == x.Type.ElementOrSelf() ? result : ExtFOp.Create(builder, x.Type, result).Out;
        var isNaN = CmpFOp.Create(builder, x, y, CmpFPredicate.Uno).Result;
        return SelectOp.Create(builder, isNaN, ConstantOp.Float(builder, double.NaN, x.Type).Result, widened).Result;
    }

    private static Value Stored(OpBuilder builder, Value value, IRType element) =>
        element == value.Type.ElementOrSelf() ? value : TruncFOp.Create(builder, value.Type.WithElementOrSelf(element), value).Out;

    /// <summary>Rounds to a format with fewer bits (https://openxla.org/stablehlo/spec#reduce_precision): beyond its range infinity, below it zero.</summary>
    public static Value ReducePrecision(OpBuilder builder, Value x, int exponentBits, int mantissaBits)
    {
        var element = (FloatType)x.Type.ElementOrSelf();
        var (width, fraction) = (element.Width, element.Width == 64 ? 52 : 23);
        var bits = BitsOf(builder, x, element);
        var sign = bits & (1L << (width - 1));
        var rest = Rounded(bits & (long.MaxValue >> (64 - width)), fraction - mantissaBits);
        var bias = (1L << (width - fraction - 2)) - 1;
        var reducedBias = (1L << (exponentBits - 1)) - 1;
        if (reducedBias < bias)
        {
            var exponent = rest & (-1L << fraction);
            var infinity = rest.Like((2 * bias + 1) << fraction);
            rest = infinity.Select(exponent.IsAbove(rest.Like((bias + reducedBias) << fraction)), rest);
            rest = rest.Like(0).Select(rest.Like((bias - reducedBias + 1) << fraction).IsAbove(exponent), rest);
        }
        var reduced = BitcastOp.Create(builder, x.Type, (sign | rest).Value).Out;
        // Without a mantissa there is no NaN.
        var ofNaN = mantissaBits > 0 ? x : BitcastOp.Create(builder, x.Type, (sign | ((2 * bias + 1) << fraction)).Value).Out;
        return SelectOp.Create(builder, CmpFOp.Create(builder, x, x, CmpFPredicate.Uno).Result, ofNaN, reduced).Result;
    }

    /// <summary>Drops the lowest bits, to the nearest, of two the even one.</summary>
    private static Word Rounded(Word bits, int dropped)
    {
        if (dropped <= 0)
            return bits;
        var lowest = bits.ShiftRight(dropped) & 1;
        return (bits + lowest + ((1L << (dropped - 1)) - 1)) & (-1L << dropped);
    }
}
