using Nacre.Runtime;
using Xunit;

namespace Nacre.Tests.Runtime;

public sealed class SmallFloatTests
{
    /// <summary>Type, mantissa bits, exponent bias, magnitude code of the largest finite value.</summary>
    public static TheoryData<ElementType, int, int, int> Formats => new()
    {
        { ElementType.F8E4M3FN, 3, 7, 0x7E },
        { ElementType.F8E4M3FNUZ, 3, 8, 0x7F },
        { ElementType.F8E5M2, 2, 15, 0x7B },
        { ElementType.F8E5M2FNUZ, 2, 16, 0x7F },
        { ElementType.F4E2M1FN, 1, 1, 0x7 },
        { ElementType.F16, 10, 15, 0x7BFF },
        { ElementType.BF16, 7, 127, 0x7F7F },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_finite_code_decodes_to_its_value_and_encodes_back(ElementType type, int mantissaBits, int bias, int largest)
    {
        for (int code = 0; code <= largest; code++)
        {
            double value = Value(code, mantissaBits, bias);
            Assert.Equal(value, SmallFloat.ToSingle(type, code));
            Assert.Equal(code, SmallFloat.FromDouble(type, value));

            if (code == 0)
                continue;
            int negative = code | SignBit(type);
            Assert.Equal(-value, SmallFloat.ToSingle(type, negative));
            Assert.Equal(negative, SmallFloat.FromDouble(type, -value));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Values_between_two_codes_round_to_the_nearer_and_ties_to_the_even_code(ElementType type, int mantissaBits, int bias, int largest)
    {
        for (int code = 0; code < largest; code++)
        {
            double middle = (Value(code, mantissaBits, bias) + Value(code + 1, mantissaBits, bias)) / 2;
            Assert.Equal(code, SmallFloat.FromDouble(type, double.BitDecrement(middle)));
            Assert.Equal(code + (code & 1), SmallFloat.FromDouble(type, middle));
            Assert.Equal(code + 1, SmallFloat.FromDouble(type, double.BitIncrement(middle)));
        }
    }

    [Theory]
    [InlineData(ElementType.F8E4M3FN, 0x7E, 0x7F, 0x7F)]
    [InlineData(ElementType.F8E4M3FNUZ, 0x7F, 0x80, 0x80)]
    [InlineData(ElementType.F8E5M2, 0x7B, 0x7C, 0x7E)]
    [InlineData(ElementType.F8E5M2FNUZ, 0x7F, 0x80, 0x80)]
    [InlineData(ElementType.F4E2M1FN, 0x7, 0x7, 0x8)]
    [InlineData(ElementType.F16, 0x7BFF, 0x7C00, 0x7E00)]
    [InlineData(ElementType.BF16, 0x7F7F, 0x7F80, 0x7FC0)]
    public void Too_large_values_infinities_and_NaN_become_what_ONNX_Cast_says(ElementType type, int saturated, int overflowed, int notANumber)
    {
        foreach (double large in (double[])[double.MaxValue, double.PositiveInfinity])
        {
            Assert.Equal(saturated, SmallFloat.FromDouble(type, large, saturate: true));
            Assert.Equal(overflowed, SmallFloat.FromDouble(type, large));
            Assert.Equal(saturated | SignBit(type), SmallFloat.FromDouble(type, -large, saturate: true));
            Assert.Equal(overflowed | SignBit(type), SmallFloat.FromDouble(type, -large));
        }

        Assert.Equal(notANumber, SmallFloat.FromDouble(type, double.NaN));
        Assert.Equal(notANumber, SmallFloat.FromDouble(type, double.NaN, saturate: true));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_largest_value_holds_until_half_a_step_beyond(ElementType type, int mantissaBits, int bias, int largest)
    {
        double limit = (Value(largest, mantissaBits, bias) + Value(largest + 1, mantissaBits, bias)) / 2;
        Assert.Equal(largest, SmallFloat.FromDouble(type, double.BitDecrement(limit)));

        int beyond = SmallFloat.FromDouble(type, double.BitIncrement(limit));
        Assert.Equal(type == ElementType.F4E2M1FN, beyond == largest);
    }

    [Fact]
    public void Every_code_of_E5M2_is_the_high_byte_of_a_half()
    {
        for (int code = 0; code < 256; code++)
            Assert.Equal((float)BitConverter.UInt16BitsToHalf((ushort)(code << 8)), SmallFloat.ToSingle(ElementType.F8E5M2, code));
    }

    [Fact]
    public void Every_half_decodes_as_System_Half()
    {
        for (int code = 0; code <= 0xFFFF; code++)
            Assert.Equal((float)BitConverter.UInt16BitsToHalf((ushort)code), SmallFloat.ToSingle(ElementType.F16, code));
    }

    [Fact]
    public void Floats_become_halves_as_System_Half_converts_them()
    {
        for (uint bits = 0; bits < 0xFFFF_0000; bits += 0x9E37)
        {
            float value = BitConverter.UInt32BitsToSingle(bits);
            int expected = float.IsNaN(value) ? 0x7E00 : BitConverter.HalfToUInt16Bits((Half)value);
            Assert.Equal(expected, SmallFloat.FromDouble(ElementType.F16, value));
        }
    }

    [Fact]
    public void The_fast_bfloat16_conversion_agrees_with_the_general_one()
    {
        for (uint bits = 0; bits < 0xFFFF_0000; bits += 0x7FFB)
        {
            float value = BitConverter.UInt32BitsToSingle(bits);
            Assert.Equal(SmallFloat.FromDouble(ElementType.BF16, value), SmallFloat.BFloat16FromSingle(value));
        }
    }

    [Fact]
    public void NaN_codes_decode_to_NaN()
    {
        (ElementType Type, int Code)[] codes =
        [
            (ElementType.F8E4M3FN, 0x7F), (ElementType.F8E4M3FN, 0xFF), (ElementType.F8E4M3FNUZ, 0x80), (ElementType.F8E5M2FNUZ, 0x80),
            (ElementType.F8E5M2, 0x7D), (ElementType.F8E5M2, 0xFF), (ElementType.F8E8M0FNU, 0xFF), (ElementType.BF16, 0x7F81),
        ];
        Assert.All(codes, c => Assert.True(float.IsNaN(SmallFloat.ToSingle(c.Type, c.Code)), $"{c}"));
    }

    [Fact]
    public void Unsigned_zero_formats_have_one_zero()
    {
        Assert.Equal(0, SmallFloat.FromDouble(ElementType.F8E4M3FNUZ, -0.0));
        Assert.Equal(0, SmallFloat.FromDouble(ElementType.F8E5M2FNUZ, -1e-30));
        Assert.Equal(0x80, SmallFloat.FromDouble(ElementType.F8E4M3FN, -1e-30));
    }

    [Fact]
    public void Every_scale_code_is_its_power_of_two()
    {
        for (int code = 0; code <= 0xFE; code++)
        {
            Assert.Equal(Math.Pow(2, code - 127), SmallFloat.ToSingle(ElementType.F8E8M0FNU, code));
            foreach (ScaleRounding rounding in Enum.GetValues<ScaleRounding>())
                Assert.Equal(code, SmallFloat.ScaleFromDouble(Math.Pow(2, code - 127), rounding));
        }
    }

    [Theory]
    [InlineData(1.4, ScaleRounding.Nearest, 127)]
    [InlineData(1.5, ScaleRounding.Nearest, 128)]
    [InlineData(1.0001, ScaleRounding.Up, 128)]
    [InlineData(1.9999, ScaleRounding.Down, 127)]
    [InlineData(-4, ScaleRounding.Nearest, 129)]
    [InlineData(0, ScaleRounding.Up, 0)]
    [InlineData(double.PositiveInfinity, ScaleRounding.Down, 0xFF)]
    [InlineData(3e38, ScaleRounding.Up, 0xFF)]
    public void Scales_round_as_asked(double value, ScaleRounding rounding, int expected) =>
        Assert.Equal(expected, SmallFloat.ScaleFromDouble(value, rounding));

    [Fact]
    public void A_saturating_scale_stays_finite() => Assert.Equal(0xFE, SmallFloat.ScaleFromDouble(3e38, ScaleRounding.Up, saturate: true));

    [Fact]
    public void Wide_types_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SmallFloat.ToSingle(ElementType.F32, 0));
        Assert.Throws<ArgumentException>(() => SmallFloat.FromDouble(ElementType.I8, 0));
    }

    // The code's bits in the place of a float's exponent and mantissa, rescaled by the difference of the biases.
    private static double Value(int code, int mantissaBits, int bias) =>
        double.ScaleB(BitConverter.UInt64BitsToDouble((ulong)code << (52 - mantissaBits)), 1023 - bias);

    private static int SignBit(ElementType type) => type == ElementType.F4E2M1FN ? 0x8 : type.ByteSize() == 1 ? 0x80 : 0x8000;
}
