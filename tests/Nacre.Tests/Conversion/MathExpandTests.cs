using Xunit;

namespace Nacre.Tests.Conversion;

/// <summary>The errors that docs/math.md states, over samples of all floats (special values included) and of ranges of doubles, against doubles of .NET's library.</summary>
public sealed class MathExpandTests
{
    /// <summary>Function, its value in double, and the largest error allowed for f32 and f64.</summary>
    private static readonly Dictionary<string, (Func<double, double> Reference, double Single, double Double)> Functions = new()
    {
        ["exp"] = (Math.Exp, 1.1, 1),
        ["exp2"] = (x => Math.Pow(2, x), 0.8, 1),
        ["expm1"] = (ExpM1, 1.5, 4),
        ["log"] = (Math.Log, 0.8, 1),
        ["log2"] = (Math.Log2, 1, 1),
        ["log10"] = (Math.Log10, 0.51, 2),
        ["log1p"] = (Log1p, 1.5, 2),
        ["tanh"] = (Math.Tanh, 2.75, 4),
        ["sin"] = (Math.Sin, 1.5, 1),
        ["cos"] = (Math.Cos, 1.5, 1),
        ["tan"] = (Math.Tan, 0.51, 4),
        ["asin"] = (Math.Asin, 0.51, 2),
        ["acos"] = (Math.Acos, 0.51, 1),
        ["atan"] = (Math.Atan, 0.51, 2),
        ["sinh"] = (Math.Sinh, 0.51, 4),
        ["cosh"] = (Math.Cosh, 0.51, 2),
        ["asinh"] = (Math.Asinh, 0.51, 2),
        ["acosh"] = (Math.Acosh, 0.51, 2),
        ["atanh"] = (Math.Atanh, 0.51, 4),
        ["erf"] = (ErrorFunctionReference.Erf, 2, 2),
        ["erfc"] = (ErrorFunctionReference.Erfc, 0.51, 4),
        ["cbrt"] = (Math.Cbrt, 0.51, 3),
        ["rsqrt"] = (x => 1 / Math.Sqrt(x), 1.5, 0),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory, MemberData(nameof(Names))]
    public void SinglesAreWithinTheStatedError(string name)
    {
        var (reference, limit, _) = Functions[name];
        var arguments = MathAccuracy.Floats(step: 4093);
        var results = MathAccuracy.Apply(name, arguments);
        for (var i = 0; i < arguments.Length; i++)
            Assert.True(MathAccuracy.Ulps(results[i], reference(arguments[i])) <= limit, $"{name}({arguments[i]:R}) = {results[i]:R}, expected {reference(arguments[i]):R}");
    }

    [Theory, MemberData(nameof(Names))]
    public void DoublesAreWithinTheStatedError(string name)
    {
        var (reference, _, limit) = Functions[name];
        double[] special = [0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -1e-310];
        double[] arguments = [.. special, .. MathAccuracy.Range(-1, 1, 20_001), .. MathAccuracy.Range(-25, 25, 20_001), .. MathAccuracy.Range(-740, 720, 5_001)];
        var results = MathAccuracy.Apply(name, arguments);
        for (var i = 0; i < arguments.Length; i++)
            Assert.True(MathAccuracy.Ulps(results[i], reference(arguments[i])) <= limit, $"{name}({arguments[i]:R}) = {results[i]:R}, expected {reference(arguments[i]):R}");
    }

    [Theory]
    [InlineData("powf", 0.51)]
    [InlineData("atan2", 0.51)]
    public void FunctionsOfTwoSingles(string name, double limit)
    {
        Func<double, double, double> reference = name == "powf" ? Math.Pow : Math.Atan2;
        var (xs, ys) = Pairs();
        var results = MathAccuracy.Apply(name, xs, ys);
        for (var i = 0; i < xs.Length; i++)
            Assert.True(MathAccuracy.Ulps(results[i], reference(xs[i], ys[i])) <= limit, $"{name}({xs[i]:R}, {ys[i]:R}) = {results[i]:R}, expected {reference(xs[i], ys[i]):R}");
    }

