using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>One loop of the sum of a contraction: how often, and the step in elements in A and in B.</summary>
public readonly record struct SumLoop(long Count, long AStride, long BStride);

/// <summary>A run of row tiles of equal form.</summary>
/// <param name="Tiles">How many.</param>
/// <param name="Rows">Rows per tile.</param>
/// <param name="RowOffsets">Offset in A of each row from the tile's first row.</param>
/// <param name="FirstRow">The number of the first row of tile t.</param>
public sealed record RowTiles(long Tiles, int Rows, long[] RowOffsets, Func<AffineExpr, AffineExpr> FirstRow);

/// <summary>
/// A matrix product or convolution as the micro-kernel sees it: C[b, m, n] = Σ_k A[…]·B[…], with C in row-major order, n walking B and C one by one.
/// For a convolution (NHWC input that needs no padding, HWIO weights) a row m is an output pixel and the sum runs over the window and the input features.
/// </summary>
public sealed class Contraction
{
    public required Operation Op { get; init; }
    public required Value A { get; init; }

    /// <summary>A factor per element of the sum, which then is one loop; null where there is none.</summary>
    public Value? Scale { get; init; }
    public required Value B { get; init; }
    public required Value Result { get; init; }
    public required long Batches { get; init; }
    public required long Rows { get; init; }
    public required long Columns { get; init; }

    /// <summary>
    /// Groups of a grouped convolution: group g has the g-th part of the columns and reads A <see cref="GroupAStride"/> elements further than the group before.
    /// </summary>
    public long Groups { get; init; } = 1;
    public long GroupAStride { get; init; }
    public long ColumnsPerGroup => Columns / Groups;

    /// <summary>Elements of the sum.</summary>
    public long Depth => Sum.Aggregate(1L, (product, loop) => product * loop.Count);
    public required IReadOnlyList<SumLoop> Sum { get; init; }

    /// <summary>Offset in A of the first element of row m (of batch b).</summary>
    public required Func<AffineExpr, AffineExpr, AffineExpr> AOffset { get; init; }

    /// <summary>Offset in B of batch b; a panel's and a row's offsets come on top.</summary>
    public long BBatchStride { get; init; }

    /// <summary>Rows that lie in one line: the pixels of an output row, or all rows of a product. Between lines the offsets in A may jump.</summary>
    public required long RowsPerLine { get; init; }

    /// <summary>Offset in A of row r of a line from its first row, and of the next line from the line before, where that is the same everywhere; null otherwise.</summary>
    public required long RowStride { get; init; }
    public long? LineStride { get; init; }

    /// <summary>How many lines follow each other before the line stride is broken (rows of an image).</summary>
    public long LinesPerGroup { get; init; } = 1;

    /// <summary>The order of B in panels for a tile whose steps take <paramref name="elementsPerStep"/> elements of the sum.</summary>
    public PanelPacking Panels(RegisterTile tile, int elementsPerStep) => new(Columns, tile.Columns, Groups, Sum[^1].Count, elementsPerStep);

    public static Contraction? Of(Operation op) => op switch
    {
        Hlo.DotGeneralOp dot => OfDot(dot),
        Hlo.ConvolutionOp convolution => OfConvolution(convolution),
        _ => null,
    };

    /// <summary>lhs [batch…, M…, K…] × rhs [batch…, K…, N…].</summary>
    private static Contraction? OfDot(Hlo.DotGeneralOp op)
    {
        var numbers = op.DotDimensionNumbers;
        var (lhs, rhs) = (((RankedTensorType)op.Lhs.Type).Shape, ((RankedTensorType)op.Rhs.Type).Shape);
        var (batch, contracted) = (numbers.LhsBatchingDimensions.Count, numbers.LhsContractingDimensions.Count);
        var isCanonical = IsRange(numbers.LhsBatchingDimensions, 0) && IsRange(numbers.RhsBatchingDimensions, 0)
            && IsRange(numbers.LhsContractingDimensions, lhs.Rank - contracted) && IsRange(numbers.RhsContractingDimensions, batch);
        if (!isCanonical)
            return null;
        var batches = Product(lhs, 0, batch);
        var depth = Product(lhs, lhs.Rank - contracted, lhs.Rank);
        var rows = Product(lhs, batch, lhs.Rank - contracted);
        var columns = Product(rhs, batch + contracted, rhs.Rank);
        var scale = SumScale.Of(op);
        return new Contraction
        {
            Op = op,
            A = scale?.Data ?? op.Lhs,
            Scale = scale?.Factor,
            B = op.Rhs,
            Result = op.Result,
            Batches = batches,
            Rows = rows,
            Columns = columns,
            Sum = [new SumLoop(depth, 1, columns)],
            AOffset = (b, m) => b * (rows * depth) + m * depth,
            BBatchStride = depth * columns,
            RowsPerLine = rows,
            RowStride = depth,
        };
    }

