using Nacre.Dialects;
using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>Attributes and types are equal when their content is, bit for bit.</summary>
public sealed class AttributeTests
{
    [Fact]
    public void Signed_zeros_differ() => Assert.NotEqual(FloatAttr.F32(0.0), FloatAttr.F32(-0.0));

    [Fact]
    public void NaNs_are_equal_by_payload()
    {
        var quiet = FloatAttr.FromBits(0x7FC00000, FloatType.F32);
        Assert.Equal(quiet, FloatAttr.FromBits(0x7FC00000, FloatType.F32));
        Assert.NotEqual(quiet, FloatAttr.FromBits(0x7FC00001, FloatType.F32));
        Assert.NotEqual(quiet, FloatAttr.FromBits(0xFFC00000, FloatType.F32));
    }

    [Fact]
    public void Types_count()
    {
        Assert.NotEqual<Attr>(IntegerAttr.I32(1), IntegerAttr.I64(1));
        Assert.NotEqual<Attr>(IntegerAttr.I64(1), IntegerAttr.Index(1));
        Assert.NotEqual(new FloatAttr(1, FloatType.F32), new FloatAttr(1, FloatType.F64));
    }

    [Fact]
    public void Integers_are_wrapped_into_their_width()
    {
        Assert.Equal(new IntegerAttr(-1, IntegerType.I8), new IntegerAttr(255, IntegerType.I8));
        Assert.Equal(255, new IntegerAttr(-1, IntegerType.UI8).Value);
        Assert.Equal(1, IntegerAttr.Bool(true).Value);
        Assert.Equal(IntegerAttr.Bool(true), new IntegerAttr(-1, IntegerType.I1));
    }

    [Fact]
    public void Elements_are_equal_by_bytes()
    {
        var type = RankedTensorType.Get(FloatType.F32, 2);
        Assert.Equal(DenseElementsAttr.OfDoubles(type, [1, 2]), DenseElementsAttr.OfDoubles(type, [1, 2]));
        Assert.Equal(DenseElementsAttr.OfDoubles(type, [1, 2]).GetHashCode(), DenseElementsAttr.OfDoubles(type, [1, 2]).GetHashCode());
        Assert.NotEqual(DenseElementsAttr.OfDoubles(type, [0.0, 1]), DenseElementsAttr.OfDoubles(type, [-0.0, 1]));
        Assert.NotEqual(DenseElementsAttr.OfDoubles(type, [1, 2]), DenseElementsAttr.OfDoubles(RankedTensorType.Get(FloatType.F32, 1, 2), [1, 2]));
        Assert.Throws<ArgumentException>(() => DenseElementsAttr.OfDoubles(type, [1, 2, 3]));
    }

    [Fact]
    public void Equal_elements_are_a_splat()
    {
        var type = RankedTensorType.Get(FloatType.F32, 2, 2);
        var list = DenseElementsAttr.OfDoubles(type, [3, 3, 3, 3]);
        Assert.Equal(DenseElementsAttr.Splat(type, 3), list);
        Assert.Equal(4, list.Data.Length);
        Assert.Equal("dense<3.000000e+00> : tensor<2x2xf32>", list.ToString());
        Assert.False(DenseElementsAttr.OfDoubles(type, [0.0, 0.0, 0.0, -0.0]).IsSplat);
        Assert.False(DenseElementsAttr.OfIntegers(RankedTensorType.Get(IntegerType.I16, 2), [0x0101, 0x0102]).IsSplat);
        Assert.False(new DenseElementsAttr(RankedTensorType.Get(IntegerType.I8, 0), Blob.Of([])).IsSplat);
    }

