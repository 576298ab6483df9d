using Nacre.Comparison;

namespace Nacre.Tests.Comparison;

public sealed class MemoryUseTests
{
    [Fact]
    public void Reads_back_what_it_writes()
    {
        var use = new MemoryUse(3 << 20, 10 << 20);
        Assert.Equal(use, MemoryUse.Parse(use.ToString() + "\n"));
        Assert.Equal((10, 7), (use.PeakMiB, use.IncreaseMiB));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12 x")]
    [InlineData("1 2 3")]
    public void Other_text_is_an_error(string text) => Assert.Throws<FormatException>(() => MemoryUse.Parse(text));
}
