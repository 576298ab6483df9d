using Nacre.Dialects.Scf;
using Nacre.Dialects.Tensor;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of the <c>tensor</c> operations that deal with sizes and single elements, and of <c>scf</c>'s control flow.</summary>
internal static class TensorEvaluators
{
    public static OpEvaluators AddTensor(this OpEvaluators table) => table
        .Tensor<DimOp>((_, x) => TensorValue.Scalar(IndexType.Instance, Size(x[0], x[1].ToInteger())))
        .Tensor<RankOp>((_, x) => TensorValue.Scalar(IndexType.Instance, x[0].Rank))
        .Tensor<CastOp>((op, x) => Cast(x[0], op.Dest.Type))
        .Tensor<ExtractOp>((_, x) => GatherScatter.Take(x[0], [Offset(x[0].Shape, x[1..])]).Reshaped(Shape.Scalar))
        .Tensor<InsertOp>((_, x) => Insert(x[0], x[1], x[2..]))
        .Tensor<ReshapeOp>((_, x) => x[0].Reshaped(x[1].ToIntegers()))
        .Tensor<ConcatOp>((op, x) => DataMovement.Concatenate(x, (int)op.Dim))
        .Tensor<SplatOp>((op, x) => DataMovement.BroadcastInDim(x[0], Sizes(op.Aggregate.Type, x[1..]), []))
        .Tensor<FromElementsOp>((op, x) => DataMovement.Concatenate([.. x.Select(e => e.Reshaped(Shape.Of(1)))], 0).Reshaped(((RankedTensorType)op.Output.Type).Shape));

    private static long Size(TensorValue x, long dimension) =>
        dimension >= 0 && dimension < x.Rank ? x.Shape[(int)dimension] : throw new EvaluationException($"dimension {dimension} of a tensor of rank {x.Rank}");

    /// <summary>A cast changes what is known of the shape, not the shape.</summary>
    private static TensorValue Cast(TensorValue x, IRType type) =>
        x.Type.HasCompatibleShape(type) ? x : throw new EvaluationException($"a {x.Type} is no {type}");

    private static long Offset(Shape shape, TensorValue[] indices)
    {
        var offset = 0L;
        for (var d = 0; d < indices.Length; d++)
        {
            var index = indices[d].ToInteger();
            if (index < 0 || index >= shape[d])
                throw new EvaluationException($"index {index} lies outside dimension {d} of size {shape[d]}");
            offset = offset * shape[d] + index;
        }
        return offset;
    }

    private static TensorValue Insert(TensorValue scalar, TensorValue target, TensorValue[] indices)
    {
        var bytes = target.Bytes.ToArray();
        GatherScatter.Put(bytes, [Offset(target.Shape, indices)], scalar);
        return new TensorValue(target.Type, bytes);
    }

    private static long[] Sizes(IRType type, TensorValue[] dynamicSizes)
    {
        var next = 0;
        return [.. ((RankedTensorType)type).Shape.Dims.Select(d => d == Shape.Dynamic ? dynamicSizes[next++].ToInteger() : d)];
    }

    public static OpEvaluators AddScf(this OpEvaluators table) => table
        .Add<IfOp>((op, x, context) => x[0].AsTensor.ToBool() ? context.Evaluate(op.ThenRegion) : op.ElseRegion.IsEmpty ? [] : context.Evaluate(op.ElseRegion))
        .Add<ForOp>(For)
        .Add<WhileOp>(While);

    private static IReadOnlyList<InterpreterValue> For(ForOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var (lower, upper, step) = (operands[0].AsTensor.ToInteger(), operands[1].AsTensor.ToInteger(), operands[2].AsTensor.ToInteger());
        if (step <= 0)
            throw new EvaluationException($"the step {step} is not positive");
        IReadOnlyList<InterpreterValue> carried = [.. operands.Skip(3)];
        for (var i = lower; i < upper; i += step)
            carried = context.Evaluate(op.Region, [TensorValue.Scalar(op.LowerBound.Type, i), .. carried]);
        return carried;
    }

    /// <summary>The first region gives the condition and the values that the second one, or the result, takes.</summary>
    private static IReadOnlyList<InterpreterValue> While(WhileOp op, IReadOnlyList<InterpreterValue> values, EvaluationContext context)
    {
        while (true)
        {
            var tested = context.Evaluate(op.Before, values);
            IReadOnlyList<InterpreterValue> passed = [.. tested.Skip(1)];
            if (!tested[0].AsTensor.ToBool())
                return passed;
            values = context.Evaluate(op.After, passed);
        }
    }
}
