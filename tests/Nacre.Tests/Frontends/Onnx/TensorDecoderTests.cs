using Google.Protobuf;
using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.IR;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Frontends.Onnx;

public class TensorDecoderTests
{
    private static ElementsAttr Decode(TensorProto tensor, string? folder = null, OnnxLimits? limits = null) =>
        new TensorDecoder(new ExternalData(folder), limits ?? OnnxLimits.Default).Decode(tensor);

    private static string Fails(TensorProto tensor, string? folder = null, OnnxLimits? limits = null)
    {
        var error = Assert.Throws<ModelFormatException>(() => Decode(tensor, folder, limits));
        Assert.Equal("tensor 't'", error.Node);
        return error.Message;
    }

    private static TensorProto Raw(DataType type, long[] dims, params byte[] bytes)
    {
        var tensor = new TensorProto { Name = "t", DataType = type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    private static TensorProto Ints(DataType type, params int[] values)
    {
        var tensor = new TensorProto { Name = "t", DataType = type, Dims = { values.Length } };
        tensor.Int32Data.AddRange(values);
        return tensor;
    }

    [Theory]
    [InlineData(DataType.Int8, "i8", -1)]
    [InlineData(DataType.Uint8, "ui8", 255)]
    [InlineData(DataType.Bool, "i1", 1)]
    [InlineData(DataType.Float8E4M3Fn, "f8E4M3FN", 255)]
    [InlineData(DataType.Float8E8M0, "f8E8M0FNU", 255)]
    internal void OneByteTypes(DataType type, string element, long value)
    {
        var elements = Decode(Raw(type, [1], 255));
        Assert.Equal($"tensor<1x{element}>", elements.Type.ToString());
        Assert.Equal([value], elements.ToIntegers());
    }

    [Fact]
    public void PackedElementsStartWithTheLowestBits()
    {
        Assert.Equal([1, -8, 7], Decode(Raw(DataType.Int4, [3], 0x81, 0x07)).ToIntegers());
        Assert.Equal([1, 8, 7], Decode(Raw(DataType.Uint4, [3], 0x81, 0x07)).ToIntegers());
        Assert.Equal([0, 1, -2, -1, 1], Decode(Raw(DataType.Int2, [5], 0b11_10_01_00, 0b01)).ToIntegers());
        Assert.Equal([0, 1, 2, 3], Decode(Raw(DataType.Uint2, [4], 0b11_10_01_00)).ToIntegers());
        Assert.Equal([6.0, -0.5], Decode(Raw(DataType.Float4E2M1, [2], 0x97)).ToDoubles());
    }

    [Fact]
    public void TypedFields()
    {
        Assert.Equal([1.5, -2], Decode(new TensorProto { Dims = { 2 }, DataType = DataType.Float, FloatData = { 1.5f, -2 } }).ToDoubles());
        Assert.Equal([1.5], Decode(new TensorProto { Dims = { 1 }, DataType = DataType.Double, DoubleData = { 1.5 } }).ToDoubles());
        Assert.Equal([long.MinValue], Decode(new TensorProto { Dims = { 1 }, DataType = DataType.Int64, Int64Data = { long.MinValue } }).ToIntegers());
        Assert.Equal([uint.MaxValue], Decode(new TensorProto { Dims = { 1 }, DataType = DataType.Uint32, Uint64Data = { uint.MaxValue } }).ToIntegers());
        Assert.Equal([-1], Decode(new TensorProto { Dims = { 1 }, DataType = DataType.Uint64, Uint64Data = { ulong.MaxValue } }).ToIntegers());
        Assert.Equal([1.5], Decode(Ints(DataType.Float16, 0x3E00)).ToDoubles());
        Assert.Equal([1.5], Decode(Ints(DataType.Bfloat16, 0x3FC0)).ToDoubles());
        Assert.Equal([-3, 3], Decode(Ints(DataType.Int16, -3, 3)).ToIntegers());
        Assert.Equal([0, 1], Decode(Ints(DataType.Bool, 0, 1)).ToIntegers());
        var packed = Ints(DataType.Int4, 0x21, 0x03);
        packed.Dims[0] = 3;
        Assert.Equal([1, 2, 3], Decode(packed).ToIntegers());
    }

    [Fact]
    public void ComplexNumbersAreTwoFloats()
    {
        var elements = Decode(new TensorProto { Dims = { 1 }, DataType = DataType.Complex64, FloatData = { 1, 2 } });
        Assert.Equal("tensor<1xcomplex<f32>>", elements.Type.ToString());
        Assert.Equal(8, elements.Data!.Length);
    }

    [Fact]
    public void Strings()
    {
        var elements = Assert.IsType<DenseStringElementsAttr>(Decode(new TensorProto { Dims = { 2 }, DataType = DataType.String, StringData = { ByteString.CopyFromUtf8("ä"), ByteString.Empty } }));
        Assert.Equal(["ä", ""], elements.Strings);
        Assert.Contains("2 strings", Fails(new TensorProto { Name = "t", Dims = { 3 }, DataType = DataType.String, StringData = { ByteString.Empty, ByteString.Empty } }));
    }

    [Fact]
    public void LargeRawDataIsSharedNotCopied()
    {
        var bytes = new byte[4096];
        var tensor = Raw(DataType.Float, [1024]);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        var elements = Assert.IsType<DenseResourceElementsAttr>(Decode(tensor));
        bytes[0] = 42;
        Assert.Equal(42, elements.Data!.Slice(0, 1)[0]);
    }

    [Fact]
    public void EmptyTensorsNeedNoData() => Assert.Equal(0, Decode(new TensorProto { Dims = { 3, 0 }, DataType = DataType.Float }).Count);

    [Fact]
    public void WrongSizesAreErrors()
    {
        Assert.Contains("has 4 bytes of data, but its type and shape need 8", Fails(Raw(DataType.Float, [2], 0, 0, 0, 0)));
        Assert.Contains("has 2 bytes of data, but its type and shape need 1", Fails(Raw(DataType.Int4, [2], 0, 0)));
        Assert.Contains("no data", Fails(new TensorProto { Name = "t", Dims = { 2 }, DataType = DataType.Float }));
        Assert.Contains("dimension -2", Fails(Raw(DataType.Float, [-2])));
        Assert.Contains("element type 99", Fails(Raw((DataType)99, [1], 0)));
        Assert.Contains("more than", Fails(Raw(DataType.Int8, [1L << 40, 1L << 40], 0)));
        Assert.Contains("65 dimensions", Fails(Raw(DataType.Int8, [.. Enumerable.Repeat(1L, 65)], 0)));
    }

    [Fact]
    public void ExternalDataIsReadFromTheModelsFolder()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["w.bin"], [.. Enumerable.Range(0, 8192).Select(i => (byte)(i / 4096 + 1))]);
        var elements = Decode(External([1024], ("location", "w.bin"), ("offset", "4096"), ("length", "4096")), folder.Path);
        Assert.Equal(2, elements.Data!.Slice(0, 1)[0]);
        Assert.Equal(4096, elements.Data.Length);
        Assert.Equal(1, Decode(External([4], ("location", "./w.bin")), folder.Path).Data!.Slice(0, 1)[0]);
    }

