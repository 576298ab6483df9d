namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Operators that ONNX listed as experimental until 1.4 and then removed, written with operators of today.</summary>
internal static class ExperimentalUpgrades
{
    /// <summary>Affine: alpha · x + beta. Scale: scale · x.</summary>
    public static void Affine(UpgradeScope u)
    {
        var x = u.Node.Input[0];
        var product = u.Emit("Mul", [x, u.ScalarLike(u.Node.Float("alpha", u.Node.Float("scale", 1)), x)]);
        u.ReplaceBy("Add", [product, u.ScalarLike(u.Node.Float("beta", 0), x)]);
    }

    /// <summary>scale · x + bias[c] for an NCHW image.</summary>
    public static void ImageScaler(UpgradeScope u)
    {
        var x = u.Node.Input[0];
        var product = u.Emit("Mul", [x, u.ScalarLike(u.Node.Float("scale", 1), x)]);
        var bias = u.Node.Find("bias")?.Floats ?? [];
        var column = u.Constant(Make.FloatVector(bias.Count > 0 ? bias : [0f]));
        u.ReplaceBy("Add", [product, u.Emit("CastLike", [u.Emit("Unsqueeze", [column, u.Constant(1, 2)]), x])]);
    }

    /// <summary>
    /// Cuts an NCHW image: <c>border</c> is left, top, right, bottom; <c>scale</c>, when given, is the height and width of the result, from (left, top) on.
    /// </summary>
    public static void Crop(UpgradeScope u)
    {
        if (u.Node.Ints("border") is not [var left, var top, var right, var bottom])
            throw u.Unsupported("the attribute 'border' must have 4 elements");
        var axes = u.Constant(2, 3);
        var starts = u.Constant(top, left);
        var ends = u.Node.Ints("scale") is [var height, var width]
            ? u.Constant(top + height, left + width)
            : u.Emit("Sub", [u.Emit("Shape", [u.Node.Input[0]], Make.Int("start", 2), Make.Int("end", 4)), u.Constant(bottom, right)]);
        u.ReplaceBy("Slice", [u.Node.Input[0], starts, ends, axes]);
    }

    /// <summary>alpha · tanh(beta · x).</summary>
    public static void ScaledTanh(UpgradeScope u)
    {
        var x = u.Node.Input[0];
        var tanh = u.Emit("Tanh", [u.Emit("Mul", [x, u.ScalarLike(u.Node.Float("beta", 1), x)])]);
        u.ReplaceBy("Mul", [tanh, u.ScalarLike(u.Node.Float("alpha", 1), x)]);
    }

    /// <summary>alpha · log(exp(beta · x) + 1).</summary>
    public static void ParametricSoftplus(UpgradeScope u)
    {
        var x = u.Node.Input[0];
        var softplus = u.Emit("Softplus", [u.Emit("Mul", [x, u.ScalarLike(u.Node.Float("beta", 1), x)])]);
        u.ReplaceBy("Mul", [softplus, u.ScalarLike(u.Node.Float("alpha", 1), x)]);
    }
}
