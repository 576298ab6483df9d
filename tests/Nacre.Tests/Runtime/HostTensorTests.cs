using Nacre.Runtime;
using Xunit;

namespace Nacre.Tests.Runtime;

public sealed class HostTensorTests
{
    [Fact]
    public void A_new_tensor_is_aligned_and_zero()
    {
        using var tensor = HostTensor.Create(ElementType.F32, 3, 5);
        Assert.Equal(0, tensor.Pointer % 64);
        Assert.Equal([3, 5], tensor.Shape.ToArray());
        Assert.Equal(60, tensor.ByteSize);
        Assert.Equal(new float[15], tensor.AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData(new long[] { }, 1)]
    [InlineData(new long[] { 0 }, 0)]
    [InlineData(new long[] { long.MaxValue, 0, long.MaxValue }, 0)]
    [InlineData(new long[] { 2, 3 }, 6)]
    public void Elements_are_counted(long[] shape, long expected)
    {
        using var tensor = HostTensor.Create(ElementType.I64, shape);
        Assert.Equal(expected, tensor.ElementCount);
        Assert.NotEqual(0, tensor.Pointer);
    }

    [Theory]
    [InlineData(new[] { long.MaxValue, 2 }, "64-bit")]
    [InlineData(new[] { long.MaxValue / 2 }, "64-bit")]
    [InlineData(new[] { 1L << 32, 1L << 32 }, "64-bit")]
    [InlineData(new[] { 1L << 50 }, "Cannot allocate")]
    [InlineData(new[] { 2L, -1 }, "negative")]
    public void Impossible_sizes_are_an_error_of_ours(long[] shape, string why)
    {
        var error = Assert.Throws<NacreException>(() => HostTensor.Create(ElementType.F64, shape));
        Assert.Equal(ExitCode.OutOfMemoryOrLimit, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_strings_are_an_error_of_ours() =>
        Assert.Equal(ExitCode.OutOfMemoryOrLimit, Assert.Throws<NacreException>(() => HostTensor.Create(ElementType.String, 1L << 40)).Code);

    [Fact]
    public void Values_are_copied_in()
    {
        int[] values = [1, 2, 3, 4];
        using var tensor = HostTensor.FromArray(values, 2, 2);
        values[0] = 9;
        Assert.Equal(ElementType.I32, tensor.ElementType);
        Assert.Equal([1, 2, 3, 4], tensor.AsSpan<int>().ToArray());
    }

    [Fact]
    public void A_wrong_number_of_values_is_refused() =>
        Assert.Contains("has 6 elements", Assert.Throws<ArgumentException>(() => HostTensor.FromArray([1f], 2, 3)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_span_must_be_of_the_storage_type_or_its_bits()
    {
        using var tensor = HostTensor.FromArray([1f], 1);
        Assert.Equal(0x3F800000u, tensor.AsSpan<uint>()[0]);
        Assert.Throws<InvalidOperationException>(() => tensor.AsSpan<int>().Length);
        Assert.Throws<InvalidOperationException>(() => tensor.AsSpan<byte>().Length);
        Assert.Equal(4, tensor.AsBytes().Length);
    }

    [Fact]
    public void A_part_of_the_elements_stays_inside()
    {
        using var tensor = HostTensor.FromArray([1L, 2, 3], 3);
        Assert.Equal([2, 3], tensor.AsSpan<long>(1, 2).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.AsSpan<long>(2, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.AsSpan<long>(-1, 2).Length);
    }

    [Fact]
    public void Borrowed_memory_is_the_callers()
    {
        float[] values = [1, 2];
        using var tensor = HostTensor.Borrow(values.AsMemory(), 2);
        tensor.AsSpan<float>()[1] = 7;
        Assert.Equal([1f, 7f], values);
    }

    [Fact]
    public void A_clone_is_independent()
    {
        using var tensor = HostTensor.FromArray([1.5, 2.5], 2);
        using HostTensor clone = tensor.Clone();
        tensor.AsSpan<double>()[0] = 0;
        Assert.Equal([1.5, 2.5], clone.AsSpan<double>().ToArray());
    }

    [Fact]
    public void Strings_have_no_pointer()
    {
        using var tensor = HostTensor.FromStrings(["a", "b"], 2);
        using HostTensor clone = tensor.Clone();
        tensor.Strings[0] = "c";
        Assert.Equal(["a", "b"], clone.Strings);
        Assert.Throws<InvalidOperationException>(() => tensor.Pointer);
        Assert.Equal("", HostTensor.Create(ElementType.String, 1).Strings[0]);
    }

    [Fact]
    public void A_disposed_tensor_gives_no_memory()
    {
        var tensor = HostTensor.Create(ElementType.F32, 1);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.Pointer);
        Assert.Throws<ObjectDisposedException>(() => tensor.AsSpan<float>().Length);
    }

    [Fact]
    public void Tensors_print_like_nested_lists()
    {
        Assert.Equal("tensor<2x2xf32> [[1, 2.5], [-3, 1E-10]]", HostTensor.FromArray([1f, 2.5f, -3f, 1e-10f], 2, 2).ToString());
        Assert.Equal("tensor<i1> true", HostTensor.FromArray([true]).ToString());
        Assert.Equal("tensor<0x3xi8> []", HostTensor.Create(ElementType.I8, 0, 3).ToString());
        Assert.Equal("tensor<1xstring> [\"x\"]", HostTensor.FromStrings(["x"], 1).ToString());
        Assert.Equal("tensor<2xbf16> [1, -2]", HostTensor.FromArray<ushort>(ElementType.BF16, [0x3F80, 0xC000], 2).ToString());
        Assert.Equal("tensor<1xcomplex<f32>> [1-2i]", HostTensor.FromArray([new Complex64(1, -2)], 1).ToString());
        Assert.Equal("tensor<100xi32> [0, 1, 2, ..., 97, 98, 99]", HostTensor.FromArray(Enumerable.Range(0, 100).ToArray(), 100).ToString());
    }

    [Fact]
    public void A_mapped_file_shows_its_bytes_and_keeps_them()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [0, 0, 0, 0, 0, 0, 0x80, 0x3F]);
            using (var file = new MappedFile(path))
            using (HostTensor tensor = file.Tensor(4, ElementType.F32, 1))
            {
                Assert.Equal(1f, tensor.AsSpan<float>()[0]);
                tensor.AsSpan<float>()[0] = 2;
                Assert.Throws<NacreException>(() => file.Tensor(8, ElementType.F32, 1));
                Assert.Throws<NacreException>(() => file.Tensor(2, ElementType.F32, 1));
                Assert.Throws<NacreException>(() => file.Tensor(-4, ElementType.F32, 1));
            }

            Assert.Equal(0x3F, File.ReadAllBytes(path)[7]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<NacreException>(() => new MappedFile("/no/such.file"));
        Assert.Equal(ExitCode.ModelUnreadable, error.Code);
        Assert.Contains("/no/such.file", error.Message, StringComparison.Ordinal);
    }
}
