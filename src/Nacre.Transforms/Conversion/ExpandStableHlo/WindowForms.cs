using Nacre.IR;
using Nacre.Transforms.Optimize;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>Windows over tensors in the form that the loops know.</summary>
internal static class WindowForms
{
    /// <summary>A batch in groups, each with its own kernels → groups of features: [g·b, …, f] becomes [b, …, g·f].</summary>
    public static Value[]? BatchGroups(Hlo.ConvolutionOp op, OpBuilder builder)
    {
        if (op.BatchGroupCount == 1 || op.Lhs.Type is not RankedTensorType { HasStaticShape: true } input)
            return null;
        var groups = op.BatchGroupCount;
        var (batch, feature) = ((int)op.DimensionNumbers.InputBatchDimension, (int)op.DimensionNumbers.InputFeatureDimension);
        var split = input.Shape.Dims.ToList();
        split[batch] /= groups;
        split.Insert(batch, groups);
        // Of the new dimensions, the group goes in front of the features; the others keep their order.
        var order = Enumerable.Range(0, split.Count).Select(d => (long)d).ToList();
        order.Remove(batch);
        order.Insert(feature, batch);
        var merged = input.Shape.Dims.ToArray();
        merged[batch] /= groups;
        merged[feature] *= groups;
        var spread = Hlo.ReshapeOp.Create(builder, op.Lhs, new Shape(split.ToEquatableArray())).Result;
        var grouped = Hlo.ReshapeOp.Create(builder, Permutations.Transpose(builder, spread, order), merged).Result;
        var state = new OpState(op.Location);
        state.Operands.AddRange([grouped, op.Rhs]);
        state.Attributes.AddRange(op.Attributes);
        state.SetAttr("batch_group_count", IntegerAttr.I64(1));
        state.SetAttr("feature_group_count", IntegerAttr.I64(groups));
        state.ResultTypes.Add(op.Result.Type);
        return [builder.Create(Hlo.ConvolutionOp.Definition, state).Result(0)];
    }

    /// <summary>Distances between the inputs' elements are padding between them.</summary>
    public static Value[]? BaseDilation(Hlo.ReduceWindowOp op, OpBuilder builder)
    {
        var window = op.Window;
        if (window.All(w => w.BaseDilation == 1))
            return null;
        var copy = (Hlo.ReduceWindowOp)builder.Clone(op, new IRMapping());
        var before = OpBuilder.Before(copy);
        for (var i = 0; i < op.Inputs.Count; i++)
            copy.SetOperand(i, Hlo.PadOp.Create(
                before, op.Inputs[i], op.InitValues[i], window.Select(w => w.PadLow).ToEquatableArray(), window.Select(w => w.PadHigh).ToEquatableArray(), window.Select(w => w.BaseDilation - 1).ToEquatableArray()).Result);
        (copy.BaseDilations, copy.Padding) = (null, null);
        return [.. copy.Outputs];
    }
}
