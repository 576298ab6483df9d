using Nacre.Dialects.Onnx;
using Nacre.IR;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Tensors;

/// <summary>ONNX's element types in the IR: signed integers are signless, as in StableHLO.</summary>
internal static class ElementTypes
{
    /// <summary>The IR's element type; null for UNDEFINED and numbers that ONNX has not published.</summary>
    public static IRType? ToIR(DataType type) => ElementTypeNumbers.Find((long)type);

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