    [Fact]
    public void Long_mapped_elements_are_not_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[8192]);
            var type = RankedTensorType.Get(IntegerType.I8, 8192);
            Assert.False(new DenseElementsAttr(type, MappedBlob.Open(path, 0, 8192)).IsSplat);
            Assert.True(new DenseElementsAttr(RankedTensorType.Get(IntegerType.I8, 16), MappedBlob.Open(path, 0, 16)).IsSplat);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Dictionaries_have_no_order()
    {
        var a = new NamedAttr("a", UnitAttr.Instance);
        var b = new NamedAttr("b", IntegerAttr.I32(1));
        Assert.Equal(new DictionaryAttr(a, b), new DictionaryAttr(b, a));
        Assert.Equal(new DictionaryAttr(a, b).GetHashCode(), new DictionaryAttr(b, a).GetHashCode());
    }

    [Theory]
    [InlineData("1 : i32")]
    [InlineData("-170141183460469231731687303715884105728 : i128")]
    [InlineData("340282366920938463463374607431768211455 : ui128")]
    [InlineData("true")]
    [InlineData("1.000000e-01 : f32")]
    [InlineData("0x7FC00001 : f32")]
    [InlineData("-0.000000e+00 : f16")]
    [InlineData("\"a\\22\\\\\\0A\\FF\" : i32")]
    [InlineData("[1, 2.000000e+00, \"x\", @a::@b, unit, tensor<4xf32>]")]
    [InlineData("{a = 1 : i8, \"b c\" = [], u}")]
    [InlineData("array<i64>")]
    [InlineData("array<i8: -1, 2>")]
    [InlineData("array<f64: 1.500000e+00>")]
    [InlineData("dense<> : tensor<0x4xf32>")]
    [InlineData("dense<5> : tensor<4x4xi8>")]
    [InlineData("dense<[[1, 2], [3, 4]]> : tensor<2x2xui4>")]
    [InlineData("dense<[true, false]> : vector<2xi1>")]
    [InlineData("dense<(1.000000e+00,-2.000000e+00)> : tensor<3xcomplex<f32>>")]
    [InlineData("dense<[(1,2), (3,4)]> : tensor<2xcomplex<i32>>")]
    [InlineData("dense<[\"a\", \"b\"]> : tensor<2x!test.pair<i1, i1>>")]
    [InlineData("dense<123456789012345678901234567890> : tensor<2xi128>")]
    [InlineData("dense_resource<weights> : tensor<4xf32>")]
    [InlineData("affine_map<(d0, d1)[s0] -> (d0 + s0, d1 mod 3, -d0)>")]
    [InlineData("affine_set<(d0) : (d0 - 1 >= 0, d0 == 0)>")]
    [InlineData("strided<[8, ?], offset: ?>")]
    [InlineData("loc(\"a.py\":1:2)")]
    [InlineData("loc(callsite(\"f\" at fused<\"m\">[\"a\":1:2, unknown]))")]
    [InlineData("#test.point<1, -2>")]
    public void Text_comes_back(string text)
    {
        var context = AllDialects.NewContext();
        var attribute = new OpAsmParser(context, text).ParseAttribute();
        Assert.Equal(attribute, new OpAsmParser(context, attribute.ToString()).ParseAttribute());
        Assert.Equal(text, attribute.ToString());
    }

    [Theory]
    [InlineData("tensor<f32>")]
    [InlineData("tensor<?x0x3xf8E4M3FN>")]
    [InlineData("tensor<*xcomplex<f64>>")]
    [InlineData("tensor<2x3xf32, \"layout\">")]
    [InlineData("vector<4x[8]xbf16>")]
    [InlineData("memref<?x4xf32, strided<[8, 1], offset: ?>, 3>")]
    [InlineData("memref<*xi1, 1>")]
    [InlineData("tuple<i32, tuple<>, none>")]
    [InlineData("(i32, (f32) -> ()) -> ((index) -> index)")]
    [InlineData("!test.pair<i32, !test.pair<f32, si7>>")]
    [InlineData("tf32")]
    [InlineData("f4E2M1FN")]
    [InlineData("f128")]
    public void Type_text_comes_back(string text) => Assert.Equal(text, new OpAsmParser(AllDialects.NewContext(), text).ParseType().ToString());
}
