namespace Nacre.Imaging.Jpeg;

/// <summary>Reads the entropy-coded bits of a scan, most significant first, without the zero bytes stuffed after FF. Stops at a marker:
/// from there on zero bits can be looked at but not consumed.</summary>
internal sealed class JpegBitReader(byte[] file, int start)
{
    private uint _bits;
    private int _count, _padding;

    /// <summary>Where the marker is that ended the bits, once all of them are read.</summary>
    public int Position { get; private set; } = start;

    /// <summary>The next 16 bits; they stay.</summary>
    public int Peek16()
    {
        while (_count < 16)
            Append();
        return (int)(_bits >> (_count - 16)) & 0xFFFF;
    }

    /// <exception cref="ImageFormatException">The scan has fewer bits left.</exception>
    public void Skip(int count)
    {
        if (count > _count - _padding)
            throw new ImageFormatException($"JPEG: the data of a scan ends early, at byte {Position}");
        _count -= count;
    }

    /// <param name="count">0 to 16.</param>
    public int Read(int count)
    {
        var value = Peek16() >> (16 - count);
        Skip(count);
        return value;
    }

    public bool ReadBit() => Read(1) != 0;

    /// <summary>A coefficient of a size class (ITU-T T.81, EXTEND): the upper half are positive values, the lower half negative.</summary>
    public int ReadSigned(int size)
    {
        if (size > 16)
            throw new ImageFormatException($"JPEG: a coefficient of {size} bits");
        if (size == 0)
            return 0;
        var value = Read(size);
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /// <summary>Drops the bits that fill the last byte and passes the restart marker.</summary>
    public void PassRestart()
    {
        (_bits, _count, _padding) = (0, 0, 0);
        while (Position < file.Length && file[Position] != 0xFF)
            Position++;
        while (Position + 1 < file.Length && file[Position + 1] == 0xFF)
            Position++;
        if (Position + 1 >= file.Length || file[Position + 1] is < 0xD0 or > 0xD7)
            throw new ImageFormatException($"JPEG: no restart marker at byte {Position}");
        Position += 2;
    }

    private void Append()
    {
        var stuffed = Position + 1 < file.Length && file[Position] == 0xFF && file[Position + 1] == 0;
        var data = Position < file.Length && (file[Position] != 0xFF || stuffed);
        _bits = _bits << 8 | (data ? file[Position] : 0u);
        _count += 8;
        _padding += data ? 0 : 8;
        Position += data ? stuffed ? 2 : 1 : 0;
    }
}
