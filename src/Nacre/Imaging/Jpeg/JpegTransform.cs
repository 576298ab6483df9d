using System.Runtime.Intrinsics;

namespace Nacre.Imaging.Jpeg;

/// <summary>The inverse discrete cosine transform of 8x8 blocks, as two products with the cosine matrix, eight columns at a time.</summary>
internal static class JpegTransform
{
    /// <summary>Row k: the cosine of frequency k at the eight samples, normalised.</summary>
    private static readonly float[] Cosines = [.. Enumerable.Range(0, 64).Select(i => Cosine(i / 8, i % 8))];

    /// <summary>Writes 8 rows of 8 samples, <paramref name="stride"/> apart.</summary>
    public static void Inverse(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> quantization, Span<byte> samples, int stride)
    {
        Span<float> half = stackalloc float[64];
        for (var row = 0; row < 8; row++)
        {
            var sum = Vector256<float>.Zero;
            for (var k = 0; k < 8; k++)
            {
                var value = coefficients[row * 8 + k];
                if (value != 0)
                    sum += Vector256.Create((float)(value * quantization[row * 8 + k])) * Frequency(k);
            }
            sum.CopyTo(half[(row * 8)..]);
        }

        for (var row = 0; row < 8; row++)
        {
            var sum = Vector256.Create(128.5f);
            for (var k = 0; k < 8; k++)
                sum += Cosines[k * 8 + row] * Vector256.Create<float>(half.Slice(k * 8, 8));
            var bytes = Vector256.ConvertToInt32(Vector256.Clamp(sum, Vector256<float>.Zero, Vector256.Create(255f)));
            for (var column = 0; column < 8; column++)
                samples[row * stride + column] = (byte)bytes[column];
        }
    }

    private static Vector256<float> Frequency(int k) => Vector256.Create<float>(Cosines.AsSpan(k * 8, 8));

    private static float Cosine(int frequency, int sample)
        => (float)(Math.Cos((2 * sample + 1) * frequency * Math.PI / 16) * (frequency == 0 ? Math.Sqrt(0.125) : 0.5));
}
