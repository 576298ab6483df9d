using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>ONNX's numbers of element types, as attributes such as <c>to</c> of Cast hold them (TensorProto.DataType).</summary>
public static class OnnxElements
{
    /// <exception cref="OnnxLoweringException">A string, or a number that is not an element type.</exception>
    public static IRType Of(long dataType) =>
        ElementTypeNumbers.Find(dataType) is { } type and not StringType ? type : throw new OnnxLoweringException($"the element type {dataType} has no numbers");
}
