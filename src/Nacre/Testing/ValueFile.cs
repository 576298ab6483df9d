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
            var t when t.StartsWith("tensor", StringComparison.Ordinal) => OnnxValueKind.Tensor,
            var t when t.Contains("optional", StringComparison.OrdinalIgnoreCase) => OnnxValueKind.Optional,
            _ => OnnxValueKind.Sequence,
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
        _ => throw new NacreException(ExitCode.Unsupported, $"a test value of kind {value.GetType().Name} is not supported"),
    };
}
