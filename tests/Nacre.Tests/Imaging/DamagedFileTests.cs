using Nacre.Imaging;
using Xunit;

namespace Nacre.Tests.Imaging;

/// <summary>Files from strangers: whatever is wrong with one, the answer is a picture or an <see cref="ImageFormatException"/>.</summary>
public class DamagedFileTests
{
    private const int Mutations = 400;

    public static TheoryData<string, byte[]> Files() => new()
    {
        { "baseline JPEG", JpegSamples.Baseline420 },
        { "progressive JPEG", JpegSamples.Progressive444 },
        { "JPEG with restart markers", JpegSamples.Restart422 },
        { "interlaced PNG", new PngWriter(9, 7, 6, 8) { Interlaced = true, Filter = 3 }.Write((x, y, c) => x * 3 + y * 5 + c) },
        { "palette PNG", new PngWriter(9, 7, 3, 2) { Palette = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }.Write((x, y, _) => (x + y) % 4) },
        { "BMP", [(byte)'B', (byte)'M', 0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, .. new byte[32]] },
    };

    [Theory, MemberData(nameof(Files))]
    public void A_file_cut_short_is_an_error(string kind, byte[] file)
    {
        Assert.NotNull(Image.Decode(file));
        var needed = kind == "BMP" ? file.Length - 2 : file.Length;     // two bytes of padding after the last pixel
        for (var length = 0; length < needed; length++)
            Assert.Throws<ImageFormatException>(() => Image.Decode(file[..length]));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_file_with_changed_bytes_never_crashes(string kind, byte[] file)
    {
        for (var seed = 0; seed < Mutations; seed++)
        {
            var random = new Random(seed);
            var damaged = (byte[])file.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var error = Record.Exception(() => Image.Decode(damaged));
            Assert.True(error is null or ImageFormatException, $"{kind}, seed {seed}: {error}");
        }
    }

    [Fact]
    public void Other_files_are_refused() => Assert.Throws<ImageFormatException>(() => Image.Decode([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));

    [Fact]
    public void An_error_of_a_file_names_it()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, JpegSamples.Baseline420[..100]);
        try
        {
            Assert.StartsWith($"{path}: JPEG: ", Assert.Throws<ImageFormatException>(() => Image.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
