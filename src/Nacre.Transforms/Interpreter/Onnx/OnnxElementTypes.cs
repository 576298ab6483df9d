using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>The numbers by which attributes such as <c>dtype</c> and <c>to</c> name element types (onnx.proto, TensorProto.DataType).</summary>
internal static class OnnxElementTypes
{
    /// <exception cref="EvaluationException">ONNX publishes no element type of that number.</exception>
    public static IRType Of(long number) => ElementTypeNumbers.Find(number) ?? throw new EvaluationException($"there is no ONNX element type {number}");
}
