using Nacre.Transforms.Interpreter;

namespace Nacre.Testing;

/// <summary>How far a tensor lies from another of its type.</summary>
/// <param name="Largest">The largest difference; infinite where only one of two elements is finite.</param>
/// <param name="Norm">The Euclidean norm of the differences.</param>
/// <param name="LargestElement">The largest magnitude of a finite element of the other tensor.</param>
/// <param name="ElementNorm">The Euclidean norm of its finite elements.</param>
internal sealed record TensorDistance(double Largest, double Norm, double LargestElement, double ElementNorm)
{
    /// <summary>The largest difference as a part of the largest element.</summary>
    public double OfLargest => Part(Largest, LargestElement);

    /// <summary>The norm of the differences as a part of that of the elements.</summary>
    public double OfNorm => Part(Norm, ElementNorm);

    public static TensorDistance Between(TensorValue actual, TensorValue expected)
    {
        var (difference, differences, largest, squares) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0L; i < expected.Count; i++)
        {
            var (a, e) = (actual.DoubleAt(i), expected.DoubleAt(i));
            var error = a.Equals(e) ? 0 : double.IsFinite(a) && double.IsFinite(e) ? Math.Abs(a - e) : double.PositiveInfinity;
            (difference, differences) = (Math.Max(difference, error), differences + error * error);
            if (double.IsFinite(e))
                (largest, squares) = (Math.Max(largest, Math.Abs(e)), squares + e * e);
        }
        return new TensorDistance(difference, Math.Sqrt(differences), largest, Math.Sqrt(squares));
    }

    private static double Part(double difference, double of) => difference == 0 ? 0 : difference / Math.Max(of, double.Epsilon);
}
