using Nacre.Frontends.Onnx;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Testing;

/// <summary>Reads values as ONNX test cases store them: one protobuf message in a file.</summary>
internal static class ValueFile
{
    /// <summary>The kind of message follows from the port's type.</summary>
    public static InterpreterValue Read(string file, ModelPort port)
    {
        var kind = port.TypeText switch
        {
            var t when t.StartsWith("!onnx.seq", StringComparison.Ordinal) => OnnxValueKind.Sequence,
            var t when t.StartsWith("!onnx.opt", StringComparison.Ordinal) => OnnxValueKind.Optional,
            var t when t.StartsWith("!onnx.map", StringComparison.Ordinal) => OnnxValueKind.Map,
            _ => OnnxValueKind.Tensor,
        };
        return Convert(OnnxValueReader.ReadFile(file, kind));
    }

    public static InterpreterValue ReadTensor(string file) => Convert(OnnxValueReader.ReadFile(file, OnnxValueKind.Tensor));

    private static InterpreterValue Convert(OnnxValue value) => value switch
    {
        OnnxTensorValue { Elements: DenseStringElementsAttr text } => new StringTensorValue(text.Type.Shape, text.Strings),
        OnnxTensorValue tensor => TensorValue.FromAttr(tensor.Elements),
        OnnxSequenceValue sequence => new SequenceValue(sequence.Items.Map(Convert)),
        OnnxOptionalValue optional => new OptionalValue(optional.Value is null ? null : Convert(optional.Value)),
        OnnxMapValue map => new MapValue(map.Keys.Zip(map.Values, (k, v) => (k, Convert(v))).ToEquatableArray()),
        _ => throw new NacreException(ExitCode.Unsupported, $"a test value of kind {value.GetType().Name} is not supported"),
    };
}
