using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>
/// Pads, slices and convolutions by amounts that are computed, where the result's type says the sizes nevertheless: along each dimension, one after the other, the elements at computed
/// positions are fetched.
/// </summary>
internal static class ComputedAmounts
{
    /// <param name="Dimension">Of the tensor.</param>
    /// <param name="Size">Of the result along it.</param>
    /// <param name="Low">Elements in front (scalar of i64); negative where they are cut off.</param>
    /// <param name="Step">From one element of the tensor to the next in the result (scalar of i64).</param>
    private readonly record struct Padding(int Dimension, long Size, Value Low, Value Step);

    public static Value[]? Pad(Hlo.DynamicPadOp op, OpBuilder builder)
    {
        if (!IsFixed(op) || op.Result.Type is not RankedTensorType type)
            return null;
        var one = Number(builder, 1);
        var paddings = Enumerable.Range(0, type.Rank).Select(d => new Padding(
            d, type.Shape[d], Element(builder, op.EdgePaddingLow, d), Hlo.AddOp.Create(builder, Element(builder, op.InteriorPadding, d), one).Result));
        return [Padded(builder, op.Operand, op.PaddingValue, [.. paddings])];
    }

    /// <summary>Position i of the result is start + i · stride of the operand.</summary>
    public static Value[]? Slice(Hlo.RealDynamicSliceOp op, OpBuilder builder)
    {
        if (!IsFixed(op) || op.Result.Type is not RankedTensorType type)
            return null;
        var result = op.Operand;
        for (var d = 0; d < type.Rank; d++)
        {
            var (start, stride) = (Element(builder, op.StartIndices, d), Element(builder, op.Strides, d));
            var count = Positions(builder, type.Shape[d]);
            var positions = Hlo.AddOp.Create(builder, Hlo.MulOp.Create(builder, count, Like(builder, count, stride)).Result, Like(builder, count, start)).Result;
            result = Take(builder, result, d, positions);
        }
        return [result];
    }

    /// <summary>How far the windows reach follows from their number, so the padding behind need not be known.</summary>
    public static Value[]? Convolution(Hlo.DynamicConvOp op, OpBuilder builder)
    {
        if (!IsFixed(op) || op.Lhs.Type is not RankedTensorType { ElementType: IntegerType or FloatType } input)
            return null;
        var numbers = op.DimensionNumbers;
        var (kernel, result) = (((RankedTensorType)op.Rhs.Type).Shape, ((RankedTensorType)op.Result.Type).Shape);
        Padding Of(int i)
        {
            var reach = (kernel[(int)numbers.KernelSpatialDimensions[i]] - 1) * At(op.RhsDilation, i) + 1;
            var size = (result[(int)numbers.OutputSpatialDimensions[i]] - 1) * At(op.WindowStrides, i) + reach;
            return new Padding((int)numbers.InputSpatialDimensions[i], size, Element(builder, op.Padding, i, 0), Number(builder, At(op.LhsDilation, i)));
        }
        var zero = Hlo.ConstantOp.Splat(builder, RankedTensorType.Get(input.ElementType), 0).Output;
        var state = new OpState(op.Location);
        state.Operands.Add(Padded(builder, op.Lhs, zero, [.. Enumerable.Range(0, numbers.InputSpatialDimensions.Count).Select(Of)]));
        state.Operands.Add(op.Rhs);
        state.Attributes.AddRange(op.Attributes.Where(a => a.Name != "lhs_dilation"));
        state.ResultTypes.Add(op.Result.Type);
        return [builder.Create(Hlo.ConvolutionOp.Definition, state).Result(0)];
    }

    private static long At(EquatableArray<long>? values, int index) => values is { IsEmpty: false } list ? list[index] : 1;

