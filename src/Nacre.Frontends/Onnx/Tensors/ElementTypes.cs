using Nacre.Dialects.Onnx;
using Nacre.IR;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Tensors;

/// <summary>ONNX's element types in the IR: signed integers are signless, as in StableHLO.</summary>
internal static class ElementTypes
{
    /// <summary>The IR's element type; null for UNDEFINED and numbers that ONNX has not published.</summary>
    public static IRType? ToIR(DataType type) => type switch
    {
        DataType.Float => FloatType.F32,
        DataType.Double => FloatType.F64,
        DataType.Float16 => FloatType.F16,
        DataType.Bfloat16 => FloatType.BF16,
        DataType.Float8E4M3Fn => new FloatType(FloatKind.F8E4M3FN),
        DataType.Float8E4M3Fnuz => new FloatType(FloatKind.F8E4M3FNUZ),
        DataType.Float8E5M2 => new FloatType(FloatKind.F8E5M2),
        DataType.Float8E5M2Fnuz => new FloatType(FloatKind.F8E5M2FNUZ),
        DataType.Float8E8M0 => new FloatType(FloatKind.F8E8M0FNU),
        DataType.Float4E2M1 => new FloatType(FloatKind.F4E2M1FN),
        DataType.Bool => IntegerType.I1,
        DataType.Int2 => new IntegerType(2),
        DataType.Int4 => new IntegerType(4),
        DataType.Int8 => IntegerType.I8,
        DataType.Int16 => IntegerType.I16,
        DataType.Int32 => IntegerType.I32,
        DataType.Int64 => IntegerType.I64,
        DataType.Uint2 => new IntegerType(2, Signedness.Unsigned),
        DataType.Uint4 => new IntegerType(4, Signedness.Unsigned),
        DataType.Uint8 => IntegerType.UI8,
        DataType.Uint16 => new IntegerType(16, Signedness.Unsigned),
        DataType.Uint32 => new IntegerType(32, Signedness.Unsigned),
        DataType.Uint64 => new IntegerType(64, Signedness.Unsigned),
        DataType.Complex64 => new ComplexType(FloatType.F32),
        DataType.Complex128 => new ComplexType(FloatType.F64),
        DataType.String => StringType.Instance,
        _ => null,
    };

    /// <summary>Bits that one element takes in <c>raw_data</c>: bool takes a byte, types below 8 bits are packed.</summary>
    public static int PackedBits(DataType type) => type switch
    {
        DataType.Int2 or DataType.Uint2 => 2,
        DataType.Int4 or DataType.Uint4 or DataType.Float4E2M1 => 4,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 16,
        DataType.Float or DataType.Int32 or DataType.Uint32 => 32,
        DataType.Double or DataType.Int64 or DataType.Uint64 or DataType.Complex64 => 64,
        DataType.Complex128 => 128,
        _ => 8,
    };

    public static bool IsSigned(DataType type) => type is DataType.Int2 or DataType.Int4;
}
