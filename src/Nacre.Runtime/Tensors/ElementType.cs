namespace Nacre.Runtime;

/// <summary>
/// The element types of tensors. The names follow MLIR and APFloat: <c>FN</c> has no infinities, <c>UZ</c> no negative zero, <c>U</c> no sign.
/// </summary>
/// <remarks>Types of 2 and 4 bits are held unpacked, one element per byte; the signed ones are sign-extended.</remarks>
public enum ElementType : byte
{
    Undefined,
    Bool,
    I2,
    U2,
    I4,
    U4,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F16,
    BF16,
    F32,
    F64,
    F8E4M3FN,
    F8E4M3FNUZ,
    F8E5M2,
    F8E5M2FNUZ,
    F8E8M0FNU,
    F4E2M1FN,
    F8E3M4,
    F8E4M3,
    F8E4M3B11FNUZ,
    F6E2M3FN,
    F6E3M2FN,
    C64,
    C128,
    String,
}
