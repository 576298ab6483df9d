using Nacre.IR;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>
/// scan → while: each step takes a slice of every input, and puts its first results in their place in tensors that the loop carries.
/// <code>%out, %carry = scan(%x) inits(%s) {body}      →      while(%i = 0, %carry = %s, %out = 0) { %i &lt; n } do { %r, %c = body(%x[%i], %carry); %i + 1, %c, update(%out, %r, %i) }</code>
/// </summary>
internal static class ScanExpansion
{
    public static Value[]? Expand(Chlo.ScanOp op, OpBuilder builder)
    {
        if (!op.Operands.Types.Concat(op.Results.Types).All(t => t is RankedTensorType { HasStaticShape: true }) || op.Body.Blocks.Count != 1)
            return null;
        var dimension = (int)op.Dimension;
        var steps = op.Inputs.Count > 0 ? ShapeOf(op.Inputs[0])[dimension] : op.ScanDimSize ?? 0;
        if (steps == 0)
            return null;
        var carried = op.Inits.Count;
        var buffers = op.Outputs.Select(o => (Value)Hlo.ConstantOp.Splat(builder, (RankedTensorType)o.Type, 0).Output);
        var loop = Hlo.WhileOp.Create(
            builder,
            [Number(builder, 0), .. op.Inits, .. buffers],
            (inner, x) => [Hlo.CompareOp.Create(inner, x[0], Number(inner, steps), new Hlo.ComparisonDirectionAttr(Hlo.ComparisonDirection.Less)).Result],
            (inner, x) => Step(op, inner, steps, x[0], [.. x.Skip(1).Take(carried)], [.. x.Skip(1 + carried)]));
        return [.. loop.Outputs.Skip(1 + carried), .. loop.Outputs.Skip(1).Take(carried)];
    }

    private static IReadOnlyList<Value> Step(Chlo.ScanOp op, OpBuilder builder, long steps, Value number, Value[] carries, Value[] buffers)
    {
        var dimension = (int)op.Dimension;
        var position = op.IsReverse ? Hlo.SubtractOp.Create(builder, Number(builder, steps - 1), number).Result : number;
        var slices = op.Inputs.Select(x => Slice(builder, x, dimension, position));
        var results = BlockCopies.Inline(op.Body.Entry, [.. slices, .. carries], builder);
        var filled = buffers.Select((buffer, i) => Put(builder, buffer, results[i], dimension, position)).ToArray();
        return [Hlo.AddOp.Create(builder, number, Number(builder, 1)).Result, .. results.Skip(buffers.Length), .. filled];
    }

    private static Value Slice(OpBuilder builder, Value x, int dimension, Value position)
    {
        var shape = ShapeOf(x);
        long[] sizes = [.. shape.Dims.Select((size, d) => d == dimension ? 1 : size)];
        var slice = Hlo.DynamicSliceOp.Create(builder, x, Starts(builder, shape.Rank, dimension, position), sizes).Result;
        return Hlo.ReshapeOp.Create(builder, slice, shape.Dims.Where((_, d) => d != dimension).ToArray()).Result;
    }

    private static Value Put(OpBuilder builder, Value buffer, Value slice, int dimension, Value position)
    {
        long[] sizes = [.. ShapeOf(buffer).Dims.Select((size, d) => d == dimension ? 1 : size)];
        return Hlo.DynamicUpdateSliceOp.Create(builder, buffer, Hlo.ReshapeOp.Create(builder, slice, sizes).Result, Starts(builder, sizes.Length, dimension, position)).Result;
    }

    private static Value[] Starts(OpBuilder builder, int rank, int dimension, Value position)
    {
        var zero = Number(builder, 0);
        return [.. Enumerable.Range(0, rank).Select(d => d == dimension ? position : zero)];
    }

    private static Value Number(OpBuilder builder, long value) => Hlo.ConstantOp.Splat(builder, RankedTensorType.Get(IntegerType.I64), value).Output;

    private static Shape ShapeOf(Value value) => ((RankedTensorType)value.Type).Shape;
}
