using System.Numerics;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Xunit;

namespace Nacre.Tests.Interpreter;

public sealed class TensorValueTests
{
    [Fact]
    public void An_attribute_shares_its_bytes()
    {
        var attr = DenseElementsAttr.OfDoubles(RankedTensorType.Get(FloatType.F32, 3), [1, 2, 3]);
        var value = TensorValue.FromAttr(attr);
        Assert.Same(attr.Data, value.Data);
        Assert.Same(attr.Data, value.ToAttr().Data);
        Assert.Equal(attr, value.ToAttr());
    }

    [Fact]
    public void A_splat_stands_for_all_elements()
    {
        var value = TensorValue.Splat(RankedTensorType.Get(IntegerType.I16, 2, 3), 7);
        Assert.True(value.IsSplat);
        Assert.Equal(2, value.Data.Length);
        Assert.Equal([7, 7, 7, 7, 7, 7], value.ToIntegers());
        Assert.Equal(12, value.Bytes.Length);
    }

    [Fact]
    public void Narrow_integers_are_brought_into_the_canonical_form()
    {
        var attr = new DenseElementsAttr(RankedTensorType.Get(new IntegerType(4), 2), Blob.Of(new byte[] { 0x0F, 0x07 }));
        Assert.Equal([0xFF, 0x07], TensorValue.FromAttr(attr).Bytes.ToArray());
    }

    [Fact]
    public void Unsigned_elements_are_zero_extended()
    {
        var value = TensorValue.OfIntegers(RankedTensorType.Get(new IntegerType(64, Signedness.Unsigned), 1), [-1]);
        Assert.Equal(18446744073709551615.0, value.DoubleAt(0));
    }

    [Theory]
    [InlineData(FloatKind.F16, 65519, 65504)]
    [InlineData(FloatKind.BF16, 1.00390625, 1)]
    [InlineData(FloatKind.F32, 16777217, 16777216)]
    [InlineData(FloatKind.F8E4M3FN, 17, 16)]
    public void Doubles_round_to_nearest_even(FloatKind kind, double value, double expected) =>
        Assert.Equal([expected], TensorValue.OfDoubles(RankedTensorType.Get(new FloatType(kind), 1), [value]).ToDoubles());

    [Fact]
    public void Complex_elements_keep_both_parts()
    {
        var type = RankedTensorType.Get(new ComplexType(FloatType.F32), 2);
        Complex[] values = [new(1, -2), new(0.5, 4)];
        Assert.Equal(values, TensorValue.OfComplexes(type, values).ToComplexes());
    }

    [Fact]
    public void Data_of_the_wrong_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => new TensorValue(RankedTensorType.Get(FloatType.F32, 3), new byte[8]));
}
