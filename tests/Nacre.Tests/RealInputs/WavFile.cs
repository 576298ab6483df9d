using System.Buffers.Binary;

namespace Nacre.Tests.RealInputs;

/// <summary>Sound of one channel.</summary>
internal sealed record WavFile(int Rate, float[] Samples)
{
    /// <summary>Reads 16-bit samples of one channel, scaled to [-1, 1).</summary>
    public static WavFile Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        Assert.True(file[..4].SequenceEqual("RIFF"u8) && file[8..12].SequenceEqual("WAVE"u8));
        var (rate, at) = (0, 12);
        while (true)
        {
            var kind = file.Slice(at, 4);
            var size = BinaryPrimitives.ReadInt32LittleEndian(file[(at + 4)..]);
            var content = file.Slice(at + 8, size);
            if (kind.SequenceEqual("fmt "u8))
            {
                Assert.Equal((1, 1, 16), (BinaryPrimitives.ReadInt16LittleEndian(content), BinaryPrimitives.ReadInt16LittleEndian(content[2..]), BinaryPrimitives.ReadInt16LittleEndian(content[14..])));
                rate = BinaryPrimitives.ReadInt32LittleEndian(content[4..]);
            }
            if (kind.SequenceEqual("data"u8))
                return new WavFile(rate, Decode(content));
            at += 8 + size + size % 2;
        }
    }

    private static float[] Decode(ReadOnlySpan<byte> bytes)
    {
        var samples = new float[bytes.Length / 2];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) / 32768f;
        return samples;
    }

    /// <summary>Half the rate: every second value of the sound below 0.95 of the new Nyquist frequency (a sinc under a Kaiser window, as resamplers of music have).</summary>
    public WavFile Halved()
    {
        const int zeros = 64, reach = 2 * zeros;
        const double rolloff = 0.9475937167399596, beta = 14.769656459379492;
        var filter = new double[2 * reach + 1];
        for (var i = -reach; i <= reach; i++)
        {
            var x = Math.PI * rolloff * i / 2;
            var window = Bessel(beta * Math.Sqrt(1 - (double)i * i / (reach * reach))) / Bessel(beta);
            filter[i + reach] = rolloff / 2 * (i == 0 ? 1 : Math.Sin(x) / x) * window;
        }
        var result = new float[(Samples.Length + 1) / 2];
        for (var i = 0; i < result.Length; i++)
        {
            var sum = 0.0;
            for (var j = Math.Max(0, 2 * i - reach); j <= Math.Min(Samples.Length - 1, 2 * i + reach); j++)
                sum += Samples[j] * filter[j - 2 * i + reach];
            result[i] = (float)sum;
        }
        return new WavFile(Rate / 2, result);
    }

    /// <summary>The modified Bessel function of the first kind and order 0, by its series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > 1e-17 * sum; k++)
        {
            term *= x / 2 / k * (x / 2 / k);
            sum += term;
        }
        return sum;
    }
}
