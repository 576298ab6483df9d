using Nacre.IR;

namespace Nacre.Frontends.Onnx;

/// <summary>A value of an ONNX test case: what a file <c>input_0.pb</c> or <c>output_0.pb</c> holds.</summary>
public abstract record OnnxValue(string Name);

/// <summary>A tensor; its data may refer to the file's bytes.</summary>
public sealed record OnnxTensorValue(string Name, ElementsAttr Elements) : OnnxValue(Name);

/// <summary>A list of values.</summary>
public sealed record OnnxSequenceValue(string Name, EquatableArray<OnnxValue> Items) : OnnxValue(Name);

/// <summary>A value, or null for nothing.</summary>
public sealed record OnnxOptionalValue(string Name, OnnxValue? Value) : OnnxValue(Name);

/// <summary>Values by key; the keys are all <see cref="long"/> or all <see cref="string"/>.</summary>
public sealed record OnnxMapValue(string Name, EquatableArray<object> Keys, EquatableArray<OnnxValue> Values) : OnnxValue(Name);

/// <summary>What kind of value a file holds: the file itself does not say, the model's input or output does.</summary>
public enum OnnxValueKind
{
    Tensor,
    Sequence,
    Optional,
    Map,
}
