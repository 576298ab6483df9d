using Nacre.Compilation;
using Nacre.Runtime;
using Nacre.Testing;
using Nacre.Transforms.Interpreter;

namespace Nacre.Comparison;

/// <summary>How far the outputs of two engines lie apart.</summary>
/// <param name="OfLargest">The largest difference as a part of the largest element of the reference's tensor; infinite where shapes, texts or what is finite differ.</param>
/// <param name="IsClose">|a − b| ≤ 1e-4 + 1e-3·|b| for every element.</param>
public sealed record OutputDifference(double OfLargest, bool IsClose)
{
    private static readonly Tolerance Close = new(Rtol: 1e-3, Atol: 1e-4, IsNetwork: false);

    public static OutputDifference Between(IReadOnlyDictionary<string, HostTensor> actual, IReadOnlyDictionary<string, HostTensor> reference)
    {
        var all = reference.Select(r => actual.TryGetValue(r.Key, out var a) ? Between(a, r.Value) : new OutputDifference(double.PositiveInfinity, false)).ToArray();
        return new OutputDifference(all.Select(d => d.OfLargest).DefaultIfEmpty().Max(), all.All(d => d.IsClose));
    }

    private static OutputDifference Between(HostTensor actual, HostTensor reference)
    {
        if (!actual.Shape.SequenceEqual(reference.Shape) || actual.ElementType != reference.ElementType)
            return new OutputDifference(double.PositiveInfinity, false);
        var (a, e) = (ElementTypeMap.ToValue(actual), ElementTypeMap.ToValue(reference));
        var isClose = ValueComparer.Difference(a, e, Close) is null;
        return new OutputDifference((a, e) is (TensorValue x, TensorValue y) ? TensorDistance.Between(x, y).OfLargest : isClose ? 0 : double.PositiveInfinity, isClose);
    }
}
