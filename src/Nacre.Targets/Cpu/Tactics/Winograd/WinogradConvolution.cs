using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// A convolution [N, H, W, C] × [r, r, C, K] as Winograd's method computes it: the output in tiles of m × m pixels, a block of tiles at a time: the block's inputs
/// transformed to V [a², tiles, C], a² matrix products with the transformed weights to M [a², tiles, K], and the transform back.
/// </summary>
public sealed class WinogradConvolution
{
    /// <summary>Bytes per cycle that one core reads from the third-level cache or from memory, fetched ahead.</summary>
    private const double StreamedBytesPerCycle = 5;

    /// <summary>Only where it wins clearly: the estimate is rough, and the direct way rounds less.</summary>
    private const double LeastGain = 1.2;

    private const string OutputsName = "outputs", BlockName = "block_bytes";

    private readonly long _blockBytes, _l2Bytes;

    private WinogradConvolution(Hlo.ConvolutionOp op, WinogradTransforms transforms, CpuMachine machine, long blockBytes)
    {
        (Op, Transforms, _blockBytes, _l2Bytes) = (op, transforms, blockBytes, machine.L2Bytes);
        (Image, Output) = (((RankedTensorType)op.Lhs.Type).Shape, ((RankedTensorType)op.Result.Type).Shape);
        var window = Window.Of(op);
        (PadTop, PadLeft) = (window[0].PadLow, window[1].PadLow);
        (TilesHigh, TilesWide) = (Ceiling(Output[1], transforms.Outputs), Ceiling(Output[2], transforms.Outputs));
        Lanes = machine.VectorBytes / sizeof(float);
        var vectors = Features > Lanes ? 2 : 1;
        var maxRows = (machine.VectorRegisters - vectors - 1) / vectors;
        Tile = new RegisterTile(maxRows, vectors, Lanes);
        var perBlock = Ceiling(Tiles, Ceiling(Tiles, Math.Max(maxRows, blockBytes / TileBytes)));
        RowTiles = Ceiling(perBlock, maxRows);
        Tile = Tile with { Rows = (int)Ceiling(perBlock, RowTiles) };
    }

    public Hlo.ConvolutionOp Op { get; }
    public WinogradTransforms Transforms { get; }
    public Shape Image { get; }
    public Shape Output { get; }
    public long PadTop { get; }
    public long PadLeft { get; }
    public int Lanes { get; }

    /// <summary>The accumulators of one product: some tiles × one panel of output features.</summary>
    public RegisterTile Tile { get; }

    public long Channels => Image[3];
    public long Features => Output[3];
    public long TilesHigh { get; }
    public long TilesWide { get; }

    /// <summary>Tiles of all images.</summary>
    public long Tiles => Image[0] * TilesHigh * TilesWide;

    /// <summary>Register tiles per block, and tiles per block; the last block may have fewer.</summary>
    public long RowTiles { get; }
    public long TilesPerBlock => RowTiles * Tile.Rows;
    public long Blocks => Ceiling(Tiles, TilesPerBlock);
    public long Panels => Ceiling(Features, Tile.Columns);

    /// <summary>a².</summary>
    public long Products => (long)Transforms.Size * Transforms.Size;

    /// <summary>
    /// Elements from tile to tile in V and in M: a little more than there are, or the tiles of one product would fall into the same places of the first-level cache.
    /// </summary>
    public long InputPitch => (Ceiling(Channels, Lanes) + 1) * Lanes;
    public long ProductPitch => (Panels * Tile.Vectors + 1) * Lanes;

    /// <summary>Elements from product to product in V and in M.</summary>
    public long InputStride => TilesPerBlock * InputPitch;
    public long ProductStride => TilesPerBlock * ProductPitch;

    /// <summary>Elements of V and M of a block.</summary>
    public long BlockElements => Products * (InputStride + ProductStride);

    private long TileBytes => Products * (InputPitch + ProductPitch) * sizeof(float);
    private long WeightBytes => Products * Channels * Panels * Tile.Columns * sizeof(float);

    /// <summary>Names the order of the transformed weights: equal names, equal orders.</summary>
    public string WeightOrder => $"{WinogradTactic.Tactic} {Transforms.Outputs} {Tile.Columns}";

    /// <summary>Whether equal weights are equal when they are transformed for either.</summary>
    public bool SharesWeightsWith(WinogradConvolution other) => WeightOrder == other.WeightOrder;

