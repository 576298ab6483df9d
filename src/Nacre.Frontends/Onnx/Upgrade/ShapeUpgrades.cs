namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Changes of operators that move, cut or select elements: mostly attributes that became inputs.</summary>
internal static class ShapeUpgrades
{
    public static void AxesToInput(UpgradeScope u) => u.AttributeToInput("axes", 1);

    /// <summary>Since opset 10 starts, ends and axes are inputs.</summary>
    public static void SliceToInputs(UpgradeScope u)
    {
        u.AttributeToInput("starts", 1);
        u.AttributeToInput("ends", 2);
        u.AttributeToInput("axes", 3);
    }

    /// <summary>Opset 1 allowed the sizes as input, as opset 13 does again; its axis had no default.</summary>
    public static void SplitSizesFromInput(UpgradeScope u) => u.SetDefault(Make.Int("axis", 0));

    /// <summary>Since opset 18 an even split says into how many parts.</summary>
    public static void SplitCount(UpgradeScope u)
    {
        if (u.Node.InputOrEmpty(1).Length == 0)
            u.SetDefault(Make.Int("num_outputs", u.Node.Output.Count));
    }

    public static void RenamePaddings(UpgradeScope u)
    {
        if (u.Node.Find("paddings") is { } paddings)
            paddings.Name = "pads";
    }

    /// <summary>Since opset 11 pads and the fill value are inputs.</summary>
    public static void PadToInputs(UpgradeScope u)
    {
        u.AttributeToInput("pads", 1);
        if (u.Node.Find("value") is not { } value)
            return;
        u.Node.Remove("value");
        u.SetInput(2, u.ScalarLike(value.F, u.Node.Input[0]));
    }

    /// <summary>Opset 1 repeated along one axis; today there is a count per axis: ones, with <c>tiles</c> at <c>axis</c>.</summary>
    public static void TileOneAxis(UpgradeScope u)
    {
        if (u.Node.Input is not [var x, var tiles, var axis])
            return;
        var rank = u.Emit("Shape", [u.Emit("Shape", [x])]);
        var ones = u.Emit("ConstantOfShape", [rank], Make.Tensor("value", Make.Vector(1)));
        var vector = u.Constant(-1);
        var at = u.Emit("Reshape", [u.Emit("Cast", [axis], Make.Int("to", 7)), vector]);
        var count = u.Emit("Reshape", [u.Emit("Cast", [tiles], Make.Int("to", 7)), vector]);
        u.Node.Input.RemoveAt(2);
        u.Node.Input[1] = u.Emit("ScatterElements", [ones, at, count]);
    }

    /// <summary>Since opset 10 the count is an input.</summary>
    public static void TopKCountToInput(UpgradeScope u)
    {
        if (u.Node.Find("k") is not { } k)
            throw u.Unsupported("the required attribute 'k' is missing");
        u.Node.Remove("k");
        u.SetInput(1, u.Constant(k.I));
    }

    /// <summary>Since opset 20 the axis is an input whose default is −2; it was 1.</summary>
    public static void DftAxisToInput(UpgradeScope u)
    {
        var axis = u.Node.Int("axis", 1);
        u.Node.Remove("axis");
        u.SetInput(2, u.Constant(Make.Scalar(axis)));
    }
}
