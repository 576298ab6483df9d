using Nacre.IR;

namespace Nacre.Dialects.Shapes;

/// <summary>NumPy's broadcasting on shapes that are known.</summary>
public static class BroadcastRules
{
    /// <summary>The shape that all broadcast to: aligned at the last dimension, a size of one stretches; null when they do not agree.</summary>
    public static long[]? Broadcast(params IReadOnlyList<long[]> shapes)
    {
        var result = new long[shapes.Max(s => s.Length)];
        Array.Fill(result, 1);
        foreach (var shape in shapes)
        {
            for (var i = 0; i < shape.Length; i++)
            {
                ref var size = ref result[result.Length - shape.Length + i];
                if (size != shape[i] && size != 1 && shape[i] != 1)
                    return null;
                size = size == 1 ? shape[i] : size;
            }
        }
        return result;
    }

    /// <summary>Whether the shapes are known to broadcast to one: at most one of them is no constant scalar, all are the same, or all are constants that agree.</summary>
    internal static bool AreBroadcastable(OperandRange shapes)
    {
        var constants = shapes.Select(s => (s.ConstantValue as DenseElementsAttr)?.ToIntegers()).ToArray();
        if (constants.Length > 0 && constants.All(c => c is not null))
            return Broadcast(constants!) is not null;
        return shapes.Where((_, i) => constants[i] is not []).Distinct().Count() <= 1;
    }

    /// <summary>Whether the shapes are known to be equal.</summary>
    internal static bool AllEqual(OperandRange shapes) =>
        shapes.Distinct().Count() <= 1 || shapes.All(s => s.ConstantValue is DenseElementsAttr) && shapes.Select(s => s.ConstantValue).Distinct().Count() == 1;
}
