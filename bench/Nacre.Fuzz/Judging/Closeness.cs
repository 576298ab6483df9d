using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Fuzz.Judging;

/// <summary>How two values of an output compare.</summary>
/// <param name="Text">The worst difference in words; null where there is none.</param>
/// <param name="IsRounding">Whether the difference is so small that rounding may explain it: the outputs have one type and shape, and are non-finite at the same places.</param>
internal sealed record Closeness(string? Text, bool IsRounding)
{
    public static Closeness Same { get; } = new(null, true);

    /// <summary>What a rounding error may be, as a part of the largest element.</summary>
    private const double LargestRounding = 0.02;

    /// <param name="scale">How many times the usual tolerance is allowed: rounding errors add up in graphs.</param>
    /// <param name="inputs">The largest number that the case begins with: where terms cancel, the error is as large as theirs.</param>
    public static Closeness Of(TensorValue actual, TensorValue expected, double scale, double inputs)
    {
        if (actual.Type != expected.Type)
            return new Closeness($"got {actual.Type}, expected {expected.Type}", IsRounding: false);
        var largest = Math.Max(Largest(expected), inputs);
        var (relative, absolute) = ToleranceOf(expected.ElementType, scale);
        var (worst, at, isRounding) = (0.0, -1L, true);
        for (var i = 0L; i < expected.Count; i++)
        {
            var beyond = Distance(actual, expected, i) - relative * Magnitude(expected.DoubleAt(i)) - absolute * largest;
            if (beyond <= worst)
                continue;
            (worst, at) = (beyond, i);
            isRounding = Distance(actual, expected, i) <= (expected.ElementType is FloatType ? LargestRounding * largest : 1);
        }
        return at < 0 ? Same : new Closeness($"element {at} of {expected.Type} is {Number(actual, at)}, expected {Number(expected, at)}", isRounding);
    }

    /// <summary>Whether the first value is at least as close to the exact one as the second at every place where they differ.</summary>
    public static bool IsNearer(TensorValue first, TensorValue second, TensorValue exact, double scale)
    {
        if (first.Type != exact.Type || second.Type != exact.Type)
            return false;
        var (largest, (relative, absolute)) = (Largest(exact), ToleranceOf(exact.ElementType, scale));
        return Enumerable.Range(0, (int)exact.Count).All(i =>
            Distance(first, exact, i) <= Math.Max(Distance(second, exact, i), relative * Magnitude(exact.DoubleAt(i)) + absolute * largest));
    }

    public static double Largest(TensorValue tensor) => Enumerable.Range(0, (int)tensor.Count).Select(i => Magnitude(tensor.DoubleAt(i))).DefaultIfEmpty().Max();

    private static double Magnitude(double number) => double.IsFinite(number) ? Math.Abs(number) : 0;

    private static double Distance(TensorValue a, TensorValue b, long index)
    {
        if (a.ElementType is IntegerType)
            return Math.Abs((double)a.IntegerAt(index) - b.IntegerAt(index));
        var (x, y) = (a.DoubleAt(index), b.DoubleAt(index));
        if (x == y || (double.IsNaN(x) && double.IsNaN(y)))
            return 0;
        return double.IsFinite(x) && double.IsFinite(y) ? Math.Abs(x - y) : double.MaxValue;
    }

    private static (double Relative, double Absolute) ToleranceOf(IRType type, double scale) => type switch
    {
        FloatType { Width: 64 } => (1e-9 * scale, 1e-10 * scale),
        FloatType { Width: 32 } => (1e-5 * scale, 1e-6 * scale),
        FloatType t when t == FloatType.F16 => (2e-3, 1e-3),
        FloatType => (1.6e-2, 8e-3),
        _ => (0, 0),
    };

    private static string Number(TensorValue tensor, long index) => tensor.ElementType is IntegerType ? $"{tensor.IntegerAt(index)}" : tensor.DoubleAt(index).ToString("R");
}
