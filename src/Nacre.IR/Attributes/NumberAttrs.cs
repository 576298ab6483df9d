using System.Numerics;

namespace Nacre.IR;

/// <summary>An integer of an integer or index type. <see cref="Value"/> is sign-extended for signless and signed types, zero-extended for unsigned ones (an i1 is 0 or 1).</summary>
public sealed record IntegerAttr : Attr
{
    public IntegerAttr(long value, IRType type) => (Value, Type) = (Canonical(value, type), type);

    /// <summary>A value that needs more than 64 bits.</summary>
    public IntegerAttr(BigInteger value, IRType type)
    {
        Type = type;
        Value = Canonical((long)(ulong)(value & ulong.MaxValue), type);
        Wide = type is IntegerType { Width: > 64 } ? value : null;
    }

    public long Value { get; }
    public IRType Type { get; }

    /// <summary>The whole value when the type is wider than 64 bits.</summary>
    public BigInteger? Wide { get; }

    public static IntegerAttr I32(long value) => new(value, IntegerType.I32);
    public static IntegerAttr I64(long value) => new(value, IntegerType.I64);
    public static IntegerAttr Index(long value) => new(value, IndexType.Instance);
    public static IntegerAttr Bool(bool value) => new(value ? 1 : 0, IntegerType.I1);

    /// <summary>The value as a mathematical integer.</summary>
    public BigInteger BigValue => Wide ?? (Type is IntegerType { IsUnsigned: true } ? (ulong)Value : Value);

    /// <summary>Wraps a value into the type's width, extended as the class says.</summary>
    public static long Canonical(long value, IRType type) => type switch
    {
        IntegerType { Width: 1 } => value & 1,
        IntegerType { Width: < 64, IsUnsigned: true } i => value & ((1L << i.Width) - 1),
        IntegerType { Width: < 64 and > 0 } i => value << (64 - i.Width) >> (64 - i.Width),
        _ => value,
    };
}

/// <summary>A floating-point number of a float type, held as the bits of that type, so that NaN payloads and the sign of zero count in equality.</summary>
public sealed record FloatAttr : Attr
{
    public FloatAttr(double value, FloatType type) => (Bits, Type) = (FloatBits.FromDouble(value, type.Kind), type);
    private FloatAttr(long bits, FloatType type, bool _) => (Bits, Type) = (bits, type);

    public static FloatAttr FromBits(long bits, FloatType type) => new(bits, type, true);
    public static FloatAttr F32(double value) => new(value, FloatType.F32);

    public long Bits { get; }
    public FloatType Type { get; }
    public double Value => FloatBits.ToDouble(Bits, Type.Kind);
}
