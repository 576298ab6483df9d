using Nacre.Dialects.Kernels;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Constant weights [r, r, C, K] as transformed panels [a², K/NR, C, NR]: U = G g Gᵀ for each pair of features, padded with zeros. As with <see cref="PanelPacking"/>, the kernel's body
/// begins with what undoes it.
/// </summary>
internal static class WinogradWeights
{
    public static Value EmitPack(OpBuilder builder, Value weights, WinogradConvolution convolution)
    {
        var (size, width) = (convolution.Transforms.Size, convolution.Tile.Columns);
        var (channels, features, panels) = (convolution.Channels, convolution.Features, convolution.Panels);
        // [r, r, C, K] → [a, r, C, K] → [a, a, C, K]: the transformed dimension of each step comes first.
        var value = Transform(builder, convolution.Transforms.Filter, weights);
        value = Transform(builder, convolution.Transforms.Filter, Hlo.TransposeOp.Create(builder, value, (long[])[1, 0, 2, 3]).Result);
        value = Hlo.TransposeOp.Create(builder, value, (long[])[1, 0, 2, 3]).Result;
        value = Hlo.ReshapeOp.Create(builder, value, Shape.Of(size * size * channels, features)).Result;
        // [P, a²·C, NR] → [a², P, C, NR]
        var all = Hlo.ReshapeOp.Create(builder, PanelPacking.EmitPack(builder, value, features, width), Shape.Of(panels, size * size, channels, width)).Result;
        return Hlo.TransposeOp.Create(builder, all, (long[])[1, 0, 2, 3]).Result;
    }

    public static Value EmitUnpack(OpBuilder builder, Value packed, WinogradConvolution convolution)
    {
        var (size, width) = (convolution.Transforms.Size, convolution.Tile.Columns);
        var (channels, features, panels) = (convolution.Channels, convolution.Features, convolution.Panels);
        Value value = Hlo.TransposeOp.Create(builder, packed, (long[])[1, 0, 2, 3]).Result;
        value = Hlo.ReshapeOp.Create(builder, value, Shape.Of(panels, size * size * channels, width)).Result;
        var type = ((RankedTensorType)packed.Type).WithShape(Shape.Of(size, size, channels, features));
        value = PanelPacking.EmitUnpack(builder, value, type, features);
        value = Transform(builder, convolution.Transforms.FilterBack, value);
        value = Transform(builder, convolution.Transforms.FilterBack, Hlo.TransposeOp.Create(builder, value, (long[])[1, 0, 2, 3]).Result);
        return Hlo.TransposeOp.Create(builder, value, (long[])[1, 0, 2, 3]).Result;
    }

    /// <summary>matrix [p, q] × value [q, …] → [p, …].</summary>
    private static Value Transform(OpBuilder builder, double[][] matrix, Value value)
    {
        var type = (RankedTensorType)value.Type;
        var matrixType = RankedTensorType.Get(type.ElementType, matrix.Length, matrix[0].Length);
        var constant = Hlo.ConstantOp.Create(builder, DenseElementsAttr.OfDoubles(matrixType, [.. matrix.SelectMany(row => row)])).Output;
        var result = type.WithShape(new Shape(type.Shape.Dims.Select((d, i) => i == 0 ? matrix.Length : d).ToEquatableArray()));
        return Hlo.DotGeneralOp.Create(builder, result, constant, value, new Hlo.DotDimensionNumbersAttr([], [], [1], [0])).Result;
    }

    /// <summary>The kernel argument that holds the panels of <paramref name="weights"/>; null when they are not packed.</summary>
    public static BlockArgument? PackedArgument(Value weights)
    {
        var value = weights;
        while (value.DefiningOp is Hlo.ReshapeOp or Hlo.SliceOp or Hlo.TransposeOp or Hlo.DotGeneralOp)
            value = value.DefiningOp.Operands[^1];
        return value is BlockArgument argument && WeightPacker.IsPacked(argument) ? argument : null;
    }

    /// <summary>The operations that undo the packing.</summary>
    public static IReadOnlySet<Operation> Unpacking(Value weights)
    {
        var operations = new HashSet<Operation>();
        for (var value = weights; value.DefiningOp is { } op && operations.Add(op); value = op.Operands[^1])
            operations.UnionWith(op.Operands.Select(o => o.DefiningOp).OfType<Hlo.ConstantOp>());
        return operations;
    }
}
