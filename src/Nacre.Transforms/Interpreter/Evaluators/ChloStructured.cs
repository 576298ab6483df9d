using Nacre.Dialects.Chlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of CHLO's operations that are more than element-wise: top_k, ragged_dot and scan.</summary>
internal static class ChloStructured
{
    public static OpEvaluators AddChloStructured(this OpEvaluators table) => table
        .Add<TopKOp>((op, x, _) => TopK(x[0].AsTensor, op.K))
        .Numeric<RaggedDotOp>((op, x, _) => RaggedProduct(op, x[0], x[1], x[2]))
        .Add<ScanOp>((op, x, context) => Scan(op, OpEvaluators.Tensors(x), context));

    /// <summary>The k largest elements of every line along the last dimension, floats in their total order, and their places; equal ones in order of place.</summary>
    private static TensorValue[] TopK(TensorValue x, long k)
    {
        var length = x.Shape[x.Rank - 1];
        var keys = (x.ElementType is FloatType ? Arithmetic.TotalOrderKeys(x) : x).ToIntegers();
        if (x.ElementType.IsUnsigned())
            keys = Array.ConvertAll(keys, v => v ^ long.MinValue);
        var lines = length == 0 ? 0 : x.Count / length;
        var offsets = new List<long>();
        for (var line = 0L; line < lines; line++)
            offsets.AddRange(Enumerable.Range(0, (int)length).Select(i => line * length + i).OrderByDescending(i => keys[i]).Take((int)k));
        Shape shape = x.Shape.Dims.ToArray()[..^1].Append(k).ToArray();
        var places = TensorValue.OfIntegers(new RankedTensorType(shape, IntegerType.I32), offsets.Select(o => o % length).ToArray());
        return [GatherScatter.Take(x, offsets).Reshaped(shape), places];
    }

    /// <summary>One product per group of the ragged dimension: of lhs rows with their own rhs, of parts of the contracted dimension (stacked), or of parts of a batch.</summary>
    private static TensorValue RaggedProduct(RaggedDotOp op, TensorValue lhs, TensorValue rhs, TensorValue groupSizes)
    {
        if (groupSizes.Rank != 1)
            throw new EvaluationException("group sizes per batch element have no reference semantics");
        var numbers = op.RaggedDotDimensionNumbers;
        var ragged = (int)numbers.LhsRaggedDimensions[0];
        var (contracted, batched) = (numbers.Dot.LhsContractingDimensions.ToArray().IndexOf(ragged), numbers.Dot.LhsBatchingDimensions.ToArray().IndexOf(ragged));
        var products = new List<TensorValue>();
        var at = 0L;
        for (var group = 0; group < groupSizes.Count; group++)
        {
            var end = Math.Min(at + groupSizes.IntegerAt(group), lhs.Shape[ragged]);
            var part = Part(lhs, ragged, at, end);
            var other = contracted >= 0 ? Part(rhs, (int)numbers.Dot.RhsContractingDimensions[contracted], at, end)
                : batched >= 0 ? Part(rhs, (int)numbers.Dot.RhsBatchingDimensions[batched], at, end)
                : Part(rhs, (int)numbers.RhsGroupDimensions[0], group, group + 1);
            products.Add(Product(op, part, other, contracted < 0 && batched < 0));
            at = end;
        }
        if (contracted >= 0)
            return DataMovement.Concatenate([.. products.Select(p => p.Reshaped(p.Shape.Dims.Prepend(1).ToArray()))], 0);
        return Fill(DataMovement.Concatenate(products, ResultDimension(op, ragged, lhs.Rank)), ResultDimension(op, ragged, lhs.Rank), lhs.Shape[ragged]);
    }

    /// <summary>Rows that belong to no group are zero.</summary>
    private static TensorValue Fill(TensorValue x, int dimension, long size)
    {
        var high = DataMovement.Zeros(x.Rank);
        high[dimension] = size - x.Shape[dimension];
        return DataMovement.Pad(x, TensorValue.Splat(RankedTensorType.Get(x.ElementType), 0), DataMovement.Zeros(x.Rank), high, DataMovement.Zeros(x.Rank));
    }

    /// <summary>Where an lhs dimension stands in the result: batching dimensions come first, then what is not contracted.</summary>
    private static int ResultDimension(RaggedDotOp op, int dimension, int rank)
    {
        var dot = op.RaggedDotDimensionNumbers.Dot;
        long[] order = [.. dot.LhsBatchingDimensions, .. Enumerable.Range(0, rank).Select(d => (long)d).Except(dot.LhsBatchingDimensions).Except(dot.LhsContractingDimensions)];
        return Array.IndexOf(order, dimension);
    }

    private static TensorValue Product(RaggedDotOp op, TensorValue lhs, TensorValue rhs, bool rhsHasGroup)
    {
        var numbers = op.RaggedDotDimensionNumbers;
        var group = rhsHasGroup ? (int)numbers.RhsGroupDimensions[0] : rhs.Rank;
        if (rhsHasGroup)
            rhs = rhs.Reshaped(rhs.Shape.Dims.Where((_, d) => d != group).ToArray());
        long[] WithoutGroup(EquatableArray<long> dims) => [.. dims.Select(d => d > group ? d - 1 : d)];
        return Contraction.DotGeneral(
            lhs, rhs, numbers.Dot.LhsBatchingDimensions.ToArray(), WithoutGroup(numbers.Dot.RhsBatchingDimensions), numbers.Dot.LhsContractingDimensions.ToArray(),
            WithoutGroup(numbers.Dot.RhsContractingDimensions), op.Result.Type.ElementOrSelf());
    }

    private static TensorValue Part(TensorValue x, int dimension, long from, long to)
    {
        var (start, limit) = (DataMovement.Zeros(x.Rank), x.Shape.Dims.ToArray());
        (start[dimension], limit[dimension]) = (from, to);
        return DataMovement.Slice(x, start, limit, DataMovement.Ones(x.Rank));
    }

    /// <summary>Calls the body with the slice of every step and the carried values; its first results are stacked, the others carried on.</summary>
    private static TensorValue[] Scan(ScanOp op, TensorValue[] operands, EvaluationContext context)
    {
        var count = op.Inputs.Count;
        var (inputs, carries) = (operands[..count], operands[count..]);
        var dimension = (int)op.Dimension;
        var steps = count > 0 ? inputs[0].Shape[dimension] : op.ScanDimSize ?? 0;
        var outputs = Array.ConvertAll(new int[op.Outputs.Count], _ => new TensorValue[steps]);
        for (var step = 0L; step < steps; step++)
        {
            var at = op.IsReverse ? steps - 1 - step : step;
            var slices = inputs.Select(x => Part(x, dimension, at, at + 1)).Select(x => x.Reshaped(x.Shape.Dims.Where((_, d) => d != dimension).ToArray()));
            var results = OpEvaluators.Tensors(context.Evaluate(op.Body, [.. slices, .. carries]));
            for (var i = 0; i < outputs.Length; i++)
                outputs[i][at] = results[i].Reshaped(InsertOne(results[i].Shape, dimension));
            carries = results[outputs.Length..];
        }
        if (steps == 0)
            throw new EvaluationException("a scan of no steps has no reference semantics");
        return [.. outputs.Select(o => DataMovement.Concatenate(o, dimension)), .. carries];
    }

    private static Shape InsertOne(Shape shape, int dimension) => shape.Dims.Take(dimension).Append(1).Concat(shape.Dims.Skip(dimension)).ToArray();
}
