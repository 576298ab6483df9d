using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace Nacre.Imaging.Jpeg;

/// <summary>
/// The inverse discrete cosine transform of 8x8 blocks by Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in whole numbers with 13 bits behind the point, rounded as
/// the Independent JPEG Group's accurate integer method rounds: most programs decode a file to the very same samples.
/// </summary>
internal static class JpegTransform
{
    private const int ConstantBits = 13;

    /// <summary>Bits behind the point that the columns' results keep for the rows.</summary>
    private const int ExtraBits = 2;

    /// <summary>What the two passes scale by together: each by the square root of 8.</summary>
    private const int ScaleBits = 3;

    /// <summary>Writes 8 rows of 8 samples, <paramref name="stride"/> apart.</summary>
    public static void Inverse(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> quantization, Span<byte> samples, int stride)
    {
        Span<int> block = stackalloc int[64];
        for (var i = 0; i < block.Length; i++)
            block[i] = coefficients[i] * quantization[i];
        TransformColumns(block, ConstantBits - ExtraBits);
        Transpose(block);
        TransformColumns(block, ConstantBits + ExtraBits + ScaleBits);
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
                samples[row * stride + column] = (byte)Math.Clamp(block[column * 8 + row] + 128, 0, 255);
        }
    }

    /// <summary>The one-dimensional transform of all eight columns at once; the results are rounded to <paramref name="shift"/> bits fewer.</summary>
    private static void TransformColumns(Span<int> block, int shift)
    {
        Span<Vector256<int>> row = stackalloc Vector256<int>[8];
        for (var k = 0; k < 8; k++)
            row[k] = Create<int>(block.Slice(k * 8, 8));

        var rotated = (row[2] + row[6]) * Fixed(0.541196100);
        var (low, high) = (rotated + row[2] * Fixed(0.765366865), rotated - row[6] * Fixed(1.847759065));
        var (sum, difference) = (row[0] + row[4] << ConstantBits, row[0] - row[4] << ConstantBits);
        ReadOnlySpan<Vector256<int>> even = [sum + low, difference + high, difference - high, sum - low];

        var shared = (row[7] + row[3] + row[5] + row[1]) * Fixed(1.175875602);
        var (outer, inner) = ((row[7] + row[1]) * Fixed(-0.899976223), (row[5] + row[3]) * Fixed(-2.562915447));
        var (first, second) = ((row[7] + row[3]) * Fixed(-1.961570560) + shared, (row[5] + row[1]) * Fixed(-0.390180644) + shared);
        ReadOnlySpan<Vector256<int>> odd =
        [
            row[1] * Fixed(1.501321110) + outer + second, row[3] * Fixed(3.072711026) + inner + first,
            row[5] * Fixed(2.053119869) + inner + second, row[7] * Fixed(0.298631336) + outer + first,
        ];

        var half = Create(1 << (shift - 1));
        for (var k = 0; k < 4; k++)
        {
            (even[k] + odd[k] + half >> shift).CopyTo(block[(k * 8)..]);
            (even[k] - odd[k] + half >> shift).CopyTo(block[((7 - k) * 8)..]);
        }
    }

    private static void Transpose(Span<int> block)
    {
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < row; column++)
                (block[row * 8 + column], block[column * 8 + row]) = (block[column * 8 + row], block[row * 8 + column]);
        }
    }

    private static int Fixed(double constant) => (int)Math.Round(constant * (1 << ConstantBits));
}
