using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Nacre.Runtime;

/// <summary>NumPy's .npy files (NumPy Enhancement Proposal 1): booleans, integers, floats and complex numbers, any byte and index order.</summary>
/// <remarks>
/// Element types that NumPy lacks are written as their storage: small integers as <c>i1</c>/<c>u1</c>, small floats and bfloat16 as opaque
/// <c>V1</c>/<c>V2</c>, as NumPy does for ml_dtypes. Reading them back takes the type that is expected.
/// </remarks>
public static class Npy
{
    /// <param name="path">The file.</param>
    /// <param name="expected">The element type wanted; by default the one that the file names.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: not a .npy file, truncated, or of another element type.</exception>
    public static HostTensor Read(string path, ElementType expected = ElementType.Undefined)
    {
        using FileStream stream = RawFile.Open(path);
        return Read(stream, path, expected);
    }

    /// <summary>Reads one array from where the stream is; a stream that cannot seek is first read to its end.</summary>
    /// <inheritdoc cref="Read(string, ElementType)"/>
    /// <param name="stream">Left behind the array.</param>
    /// <param name="name">Names the stream in errors.</param>
    /// <param name="expected">The element type wanted; by default the one that the file names.</param>
    public static HostTensor Read(Stream stream, string name, ElementType expected = ElementType.Undefined)
    {
        if (!stream.CanSeek)
            stream = Buffer(stream);

        NpyHeader header = ReadHeader(stream, name);
        ElementType type = TypeOf(header.Descr, expected, name);
        HostTensor tensor = RawFile.ReadElements(stream, name, type, header.Shape.AsSpan());
        if (header.Descr[0] == (BitConverter.IsLittleEndian ? '>' : '<'))
            ReverseBytes(tensor);

        if (!header.FortranOrder || tensor.Rank < 2)
            return tensor;

        using (tensor)
            return FromFortranOrder(tensor);
    }

    /// <exception cref="NacreException"><see cref="ExitCode.Unsupported"/>: the tensor holds strings.</exception>
    public static void Write(string path, HostTensor tensor)
    {
        using FileStream stream = File.Create(path);
        Write(stream, tensor);
    }

    /// <inheritdoc cref="Write(string, HostTensor)"/>
    public static void Write(Stream stream, HostTensor tensor)
    {
        new NpyHeader(DescrOf(tensor.ElementType), FortranOrder: false, new PlanArray<long>(tensor.Shape)).Write(stream);
        RawFile.WriteElements(stream, tensor);
    }

    private static MemoryStream Buffer(Stream stream)
    {
        var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        buffer.Position = 0;
        return buffer;
    }

    private static NpyHeader ReadHeader(Stream stream, string name)
    {
        try
        {
            return NpyHeader.Read(stream);
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException)
        {
            throw new NacreException(ExitCode.ModelUnreadable, $"'{name}' is not a readable .npy file: {e.Message}. Write it again with numpy.save.", e);
        }
    }

    private static ElementType TypeOf(string descr, ElementType expected, string name)
    {
        ElementType stored = TypeOf(descr);
        int size = descr.Length > 2 && int.TryParse(descr.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) ? bytes : 0;
        bool isOpaque = size > 0 && descr[1] == 'V';
        if (expected == ElementType.Undefined && stored != ElementType.Undefined)
            return stored;

        bool fits = isOpaque ? expected.ByteSize() == size : stored != ElementType.Undefined && stored.StorageType() == expected.StorageType();
        if (fits)
            return expected;

        string wanted = expected == ElementType.Undefined ? "a type of tensors (opaque elements need an expected type)" : expected.MlirName();
        throw new NacreException(ExitCode.ModelUnreadable, $"'{name}' holds elements of NumPy type '{descr}', not of {wanted}. Convert it with numpy.ndarray.astype.");
    }

    private static ElementType TypeOf(string descr) => descr.Length < 3 || descr[0] is not ('<' or '>' or '|' or '=') ? ElementType.Undefined : descr[1..] switch
    {
        "b1" => ElementType.Bool,
        "i1" => ElementType.I8,
        "u1" => ElementType.U8,
        "i2" => ElementType.I16,
        "u2" => ElementType.U16,
        "i4" => ElementType.I32,
        "u4" => ElementType.U32,
        "i8" => ElementType.I64,
        "u8" => ElementType.U64,
        "f2" => ElementType.F16,
        "f4" => ElementType.F32,
        "f8" => ElementType.F64,
        "c8" => ElementType.C64,
        "c16" => ElementType.C128,
        _ => ElementType.Undefined,
    };

    private static string DescrOf(ElementType type)
    {
        char kind = type switch
        {
            ElementType.Bool => 'b',
            ElementType.F16 or ElementType.F32 or ElementType.F64 => 'f',
            _ when type.IsFloat() => 'V',
            _ when type.IsComplex() => 'c',
            _ when type.IsInteger() => type.IsSigned() ? 'i' : 'u',
            _ => throw new NacreException(ExitCode.Unsupported, $"A tensor of {type.MlirName()} cannot be written as .npy."),
        };
        char order = type.ByteSize() == 1 ? '|' : BitConverter.IsLittleEndian ? '<' : '>';
        return string.Create(CultureInfo.InvariantCulture, $"{order}{kind}{type.ByteSize()}");
    }

    private static void ReverseBytes(HostTensor tensor)
    {
        int partsPerElement = tensor.ElementType.IsComplex() ? 2 : 1;
        int size = tensor.ElementType.ByteSize() / partsPerElement;
        long parts = tensor.ElementCount * partsPerElement;
        for (long done = 0; done < parts;)
        {
            int count = (int)Math.Min(parts - done, 1 << 27);
            ReverseBytes(tensor, size, done, count);
            done += count;
        }
    }

    private static unsafe void ReverseBytes(HostTensor tensor, int size, long start, int count)
    {
        void* part = (byte*)tensor.Pointer + (start * size);
        switch (size)
        {
            case 2:
                var shorts = new Span<ushort>(part, count);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = new Span<uint>(part, count);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = new Span<ulong>(part, count);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                break;
        }
    }

    /// <summary>Element (i, j, …) of a file with the first index fastest, put where the last index is fastest.</summary>
    private static unsafe HostTensor FromFortranOrder(HostTensor source)
    {
        HostTensor result = HostTensor.CreateUninitialized(source.ElementType, source.Shape);
        int size = source.ElementType.ByteSize();
        ReadOnlySpan<long> shape = source.Shape;
        long[] strides = RowMajorStrides(shape);
        long[] index = new long[shape.Length];
        long target = 0;
        for (long i = 0; i < source.ElementCount; i++)
        {
            NativeMemory.Copy((byte*)source.Pointer + (i * size), (byte*)result.Pointer + (target * size), (nuint)size);
            for (int axis = 0; axis < index.Length; axis++)
            {
                target += strides[axis];
                if (++index[axis] < shape[axis])
                    break;

                target -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }

        return result;
    }

    private static long[] RowMajorStrides(ReadOnlySpan<long> shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }
}
