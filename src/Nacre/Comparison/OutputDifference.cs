using Nacre.Compilation;
using Nacre.Runtime;

namespace Nacre.Comparison;

/// <summary>How far the outputs of two engines lie apart.</summary>
/// <param name="OfLargest">The largest difference as a part of the largest element of the reference's tensor; infinite where shapes differ or only one is finite.</param>
/// <param name="IsClose">|a − b| ≤ 1e-4 + 1e-3·|b| for every element.</param>
public sealed record OutputDifference(double OfLargest, bool IsClose)
{
    public static OutputDifference Between(IReadOnlyDictionary<string, HostTensor> actual, IReadOnlyDictionary<string, HostTensor> reference)
    {
        var all = reference.Select(r => actual.TryGetValue(r.Key, out var a) ? Between(a, r.Value) : new OutputDifference(double.PositiveInfinity, false)).ToArray();
        return new OutputDifference(all.Select(d => d.OfLargest).DefaultIfEmpty().Max(), all.All(d => d.IsClose));
    }

    private static OutputDifference Between(HostTensor actual, HostTensor reference)
    {
        if (!actual.Shape.SequenceEqual(reference.Shape) || actual.ElementType != reference.ElementType)
            return new OutputDifference(double.PositiveInfinity, false);
        var (a, b) = ((Transforms.Interpreter.TensorValue)ElementTypeMap.ToValue(actual), (Transforms.Interpreter.TensorValue)ElementTypeMap.ToValue(reference));
        var (largest, difference, isClose) = (0.0, 0.0, true);
        for (var i = 0L; i < b.Count; i++)
        {
            var (x, y) = (a.DoubleAt(i), b.DoubleAt(i));
            if (x.Equals(y))
                continue;
            var error = double.IsFinite(x) && double.IsFinite(y) ? Math.Abs(x - y) : double.PositiveInfinity;
            difference = Math.Max(difference, error);
            isClose &= error <= 1e-4 + 1e-3 * Math.Abs(y);
        }
        for (var i = 0L; i < b.Count; i++)
            largest = double.IsFinite(b.DoubleAt(i)) ? Math.Max(largest, Math.Abs(b.DoubleAt(i))) : largest;
        return new OutputDifference(difference == 0 ? 0 : difference / Math.Max(largest, double.Epsilon), isClose);
    }
}
