namespace Nacre.Imaging.Jpeg;

/// <summary>One colour plane of a frame: its blocks of 8x8 coefficients, and after the last scan its samples.</summary>
internal sealed class JpegComponent(int id, int horizontal, int vertical, int quantization)
{
    public const int BlockSize = 64;

    public int Id => id;

    /// <summary>Sampling factors: blocks per unit of interleaved data.</summary>
    public int Horizontal => horizontal;

    public int Vertical => vertical;
    public int QuantizationId => quantization;

    /// <summary>The table that holds when the component's first scan starts.</summary>
    public ushort[]? Quantization { get; set; }

    /// <summary>Size in samples.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Blocks stored in a row and a column: whole interleaved units, so more than cover the size.</summary>
    public int BlockColumns { get; private set; }

    public int BlockRows { get; private set; }

    /// <summary>Blocks row-major, each with its 64 values row-major.</summary>
    public short[] Coefficients { get; private set; } = [];

    /// <summary>BlockColumns * 8 samples a row.</summary>
    public byte[] Samples { get; private set; } = [];

    public int Stride => BlockColumns * 8;

    /// <summary>Takes the memory for a frame of a size, whose largest sampling factors are given.</summary>
    public void Allocate(int frameWidth, int frameHeight, int maxHorizontal, int maxVertical)
    {
        (Width, Height) = (DivideUp(frameWidth * Horizontal, maxHorizontal), DivideUp(frameHeight * Vertical, maxVertical));
        BlockColumns = DivideUp(frameWidth, 8 * maxHorizontal) * Horizontal;
        BlockRows = DivideUp(frameHeight, 8 * maxVertical) * Vertical;
        Coefficients = new short[checked(BlockColumns * BlockRows * BlockSize)];
    }

    public Span<short> Block(int row, int column) => Coefficients.AsSpan((row * BlockColumns + column) * BlockSize, BlockSize);

    /// <summary>Dequantises and transforms every block; the coefficients are gone afterwards.</summary>
    public void Transform()
    {
        var table = Quantization ?? throw new ImageFormatException($"JPEG: component {Id} has no scan");
        Samples = new byte[Coefficients.Length];
        for (var row = 0; row < BlockRows; row++)
        {
            for (var column = 0; column < BlockColumns; column++)
                JpegTransform.Inverse(Block(row, column), table, Samples.AsSpan(row * 8 * Stride + column * 8), Stride);
        }
        Coefficients = [];
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
