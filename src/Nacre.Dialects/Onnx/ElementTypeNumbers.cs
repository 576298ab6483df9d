using Nacre.IR;

namespace Nacre.Dialects.Onnx;

/// <summary>
/// The numbers by which ONNX names element types, in tensors and in attributes such as <c>to</c> of Cast (onnx.proto, TensorProto.DataType). Signed integers are signless in
/// the IR, as in StableHLO.
/// </summary>
public static class ElementTypeNumbers
{
    /// <summary>The IR's element type; null for 0 (undefined) and numbers that ONNX has not published.</summary>
    public static IRType? Find(long number) => number switch
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
        _ => null,
    };
}