    [Fact]
    public void ExternalDataOutsideTheFolderIsRefused()
    {
        using var folder = new TemporaryFolder();
        var inside = Directory.CreateDirectory(folder["model"]).FullName;
        var secret = folder["secret"];
        File.WriteAllBytes(secret, new byte[16]);
        File.CreateSymbolicLink(Path.Combine(inside, "link"), secret);
        Directory.CreateSymbolicLink(Path.Combine(inside, "up"), folder.Path);
        Directory.CreateDirectory(Path.Combine(inside, "sub"));
        File.WriteAllBytes(Path.Combine(inside, "real"), new byte[16]);
        File.CreateSymbolicLink(Path.Combine(inside, "sub", "back"), Path.Combine("..", "real"));

        Assert.Contains("relative path", Fails(External([4], ("location", secret)), inside));
        Assert.Contains("relative path", Fails(External([4], ("location", "../secret")), inside));
        Assert.Contains("relative path", Fails(External([4], ("location", "sub\\..\\..\\secret")), inside));
        Assert.Contains("leads out", Fails(External([4], ("location", "link")), inside));
        Assert.Contains("leads out", Fails(External([4], ("location", "up/secret")), inside));
        Assert.Contains("does not exist", Fails(External([4], ("location", "sub")), inside));
        Assert.Contains("was not read from a file", Fails(External([4], ("location", "real"))));
        Assert.Equal(4, Decode(External([4], ("location", "sub/back")), inside).Count);
    }

    [Fact]
    public void ExternalDataMustLieInsideTheFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["w.bin"], new byte[16]);
        Assert.Contains("outside", Fails(External([5], ("location", "w.bin")), folder.Path));
        Assert.Contains("outside", Fails(External([4], ("location", "w.bin"), ("offset", "1")), folder.Path));
        Assert.Contains("outside", Fails(External([4], ("location", "w.bin"), ("offset", "9223372036854775807"), ("length", "9223372036854775807")), folder.Path));
        Assert.Contains("not a number", Fails(External([4], ("location", "w.bin"), ("offset", "-4")), folder.Path));
        Assert.Contains("has 8 bytes", Fails(External([4], ("location", "w.bin"), ("length", "8")), folder.Path));
        Assert.Contains("no 'location'", Fails(External([4], ("offset", "1")), folder.Path));
    }

    [Fact]
    public void SparseTensorsBecomeDense()
    {
        var decoder = new TensorDecoder(new ExternalData(null), OnnxLimits.Default);
        var sparse = new SparseTensorProto { Values = Make.FloatVector(5, 6), Indices = Make.Vector(1, 5), Dims = { 2, 3 } };
        Assert.Equal([0, 5, 0, 0, 0, 6], SparseTensors.ToDense(sparse, decoder).ToDoubles());
        sparse.Indices = Make.Vector(0, 1, 1, 2);
        sparse.Indices.Dims.Clear();
        sparse.Indices.Dims.AddRange([2, 2]);
        Assert.Equal([0, 5, 0, 0, 0, 6], SparseTensors.ToDense(sparse, decoder).ToDoubles());
        sparse.Indices.Int64Data[3] = 3;
        Assert.Contains("outside", Assert.Throws<ModelFormatException>(() => SparseTensors.ToDense(sparse, decoder)).Message);
        sparse.Dims[0] = 1L << 50;
        Assert.Contains("larger than", Assert.Throws<ModelFormatException>(() => SparseTensors.ToDense(sparse, decoder)).Message);
    }

    private static TensorProto External(long[] dims, params (string Key, string Value)[] entries)
    {
        var tensor = new TensorProto { Name = "t", DataType = DataType.Float, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.Dims.AddRange(dims);
        tensor.ExternalData.AddRange(entries.Select(e => new StringStringEntryProto { Key = e.Key, Value = e.Value }));
        return tensor;
    }
}