    private static bool IsRange(EquatableArray<long> dims, int start) => dims.Select((d, i) => d == start + i).All(same => same);
    private static long Product(Shape shape, int from, int to) => shape.Dims.Skip(from).Take(to - from).Aggregate(1L, (a, b) => a * b);

    /// <summary>Convolutions along up to three dimensions; those that are missing have size 1.</summary>
    private static Contraction? OfConvolution(Hlo.ConvolutionOp op)
    {
        var window = Window.Of(op);
        var isPlain = op.BatchGroupCount == 1 && (op.LhsDilation?.All(d => d == 1) ?? true) && (op.WindowReversal?.All(r => !r) ?? true)
            && window.All(w => w is { PadLow: 0, PadHigh: 0 }) && window.Length is >= 1 and <= 3 && ChannelsLast.Is(op.DimensionNumbers);
        if (!isPlain)
            return null;
        var (input, output) = (((RankedTensorType)op.Lhs.Type).Shape, ((RankedTensorType)op.Result.Type).Shape);
        var (channels, columns) = (input[input.Rank - 1], output[output.Rank - 1]);
        var missing = 3 - window.Length;
        Window[] windows = [.. Enumerable.Repeat(new Window(1, 1, 1, 0, 0), missing), .. window];
        long[] sizes = [.. Enumerable.Repeat(1L, missing), .. input.Dims.Skip(1).SkipLast(1)], outputs = [.. Enumerable.Repeat(1L, missing), .. output.Dims.Skip(1).SkipLast(1)];
        // Elements of the input from a pixel to the next in each dimension.
        long[] pixels = [sizes[1] * sizes[2] * channels, sizes[2] * channels, channels];
        var features = channels / op.FeatureGroupCount;
        var isProduct = windows.All(w => w is { Size: 1, Stride: 1 }) && outputs.SequenceEqual(sizes);
        AffineExpr Offset(AffineExpr _, AffineExpr m) => isProduct ? m * channels
            : m.FloorDiv(outputs[0] * outputs[1] * outputs[2]) * (sizes[0] * pixels[0]) + m.FloorDiv(outputs[1] * outputs[2]).Mod(outputs[0]) * (windows[0].Stride * pixels[0])
            + m.FloorDiv(outputs[2]).Mod(outputs[1]) * (windows[1].Stride * pixels[1]) + m.Mod(outputs[2]) * (windows[2].Stride * pixels[2]);
        var rows = output[0] * outputs[0] * outputs[1] * outputs[2];
        var scale = SumScale.Of(op);
        return new Contraction
        {
            Op = op,
            A = scale?.Data ?? op.Lhs,
            Scale = scale?.Factor,
            B = op.Rhs,
            Result = op.Result,
            Batches = 1,
            Rows = rows,
            Columns = columns,
            Groups = op.FeatureGroupCount,
            GroupAStride = features,
            Sum = SumLoops(windows, pixels, features, columns),
            AOffset = Offset,
            RowsPerLine = isProduct ? rows : outputs[2],
            RowStride = windows[2].Stride * channels,
            LineStride = windows[1].Stride * pixels[1],
            LinesPerGroup = isProduct ? 1 : outputs[1],
        };
    }

    /// <summary>Without dilation and groups the window's pixels in a line and their features lie in one run of the input.</summary>
    /// <param name="windows">Depth, height, width.</param>
    /// <param name="pixels">Elements of the input from a pixel to the next in each of these.</param>
    /// <param name="features">Input features that one group sums up.</param>
    private static SumLoop[] SumLoops(Window[] windows, long[] pixels, long features, long columns)
    {
        var (depth, height, width) = (windows[0], windows[1], windows[2]);
        var isRun = width.Size == 1 || (width.Dilation == 1 && features == pixels[2]);
        SumLoop[] loops =
        [
            new(depth.Size, depth.Dilation * pixels[0], height.Size * width.Size * features * columns),
            new(height.Size, height.Dilation * pixels[1], width.Size * features * columns),
            new(isRun ? 1 : width.Size, width.Dilation * pixels[2], features * columns),
            new(isRun ? width.Size * features : features, 1, columns),
        ];
        return [.. loops.Where((l, i) => l.Count > 1 || i == loops.Length - 1)];
    }

