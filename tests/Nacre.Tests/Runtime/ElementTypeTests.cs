using System.Numerics;
using System.Runtime.InteropServices;
using Nacre.Runtime;
using Xunit;

namespace Nacre.Tests.Runtime;

public sealed class ElementTypeTests
{
    public static TheoryData<ElementType> All => [.. Enum.GetValues<ElementType>().Where(t => t != ElementType.Undefined)];

    [Theory]
    [MemberData(nameof(All))]
    public void Names_read_back(ElementType type) => Assert.Equal(type, ElementTypes.Parse(type.MlirName()));

    [Theory]
    [InlineData("si32", ElementType.I32)]
    [InlineData("f8E8M0FNU", ElementType.F8E8M0FNU)]
    [InlineData("complex<f64>", ElementType.C128)]
    [InlineData("i7", ElementType.Undefined)]
    [InlineData("none", ElementType.Undefined)]
    public void Names_are_MLIRs(string name, ElementType expected) => Assert.Equal(expected, ElementTypes.Parse(name));

    [Theory]
    [MemberData(nameof(All))]
    public void The_size_is_that_of_the_storage_type(ElementType type)
    {
        int expected = type switch
        {
            ElementType.String => 0,
            ElementType.Bool => 1,
            ElementType.F16 => 2,
            ElementType.C64 => 8,
            ElementType.C128 => 16,
            _ => Marshal.SizeOf(type.StorageType()!),
        };
        Assert.Equal(expected, type.ByteSize());
    }

    [Fact]
    public void Dotnet_types_stand_for_their_element_type()
    {
        Assert.Equal(ElementType.Bool, ElementTypes.Of<bool>());
        Assert.Equal(ElementType.I8, ElementTypes.Of<sbyte>());
        Assert.Equal(ElementType.U8, ElementTypes.Of<byte>());
        Assert.Equal(ElementType.U16, ElementTypes.Of<ushort>());
        Assert.Equal(ElementType.F16, ElementTypes.Of<Half>());
        Assert.Equal(ElementType.C128, ElementTypes.Of<Complex>());
        Assert.Equal(ElementType.String, ElementTypes.Of<string>());
        Assert.Equal(ElementType.Undefined, ElementTypes.Of<decimal>());
    }

    [Fact]
    public void Kinds_and_signs()
    {
        Assert.Equal(4, ElementType.I4.BitWidth());
        Assert.Equal(16, ElementType.BF16.BitWidth());
        Assert.True(ElementType.F4E2M1FN.IsFloat());
        Assert.False(ElementType.C64.IsFloat());
        Assert.False(ElementType.Bool.IsInteger());
        Assert.True(ElementType.I2.IsSigned());
        Assert.False(ElementType.F8E8M0FNU.IsSigned());
        Assert.False(ElementType.U64.IsSigned());
    }
}