    [Fact]
    public void PowersOfDoubles()
    {
        var (xs, ys) = Pairs();
        double[] x = [.. xs, 10, 10, 1.0000001, 0.9999999, 1e-300, 1e300], y = [.. ys, 40, -40, 7e9, 7e9, 1.05, -1.05];
        var results = MathAccuracy.Apply("powf", x, y);
        for (var i = 0; i < x.Length; i++)
            Assert.True(MathAccuracy.Ulps(results[i], Math.Pow(x[i], y[i])) <= 1, $"pow({x[i]:R}, {y[i]:R}) = {results[i]:R}, expected {Math.Pow(x[i], y[i]):R}");
    }

    /// <summary>Whole powers that a double has, of whole numbers and of halves.</summary>
    [Fact]
    public void ExactPowersOfDoubles()
    {
        var cases = new List<(double X, double Y, double Power)>();
        for (var x = 2; x <= 60; x++)
        {
            var power = System.Numerics.BigInteger.One;
            for (var y = 1; (power *= x) < 1L << 53; y++)
            {
                cases.Add((x, y, (double)power));
                cases.Add((-x / 2.0, y, (y % 2 == 0 ? 1 : -1) * Math.ScaleB((double)power, -y)));
            }
        }
        var results = MathAccuracy.Apply("powf", [.. cases.Select(c => c.X)], [.. cases.Select(c => c.Y)]);
        for (var i = 0; i < results.Length; i++)
            Assert.True(results[i] == cases[i].Power, $"pow({cases[i].X}, {cases[i].Y}) = {results[i]:R}, expected {cases[i].Power:R}");
    }

    /// <summary>Angles of all sizes, large ones between small ones.</summary>
    [Theory]
    [InlineData("sin", 1)]
    [InlineData("cos", 1)]
    [InlineData("tan", 4)]
    public void LargeAnglesOfDoubles(string name, double limit)
    {
        var random = new Random(20261122);
        double[] arguments = [double.MaxValue, 1L << 30, Math.BitDecrement(1L << 30), double.NegativeInfinity, double.NaN, -0.0, .. Enumerable.Range(0, 40_000).Select(_ =>
            (random.Next(2) * 2 - 1) * Math.ScaleB(1 + random.NextDouble(), random.Next(4) == 0 ? random.Next(-10, 35) : random.Next(28, 1024)))];
        var results = MathAccuracy.Apply(name, arguments);
        var reference = Functions[name].Reference;
        for (var i = 0; i < arguments.Length; i++)
            Assert.True(MathAccuracy.Ulps(results[i], reference(arguments[i])) <= limit, $"{name}({arguments[i]:R}) = {results[i]:R}, expected {reference(arguments[i]):R}");
    }

    /// <summary>Of all doubles this one is nearest to a multiple of π/2 (J.-M. Muller, "Elementary Functions", 2016, table 11.1).</summary>
    [Fact]
    public void CosineNextToZero() =>
        Assert.True(MathAccuracy.Ulps(MathAccuracy.Apply("cos", [Math.ScaleB(6381956970095103, 797)])[0], -4.68716592425462761112e-19) <= 1);

    /// <summary>All pairs of special values, and random ones whose powers are in range.</summary>
    private static (float[] X, float[] Y) Pairs()
    {
        float[] special = [0, -0f, 1, -1, 2, -2, 0.5f, -0.5f, 3, -3, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon];
        var pairs = special.SelectMany(x => special.Select(y => (x, y))).ToList();
        var random = new Random(20261122);
        for (var i = 0; i < 50_000; i++)
            pairs.Add(((float)Math.Exp(random.NextDouble() * 20 - 10), (float)(random.NextDouble() * 20 - 10)));
        return ([.. pairs.Select(p => p.x)], [.. pairs.Select(p => p.y)]);
    }

    /// <summary>(u - 1)·x / ln u with u = e^x rounded (Kahan).</summary>
    private static double ExpM1(double x)
    {
        var u = Math.Exp(x);
        return u == 1 ? x : double.IsInfinity(u) || Math.Abs(x) > 1 ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    /// <summary>ln u·x / (u - 1) with u = 1 + x rounded (Kahan).</summary>
    private static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? Math.Log(u) : Math.Log(u) * (x / (u - 1));
    }
}