    /// <summary>The number of the first dimension of a result of shape <paramref name="shape"/> that counts columns.</summary>
    public int FirstColumnDimension(Shape shape)
    {
        var split = shape.Rank;
        for (var size = 1L; size < Columns && split > 0;)
            size *= shape[--split];
        return split;
    }

    /// <summary>Whether a tensor of the shape has the result's elements, in row-major order, with the columns in the last dimensions.</summary>
    public bool SplitsAtColumns(Shape shape) =>
        shape.ElementCount == Batches * Rows * Columns && shape.Dims.Skip(FirstColumnDimension(shape)).Aggregate(1L, (product, size) => product * size) == Columns;

    /// <summary>Splits the rows (of one batch) into tiles of at most <paramref name="max"/> rows whose offsets in A are constants from the first.</summary>
    public IReadOnlyList<RowTiles> TileRows(int max)
    {
        if (RowsPerLine < max && LineStride is not null && LinesPerGroup > 1)
            return TileLines((int)Math.Min(max / RowsPerLine, LinesPerGroup));
        var perLine = (RowsPerLine + max - 1) / max;
        var lines = Rows / RowsPerLine;
        var small = RowsPerLine / perLine;
        var large = RowsPerLine - small * perLine;
        var tiles = new List<RowTiles>();
        if (large > 0)
            tiles.Add(Even(large, (int)small + 1, lines, 0));
        tiles.Add(Even(perLine - large, (int)small, lines, large * (small + 1)));
        return tiles;
    }

    /// <summary><paramref name="perLine"/> tiles of <paramref name="rows"/> rows in each line, from row <paramref name="start"/> of the line on.</summary>
    private RowTiles Even(long perLine, int rows, long lines, long start) => new(
        perLine * lines, rows, [.. Enumerable.Range(0, rows).Select(r => r * RowStride)], tile => tile.FloorDiv(perLine) * RowsPerLine + tile.Mod(perLine) * rows + start);

    /// <summary>Whole lines per tile, for images narrower than a tile.</summary>
    private List<RowTiles> TileLines(int lines)
    {
        var groups = Rows / RowsPerLine / LinesPerGroup;
        var whole = LinesPerGroup / lines;
        var rest = (int)(LinesPerGroup % lines);
        var tiles = new List<RowTiles> { Lines(whole, lines, groups, 0) };
        if (rest > 0)
            tiles.Add(Lines(1, rest, groups, whole * lines));
        return tiles;
    }

    private RowTiles Lines(long perGroup, int lines, long groups, long startLine) => new(
        perGroup * groups,
        (int)(lines * RowsPerLine),
        [.. Enumerable.Range(0, lines).SelectMany(l => Enumerable.Range(0, (int)RowsPerLine).Select(r => l * LineStride!.Value + r * RowStride))],
        tile => (tile.FloorDiv(perGroup) * LinesPerGroup + tile.Mod(perGroup) * lines + startLine) * RowsPerLine);
}

/// <summary>The layout that contractions of images want: batch, spatial dimensions, features; weights: spatial dimensions, input features, output features.</summary>
public static class ChannelsLast
{
    public static bool Is(Hlo.ConvDimensionNumbersAttr numbers)
    {
        var spatial = numbers.InputSpatialDimensions.Count;
        return numbers.InputBatchDimension == 0 && numbers.InputFeatureDimension == spatial + 1 && numbers.OutputBatchDimension == 0 && numbers.OutputFeatureDimension == spatial + 1
            && numbers.KernelInputFeatureDimension == spatial && numbers.KernelOutputFeatureDimension == spatial + 1
            && Ascending(numbers.InputSpatialDimensions, 1) && Ascending(numbers.OutputSpatialDimensions, 1) && Ascending(numbers.KernelSpatialDimensions, 0);
    }

    private static bool Ascending(EquatableArray<long> dims, long start) => dims.Select((d, i) => d == start + i).All(same => same);
}