    /// <summary>As the kernel's schedule says.</summary>
    public static WinogradConvolution Of(KernelOp kernel, Hlo.ConvolutionOp op, CpuMachine machine)
    {
        var schedule = Schedule.Of(kernel)!;
        return new WinogradConvolution(op, new WinogradTransforms((int)schedule[OutputsName], TapsOf(op)), machine, schedule[BlockName]);
    }

    /// <summary>The choice of m and of the block's size.</summary>
    public Schedule ToSchedule() => new(WinogradTactic.Tactic, new ScheduleParameter(OutputsName, Transforms.Outputs), new ScheduleParameter(BlockName, _blockBytes));

    /// <summary>The ways to compute a convolution to which the method applies, the least time by estimate first.</summary>
    public static IReadOnlyList<WinogradConvolution> Candidates(Hlo.ConvolutionOp op, CpuMachine machine)
    {
        var taps = TapsOf(op);
        int[] outputs = taps == 3 ? [2, 4] : [2];
        // Blocks that stay in the second-level cache, or few blocks, so that the weights pass seldom.
        long[] blocks = [machine.L2Bytes / 2, machine.L2Bytes * 4];
        IEnumerable<WinogradConvolution> All(params long[] sizes) =>
            outputs.SelectMany(m => sizes.Select(bytes => new WinogradConvolution(op, new WinogradTransforms(m, taps), machine, bytes))).OrderBy(c => c.Cycles);
        // The size between them is for measuring: the estimate knows no better than these two.
        return [.. All(blocks).Concat(All(machine.L2Bytes)).DistinctBy(c => (c.Transforms.Outputs, c.TilesPerBlock))];
    }

    /// <summary>Whether the method takes clearly less time than the direct way, by estimate.</summary>
    public static bool Pays(Hlo.ConvolutionOp op, CpuMachine machine) => Applies(op) && Candidates(op, machine)[0] is var best && best.Cycles * LeastGain < best.DirectCycles;

    private static int TapsOf(Hlo.ConvolutionOp op) => (int)((RankedTensorType)op.Rhs.Type).Shape[0];

    /// <summary>f32, channels last, several output features, square window of 3 or 5 with no stride, dilation or groups, padded by less than the window.</summary>
    public static bool Applies(Hlo.ConvolutionOp op)
    {
        var window = Window.Of(op);
        var isF32 = op.Operands.Types.Concat(op.Results.Types).All(t => t is RankedTensorType { HasStaticShape: true } tensor && tensor.ElementType == FloatType.F32 && tensor.Shape.ElementCount > 0);
        return isF32 && ChannelsLast.Is(op.DimensionNumbers) && op.FeatureGroupCount == 1 && op.BatchGroupCount == 1 && ((RankedTensorType)op.Rhs.Type).Shape.Dims[^1] > 1
            && (op.LhsDilation?.All(d => d == 1) ?? true) && (op.WindowReversal?.All(r => !r) ?? true)
            && window.Length == 2 && window[0].Size == window[1].Size && window[0].Size is 3 or 5
            && window.All(w => w is { Stride: 1, Dilation: 1, PadLow: >= 0, PadHigh: >= 0 } && w.PadLow < w.Size && w.PadHigh < w.Size);
    }

    /// <summary>
    /// Products at two multiply-adds per cycle or as fast as what is not in the second-level cache arrives; the transforms as loads, stores and about two operations
    /// per element of the tile and dimension.
    /// </summary>
    internal double Cycles
    {
        get
        {
            var (size, outputs) = ((double)Transforms.Size, (double)Transforms.Outputs);
            var products = (double)Blocks * TilesPerBlock * Products * Channels * Panels * Tile.Vectors / 2;
            var blockBytes = TileBytes * TilesPerBlock;
            var streamed = (blockBytes + WeightBytes > _l2Bytes ? (double)Blocks * WeightBytes : WeightBytes) + (blockBytes > _l2Bytes * 3 / 4 ? 2.0 * Blocks * blockBytes : 0);
            var input = (double)Tiles * Ceiling(Channels, Lanes) * (2 * size * size + 2 * size * size);
            var output = (double)Tiles * Ceiling(Features, Lanes) * (size * size + outputs * outputs + size * (size + outputs));
            return Math.Max(products, streamed / StreamedBytesPerCycle) + input + output;
        }
    }

    /// <summary>What the direct way takes.</summary>
    internal double DirectCycles => (double)Output[0] * Output[1] * Output[2] * Transforms.Taps * Transforms.Taps * Channels * Panels * Tile.Vectors / 2;

    internal static long Ceiling(long a, long b) => (a + b - 1) / b;
}
