using Google.Protobuf;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Changes of the encoders of domain <c>ai.onnx.ml</c>.</summary>
internal static class LabelUpgrades
{
    /// <summary>Version 1 had one list of class names, mapping strings to their positions or positions to strings; version 2 has keys and values.</summary>
    public static void LabelEncoderTable(UpgradeScope u)
    {
        if (u.Node.Find("classes_strings")?.Strings is not { Count: > 0 } classes)
            throw u.Unsupported("the attribute 'classes_strings' is missing");
        var names = classes.ToArray();
        var positions = Enumerable.Range(0, names.Length).Select(i => (long)i);
        u.Node.Remove("classes_strings");
        switch (u.KindOf(u.Node.Input[0]).Type)
        {
            case DataType.String: SetTable(u, "keys_strings", "values_int64s", names, positions); break;
            case DataType.Int64: SetTable(u, "values_strings", "keys_int64s", names, positions); break;
            default: throw u.Unsupported("whether it maps strings to integers or back depends on the type of its input, which the model does not declare");
        }
    }

    private static void SetTable(UpgradeScope u, string strings, string integers, ByteString[] names, IEnumerable<long> positions)
    {
        u.Node.Attribute.Add(Make.Strings(strings, names));
        u.Node.Attribute.Add(Make.Ints(integers, positions));
    }
}
