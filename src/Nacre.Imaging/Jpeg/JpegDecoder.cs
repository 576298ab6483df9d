using System.Buffers.Binary;

namespace Nacre.Imaging.Jpeg;

/// <summary>JPEG (ITU-T T.81 and JFIF): baseline, extended and progressive Huffman frames of 8 bits; grey, YCbCr, RGB, CMYK and YCCK. The
/// result is grey or RGB. The orientation that a camera notes beside the picture is not applied.</summary>
internal sealed class JpegDecoder
{
    /// <summary>A progressive picture has about ten; a hostile one could have millions, each over all blocks.</summary>
    private const int MaxScans = 200;

    private readonly byte[] _file;
    private readonly ushort[]?[] _quantization = new ushort[]?[4];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable?[4];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable?[4];
    private JpegComponent[] _components = [];
    private int _width, _height, _restartInterval, _scans;
    private int? _adobeTransform;
    private bool _progressive;

    private JpegDecoder(byte[] file) => _file = file;

    /// <exception cref="ImageFormatException"/>
    public static Image Decode(byte[] file) => new JpegDecoder(file).Decode();

    private Image Decode()
    {
        for (var at = 2; ;)
        {
            var marker = ReadMarker(ref at);
            if (marker == 0xD9)
                break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue;
            var segment = ReadSegment(at);
            at += segment.Length + 2;
            if (marker == 0xDA)
                at = ReadScan(segment, at);
            else
                ReadTables(marker, segment);
        }

        if (_scans == 0)
            throw new ImageFormatException("JPEG: there is no picture in the file");
        foreach (var component in _components)
            component.Transform();
        return new JpegColors(_components, _width, _height, _adobeTransform).ToImage();
    }

    /// <summary>Moves past the next marker and the fill bytes before it.</summary>
    private int ReadMarker(ref int at)
    {
        if (at >= _file.Length || _file[at] != 0xFF)
            throw new ImageFormatException($"JPEG: no marker at byte {at}");
        while (at < _file.Length && _file[at] == 0xFF)
            at++;
        return at < _file.Length ? _file[at++] : throw new ImageFormatException("JPEG: the file ends inside a marker");
    }

