using System.Numerics;

namespace Nacre.Runtime;

/// <summary>Facts about each <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>What is known of a type: its spelling in MLIR, bytes per element in memory, and the .NET type that holds an element.</summary>
    private readonly record struct Facts(string Name, int ByteSize, Type? Storage);

    private static readonly Facts[] Table =
    [
        new("none", 0, null),
        new("i1", 1, typeof(bool)),
        new("i2", 1, typeof(sbyte)),
        new("ui2", 1, typeof(byte)),
        new("i4", 1, typeof(sbyte)),
        new("ui4", 1, typeof(byte)),
        new("i8", 1, typeof(sbyte)),
        new("ui8", 1, typeof(byte)),
        new("i16", 2, typeof(short)),
        new("ui16", 2, typeof(ushort)),
        new("i32", 4, typeof(int)),
        new("ui32", 4, typeof(uint)),
        new("i64", 8, typeof(long)),
        new("ui64", 8, typeof(ulong)),
        new("f16", 2, typeof(Half)),
        new("bf16", 2, typeof(ushort)),
        new("f32", 4, typeof(float)),
        new("f64", 8, typeof(double)),
        new("f8E4M3FN", 1, typeof(byte)),
        new("f8E4M3FNUZ", 1, typeof(byte)),
        new("f8E5M2", 1, typeof(byte)),
        new("f8E5M2FNUZ", 1, typeof(byte)),
        new("f8E8M0FNU", 1, typeof(byte)),
        new("f4E2M1FN", 1, typeof(byte)),
        new("f8E3M4", 1, typeof(byte)),
        new("f8E4M3", 1, typeof(byte)),
        new("f8E4M3B11FNUZ", 1, typeof(byte)),
        new("f6E2M3FN", 1, typeof(byte)),
        new("f6E3M2FN", 1, typeof(byte)),
        new("complex<f32>", 8, typeof(Complex64)),
        new("complex<f64>", 16, typeof(Complex)),
        new("string", 0, typeof(string)),
    ];

    /// <summary>MLIR's spelling, signed and signless integers being the same: <c>i8</c>, <c>ui8</c>, <c>bf16</c>, <c>complex&lt;f32&gt;</c>.</summary>
    public static string MlirName(this ElementType type) => Table[(int)type].Name;

    /// <summary>Bytes per element in memory; 0 for <see cref="ElementType.String"/> and <see cref="ElementType.Undefined"/>, which have no bytes.</summary>
    public static int ByteSize(this ElementType type) => Table[(int)type].ByteSize;

    /// <summary>Bits of information per element: 4 for <see cref="ElementType.I4"/>, 1 for <see cref="ElementType.Bool"/>.</summary>
    public static int BitWidth(this ElementType type) => type switch
    {
        ElementType.Bool => 1,
        ElementType.I2 or ElementType.U2 => 2,
        ElementType.I4 or ElementType.U4 or ElementType.F4E2M1FN => 4,
        ElementType.F6E2M3FN or ElementType.F6E3M2FN => 6,
        _ => 8 * type.ByteSize(),
    };

    public static bool IsFloat(this ElementType type) => type is >= ElementType.F16 and <= ElementType.F6E3M2FN;

    public static bool IsInteger(this ElementType type) => type is >= ElementType.I2 and <= ElementType.U64;

    public static bool IsComplex(this ElementType type) => type is ElementType.C64 or ElementType.C128;

    public static bool IsSigned(this ElementType type) => type
        is ElementType.I2 or ElementType.I4 or ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64
        || (type.IsFloat() && type != ElementType.F8E8M0FNU)
        || type.IsComplex();

    /// <summary>The .NET type that holds one element: the number itself, or its bits in a <c>byte</c> or <c>ushort</c> where .NET has no such type.</summary>
    public static Type? StorageType(this ElementType type) => Table[(int)type].Storage;

    /// <summary>The element type that <typeparamref name="T"/> stands for, or <see cref="ElementType.Undefined"/>.</summary>
    public static ElementType Of<T>() => Of(typeof(T));

    /// <summary>The element type that a .NET type stands for, or <see cref="ElementType.Undefined"/>; <c>byte</c> and <c>ushort</c> are plain integers here.</summary>
    public static ElementType Of(Type storage)
    {
        for (var type = ElementType.Bool; type <= ElementType.String; type++)
            if (Table[(int)type].Storage == storage && !IsUnpackedInteger(type))
                return type;

        return ElementType.Undefined;
    }

    /// <summary>The type of that MLIR spelling (<c>si8</c> reads as <c>i8</c>), or <see cref="ElementType.Undefined"/>.</summary>
    public static ElementType Parse(string name)
    {
        string signless = name.StartsWith("si", StringComparison.Ordinal) ? name[1..] : name;
        for (var type = ElementType.Bool; type <= ElementType.String; type++)
            if (Table[(int)type].Name == signless)
                return type;

        return ElementType.Undefined;
    }

    /// <summary>
    /// Whether a span of <typeparamref name="T"/> may show elements of this type: <typeparamref name="T"/> is the storage type, or the
    /// unsigned integer of the same size for reading bits.
    /// </summary>
    internal static bool CanView<T>(this ElementType type) where T : unmanaged =>
        typeof(T) == type.StorageType() || (IsBits<T>() && System.Runtime.CompilerServices.Unsafe.SizeOf<T>() == type.ByteSize());

    private static bool IsBits<T>() =>
        typeof(T) == typeof(byte) || typeof(T) == typeof(ushort) || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong);

    private static bool IsUnpackedInteger(ElementType type) => type is ElementType.I2 or ElementType.U2 or ElementType.I4 or ElementType.U4;
}
