namespace Nacre.Bench;

/// <summary>Element type of a tensor. The numbers are those of ONNX (<c>TensorProto.DataType</c>), which ONNX Runtime's C API shares.</summary>
public enum ElementType
{
    Undefined = 0, Float = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, String = 8, Bool = 9,
    Float16 = 10, Double = 11, UInt32 = 12, UInt64 = 13, Complex64 = 14, Complex128 = 15, BFloat16 = 16,
}

public static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    /// <exception cref="NotSupportedException">The type has no whole-byte fixed size (strings, 4-bit types).</exception>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Double or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => throw new NotSupportedException($"tensors of element type {type} are not supported by the benchmark"),
    };
}