    private ReadOnlySpan<byte> ReadSegment(int at)
    {
        var length = at + 2 <= _file.Length ? BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at)) : 0;
        if (length < 2 || length > _file.Length - at)
            throw new ImageFormatException($"JPEG: the segment at byte {at} does not fit the file");
        return _file.AsSpan(at + 2, length - 2);
    }

    private void ReadTables(int marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2: ReadFrame(segment, marker == 0xC2); break;
            case 0xC4: ReadHuffman(segment); break;
            case >= 0xC3 and <= 0xCF: throw new ImageFormatException($"JPEG: lossless, hierarchical and arithmetic coding (marker FF{marker:X2}) are not supported");
            case 0xDB: ReadQuantization(segment); break;
            case 0xDD: _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(Take(ref segment, 2)); break;
            case 0xEE when segment.StartsWith("Adobe"u8) && segment.Length >= 12: _adobeTransform = segment[11]; break;
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> segment, bool progressive)
    {
        if (_components.Length > 0)
            throw new ImageFormatException("JPEG: a second frame");
        var header = Take(ref segment, 6);
        if (header[0] != 8)
            throw new ImageFormatException($"JPEG: {header[0]} bits per sample are not supported");
        (_height, _width, _progressive) = (BinaryPrimitives.ReadUInt16BigEndian(header[1..]), BinaryPrimitives.ReadUInt16BigEndian(header[3..]), progressive);
        Image.CheckSize(_width, _height);
        if (header[5] is not (1 or 3 or 4))
            throw new ImageFormatException($"JPEG: {header[5]} components are not supported");

        _components = new JpegComponent[header[5]];
        for (var i = 0; i < _components.Length; i++)
        {
            var data = Take(ref segment, 3);
            var (horizontal, vertical) = Math.DivRem((int)data[1], 16);
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || data[2] > 3)
                throw new ImageFormatException($"JPEG: component {data[0]} has sampling factors {horizontal}x{vertical} and quantisation table {data[2]}");
            _components[i] = new JpegComponent(data[0], horizontal, vertical, data[2]);
        }
        var (maxHorizontal, maxVertical) = (_components.Max(c => c.Horizontal), _components.Max(c => c.Vertical));
        foreach (var component in _components)
            component.Allocate(_width, _height, maxHorizontal, maxVertical);
    }

    private void ReadHuffman(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            var (kind, slot) = Math.DivRem((int)Take(ref segment, 1)[0], 16);
            if (kind > 1 || slot > 3)
                throw new ImageFormatException($"JPEG: Huffman table {slot} of class {kind}");
            var counts = Take(ref segment, 16);
            var total = 0;
            foreach (var count in counts)
                total += count;
            (kind == 0 ? _dc : _ac)[slot] = new JpegHuffmanTable(counts, Take(ref segment, total));
        }
    }

    private void ReadQuantization(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            var (wide, slot) = Math.DivRem((int)Take(ref segment, 1)[0], 16);
            if (wide > 1 || slot > 3)
                throw new ImageFormatException($"JPEG: quantisation table {slot} of precision {wide}");
            var data = Take(ref segment, JpegComponent.BlockSize * (wide + 1));
            var table = new ushort[JpegComponent.BlockSize];
            for (var i = 0; i < table.Length; i++)
                table[JpegScan.FromZigZag(i)] = wide == 1 ? BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]) : data[i];
            _quantization[slot] = table;
        }
    }

    /// <summary>Decodes the scan whose data start at a byte; returns where the marker after it is.</summary>
    private int ReadScan(ReadOnlySpan<byte> segment, int start)
    {
        if (++_scans > MaxScans)
            throw new ImageFormatException($"JPEG: more than {MaxScans} scans");
        var components = new JpegScanComponent[Take(ref segment, 1)[0]];
        if (components.Length is < 1 or > 4)
            throw new ImageFormatException($"JPEG: a scan of {components.Length} components");
        for (var i = 0; i < components.Length; i++)
            components[i] = ReadScanComponent(Take(ref segment, 2));

        var reader = new JpegBitReader(_file, start);
        new JpegScan(components, ReadBand(Take(ref segment, 3), components.Length), _progressive, _restartInterval, reader).Decode();
        return FindMarker(reader.Position);
    }

    private JpegScanComponent ReadScanComponent(ReadOnlySpan<byte> data)
    {
        var id = data[0];
        var component = Array.Find(_components, c => c.Id == id) ?? throw new ImageFormatException($"JPEG: a scan of component {id}, which the frame lacks");
        component.Quantization ??= _quantization[component.QuantizationId]
            ?? throw new ImageFormatException($"JPEG: quantisation table {component.QuantizationId} is missing");
        var (dc, ac) = Math.DivRem((int)data[1], 16);
        if (dc > 3 || ac > 3)
            throw new ImageFormatException($"JPEG: a scan uses Huffman tables {dc} and {ac}");
        return new JpegScanComponent(component, _dc[dc], _ac[ac]);
    }

    private JpegBand ReadBand(ReadOnlySpan<byte> data, int components)
    {
        if (!_progressive)
            return new JpegBand(0, JpegComponent.BlockSize - 1, Refines: false, LowBit: 0);
        var (first, last) = (data[0], data[1]);
        var (highBit, lowBit) = Math.DivRem((int)data[2], 16);
        var sizes = first == 0 ? last == 0 : first <= last && last < JpegComponent.BlockSize && components == 1;
        if (!sizes || lowBit > 13 || (highBit != 0 && highBit != lowBit + 1))
            throw new ImageFormatException($"JPEG: a progressive scan of frequencies {first} to {last}, bits {highBit} to {lowBit}, {components} components");
        return new JpegBand(first, last, highBit != 0, lowBit);
    }

    /// <summary>Skips padding after a scan's data: the next FF that is neither stuffed nor a restart marker.</summary>
    private int FindMarker(int at)
    {
        while (at + 1 < _file.Length && (_file[at] != 0xFF || _file[at + 1] is 0 or (>= 0xD0 and <= 0xD7)))
            at++;
        return at;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> segment, int count)
    {
        if (count > segment.Length)
            throw new ImageFormatException("JPEG: a segment ends early");
        var taken = segment[..count];
        segment = segment[count..];
        return taken;
    }
}
