namespace Nacre.IR;

/// <summary>The elements of a constant as files store them: booleans eight to a byte, others as in memory but without padding to a power of two.</summary>
public static class PackedElements
{
    /// <summary>What stands for <c>true</c> everywhere; distinct from eight or fewer packed booleans, of which the spare bits are zero.</summary>
    private const byte AllTrue = 0xFF;

    public static bool AreBitsPacked(ShapedType type) => type.ElementType is IntegerType { Width: 1 };

    /// <summary>The number of elements; null when the shape is not static or there are too many to count.</summary>
    public static long? CountOf(ShapedType type)
    {
        if (!type.HasStaticShape)
            return null;
        try
        {
            return type.Shape.ElementCount;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Elements from a file; null when the bytes do not fit the type.</summary>
    public static DenseElementsAttr? Unpack(ShapedType type, ReadOnlyMemory<byte> bytes, bool bitsArePacked)
    {
        if (CountOf(type) is not { } count || !IsStorable(type.ElementType))
            return null;
        if (bitsArePacked)
            return UnpackBits(type, bytes, count);
        var (stored, memory) = (StoredBytes(type.ElementType), type.ElementType.StorageBytes());
        var isSplat = bytes.Length == stored;
        if (!isSplat && (bytes.Length % stored != 0 || bytes.Length / stored != count))
            return null;
        return new DenseElementsAttr(type, Blob.Of(stored == memory ? bytes : Restride(bytes.Span, stored, memory)));
    }

    private static DenseElementsAttr? UnpackBits(ShapedType type, ReadOnlyMemory<byte> bytes, long count)
    {
        if (bytes.Length == 1 && count > 0 && (bytes.Span[0] is AllTrue or 0 || count > 8))
            return new DenseElementsAttr(type, Blob.Of([bytes.Span[0] != 0 ? (byte)1 : (byte)0]));
        if (bytes.Length != (count + 7) / 8)
            return bytes.Length == count ? new DenseElementsAttr(type, Blob.Of(bytes)) : null;
        var elements = new byte[count];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = (byte)((bytes.Span[i / 8] >> (i % 8)) & 1);
        return new DenseElementsAttr(type, Blob.Of(elements));
    }

    /// <summary>Elements for a file; null when elements of the type cannot be stored this way.</summary>
    public static byte[]? Pack(DenseElementsAttr elements, bool packBits)
    {
        if (!IsStorable(elements.ElementType))
            return null;
        var bytes = elements.Data.Span;
        if (packBits)
            return PackBits(elements, bytes);
        var (stored, memory) = (StoredBytes(elements.ElementType), elements.ElementType.StorageBytes());
        return stored == memory ? bytes.ToArray() : Restride(bytes, memory, stored);
    }

    private static byte[] PackBits(DenseElementsAttr elements, ReadOnlySpan<byte> bytes)
    {
        if (elements.IsSplat)
            return [bytes[0] != 0 ? AllTrue : (byte)0];
        var packed = new byte[(bytes.Length + 7) / 8];
        for (var i = 0; i < bytes.Length; i++)
            packed[i / 8] |= (byte)(bytes[i] != 0 ? 1 << (i % 8) : 0);
        return packed;
    }

    private static bool IsStorable(IRType type) => type is ComplexType complex ? complex.ElementType.IsScalar : type.IsScalar;

    private static int StoredBytes(IRType type) => type is ComplexType complex ? 2 * StoredBytes(complex.ElementType) : (type.BitWidth() + 7) / 8;

    /// <summary>Copies elements of one size to another, keeping the low bytes.</summary>
    private static byte[] Restride(ReadOnlySpan<byte> source, int from, int to)
    {
        var count = source.Length / from;
        var target = new byte[count * to];
        for (var i = 0; i < count; i++)
            source.Slice(i * from, Math.Min(from, to)).CopyTo(target.AsSpan(i * to));
        return target;
    }
}
