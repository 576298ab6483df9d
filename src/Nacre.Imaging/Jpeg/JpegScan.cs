namespace Nacre.Imaging.Jpeg;

/// <summary>Which coefficients a scan carries: the frequencies <paramref name="First"/>..<paramref name="Last"/> in zigzag order; in a
/// progressive frame from bit <paramref name="LowBit"/> up, or (<paramref name="Refines"/>) that one bit more of what earlier scans gave.</summary>
internal readonly record struct JpegBand(int First, int Last, bool Refines, int LowBit);

/// <summary>A component in a scan with the Huffman tables it uses there; a missing table is an error only where it is needed.</summary>
internal sealed class JpegScanComponent(JpegComponent component, JpegHuffmanTable? dc, JpegHuffmanTable? ac)
{
    public JpegComponent Component => component;
    public JpegHuffmanTable Dc => dc ?? throw Missing("DC");
    public JpegHuffmanTable Ac => ac ?? throw Missing("AC");

    /// <summary>The last block's constant term: the next one is coded as a difference from it.</summary>
    public int Prediction { get; set; }

    private ImageFormatException Missing(string kind) => new($"JPEG: component {component.Id} has no {kind} Huffman table");
}

/// <summary>Decodes one scan's entropy-coded data into the coefficients of its components (ITU-T T.81, Annexes F and G).</summary>
internal sealed class JpegScan(JpegScanComponent[] components, JpegBand band, bool progressive, int restartInterval, JpegBitReader reader)
{
    private static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>Units decoded since the start or the last restart marker.</summary>
    private int _units;

    /// <summary>Blocks left of a run of blocks without further coefficients in the band.</summary>
    private int _emptyBlocks;

    /// <summary>The place in a row-major block of a value at a place in zigzag order.</summary>
    public static int FromZigZag(int index) => ZigZag[index];

    public void Decode()
    {
        if (components.Length == 1)
            DecodeAlone(components[0]);
        else
            DecodeInterleaved();
    }

    /// <summary>A component alone comes block by block, only those that cover its size.</summary>
    private void DecodeAlone(JpegScanComponent item)
    {
        var (columns, rows) = ((item.Component.Width + 7) / 8, (item.Component.Height + 7) / 8);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                StartUnit();
                DecodeBlock(item, item.Component.Block(row, column));
            }
        }
    }

    /// <summary>Several components come in units with each one's sampling factors' count of blocks.</summary>
    private void DecodeInterleaved()
    {
        var first = components[0].Component;
        var (columns, rows) = (first.BlockColumns / first.Horizontal, first.BlockRows / first.Vertical);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                StartUnit();
                foreach (var item in components)
                    DecodeUnit(item, row, column);
            }
        }
    }

    private void DecodeUnit(JpegScanComponent item, int row, int column)
    {
        var (height, width) = (item.Component.Vertical, item.Component.Horizontal);
        for (var i = 0; i < height * width; i++)
            DecodeBlock(item, item.Component.Block(row * height + i / width, column * width + i % width));
    }

    private void StartUnit()
    {
        if (restartInterval == 0 || _units++ < restartInterval)
            return;
        reader.PassRestart();
        _units = 1;
        _emptyBlocks = 0;
        foreach (var item in components)
            item.Prediction = 0;
    }

    private void DecodeBlock(JpegScanComponent item, Span<short> block)
    {
        if (!progressive)
            DecodeSequential(item, block);
        else if (band.First == 0)
            DecodeConstant(item, block);
        else if (band.Refines)
            RefineBand(item.Ac, block);
        else
            DecodeBand(item.Ac, block);
    }

    private void DecodeSequential(JpegScanComponent item, Span<short> block)
    {
        block[0] = NextConstant(item);
        for (var k = 1; k < JpegComponent.BlockSize; k++)
        {
            var (zeros, size) = Math.DivRem(item.Ac.Decode(reader), 16);
            if (size == 0 && zeros < 15)
                return;
            k += zeros;
            if (size != 0)
                block[At(k)] = (short)reader.ReadSigned(size);
        }
    }

    private void DecodeConstant(JpegScanComponent item, Span<short> block)
    {
        if (!band.Refines)
            block[0] = (short)(NextConstant(item) << band.LowBit);
        else if (reader.ReadBit())
            block[0] |= (short)(1 << band.LowBit);
    }

    private short NextConstant(JpegScanComponent item)
    {
        item.Prediction += reader.ReadSigned(item.Dc.Decode(reader));
        return (short)item.Prediction;
    }

    private void DecodeBand(JpegHuffmanTable table, Span<short> block)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }
        for (var k = band.First; k <= band.Last; k++)
        {
            var (zeros, size) = Math.DivRem(table.Decode(reader), 16);
            if (size == 0 && zeros < 15)
            {
                _emptyBlocks = EmptyRun(zeros) - 1;
                return;
            }
            k += zeros;
            if (size != 0)
                block[At(k)] = (short)(reader.ReadSigned(size) << band.LowBit);
        }
    }

    /// <summary>A new coefficient is ±1 at the scan's bit and comes after a count of zeros; each non-zero coefficient passed on the way gets one bit.</summary>
    private void RefineBand(JpegHuffmanTable table, Span<short> block)
    {
        var k = band.First;
        while (_emptyBlocks == 0 && k <= band.Last)
        {
            var (zeros, size) = Math.DivRem(table.Decode(reader), 16);
            if (size == 0 && zeros < 15)
            {
                _emptyBlocks = EmptyRun(zeros);
                break;
            }
            var value = size == 0 ? 0 : reader.ReadBit() ? 1 << band.LowBit : -1 << band.LowBit;
            k = RefineUntilZero(block, k, zeros);
            if (value != 0)
                block[At(k)] = (short)value;
            k++;
        }
        if (_emptyBlocks == 0)
            return;
        RefineUntilZero(block, k, int.MaxValue);
        _emptyBlocks--;
    }

    /// <summary>Refines from <paramref name="k"/> on, past a count of zero coefficients, and returns the place of the zero after them.</summary>
    private int RefineUntilZero(Span<short> block, int k, int zeros)
    {
        for (; k <= band.Last; k++)
        {
            ref var value = ref block[ZigZag[k]];
            if (value != 0)
                Refine(ref value);
            else if (zeros-- == 0)
                break;
        }
        return k;
    }

    private void Refine(ref short value)
    {
        if (reader.ReadBit())
            value += (short)(value > 0 ? 1 << band.LowBit : -1 << band.LowBit);
    }

    private int EmptyRun(int size) => (1 << size) + reader.Read(size);

    private int At(int k)
        => k <= band.Last ? ZigZag[k] : throw new ImageFormatException($"JPEG: a coefficient past the end of its block, before byte {reader.Position}");
}
