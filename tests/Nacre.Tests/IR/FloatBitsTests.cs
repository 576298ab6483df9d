using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>Narrow floats against their definitions: every code of every format of at most 16 bits.</summary>
public sealed class FloatBitsTests
{
    public static TheoryData<FloatKind> Narrow => [.. Enum.GetValues<FloatKind>().Where(k => new FloatType(k).Width <= 8)];

    /// <summary>Format, sign-free bits of the largest finite value, that value, the smallest positive value. From the OCP 8-bit and MX specifications and the FNUZ papers.</summary>
    [Theory]
    [InlineData(FloatKind.F8E5M2, 0x7B, 57344.0, 1.52587890625e-05)]
    [InlineData(FloatKind.F8E4M3FN, 0x7E, 448.0, 0.001953125)]
    [InlineData(FloatKind.F8E4M3, 0x77, 240.0, 0.001953125)]
    [InlineData(FloatKind.F8E3M4, 0x6F, 15.5, 0.015625)]
    [InlineData(FloatKind.F8E5M2FNUZ, 0x7F, 57344.0, 7.62939453125e-06)]
    [InlineData(FloatKind.F8E4M3FNUZ, 0x7F, 240.0, 0.0009765625)]
    [InlineData(FloatKind.F8E4M3B11FNUZ, 0x7F, 30.0, 0.0001220703125)]
    [InlineData(FloatKind.F6E2M3FN, 0x1F, 7.5, 0.125)]
    [InlineData(FloatKind.F6E3M2FN, 0x1F, 28.0, 0.0625)]
    [InlineData(FloatKind.F4E2M1FN, 0x07, 6.0, 0.5)]
    public void Range_is_that_of_the_specification(FloatKind kind, long largest, double largestValue, double smallestValue)
    {
        Assert.Equal(largestValue, FloatBits.ToDouble(largest, kind));
        Assert.Equal(smallestValue, FloatBits.ToDouble(1, kind));
    }

    [Theory, MemberData(nameof(Narrow))]
    public void Every_code_comes_back(FloatKind kind)
    {
        var width = new FloatType(kind).Width;
        for (var bits = 0L; bits < 1L << width; bits++)
        {
            var value = FloatBits.ToDouble(bits, kind);
            if (double.IsNaN(value))
                Assert.True(double.IsNaN(FloatBits.ToDouble(FloatBits.FromDouble(value, kind), kind)));
            else
                Assert.Equal(bits, FloatBits.FromDouble(value, kind));
        }
    }

    [Theory, MemberData(nameof(Narrow))]
    public void Values_between_codes_round_to_the_nearest_even(FloatKind kind)
    {
        var finite = Enumerable.Range(0, 1 << new FloatType(kind).Width).Select(b => (Bits: (long)b, Value: FloatBits.ToDouble(b, kind)))
            .Where(c => double.IsFinite(c.Value) && (c.Value != 0 || c.Bits == 0)).OrderBy(c => c.Value).ToArray();
        for (var i = 0; i + 1 < finite.Length; i++)
        {
            var (low, high) = (finite[i], finite[i + 1]);
            if (kind == FloatKind.F8E8M0FNU)
                continue;
            var middle = (low.Value + high.Value) / 2;
            // The mantissa's last bit is the code's.
            var even = (low.Bits & 1) == 0 ? low : high;
            Assert.Equal(even.Value, FloatBits.ToDouble(FloatBits.FromDouble(middle, kind), kind));
            Assert.Equal(low.Value, FloatBits.ToDouble(FloatBits.FromDouble(double.BitDecrement(middle), kind), kind));
            Assert.Equal(high.Value, FloatBits.ToDouble(FloatBits.FromDouble(double.BitIncrement(middle), kind), kind));
        }
    }

    [Fact]
    public void Half_agrees_with_the_runtime()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var half = BitConverter.UInt16BitsToHalf((ushort)bits);
            var value = FloatBits.ToDouble(bits, FloatKind.F16);
            if (Half.IsNaN(half))
                Assert.True(double.IsNaN(value));
            else
                Assert.Equal(BitConverter.DoubleToInt64Bits((double)half), BitConverter.DoubleToInt64Bits(value));
        }
        var random = new Random(3);
        for (var i = 0; i < 100_000; i++)
        {
            var value = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
            if (!float.IsNaN(value))
                Assert.Equal(BitConverter.HalfToUInt16Bits((Half)value), FloatBits.FromDouble(value, FloatKind.F16));
        }
    }

    [Fact]
    public void BFloat16_is_the_rounded_upper_half_of_single()
    {
        var random = new Random(4);
        for (var i = 0; i < 100_000; i++)
        {
            var bits = (uint)random.NextInt64(1L << 32);
            var value = BitConverter.UInt32BitsToSingle(bits);
            if (float.IsNaN(value))
                continue;
            var rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
            Assert.Equal(rounded, FloatBits.FromDouble(value, FloatKind.BF16));
        }
    }

    [Theory]
    [InlineData(FloatKind.F8E8M0FNU, 0, 5.877471754111438e-39)]
    [InlineData(FloatKind.F8E8M0FNU, 127, 1.0)]
    [InlineData(FloatKind.F8E8M0FNU, 254, 1.7014118346046923e+38)]
    public void Scales_are_powers_of_two(FloatKind kind, long bits, double value) => Assert.Equal(value, FloatBits.ToDouble(bits, kind));
}
