using System.Numerics;
using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Tests.Dialects;

/// <summary>Folds of integer constants against arithmetic of unlimited precision, over random widths and values with the corners in between.</summary>
public sealed class IntegerFoldTests
{
    private delegate Operation Make(OpBuilder builder, Value lhs, Value rhs);

    private sealed record Row(Make Make, Func<BigInteger, BigInteger, int, BigInteger?> Model, bool IsUnsigned = false);

    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["addi"] = new((b, x, y) => AddIOp.Create(b, x, y), (x, y, _) => x + y),
        ["subi"] = new((b, x, y) => SubIOp.Create(b, x, y), (x, y, _) => x - y),
        ["muli"] = new((b, x, y) => MulIOp.Create(b, x, y), (x, y, _) => x * y),
        ["divsi"] = new((b, x, y) => DivSIOp.Create(b, x, y), (x, y, w) => Divides(x, y, w) ? BigInteger.Divide(x, y) : null),
        ["remsi"] = new((b, x, y) => RemSIOp.Create(b, x, y), (x, y, w) => Divides(x, y, w) ? BigInteger.Remainder(x, y) : null),
        ["floordivsi"] = new((b, x, y) => FloorDivSIOp.Create(b, x, y), (x, y, w) => Divides(x, y, w) ? Floor(x, y) : null),
        ["ceildivsi"] = new((b, x, y) => CeilDivSIOp.Create(b, x, y), (x, y, w) => Divides(x, y, w) ? -Floor(-x, y) : null),
        ["divui"] = new((b, x, y) => DivUIOp.Create(b, x, y), (x, y, _) => y.IsZero ? null : x / y, IsUnsigned: true),
        ["remui"] = new((b, x, y) => RemUIOp.Create(b, x, y), (x, y, _) => y.IsZero ? null : x % y, IsUnsigned: true),
        ["ceildivui"] = new((b, x, y) => CeilDivUIOp.Create(b, x, y), (x, y, _) => y.IsZero ? null : -Floor(-x, y), IsUnsigned: true),
        ["andi"] = new((b, x, y) => AndIOp.Create(b, x, y), (x, y, _) => x & y),
        ["ori"] = new((b, x, y) => OrIOp.Create(b, x, y), (x, y, _) => x | y),
        ["xori"] = new((b, x, y) => XOrIOp.Create(b, x, y), (x, y, _) => x ^ y),
        ["shli"] = new((b, x, y) => ShLIOp.Create(b, x, y), (x, y, w) => y < w ? x << (int)y : null, IsUnsigned: true),
        ["shrui"] = new((b, x, y) => ShRUIOp.Create(b, x, y), (x, y, w) => y < w ? x >> (int)y : null, IsUnsigned: true),
        ["shrsi"] = new((b, x, y) => ShRSIOp.Create(b, x, y), (x, y, w) => y >= 0 && y < w ? x >> (int)y : null),
        ["maxsi"] = new((b, x, y) => MaxSIOp.Create(b, x, y), (x, y, _) => BigInteger.Max(x, y)),
        ["minsi"] = new((b, x, y) => MinSIOp.Create(b, x, y), (x, y, _) => BigInteger.Min(x, y)),
        ["maxui"] = new((b, x, y) => MaxUIOp.Create(b, x, y), (x, y, _) => BigInteger.Max(x, y), IsUnsigned: true),
        ["minui"] = new((b, x, y) => MinUIOp.Create(b, x, y), (x, y, _) => BigInteger.Min(x, y), IsUnsigned: true),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    private static bool Divides(BigInteger x, BigInteger y, int width) => !y.IsZero && !(y == -1 && x == -BigInteger.Pow(2, width - 1));

    private static BigInteger Floor(BigInteger x, BigInteger y)
    {
        var quotient = BigInteger.DivRem(x, y, out var rest);
        return !rest.IsZero && rest.Sign != y.Sign ? quotient - 1 : quotient;
    }

    [Theory, MemberData(nameof(Names))]
    public void FoldsAsUnlimitedArithmeticDoes(string name)
    {
        var row = Rows[name];
        const int seed = 20;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var width = random.Next(4) == 0 ? random.Next(1, 65) : new[] { 1, 8, 16, 32, 64 }[random.Next(5)];
            var type = new IntegerType(width);
            var (x, y) = (Number(random, width), Number(random, width));
            var builder = OpBuilder.AtEnd(new Block());
            var op = row.Make(builder, ConstantOp.Int(builder, x, type).Result, ConstantOp.Int(builder, y, type).Result);
            var folded = ((IFoldable)op).Fold();
            var expected = row.Model(Read(x, width, row.IsUnsigned), Read(y, width, row.IsUnsigned), width);
            var where = $"{name} of {x} and {y}, i{width}, seed {seed}, round {round}";
            if (expected is { } value)
                Assert.True(Value(folded) == new IntegerAttr(Wrap(value, width), type).Value, $"{where}: expected {value}, got {folded}");
            else
                Assert.True(folded.Constant is null, $"{where}: has no value, got {folded}");
        }
    }

    private static long? Value(FoldResult folded) => ((folded.Constant ?? folded.Value?.ConstantValue) as IntegerAttr)?.Value;

    private static long Number(Random random, int width) => random.Next(6) switch
    {
        0 => 0,
        1 => 1,
        2 => -1,
        3 => 1L << (width - 1),
        4 => random.Next(width + 2),
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    private static BigInteger Read(long bits, int width, bool isUnsigned)
    {
        var modulus = BigInteger.One << width;
        var value = ((new BigInteger(bits) % modulus) + modulus) % modulus;
        return !isUnsigned && value >= modulus / 2 ? value - modulus : value;
    }

    private static long Wrap(BigInteger value, int width) => (long)Read((long)(ulong)(value & ulong.MaxValue), width, isUnsigned: false);
}
