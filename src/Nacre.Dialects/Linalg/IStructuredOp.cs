using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>
/// A perfect loop nest: each operand is read or written at the indices that its map computes from the loops; the region computes the elements of the outputs
/// from those of all operands.
/// </summary>
public interface IStructuredOp
{
    OperandRange Inputs { get; }
    OperandRange Outputs { get; }

    /// <summary>A map per operand, from the loops to the operand's dimensions.</summary>
    IReadOnlyList<AffineMap> Maps { get; }

    Region Body { get; }
}

/// <summary>A structured operation whose name says what its region computes.</summary>
public interface INamedStructuredOp<TSelf> : IStructuredOp where TSelf : Operation, INamedStructuredOp<TSelf>
{
    /// <summary>Emits the element of the output: arguments are the elements of the operands in order.</summary>
    static abstract Value Combine(OpBuilder builder, IReadOnlyList<Value> elements);

    /// <summary>How many inputs precede the one output.</summary>
    static virtual int InputCount => 2;

    /// <summary>The maps that the custom form may leave out, as an attribute; null where the operation has none.</summary>
    static virtual ArrayAttr? DefaultMaps => null;
}

/// <summary>What all structured operations must fulfil.</summary>
internal static class StructuredRules
{
    public static void Verify<T>(T op, Verifier verifier) where T : Operation, IStructuredOp
    {
        if (WhyInvalid(op) is { } why)
            verifier.Error(op, why);
    }

    private static string? WhyInvalid<T>(T op) where T : Operation, IStructuredOp
    {
        var outputs = op.Outputs.Types.OfType<TensorType>().ToArray();
        if (!outputs.SequenceEqual(op.Results.Types))
            return $"expected the number of tensor results ({op.ResultCount}) to be equal to the number of output tensors ({outputs.Length}), of the same types";
        var operands = op.Inputs.Concat(op.Outputs).ToArray();
        if (op.Maps.Count != operands.Length)
            return $"expected the number of indexing_map ({op.Maps.Count}) to be equal to the number of input and output operands ({operands.Length})";
        if (op.Body.IsEmpty || !op.Body.Entry.Arguments.Select(a => a.Type).SequenceEqual(operands.Select(o => o.Type.ElementOrSelf())))
            return "expected a region with an argument of the element type of each operand";
        for (var i = 0; i < operands.Length; i++)
        {
            var rank = operands[i].Type is ShapedType { HasRank: true } shaped ? shaped.Rank : 0;
            if (rank != op.Maps[i].ResultCount)
                return $"expected operand #{i} rank ({rank}) to match the result rank of indexing_map ({op.Maps[i].ResultCount})";
        }
        return WhyShapesDisagree(operands, op.Maps);
    }

    /// <summary>Each loop has one size, which the first operand with a static size at that loop gives.</summary>
    private static string? WhyShapesDisagree(Value[] operands, IReadOnlyList<AffineMap> maps)
    {
        var loops = new long?[maps.Count == 0 ? 0 : maps[0].DimCount];
        foreach (var (operand, dim, index) in DirectDimensions(operands, maps))
        {
            var size = ((ShapedType)operands[operand].Type).Shape[index];
            if (size == Shape.Dynamic)
                continue;
            if (loops[dim] is { } known && known != size)
                return $"inferred input/output operand #{operand} has shape's dimension #{index} to be {known}, but found {size}";
            loops[dim] = size;
        }
        return null;
    }

    private static IEnumerable<(int Operand, int Dim, int Index)> DirectDimensions(Value[] operands, IReadOnlyList<AffineMap> maps)
    {
        for (var i = 0; i < operands.Length; i++)
        {
            for (var k = 0; k < maps[i].ResultCount; k++)
            {
                if (maps[i].Results[k] is AffineDimExpr dim)
                    yield return (i, dim.Index, k);
            }
        }
    }
}
