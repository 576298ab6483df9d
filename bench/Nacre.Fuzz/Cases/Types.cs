using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Cases;

/// <summary>Element types that are drawn; the most common one stands first.</summary>
internal static class Types
{
    public static readonly DataType[] Float = [DataType.Float];
    public static readonly DataType[] Floats = [DataType.Float, DataType.Double, DataType.Float16, DataType.Bfloat16];
    public static readonly DataType[] Signed = [DataType.Float, DataType.Double, DataType.Float16, DataType.Int32, DataType.Int64, DataType.Int8, DataType.Int16];
    public static readonly DataType[] Unsigned = [DataType.Uint8, DataType.Uint16, DataType.Uint32, DataType.Uint64];
    public static readonly DataType[] Integers = [DataType.Int64, DataType.Int32, DataType.Int16, DataType.Int8, .. Unsigned];
    public static readonly DataType[] Numbers = [.. Signed, .. Unsigned];
    public static readonly DataType[] Bool = [DataType.Bool];
    public static readonly DataType[] All = [.. Numbers, DataType.Bool];
    public static readonly DataType[] Bytes = [DataType.Uint8, DataType.Int8];
    public static readonly DataType[] Indices = [DataType.Int64, DataType.Int32];

    public static bool IsFloat(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    public static bool IsSigned(DataType type) => IsFloat(type) || type is DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64;
}
