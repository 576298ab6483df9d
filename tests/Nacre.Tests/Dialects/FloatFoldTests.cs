using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Tests.Dialects;

/// <summary>Folds of float constants against the processor's own arithmetic in each type, over random bits: subnormals, infinities and NaN included.</summary>
public sealed class FloatFoldTests
{
    private const int Seed = 21;
    private const int Rounds = 3000;

    private delegate Operation Make(OpBuilder builder, Value lhs, Value rhs);

    private sealed record Row(Make Make, Func<double, double, double> Double, Func<float, float, float> Single, Func<Half, Half, Half> Half);

    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["addf"] = new((b, x, y) => AddFOp.Create(b, x, y), (x, y) => x + y, (x, y) => x + y, (x, y) => x + y),
        ["subf"] = new((b, x, y) => SubFOp.Create(b, x, y), (x, y) => x - y, (x, y) => x - y, (x, y) => x - y),
        ["mulf"] = new((b, x, y) => MulFOp.Create(b, x, y), (x, y) => x * y, (x, y) => x * y, (x, y) => x * y),
        ["divf"] = new((b, x, y) => DivFOp.Create(b, x, y), (x, y) => x / y, (x, y) => x / y, (x, y) => x / y),
        ["remf"] = new((b, x, y) => RemFOp.Create(b, x, y), (x, y) => x % y, (x, y) => x % y, (x, y) => x % y),
        ["maximumf"] = new((b, x, y) => MaximumFOp.Create(b, x, y), Math.Max, Math.Max, Half.Max),
        ["minimumf"] = new((b, x, y) => MinimumFOp.Create(b, x, y), Math.Min, Math.Min, Half.Min),
        ["maxnumf"] = new((b, x, y) => MaxNumFOp.Create(b, x, y), double.MaxNumber, float.MaxNumber, Half.MaxNumber),
        ["minnumf"] = new((b, x, y) => MinNumFOp.Create(b, x, y), double.MinNumber, float.MinNumber, Half.MinNumber),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    private static Attr? Fold(FloatAttr x, FloatAttr y, Make make)
    {
        var builder = OpBuilder.AtEnd(new Block());
        var op = make(builder, ConstantOp.Create(builder, x).Result, ConstantOp.Create(builder, y).Result);
        var folded = ((IFoldable)op).Fold();
        return folded.Constant ?? folded.Value?.ConstantValue;
    }

    private static void Check(Attr? folded, double expected, string where)
    {
        var value = Assert.IsType<FloatAttr>(folded).Value;
        Assert.True(double.IsNaN(expected) ? double.IsNaN(value) : BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(expected), $"{where}: expected {expected:R}, got {value:R}");
    }

    [Theory, MemberData(nameof(Names))]
    public void FoldsAsTheProcessorDoes(string name)
    {
        var row = Rows[name];
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var (x, y) = (Bits(random), Bits(random));
            var (dx, dy) = (BitConverter.Int64BitsToDouble(x), BitConverter.Int64BitsToDouble(y));
            Check(Fold(FloatAttr.FromBits(x, FloatType.F64), FloatAttr.FromBits(y, FloatType.F64), row.Make), row.Double(dx, dy), $"{name} {dx:R} {dy:R} : f64");
            var (fx, fy) = (BitConverter.UInt32BitsToSingle((uint)(x >> 32)), BitConverter.UInt32BitsToSingle((uint)(y >> 32)));
            Check(Fold(new FloatAttr(fx, FloatType.F32), new FloatAttr(fy, FloatType.F32), row.Make), row.Single(fx, fy), $"{name} {fx:R} {fy:R} : f32");
            var (hx, hy) = (BitConverter.UInt16BitsToHalf((ushort)(x >> 48)), BitConverter.UInt16BitsToHalf((ushort)(y >> 48)));
            Check(Fold(new FloatAttr((double)hx, FloatType.F16), new FloatAttr((double)hy, FloatType.F16), row.Make), (double)row.Half(hx, hy), $"{name} {hx} {hy} : f16");
        }
    }

    /// <summary>Random bits; now and then the same exponent as one, so that results are not all zero or infinite.</summary>
    private static long Bits(Random random)
    {
        var bits = random.NextInt64(long.MinValue, long.MaxValue);
        return random.Next(3) == 0 ? (bits & ~(0x7FFL << 52)) | 0x3FFL << 52 : bits;
    }

    [Fact]
    public void IntegersAreRoundedOnce()
    {
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var value = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            var builder = OpBuilder.AtEnd(new Block());
            var constant = ConstantOp.Int(builder, value, IntegerType.I64).Result;
            Check(SIToFPOp.Create(builder, FloatType.F32, constant).Fold().Constant, (float)value, $"sitofp {value}");
            Check(SIToFPOp.Create(builder, FloatType.F64, constant).Fold().Constant, value, $"sitofp {value} : f64");
            Check(UIToFPOp.Create(builder, FloatType.F32, constant).Fold().Constant, (float)(ulong)value, $"uitofp {(ulong)value}");
        }
    }

    [Fact]
    public void FloatsAreCutToIntegersWhereTheyFit()
    {
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var value = BitConverter.Int64BitsToDouble(Bits(random)) * Math.ScaleB(1, random.Next(40));
            var builder = OpBuilder.AtEnd(new Block());
            var constant = ConstantOp.Float(builder, value, FloatType.F64).Result;
            var whole = Math.Truncate(value);
            var signed = whole is >= -2147483648.0 and <= 2147483647.0 ? IntegerAttr.I32((int)whole) : null;
            var unsigned = whole is >= 0 and <= 4294967295.0 ? IntegerAttr.I32((uint)whole) : null;
            Assert.Equal(signed, FPToSIOp.Create(builder, IntegerType.I32, constant).Fold().Constant);
            Assert.Equal(unsigned, FPToUIOp.Create(builder, IntegerType.I32, constant).Fold().Constant);
        }
    }
}
