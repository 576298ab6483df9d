using System.Buffers.Binary;
using Nacre.Imaging;
using Xunit;

namespace Nacre.Tests.Imaging;

public class BmpDecoderTests
{
    private const int Width = 5, Height = 3;

    /// <summary>Colours that 5 bits hold exactly when scaled (multiples of 255/31 rounded).</summary>
    private static byte Color(int x, int y, int c) => (byte)Math.Round((x * 6 + y * 3 + c) % 32 * 255 / 31.0);

    private static byte[] Expected
        => [.. Enumerable.Range(0, Width * Height * 3).Select(i => Color(i / 3 % Width, i / 3 / Width, i % 3))];

    [Theory]
    [InlineData(16, false), InlineData(24, false), InlineData(32, false)]
    [InlineData(16, true), InlineData(24, true), InlineData(32, true)]
    public void True_colour_rows_are_read_in_either_order(int bits, bool topDown)
    {
        var image = Image.Decode(TrueColor(bits, topDown));

        Assert.Equal((Width, Height, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal(Expected, image.Pixels);
    }

    [Theory, InlineData(1), InlineData(4), InlineData(8)]
    public void Palette_entries_become_RGB(int bits)
    {
        const int rowBytes = 8;
        var file = Header(bits, Height, 8 + rowBytes * Height);
        new byte[] { 30, 20, 10, 0, 100, 150, 200, 0 }.CopyTo(file, 54);
        for (var y = 0; y < Height; y++)
            file[62 + y * rowBytes] = (byte)(1 << (8 - bits));        // the first pixel of each row is entry 1
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 62);

        var rowStride = (Width * bits + 31) / 32 * 4;
        var image = Image.Decode(bits == 8 ? file : Compact(file, rowBytes, rowStride));

        Assert.Equal([200, 150, 100, 10, 20, 30], image.Pixels[..6]);
    }

    [Fact]
    public void Run_length_coding_is_refused_by_name()
    {
        var file = Header(8, Height, 100);
        file[30] = 1;

        Assert.Contains("8 bits per pixel with compression 1", Assert.Throws<ImageFormatException>(() => Image.Decode(file)).Message);
    }

    private static byte[] TrueColor(int bits, bool topDown)
    {
        var stride = (Width * bits + 31) / 32 * 4;
        var file = Header(bits, topDown ? -Height : Height, stride * Height);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var at = 54 + (topDown ? y : Height - 1 - y) * stride + x * bits / 8;
                var (red, green, blue) = (Color(x, y, 0), Color(x, y, 1), Color(x, y, 2));
                if (bits == 16)
                    BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), (short)(red >> 3 << 10 | green >> 3 << 5 | blue >> 3));
                else
                    new[] { blue, green, red }.CopyTo(file, at);
            }
        }
        return file;
    }

    private static byte[] Header(int bits, int height, int dataBytes)
    {
        var file = new byte[54 + dataBytes];
        (file[0], file[1], file[10], file[14], file[18], file[26], file[28]) = ((byte)'B', (byte)'M', 54, 40, Width, 1, (byte)bits);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        return file;
    }

    private static byte[] Compact(byte[] file, int rowBytes, int rowStride)
        => [.. file[..62], .. Enumerable.Range(0, Height).SelectMany(y => file[(62 + y * rowBytes)..(62 + y * rowBytes + rowStride)])];
}
