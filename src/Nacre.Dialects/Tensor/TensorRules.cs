using Nacre.IR;

namespace Nacre.Dialects.Tensor;

/// <summary>Rules that several operations of the dialect share.</summary>
internal static class TensorRules
{
    /// <summary>One operand for each dynamic size of the result.</summary>
    public static bool CheckDynamicSizes(Operation op, int given, Verifier verifier)
    {
        var expected = ((RankedTensorType)op.Result(0).Type).Shape.DynamicCount;
        if (given != expected)
            verifier.Error(op, $"incorrect number of dynamic sizes, has {given}, expected {expected}");
        return given == expected;
    }

    /// <summary>A region that computes an element of <paramref name="type"/> from one index per dimension.</summary>
    public static void CheckElementRegion(Operation op, Region region, RankedTensorType type, Verifier verifier)
    {
        var arguments = region.Entry.Arguments;
        if (arguments.Count != type.Rank)
            verifier.Error(op, "must have one body argument per input dimension");
        else if (arguments.Any(a => a.Type is not IndexType))
            verifier.Error(op, "all body arguments must be index");
        else if (region.Entry.Last is YieldOp yield && yield.Value.Type != type.ElementType)
            verifier.Error(op, "body must be terminated with a `yield` operation of the tensor element type");
    }

    /// <summary>Whether a value of one type can be seen as the other: same elements, and sizes that may agree.</summary>
    public static bool AreCastCompatible(IRType from, IRType to) => from.ElementOrSelf() == to.ElementOrSelf() && from.HasCompatibleShape(to);

    /// <summary>The row-major number of an element, null when an index is out of range.</summary>
    public static long? Linearize(IReadOnlyList<long> indices, Shape shape)
    {
        var at = 0L;
        for (var i = 0; i < indices.Count; i++)
        {
            if (indices[i] < 0 || indices[i] >= shape[i])
                return null;
            at = at * shape[i] + indices[i];
        }
        return at;
    }
}
