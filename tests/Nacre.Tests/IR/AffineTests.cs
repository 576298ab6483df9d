using Nacre.Dialects;
using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>Affine expressions keep their value when they are simplified as they are built, composed, printed and read.</summary>
public sealed class AffineTests
{
    private static readonly AffineExpr D0 = AffineExpr.Dim(0), D1 = AffineExpr.Dim(1), S0 = AffineExpr.Symbol(0);

    [Theory]
    [InlineData(7, 3, 2, 3, 1)]
    [InlineData(-7, 3, -3, -2, 2)]
    [InlineData(6, 3, 2, 2, 0)]
    [InlineData(-6, 3, -2, -2, 0)]
    [InlineData(0, 5, 0, 0, 0)]
    [InlineData(-1, 5, -1, 0, 4)]
    public void Division_rounds_as_its_name_says(long a, long b, long floor, long ceil, long mod)
    {
        Assert.Equal(floor, AffineExpr.Apply(AffineOp.FloorDiv, a, b));
        Assert.Equal(ceil, AffineExpr.Apply(AffineOp.CeilDiv, a, b));
        Assert.Equal(mod, AffineExpr.Apply(AffineOp.Mod, a, b));
    }

    [Fact]
    public void Building_simplifies()
    {
        Assert.Equal(D0, D0 + 0);
        Assert.Equal(D0, D0 * 1);
        Assert.Equal(AffineExpr.Constant(0), D0 * 0);
        Assert.Equal(D0 + 5, D0 + 2 + 3);
        Assert.Equal(D0 + 5, AffineExpr.Constant(5) + D0);
        Assert.Equal(D0 * 4, AffineExpr.Constant(4) * D0);
        Assert.Equal(D0, D0.FloorDiv(1));
        Assert.Equal(AffineExpr.Constant(0), D0.Mod(1));
        Assert.Equal(AffineExpr.Constant(3), AffineExpr.Constant(7).FloorDiv(2));
    }

    /// <summary>An expression and what it must evaluate to, built side by side so that simplification cannot hide in both.</summary>
    private static (AffineExpr Expr, Func<long, long, long, long> Value) Random(Random random, int depth)
    {
        if (depth == 0 || random.Next(5) == 0)
        {
            var constant = random.Next(-6, 7);
            return random.Next(4) switch { 0 => (D0, (d0, _, _) => d0), 1 => (D1, (_, d1, _) => d1), 2 => (S0, (_, _, s0) => s0), _ => (AffineExpr.Constant(constant), (_, _, _) => constant) };
        }
        var (a, x) = Random(random, depth - 1);
        var divisor = random.Next(1, 9);
        switch (random.Next(6))
        {
            case 0:
                return (a.FloorDiv(divisor), (d0, d1, s0) => (long)Math.Floor((double)x(d0, d1, s0) / divisor));
            case 1:
                return (a.CeilDiv(divisor), (d0, d1, s0) => (long)Math.Ceiling((double)x(d0, d1, s0) / divisor));
            case 2:
                return (a.Mod(divisor), (d0, d1, s0) => x(d0, d1, s0) - divisor * (long)Math.Floor((double)x(d0, d1, s0) / divisor));
            case 3:
                var factor = random.Next(-5, 6);
                return (a * factor, (d0, d1, s0) => x(d0, d1, s0) * factor);
            default:
                var (b, y) = Random(random, depth - 1);
                return random.Next(2) == 0 ? (a + b, (d0, d1, s0) => x(d0, d1, s0) + y(d0, d1, s0)) : (a - b, (d0, d1, s0) => x(d0, d1, s0) - y(d0, d1, s0));
        }
    }

    [Fact]
    public void Simplified_expressions_keep_their_value()
    {
        const int seed = 7;
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var (expr, value) = Random(random, 5);
            var map = new AffineMap(2, 1, [expr]);
            var read = ((AffineMapAttr)new OpAsmParser(AllDialects.NewContext(), $"affine_map<{map}>").ParseAttribute()).Map;
            for (var k = 0; k < 10; k++)
            {
                long d0 = random.Next(-50, 50), d1 = random.Next(-50, 50), s0 = random.Next(-50, 50);
                Assert.True(value(d0, d1, s0) == expr.Evaluate([d0, d1], [s0]), $"seed {seed}, expression {i}: {expr} at ({d0}, {d1})[{s0}]");
                Assert.Equal(value(d0, d1, s0), read.Evaluate([d0, d1], [s0])[0]);
            }
            Assert.Equal(map, read);
        }
    }

    [Fact]
    public void Composition_applies_the_inner_map_first()
    {
        var outer = new AffineMap(2, 1, [D0 + D1 * 2, D1 + S0]);
        var inner = new AffineMap(1, 1, [D0 * 3, D0 + S0]);
        var composed = outer.Compose(inner);
        // Symbols of the inner map come first.
        Assert.Equal([15 + 2 * (5 + 7), 5 + 7 + 11], composed.Evaluate([5], [7, 11]));
        Assert.Throws<ArgumentException>(() => inner.Compose(outer));
    }

    [Fact]
    public void Maps_know_their_form()
    {
        Assert.True(AffineMap.Identity(3).IsIdentity);
        Assert.True(AffineMap.Select(3, 2, 0, 1).IsPermutation);
        Assert.True(AffineMap.Select(3, 2, 0).IsProjectedPermutation);
        Assert.False(AffineMap.Select(3, 2, 0).IsPermutation);
        Assert.False(AffineMap.Select(3, 1, 1).IsProjectedPermutation);
        Assert.Equal(6, (D0 * 2 + D1).FloorDiv(1).LinearCoefficient(0) * 3);
        Assert.Null(D0.FloorDiv(2).LinearCoefficient(0));
        Assert.Equal(0, D0.FloorDiv(2).LinearCoefficient(1));
    }
}
