using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Changes of elementwise operators.</summary>
internal static class ElementwiseUpgrades
{
    /// <summary>
    /// Before opset 7, <c>axis = k</c> put the dimensions of B at k and following of A. B gets a trailing 1 for each dimension of A behind them,
    /// after which today's broadcasting gives the same. Without axis the last dimensions matched, as they do today.
    /// </summary>
    public static void Broadcast(UpgradeScope u)
    {
        var axis = u.Node.Find("axis")?.I;
        var broadcast = u.Node.Int("broadcast", 0) != 0;
        u.Node.Remove("axis", "broadcast");
        if (axis is not { } start || !broadcast)
            return;
        var (a, b) = (u.Node.Input[0], u.Node.Input[1]);
        u.Node.Input[1] = (u.KindOf(a).Rank, u.KindOf(b).Rank) is ({ } rankA, { } rankB)
            ? WithTrailingOnes(u, b, rankB, (int)((start < 0 ? start + rankA : start) is var at ? rankA - at - rankB : 0))
            : WithTrailingOnes(u, a, b, start);
    }

    /// <summary>Before opset 7 a slope of C elements counted per channel; today it must be shaped [C, 1, …].</summary>
    public static void SlopePerChannel(UpgradeScope u)
    {
        var (x, slope) = (u.Node.Input[0], u.Node.Input[1]);
        if (u.KindOf(slope).Rank is not (1 or null))
            return;
        u.Node.Input[1] = u.KindOf(x).Rank is { } rank
            ? WithTrailingOnes(u, slope, 1, rank - 2)
            : WithTrailingOnes(u, x, slope, 1);
    }

    private static string WithTrailingOnes(UpgradeScope u, string value, int rank, int ones)
    {
        if (ones < 0)
            throw u.Unsupported($"its axis leaves no room for the {rank} dimensions of '{value}'");
        return ones == 0 ? value : u.Emit("Unsqueeze", [value, u.Constant(Enumerable.Range(rank, ones).Select(i => (long)i))]);
    }

    /// <summary>The same where a rank is known only at run time: the number of ones is rank(a) − axis − rank(b).</summary>
    private static string WithTrailingOnes(UpgradeScope u, string a, string b, long axis)
    {
        var shapeB = u.Emit("Shape", [b]);
        var rankB = u.Emit("Shape", [shapeB]);
        var behind = axis < 0 ? u.Constant(-axis) : u.Emit("Sub", [u.Emit("Shape", [u.Emit("Shape", [a])]), u.Constant(axis)]);
        var ones = u.Emit("ConstantOfShape", [u.Emit("Sub", [behind, rankB])], Make.Tensor("value", Make.Vector(1)));
        return u.Emit("Reshape", [b, u.Emit("Concat", [shapeB, ones], Make.Int("axis", 0))]);
    }

    /// <summary>Before opset 6 the target type was a word.</summary>
    public static void CastByName(UpgradeScope u)
    {
        var word = u.Node.String("to", "");
        if (!Enum.TryParse<DataType>(word, ignoreCase: true, out var type) || !Enum.IsDefined(type))
            throw u.Unsupported($"cannot cast to '{word}', which is no element type");
        u.Node.Remove("to");
        u.Node.Attribute.Add(Make.Int("to", (long)type));
    }

    /// <summary>Since opset 11 the bounds are inputs.</summary>
    public static void ClipBoundsToInputs(UpgradeScope u)
    {
        foreach (var (name, index) in ((string, int)[])[("min", 1), ("max", 2)])
        {
            if (u.Node.Find(name) is not { } bound)
                continue;
            u.Node.Remove(name);
            u.SetInput(index, u.ScalarLike(bound.F, u.Node.Input[0]));
        }
    }

    /// <summary>Opset 6 gave the constants of the paper two more digits.</summary>
    public static void SeluDefaults(UpgradeScope u)
    {
        u.SetDefault(Make.Float("alpha", 1.6732f));
        u.SetDefault(Make.Float("gamma", 1.0507f));
    }

    /// <summary>Before opset 10 the mask had the element type of the data.</summary>
    public static void DropoutMaskToBool(UpgradeScope u)
    {
        if (u.Node.Output.Count < 2 || u.Node.Output[1].Length == 0)
            return;
        var output = u.Node.Output[1];
        u.EmitAfter("CastLike", [u.Redirect(1), u.Node.Input[0]], output);
    }

    /// <summary>Since opset 12 the ratio is an input and training is asked for explicitly; older nodes are read as inference.</summary>
    public static void DropoutRatioToInput(UpgradeScope u)
    {
        var ratio = u.Node.Find("ratio")?.F;
        u.Node.Remove("ratio", "is_test");
        if (ratio is { } value)
            u.SetInput(1, u.ScalarLike(value, u.Node.Input[0]));
    }
}