    /// <summary>Whether all sizes are known and there are elements to move.</summary>
    private static bool IsFixed(Operation op) =>
        op.Operands.Types.All(t => t is RankedTensorType { HasStaticShape: true }) && op.Operands.Skip(1).All(o => o.Type is RankedTensorType { Rank: 0 } || o.Type.ElementOrSelf() is not IndexType)
        && op.Result(0).Type is RankedTensorType { HasStaticShape: true, Shape.ElementCount: > 0 } && ((RankedTensorType)op.Operand(0).Type).Shape.ElementCount > 0;

    private static Value Padded(OpBuilder builder, Value x, Value padding, Padding[] paddings)
    {
        var insides = new List<(int Dimension, Value Inside)>();
        foreach (var (d, size, low, step) in paddings)
        {
            var count = Positions(builder, size);
            var distance = Hlo.SubtractOp.Create(builder, count, Like(builder, count, low)).Result;
            var steps = Like(builder, count, step);
            var position = Hlo.DivOp.Create(builder, distance, steps).Result;
            var zero = Hlo.ConstantOp.Splat(builder, (RankedTensorType)count.Type, 0).Output;
            var end = Hlo.ConstantOp.Splat(builder, (RankedTensorType)count.Type, ((RankedTensorType)x.Type).Shape[d]).Output;
            var isOnStep = Compare(builder, Hlo.RemOp.Create(builder, distance, steps).Result, zero, Hlo.ComparisonDirection.Equal);
            var isInside = Hlo.AndOp.Create(builder, Compare(builder, distance, zero, Hlo.ComparisonDirection.GreaterEqual), Compare(builder, position, end, Hlo.ComparisonDirection.Less)).Result;
            insides.Add((d, Hlo.AndOp.Create(builder, isInside, isOnStep).Result));
            x = Take(builder, x, d, position);
        }
        var type = (RankedTensorType)x.Type;
        var filler = Hlo.BroadcastInDimOp.Create(builder, type, padding).Result;
        foreach (var (d, inside) in insides)
            x = Hlo.SelectOp.Create(builder, Hlo.BroadcastInDimOp.Create(builder, type.WithElement(IntegerType.I1), inside, (long[])[d]).Result, x, filler).Result;
        return x;
    }

    private static Value Compare(OpBuilder builder, Value a, Value b, Hlo.ComparisonDirection direction) => Hlo.CompareOp.Create(builder, a, b, new Hlo.ComparisonDirectionAttr(direction)).Result;

    /// <summary>The elements at positions along a dimension, moved inside where they are not.</summary>
    private static Value Take(OpBuilder builder, Value x, int dimension, Value positions)
    {
        var shape = ((RankedTensorType)x.Type).Shape;
        long[] others = [.. Enumerable.Range(0, shape.Rank).Where(d => d != dimension).Select(d => (long)d)];
        long[] sizes = [.. shape.Dims.Select((size, d) => d == dimension ? 1 : size)];
        return Hlo.GatherOp.Create(builder, x, positions, new Hlo.GatherDimensionNumbersAttr(others, [dimension], [], [], [dimension], 1), sizes).Result;
    }

    private static Value Positions(OpBuilder builder, long size) => Hlo.IotaOp.Create(builder, RankedTensorType.Get(IntegerType.I64, size), 0).Output;

    private static Value Like(OpBuilder builder, Value tensor, Value scalar) => Hlo.BroadcastInDimOp.Create(builder, tensor.Type, scalar).Result;

    private static Value Number(OpBuilder builder, long value) => Hlo.ConstantOp.Splat(builder, RankedTensorType.Get(IntegerType.I64), value).Output;

    /// <summary>An element of a tensor of integers as a scalar of i64.</summary>
    private static Value Element(OpBuilder builder, Value tensor, params ReadOnlySpan<int> index)
    {
        long[] starts = [.. index], limits = [.. starts.Select(i => i + 1)], strides = [.. starts.Select(_ => 1L)];
        var element = Hlo.SliceOp.Create(builder, tensor, starts, limits, strides).Result;
        return Hlo.ConvertOp.Create(builder, Hlo.ReshapeOp.Create(builder, element, Shape.Of()).Result, IntegerType.I64).Result;
    }
}
