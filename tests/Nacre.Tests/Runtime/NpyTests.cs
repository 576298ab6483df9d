using System.Text;
using Nacre.Runtime;
using Xunit;

namespace Nacre.Tests.Runtime;

public sealed class NpyTests
{
    public static TheoryData<ElementType> Numeric => [.. Enum.GetValues<ElementType>().Where(t => t.ByteSize() > 0)];

    [Theory]
    [MemberData(nameof(Numeric))]
    public void Every_numeric_type_reads_back(ElementType type)
    {
        using var tensor = HostTensor.Create(type, 2, 3);
        for (int i = 0; i < tensor.ByteSize; i++)
            tensor.AsBytes()[i] = (byte)(type == ElementType.Bool ? i % 2 : i);

        using HostTensor read = Npy.Read(Written(tensor), "test", type);
        Assert.Equal(type, read.ElementType);
        Assert.Equal([2, 3], read.Shape.ToArray());
        Assert.Equal(tensor.AsBytes().ToArray(), read.AsBytes().ToArray());
    }

    [Theory]
    [InlineData(new long[] { }, "()")]
    [InlineData(new long[] { 5 }, "(5,)")]
    [InlineData(new long[] { 2, 0, 3 }, "(2, 0, 3,)")]
    public void The_header_is_Pythons_and_the_elements_are_aligned(long[] shape, string literal)
    {
        using var tensor = HostTensor.Create(ElementType.F32, shape);
        byte[] bytes = Written(tensor).ToArray();
        Assert.Contains($"{{'descr': '<f4', 'fortran_order': False, 'shape': {literal}, }}", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(0, (bytes.Length - tensor.ByteSize) % 64);
        Assert.Equal(shape, Npy.Read(new MemoryStream(bytes), "test").Shape.ToArray());
    }

    [Fact]
    public void Big_endian_numbers_are_turned_round()
    {
        using HostTensor ints = Npy.Read(File(1, "{'descr': '>i4', 'fortran_order': False, 'shape': (2,), }", [0, 0, 0, 1, 0, 0, 1, 0]), "test");
        Assert.Equal([1, 256], ints.AsSpan<int>().ToArray());

        using HostTensor complex = Npy.Read(File(1, "{'descr': '>c8', 'fortran_order': False, 'shape': (), }", [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0]), "test");
        Assert.Equal(new Complex64(1, 2), complex.AsSpan<Complex64>()[0]);
    }

    [Fact]
    public void Fortran_order_becomes_row_major()
    {
        byte[] columns = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
        using HostTensor tensor = Npy.Read(File(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }", columns), "test");
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 4; k++)
                    Assert.Equal(i + (2 * j) + (6 * k), tensor.AsSpan<byte>()[(i * 12) + (j * 4) + k]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_versions_and_any_spacing_are_read(byte version)
    {
        using HostTensor tensor = Npy.Read(File(version, "{\"shape\":(2L,1) ,'fortran_order':False,'descr':'|i1'}  \n", [1, 0xFF]), "test");
        Assert.Equal([2, 1], tensor.Shape.ToArray());
        Assert.Equal([1, -1], tensor.AsSpan<sbyte>().ToArray());
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "truncated")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,), }", "64-bit")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }", "truncated")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "63 bits")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "size")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)", "expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "missing")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', }", "twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), }", "True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x", "follows")]
    [InlineData("{'descr': '<f4, }", "does not end")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "structured")]
    [InlineData("{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }", "<M8[ns]")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "|O")]
    [InlineData("{'descr': '|V4', 'fortran_order': False, 'shape': (1,), }", "expected type")]
    [InlineData("", "'{' is expected")]
    public void Malformed_files_say_why(string header, string why)
    {
        var error = Assert.Throws<NacreException>(() => Npy.Read(File(1, header, new byte[8]), "hostile.npy"));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.True(error.Code is ExitCode.ModelUnreadable or ExitCode.OutOfMemoryOrLimit);
    }

    [Fact]
    public void An_unexpected_type_is_refused()
    {
        using var tensor = HostTensor.Create(ElementType.F32, 1);
        var error = Assert.Throws<NacreException>(() => Npy.Read(Written(tensor), "x.npy", ElementType.I32));
        Assert.Contains("'x.npy' holds elements of NumPy type '<f4', not of i32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_an_error_of_ours()
    {
        using var tensor = HostTensor.FromArray([1f, 2f], 2);
        byte[] bytes = Written(tensor).ToArray();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Equal(ExitCode.ModelUnreadable, Assert.Throws<NacreException>(() => Npy.Read(new MemoryStream(bytes, 0, length), "cut")).Code);
    }

    [Fact]
    public void Damaged_bytes_give_a_tensor_or_an_error_of_ours()
    {
        const int seed = 20240607;
        var random = new Random(seed);
        using var tensor = HostTensor.FromArray([1f, 2f, 3f, 4f, 5f, 6f], 2, 3);
        byte[] original = Written(tensor).ToArray();
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. original];
            for (int i = 0; i < 1 + (round % 3); i++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                Npy.Read(new MemoryStream(damaged), "damaged").Dispose();
            }
            catch (NacreException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 2999);
    }

    [Fact]
    public void A_header_that_claims_gigabytes_is_refused_unread()
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        Assert.Contains("claims", Assert.Throws<NacreException>(() => Npy.Read(new MemoryStream(bytes), "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strings_cannot_be_written() =>
        Assert.Equal(ExitCode.Unsupported, Assert.Throws<NacreException>(() => Npy.Write(new MemoryStream(), HostTensor.FromStrings(["a"], 1))).Code);

    [Fact]
    public void Files_and_raw_files_read_back()
    {
        string path = Path.GetTempFileName();
        try
        {
            using var tensor = HostTensor.FromArray([(Half)1, (Half)2], 2);
            Npy.Write(path, tensor);
            Assert.Equal([(Half)1, (Half)2], Npy.Read(path).AsSpan<Half>().ToArray());

            RawFile.Write(path, tensor);
            Assert.Equal([(Half)1, (Half)2], RawFile.Read(path, ElementType.F16, 1, 2).AsSpan<Half>().ToArray());
            var error = Assert.Throws<NacreException>(() => RawFile.Read(path, ElementType.F32, 2));
            Assert.Contains("has 4 bytes, but tensor<2xf32> has 8", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            System.IO.File.Delete(path);
        }

        Assert.Equal(ExitCode.ModelUnreadable, Assert.Throws<NacreException>(() => Npy.Read("/no/such.npy")).Code);
    }

    private static MemoryStream Written(HostTensor tensor)
    {
        var stream = new MemoryStream();
        Npy.Write(stream, tensor);
        stream.Position = 0;
        return stream;
    }

    private static MemoryStream File(byte version, string header, ReadOnlySpan<byte> elements)
    {
        byte[] length = BitConverter.GetBytes(header.Length);
        return new MemoryStream([0x93, .. "NUMPY"u8, version, 0, .. length.AsSpan(0, version == 1 ? 2 : 4), .. Encoding.Latin1.GetBytes(header), .. elements]);
    }
}
