namespace Nacre.IR;

/// <summary>Questions about types that many passes ask.</summary>
public static class TypeExtensions
{
    /// <summary>The element type of a shaped type, the type itself otherwise.</summary>
    public static IRType ElementOrSelf(this IRType type) => type is ShapedType shaped ? shaped.ElementType : type;

    /// <summary>The same container (tensor, vector, memref or scalar) with another element type.</summary>
    public static IRType WithElementOrSelf(this IRType type, IRType element) =>
        type is ShapedType { HasRank: true } shaped ? shaped.With(shaped.Shape, element) : element;

    public static bool IsFloat(this IRType type) => type.ElementOrSelf() is FloatType;
    public static bool IsInteger(this IRType type) => type.ElementOrSelf() is IntegerType;
    public static bool IsBool(this IRType type) => type.ElementOrSelf() is IntegerType { Width: 1 };
    public static bool IsUnsigned(this IRType type) => type.ElementOrSelf() is IntegerType { Signedness: Signedness.Unsigned };
    public static bool IsComplex(this IRType type) => type.ElementOrSelf() is ComplexType;

    /// <summary>Width in bits of a number; 64 for index, twice the part for complex.</summary>
    public static int BitWidth(this IRType type) => type switch
    {
        IntegerType i => i.Width,
        FloatType f => f.Width,
        IndexType => 64,
        ComplexType c => 2 * c.ElementType.BitWidth(),
        _ => throw new ArgumentException($"{type} has no width"),
    };

    /// <summary>Bytes that one element takes in a blob or buffer: the width rounded up to a power of two bytes (sub-byte elements take one byte each).</summary>
    public static int StorageBytes(this IRType type)
    {
        if (type is ComplexType complex)
            return 2 * complex.ElementType.StorageBytes();
        var bytes = 1;
        while (bytes * 8 < type.BitWidth())
            bytes *= 2;
        return bytes;
    }
}
