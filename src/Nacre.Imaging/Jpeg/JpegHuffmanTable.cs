namespace Nacre.Imaging.Jpeg;

/// <summary>A canonical Huffman code (ITU-T T.81, Annex C): short codes by table, long ones by comparing with the last code of each length.</summary>
internal sealed class JpegHuffmanTable
{
    private const int MaxLength = 16, TableBits = 8;

    private readonly byte[] _symbols;

    /// <summary>For every 8 bits that begin with a whole code: its length in the upper byte, its symbol in the lower. Otherwise 0.</summary>
    private readonly ushort[] _table = new ushort[1 << TableBits];

    /// <summary>By length: the first code past those of that length, with zeros appended up to 16 bits.</summary>
    private readonly int[] _end = new int[MaxLength + 1];

    /// <summary>By length: what leads from a code to the index of its symbol.</summary>
    private readonly int[] _toIndex = new int[MaxLength + 1];

    /// <param name="counts">How many codes have 1, 2, … 16 bits.</param>
    /// <param name="symbols">In the order of their codes.</param>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        for (int length = 1, code = 0, index = 0; length <= MaxLength; length++, code <<= 1)
        {
            _toIndex[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++)
                AddToTable(code++, length, _symbols[index++]);
            _end[length] = code << (MaxLength - length);
            if (code > 1 << length)
                throw new ImageFormatException("JPEG: a Huffman table has more codes than fit");
        }
    }

    /// <summary>The symbol of the next code; the reader moves past it.</summary>
    public int Decode(JpegBitReader reader)
    {
        var bits = reader.Peek16();
        var entry = _table[bits >> (MaxLength - TableBits)];
        if (entry != 0)
        {
            reader.Skip(entry >> 8);
            return entry & 0xFF;
        }
        for (var length = TableBits + 1; length <= MaxLength; length++)
        {
            if (bits >= _end[length])
                continue;
            reader.Skip(length);
            return _symbols[(bits >> (MaxLength - length)) + _toIndex[length]];
        }
        throw new ImageFormatException($"JPEG: no Huffman code fits the data at byte {reader.Position}");
    }

    private void AddToTable(int code, int length, byte symbol)
    {
        var unused = TableBits - length;
        if (unused >= 0 && code < 1 << length)
            _table.AsSpan(code << unused, 1 << unused).Fill((ushort)(length << 8 | symbol));
    }
}
