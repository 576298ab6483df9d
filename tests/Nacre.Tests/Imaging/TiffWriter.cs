using System.Buffers.Binary;
using System.IO.Compression;

namespace Nacre.Tests.Imaging;

/// <summary>Writes TIFF files of 8-bit samples, four rows to a strip.</summary>
internal sealed record TiffWriter(int Width, int Height, int Samples)
{
    private const int RowsPerStrip = 4, Header = 8, Long = 4;

    /// <summary>1 none, 5 LZW, 8 Deflate, 32773 PackBits.</summary>
    public int Compression { get; init; } = 1;

    public bool BigEndian { get; init; }

    /// <summary>Values of fields, by tag, instead of or beside the usual ones.</summary>
    public Dictionary<int, int> Fields { get; } = [];

    public byte[] Write(byte[] pixels)
    {
        var strips = pixels.Chunk(RowsPerStrip * Width * Samples).Select(Pack).ToArray();
        var fields = new SortedDictionary<int, int[]>
        {
            [256] = [Width],
            [257] = [Height],
            [258] = [8],
            [259] = [Compression],
            [262] = [Samples < 3 ? 1 : 2],
            [277] = [Samples],
            [278] = [RowsPerStrip],
            [273] = [.. strips.Select((_, i) => Header + strips.Take(i).Sum(s => s.Length))],
            [279] = [.. strips.Select(s => s.Length)],
        };
        foreach (var (tag, value) in Fields)
            fields[tag] = [value];
        var directory = Header + strips.Sum(s => s.Length);
        var file = new MemoryStream();
        file.Write(BigEndian ? "MM\0*"u8 : "II*\0"u8);
        Put32(file, directory);
        foreach (var strip in strips)
            file.Write(strip);
        PutDirectory(file, fields, directory + 2 + fields.Count * 12 + 4);
        return file.ToArray();
    }

    private void PutDirectory(MemoryStream file, SortedDictionary<int, int[]> fields, int longValuesAt)
    {
        Put16(file, fields.Count);
        foreach (var (tag, values) in fields)
        {
            Put16(file, tag);
            Put16(file, Long);
            Put32(file, values.Length);
            Put32(file, values.Length == 1 ? values[0] : longValuesAt);
            longValuesAt += values.Length == 1 ? 0 : values.Length * 4;
        }
        Put32(file, 0);
        foreach (var value in fields.Values.Where(v => v.Length > 1).SelectMany(v => v))
            Put32(file, value);
    }

    private byte[] Pack(byte[] strip) => Compression switch
    {
        8 => Deflate(strip),
        5 => new LzwWriter().Pack(strip),
        32773 => PackBits(strip),
        _ => strip,
    };

    private static byte[] Deflate(byte[] strip)
    {
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal))
            stream.Write(strip);
        return packed.ToArray();
    }

    /// <summary>Runs of three and more are packed, all else is copied.</summary>
    private static byte[] PackBits(byte[] strip)
    {
        var packed = new List<byte>();
        for (var at = 0; at < strip.Length;)
        {
            var run = 1;
            while (run < 128 && at + run < strip.Length && strip[at + run] == strip[at])
                run++;
            packed.AddRange(run >= 3 ? [(byte)(257 - run), strip[at]] : [0, strip[at]]);
            at += run >= 3 ? run : 1;
        }
        return [.. packed];
    }

    private void Put16(MemoryStream file, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        if (BigEndian)
            bytes.Reverse();
        file.Write(bytes);
    }

    private void Put32(MemoryStream file, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        if (BigEndian)
            bytes.Reverse();
        file.Write(bytes);
    }

    /// <summary>LZW as TIFF has it: codes of 9 to 12 bits, most significant first, that get wider one entry early.</summary>
    private sealed class LzwWriter
    {
        private const int Clear = 256, End = 257, Full = 4094;

        private readonly List<bool> _bits = [];
        private readonly Dictionary<(int Prefix, byte Next), int> _table = [];
        private int _width = 9;

        public byte[] Pack(byte[] strip)
        {
            Put(Clear);
            var prefix = -1;
            foreach (var next in strip)
            {
                if (prefix < 0 || _table.TryGetValue((prefix, next), out _))
                {
                    prefix = prefix < 0 ? next : _table[(prefix, next)];
                    continue;
                }
                Put(prefix);
                Define(prefix, next);
                prefix = next;
            }
            Put(prefix);
            _width = Width(End + 1 + _table.Count);
            Put(End);
            return [.. _bits.Chunk(8).Select(bits => (byte)bits.Select((bit, i) => bit ? 128 >> i : 0).Sum())];
        }

        private void Define(int prefix, byte next)
        {
            _table.Add((prefix, next), End + 1 + _table.Count);
            // The reader is one entry behind.
            _width = Width(End + _table.Count);
            if (End + 1 + _table.Count < Full)
                return;
            Put(Clear);
            _table.Clear();
            _width = 9;
        }

        private static int Width(int entries) => entries >= 2047 ? 12 : entries >= 1023 ? 11 : entries >= 511 ? 10 : 9;

        private void Put(int code)
        {
            for (var bit = _width - 1; bit >= 0; bit--)
                _bits.Add((code >> bit & 1) != 0);
        }
    }
}
