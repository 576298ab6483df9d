using System.Numerics;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Comparisons of tensors that end in an error which names the first difference (the check dialect of StableHLO's tests).</summary>
internal static class Checks
{
    /// <summary>Equal elements; +0 equals -0 and NaN equals NaN.</summary>
    public static void Equal(TensorValue actual, TensorValue expected) =>
        Each(actual, expected, "equal to", (a, b) => a == b || (double.IsNaN(a) && double.IsNaN(b)));

    /// <summary>Floats at most <paramref name="tolerance"/> apart; infinities and NaN must be the same.</summary>
    public static void AlmostEqual(TensorValue actual, TensorValue expected, double tolerance) =>
        Each(actual, expected, $"equal within {tolerance} to", (a, b) => a == b || (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) <= tolerance);

    /// <summary>Integers exactly, others within 1e-4: the check of StableHLO's older test data.</summary>
    public static void Match(TensorValue actual, TensorValue expected)
    {
        if (actual.ElementType is IntegerType)
            Equal(actual, expected);
        else
            AlmostEqual(actual, expected, 1e-4);
    }

    private static void Each(TensorValue actual, TensorValue expected, string relation, Func<double, double, bool> holds)
    {
        CheckTypes(actual, expected);
        if (actual.ElementType is IntegerType or IndexType)
            CheckIntegers(actual, expected);
        else if (actual.ElementType is ComplexType)
            CheckElements(actual, expected, relation, i => BothHold(actual.ComplexAt(i), expected.ComplexAt(i), holds));
        else
            CheckElements(actual, expected, relation, i => holds(actual.DoubleAt(i), expected.DoubleAt(i)));
    }

    private static bool BothHold(Complex a, Complex b, Func<double, double, bool> holds) => holds(a.Real, b.Real) && holds(a.Imaginary, b.Imaginary);

    private static void CheckIntegers(TensorValue actual, TensorValue expected)
    {
        if (!actual.Bytes.SequenceEqual(expected.Bytes))
            CheckElements(actual, expected, "equal to", i => actual.IntegerAt(i) == expected.IntegerAt(i));
    }

    private static void CheckElements(TensorValue actual, TensorValue expected, string relation, Func<long, bool> holds)
    {
        for (var at = new Odometer(actual.Shape); at.IsValid; at.Next())
        {
            if (!holds(at.Position))
                throw Mismatch(actual, expected, at, relation);
        }
    }

    private static EvaluationException Mismatch(TensorValue actual, TensorValue expected, Odometer at, string relation) =>
        new($"at index [{string.Join(", ", at.Index.ToArray())}]: {Text(actual, at.Position)} (actual) is not {relation} {Text(expected, at.Position)} (expected)");

    private static string Text(TensorValue x, long at) => x.ElementType switch
    {
        ComplexType => $"({x.ComplexAt(at).Real:R}, {x.ComplexAt(at).Imaginary:R})",
        FloatType => $"{x.DoubleAt(at):R}",
        _ => $"{(x.ElementType.IsUnsigned() ? (ulong)x.IntegerAt(at) : (Int128)x.IntegerAt(at))}",
    };

    private static void CheckTypes(TensorValue actual, TensorValue expected)
    {
        if (actual.ElementType != expected.ElementType || actual.Shape != expected.Shape)
            throw new EvaluationException($"the actual value is a {actual.Type}, the expected one a {expected.Type}");
    }

    /// <summary>Floats, or parts of complex numbers, from <paramref name="min"/> to <paramref name="max"/> units in the last place apart.</summary>
    public static void Close(TensorValue actual, TensorValue expected, ulong min, ulong max)
    {
        CheckTypes(actual, expected);
        var part = actual.ElementType is ComplexType c ? c.ElementType : actual.ElementType;
        if (part is not FloatType type)
            throw new EvaluationException($"elements of type {part} have no units in the last place");
        var parts = actual.ElementType is ComplexType ? 2 : 1;
        for (var at = new Odometer(actual.Shape); at.IsValid; at.Next())
        {
            var distance = 0UL;
            for (var p = 0; p < parts; p++)
                distance = Math.Max(distance, UlpDistance(Bits(actual, at.Position, p, type), Bits(expected, at.Position, p, type), type));
            if (distance < min || distance > max)
                throw Mismatch(actual, expected, at, $"{min} to {max} units in the last place, but {distance}, from");
        }
    }

    private static long Bits(TensorValue x, long at, int part, FloatType type)
    {
        var size = type.StorageBytes();
        return ElementCodec.ReadInteger(type, x.ElementBytes(at).Slice(part * size, size));
    }

    /// <summary>How many numbers of the type lie between two; the greatest distance when one is not finite and they differ, none between NaNs.</summary>
    private static ulong UlpDistance(long a, long b, FloatType type)
    {
        var (x, y) = (FloatBits.ToDouble(a, type.Kind), FloatBits.ToDouble(b, type.Kind));
        if (a == b || (double.IsNaN(x) && double.IsNaN(y)))
            return 0;
        if (!double.IsFinite(x) || !double.IsFinite(y))
            return ulong.MaxValue;
        var sign = 1L << (type.Width - 1);
        var (magnitudeA, magnitudeB) = ((ulong)(a & (sign - 1)), (ulong)(b & (sign - 1)));
        if ((a & sign) != (b & sign))
            return magnitudeA + magnitudeB;
        return magnitudeA > magnitudeB ? magnitudeA - magnitudeB : magnitudeB - magnitudeA;
    }
}
