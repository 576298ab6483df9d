using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>The numbers by which attributes such as <c>dtype</c> and <c>to</c> name element types (onnx.proto, TensorProto.DataType).</summary>
internal static class OnnxElementTypes
{
    /// <exception cref="EvaluationException">ONNX publishes no element type of that number.</exception>
    public static IRType Of(long number) => number switch
    {
        1 => FloatType.F32,
        2 => IntegerType.UI8,
        3 => IntegerType.I8,
        4 => new IntegerType(16, Signedness.Unsigned),
        5 => IntegerType.I16,
        6 => IntegerType.I32,
        7 => IntegerType.I64,
        8 => StringType.Instance,
        9 => IntegerType.I1,
        10 => FloatType.F16,
        11 => FloatType.F64,
        12 => new IntegerType(32, Signedness.Unsigned),
        13 => new IntegerType(64, Signedness.Unsigned),
        14 => new ComplexType(FloatType.F32),
        15 => new ComplexType(FloatType.F64),
        16 => FloatType.BF16,
        17 => new FloatType(FloatKind.F8E4M3FN),
        18 => new FloatType(FloatKind.F8E4M3FNUZ),
        19 => new FloatType(FloatKind.F8E5M2),
        20 => new FloatType(FloatKind.F8E5M2FNUZ),
        21 => new IntegerType(4, Signedness.Unsigned),
        22 => new IntegerType(4),
        23 => new FloatType(FloatKind.F4E2M1FN),
        24 => new FloatType(FloatKind.F8E8M0FNU),
        25 => new IntegerType(2, Signedness.Unsigned),
        26 => new IntegerType(2),
        _ => throw new EvaluationException($"there is no ONNX element type {number}"),
    };
}
