namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Changes of softmax and the normalisations.</summary>
internal static class NormalizationUpgrades
{
    /// <summary>
    /// Before opset 13 softmax ran over all dimensions from <c>axis</c> (default 1) on, taken as one: Flatten → Softmax → Reshape.
    /// Over the last dimension alone that is today's softmax.
    /// </summary>
    public static void SoftmaxOverFlattened(UpgradeScope u)
    {
        var axis = u.Node.Int("axis", 1);
        u.Node.Remove("axis");
        u.Node.Attribute.Add(Make.Int("axis", -1));
        var x = u.Node.Input[0];
        if (axis == -1 || axis == u.KindOf(x).Rank - 1)
            return;
        u.Node.Input[0] = u.Emit("Flatten", [x], Make.Int("axis", axis));
        var shape = u.Emit("Shape", [x]);
        var output = u.Node.Output[0];
        u.EmitAfter("Reshape", [u.Redirect(0), shape], output, Make.Int("allowzero", 1));
    }

    /// <summary>
    /// Opset 14 says by <c>training_mode</c> what the number of outputs said before, and drops the saved statistics; opset 9 dropped <c>spatial = 0</c>
    /// (statistics per element instead of per channel) and opset 7 <c>is_test</c>. Some exporters wrote <c>spatial = 0</c> beside statistics per channel.
    /// </summary>
    public static void BatchNormalization(UpgradeScope u)
    {
        var perElement = u.Node.Int("spatial", 1) == 0 && u.KindOf(u.Node.InputOrEmpty(1)).Rank != 1;
        var training = u.Node.Output.Skip(1).Any(o => o.Length > 0) && u.Node.Int("is_test", 0) == 0;
        u.Node.Remove("spatial", "is_test");
        while (u.Node.Output.Count > (training ? 3 : 1))
            u.Node.Output.RemoveAt(u.Node.Output.Count - 1);
        if (perElement && training)
            throw u.Unsupported("training with statistics per element (spatial = 0, removed in opset 9) is not supported");
        if (perElement)
            NormalizePerElement(u);
        else if (training)
            u.Node.Attribute.Add(Make.Int("training_mode", 1));
    }

    /// <summary>(x − mean) / sqrt(var + epsilon) · scale + b.</summary>
    private static void NormalizePerElement(UpgradeScope u)
    {
        if (u.Node.Input is not [var x, var scale, var b, var mean, var variance])
            throw u.Unsupported("it needs 5 inputs");
        var epsilon = u.ScalarLike(u.Node.Float("epsilon", 1e-5f), x);
        var deviation = u.Emit("Sqrt", [u.Emit("Add", [variance, epsilon])]);
        var normalized = u.Emit("Div", [u.Emit("Sub", [x, mean]), deviation]);
        u.ReplaceBy("Add", [u.Emit("Mul", [normalized, scale]), b]);
    }

    /// <summary>Opset 18 had scale and bias per group, opset 21 has them per channel: each is repeated C / groups times.</summary>
    public static void GroupScalePerChannel(UpgradeScope u)
    {
        var groups = u.Constant(u.Node.Int("num_groups", 1));
        var channels = u.Emit("Shape", [u.Node.Input[0]], Make.Int("start", 1), Make.Int("end", 2));
        var grid = u.Emit("Concat", [groups, u.Emit("Div", [channels, groups])], Make.Int("axis", 0));
        for (var i = 1; i <= 2; i++)
        {
            var column = u.Emit("Unsqueeze", [u.Node.Input[i], u.Constant(1)]);
            u.Node.Input[i] = u.Emit("Reshape", [u.Emit("Expand", [column, grid]), u.Constant(-1)]);
        }
    }
}
