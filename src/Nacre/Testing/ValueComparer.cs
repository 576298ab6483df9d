using System.Numerics;
using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Testing;

/// <summary>Compares results with expected values: shapes and types exactly, numbers within a tolerance, text exactly.</summary>
public static class ValueComparer
{
    /// <summary>The first difference in words; null when the values agree.</summary>
    public static string? Difference(InterpreterValue actual, InterpreterValue expected, Tolerance tolerance) => (actual, expected) switch
    {
        (TensorValue a, TensorValue e) => Tensors(a, e, tolerance),
        (StringTensorValue a, StringTensorValue e) => a.Shape == e.Shape && a.Strings == e.Strings ? null : $"got {a}, expected {e}",
        (SequenceValue a, SequenceValue e) when a.Items.Count == e.Items.Count => a.Items.Zip(e.Items).Select(p => Difference(p.First, p.Second, tolerance)).FirstOrDefault(d => d is not null),
        (SequenceValue a, SequenceValue e) => $"got a sequence of {a.Items.Count}, expected one of {e.Items.Count}",
        (OptionalValue { Item: null }, OptionalValue { Item: null }) => null,
        (OptionalValue { Item: { } a }, OptionalValue { Item: { } e }) => Difference(a, e, tolerance),
        (_, OptionalValue { Item: { } e }) => Difference(actual, e, tolerance),
        (OptionalValue { Item: { } a }, _) => Difference(a, expected, tolerance),
        _ => $"got {actual.GetType().Name}, expected {expected.GetType().Name}",
    };

    /// <summary>How the types of two tensors differ, sizes included, in words; null when they are the same.</summary>
    public static string? TypeDifference(InterpreterValue actual, InterpreterValue expected) => (actual, expected) switch
    {
        (TensorValue a, TensorValue e) => a.Shape == e.Shape && a.ElementType == e.ElementType ? null : $"got {a.Type}, expected {e.Type}",
        _ => $"got {actual.GetType().Name}, expected {expected.GetType().Name}",
    };

    private static string? Tensors(TensorValue actual, TensorValue expected, Tolerance tolerance)
    {
        if (TypeDifference(actual, expected) is { } difference)
            return difference;
        var worst = (Error: 0.0, Index: -1L);
        for (var i = 0L; i < expected.Count; i++)
        {
            var error = Error(actual, expected, i, tolerance);
            if (error > worst.Error)
                worst = (error, i);
        }
        if (worst.Index < 0 || (tolerance.IsNetwork && AccumulatedRounding.Explains(actual, expected)))
            return null;
        return $"element {worst.Index} of {expected.Count} is {Text(actual, worst.Index)}, expected {Text(expected, worst.Index)}";
    }

    private static string Text(TensorValue tensor, long index) => tensor.ElementType is ComplexType ? tensor.ComplexAt(index).ToString() : tensor.DoubleAt(index).ToString("R");

    /// <summary>How far an element is beyond its tolerance; 0 when inside.</summary>
    private static double Error(TensorValue actual, TensorValue expected, long index, Tolerance tolerance)
    {
        if (expected.ElementType is IntegerType or IndexType && actual.IntegerAt(index) == expected.IntegerAt(index))
            return 0;
        if (expected.ElementType is ComplexType)
            return Beyond(Complex.Abs(actual.ComplexAt(index) - expected.ComplexAt(index)), Complex.Abs(expected.ComplexAt(index)), tolerance);
        var (a, e) = (actual.DoubleAt(index), expected.DoubleAt(index));
        if (a.Equals(e) || (double.IsNaN(a) && double.IsNaN(e)))
            return 0;
        return double.IsFinite(a) && double.IsFinite(e) ? Beyond(Math.Abs(a - e), Math.Abs(e), tolerance) : double.MaxValue;
    }

    private static double Beyond(double difference, double magnitude, Tolerance tolerance) => Math.Max(0, difference - tolerance.Atol - tolerance.Rtol * magnitude);
}
