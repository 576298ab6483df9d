namespace Nacre.Eng.OnnxOps;

/// <summary>Operators that ONNX 1.0 to 1.4 listed as experimental and later removed; models of that time still use them.</summary>
/// <remarks>Source: docs/Operators.md of onnx/onnx at tags v1.0, v1.2.1 and v1.4.1.</remarks>
internal static class ExperimentalOps
{
    public static IReadOnlyList<OpSchema> Schemas { get; } =
    [
        Op("Affine", "X", "Y", Float("alpha", "1.0"), Float("beta", "0.0")),
        Op("ConstantFill", "input?", "output",
            Int("dtype", "1"), Ints("extra_shape"), Int("input_as_shape"), Ints("shape"), Float("value", "0.0")),
        Op("Crop", "input", "output", Ints("border"), Ints("scale")),
        Op("DynamicSlice", "data starts ends axes?", "output"),
        Op("FC", "X W B", "Y", Int("axis", "1"), Int("axis_w", "1")),
        Op("GRUUnit", "hidden_prev gates seq_lengths t", "hidden", Int("drop_states")),
        Op("GivenTensorFill", "shape?", "X",
            Ints("extra_shape"), Int("input_as_shape"), Ints("shape"), new AttributeSchema("values", "list of floats", false, null)),
        Op("ImageScaler", "input", "output", new AttributeSchema("bias", "list of floats", false, null), Float("scale", "1.0")),
        Op("LoopIndexTensor", "T loop_idx", "O", Int("axis", "0")),
        Op("ParametricSoftplus", "X", "Y", Float("alpha"), Float("beta")),
        Op("Scale", "input", "output", Float("scale", "1.0")),
        Op("ScaledTanh", "input", "output", Float("alpha"), Float("beta")),
    ];

    private static OpSchema Op(string name, string inputs, string outputs, params AttributeSchema[] attributes) =>
        new(OpSchema.DefaultDomain, name, 1, Values(inputs), Values(outputs), attributes) { Experimental = true };

    private static List<ValueSchema> Values(string names) =>
        [.. names.Split(' ').Select(n => new ValueSchema(n.TrimEnd('?'), n.EndsWith('?') ? Arity.Optional : Arity.Single))];

    private static AttributeSchema Float(string name, string? value = null) => new(name, "float", false, value);

    private static AttributeSchema Int(string name, string? value = null) => new(name, "int", false, value);

    private static AttributeSchema Ints(string name) => new(name, "list of ints", false, null);
}
