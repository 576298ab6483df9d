using System.Runtime.InteropServices;

namespace Nacre.Tests.Conversion;

/// <summary>Runs one expanded function over many arguments and measures its largest error in units in the last place.</summary>
internal static class MathAccuracy
{
    private const int Lanes = 16;

    public static float[] Apply(string function, params float[][] operands) => Run<float>(function, "f32", Lanes, operands);
    public static double[] Apply(string function, params double[][] operands) => Run<double>(function, "f64", Lanes / 2, operands);

    private static T[] Run<T>(string function, string type, int lanes, T[][] operands) where T : unmanaged
    {
        var count = (operands[0].Length + lanes - 1) / lanes * lanes;
        var buffers = operands.Select(o => new AlignedBuffer<T>([.. o, .. new T[count - o.Length]])).Append(new AlignedBuffer<T>(count)).ToArray();
        using var kernel = new CompiledKernel(Source(function, type, lanes, count, operands.Length), "apply");
        kernel.Run(0, count / lanes, [.. buffers.Select(b => b.Address)]);
        var result = buffers[^1].Span[..operands[0].Length].ToArray();
        foreach (var buffer in buffers)
            buffer.Dispose();
        return result;
    }

    private static string Source(string function, string type, int lanes, int count, int operands)
    {
        var (memref, vector) = ($"memref<{count}x{type}>", $"vector<{lanes}x{type}>");
        var names = Enumerable.Range(0, operands).ToArray();
        return $$"""
            func.func @apply({{string.Join(", ", names.Append(operands).Select(i => $"%m{i}: {memref}"))}}, %begin: index, %end: index) attributes {nacre.kernel_abi} {
              %c1 = arith.constant 1 : index
              %lanes = arith.constant {{lanes}} : index
              scf.for %t = %begin to %end step %c1 {
                %i = arith.muli %t, %lanes : index
                {{string.Join("\n    ", names.Select(i => $"%x{i} = vector.load %m{i}[%i] : {memref}, {vector}"))}}
                %y = math.{{function}} {{string.Join(", ", names.Select(i => $"%x{i}"))}} : {{vector}}
                vector.store %y, %m{{operands}}[%i] : {{memref}}, {{vector}}
              }
              return
            }
            """;
    }

    /// <summary>How far a result is from the true value, in units in the last place of a float near that value; equal special values are 0 apart, unequal ones infinitely far.</summary>
    public static double Ulps(float actual, double expected)
    {
        if (float.IsNaN(actual) || double.IsNaN(expected))
            return float.IsNaN(actual) && double.IsNaN(expected) ? 0 : double.PositiveInfinity;
        var rounded = (float)expected;
        if (float.IsInfinity(actual) || float.IsInfinity(rounded))
            return actual == rounded || Math.Abs(expected - (double)actual) <= Math.ScaleB(1, 104) ? 0 : double.PositiveInfinity;
        if (actual == 0 && expected == 0)
            return float.IsNegative(actual) == double.IsNegative(expected) ? 0 : double.PositiveInfinity;
        var exponent = Math.Max(expected == 0 ? -126 : Math.ILogB(expected), -126);
        return Math.Abs(actual - expected) / Math.ScaleB(1, exponent - 23);
    }

    /// <summary>The same for doubles, whose reference is itself a double.</summary>
    public static double Ulps(double actual, double expected)
    {
        if (double.IsNaN(actual) || double.IsNaN(expected))
            return double.IsNaN(actual) && double.IsNaN(expected) ? 0 : double.PositiveInfinity;
        if (actual == expected)
            return actual != 0 || double.IsNegative(actual) == double.IsNegative(expected) ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(actual) || double.IsInfinity(expected))
            return double.PositiveInfinity;
        var exponent = Math.Max(Math.ILogB(expected == 0 ? double.Epsilon : expected), -1022);
        return Math.Abs(actual - expected) / Math.ScaleB(1, exponent - 52);
    }

    /// <summary>Every float whose low bits are those of a counter: <paramref name="step"/> apart in their bits, both signs, all exponents, with the special ones.</summary>
    public static float[] Floats(uint step)
    {
        var values = new List<float> { 0f, -0f, 1, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, 1.17549435e-38f, -1.17549435e-38f };
        for (var bits = 0L; bits <= uint.MaxValue; bits += step)
            values.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        return [.. CollectionsMarshal.AsSpan(values)];
    }

    /// <summary>Numbers spread evenly over a range.</summary>
    public static double[] Range(double from, double to, int count) => [.. Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1))];
}
